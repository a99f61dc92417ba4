"""Facts that people state of themselves, found by rules, with their own words as evidence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pipeline.alfred.condensing.claims import (
    english_life,
    english_self,
    russian_life,
    russian_self,
)
from pipeline.alfred.condensing.claims.claim import Claim, claims, denies
from pipeline.alfred.condensing.days import dated
from pipeline.alfred.condensing.models import Learned
from pipeline.alfred.models import ChatScope, EventId, Fact, MemoryEvent, Role
from pipeline.language.sentences import sentences
from pipeline.language.stems import stems
from pipeline.language.words import language, words
from pipeline.privacy.boundary import check_boundary_integrity
from pipeline.privacy.tokens import OPEN

_RULES: Final = {
    "en": (*english_self.SELF, *english_life.LIFE),
    "ru": (*russian_self.SELF, *russian_life.LIFE),
}
LONGEST_QUOTATION: Final = 200
"""Characters of the person's own words that are kept as evidence."""
QUOTATIONS: Final = 3
"""Of one fact; the first and the last that were said."""
SAME: Final = 0.8
"""Share of a fact's content words that another has: then it says the same."""
SAME_EVENT: Final = 0.5
"""The same if both rest on one event: a model that is asked twice says it in other words."""


def told(sentence: str) -> tuple[Claim, ...]:
    """What a sentence claims of its speaker; of what is masked or gives orders, nothing."""
    if OPEN in sentence or check_boundary_integrity([sentence]) < 1:
        return ()
    return tuple(claims(sentence, _RULES[language(sentence)]))


def learned(
    events: Iterable[MemoryEvent], known: Sequence[Fact], scope: ChatScope
) -> list[Learned]:
    """New facts out of what the person said; of what changed on the way only how it stands now."""
    believed: list[_Believed] = []
    for event in events:
        if event.role is Role.USER:
            for sentence in sentences(event.content):
                for claim in told(sentence):
                    _believe(believed, claim, event, sentence)
    return settled((each.learned() for each in believed), known, scope)


def settled(found: Iterable[Learned], known: Sequence[Fact], scope: ChatScope) -> list[Learned]:
    """What is new of it, each with the known facts that it replaces.

    What is known here is not learned again. What is known of another place is not replaced from
    here; it is not learned again either, unless something else has been known here since.
    """
    here = [_Known.of_fact(fact) for fact in known if fact.scope == scope]
    elsewhere = [_Known.of_fact(fact) for fact in known if fact.scope != scope]
    new: list[Learned] = []
    for each in found:
        mine = _Known.of_learned(each)
        outdated = [other.fact.id for other in here if other.fact and mine.opposes(other)]
        replaced = tuple(dict.fromkeys((*each.replaces, *outdated)))
        repeated = any(map(mine.repeats, here if replaced else (*here, *elsewhere)))
        if not repeated:
            new.append(replace(each, replaces=replaced))
            here.append(mine)
    return new


def tells(text: str, fact: Fact) -> bool:
    """Whether a text says what a fact does: makes its claim, or has nearly all of its words.

    These are the fact's own words, or those of a sentence that it rests on.
    """
    known = _Known.of_fact(fact)
    wordings = [known.stems, *(frozenset(stems(each.quotation)) for each in fact.evidence)]
    return any(
        _claims_it(sentence, known)
        or any(_repeats(frozenset(stems(sentence)), words) for words in wordings)
        for sentence in sentences(text)
    )


def quotation(sentence: str) -> str:
    said = " ".join(sentence.split())
    return said if len(said) <= LONGEST_QUOTATION else f"{said[: LONGEST_QUOTATION - 1]}…"


@dataclass(slots=True)
class _Believed:
    claim: Claim
    text: str
    quotations: list[tuple[EventId, str]] = field(default_factory=list)

    def learned(self) -> Learned:
        kept = [*self.quotations[: QUOTATIONS - 1], *self.quotations[QUOTATIONS - 1 :][-1:]]
        return Learned(self.text, tuple(kept), self.claim.confidence)


def _believe(believed: list[_Believed], claim: Claim, event: MemoryEvent, sentence: str) -> None:
    believed[:] = [each for each in believed if not claim.opposes(each.claim)]
    same = next((each for each in believed if claim.repeats(each.claim)), None)
    if same is None:
        same = _Believed(claim, dated(claim.text, event.created_at.date()))
        believed.append(same)
    if event.id not in dict(same.quotations):
        same.quotations.append((event.id, quotation(sentence)))


@dataclass(frozen=True, slots=True)
class _Known:
    """A fact as far as it can be compared."""

    text: str
    stems: frozenset[str]
    claims: tuple[Claim, ...]
    events: frozenset[EventId]
    fact: Fact | None = None

    @classmethod
    def of_fact(cls, fact: Fact) -> "_Known":
        quotations = [(each.event, each.quotation) for each in fact.evidence]
        return cls._of(fact.text, quotations, fact)

    @classmethod
    def of_learned(cls, learned: Learned) -> "_Known":
        return cls._of(learned.text, learned.quotations)

    @classmethod
    def _of(
        cls, text: str, quotations: Sequence[tuple[EventId, str]], fact: Fact | None = None
    ) -> "_Known":
        content = frozenset(stems(text))
        events = frozenset(event for event, _ in quotations)
        return cls(
            text,
            content,
            tuple(_claimed(content | frozenset(words(text)), quotations)),
            events,
            fact,
        )

    def opposes(self, other: "_Known") -> bool:
        return any(mine.opposes(its) for mine in self.claims for its in other.claims)

    def repeats(self, other: "_Known") -> bool:
        if self.claims and other.claims:
            return any(mine.repeats(its) for mine in self.claims for its in other.claims)
        least = SAME_EVENT if self.events & other.events else SAME
        common = len(self.stems & other.stems)
        return self.text.casefold() == other.text.casefold() or (
            denies(self.text) == denies(other.text) and common >= least * len(self.stems) > 0
        )


def _claims_it(sentence: str, known: _Known) -> bool:
    return any(mine.repeats(its) for mine in known.claims for its in told(sentence))


def _repeats(said: frozenset[str], words: frozenset[str]) -> bool:
    return len(said & words) >= SAME * len(words) > 0


def _claimed(
    content: frozenset[str], quotations: Sequence[tuple[EventId, str]]
) -> Iterator[Claim]:
    """Of what the quotations claim, what this fact is about."""
    about = [claim for _, quoted in quotations for claim in told(quoted) if claim.what <= content]
    for claim in about:
        if not any(other.says_more_than(claim) for other in about):
            yield claim
