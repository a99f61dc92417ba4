"""What a question about groups asks for: content words, a kind of remark, a time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pipeline.alfred.rules.periods import Period
from pipeline.alfred.rules.times import period_of
from pipeline.digest.findings import SegmentKind
from pipeline.digest.rules.actions import is_promise
from pipeline.digest.rules.cues import cues_in
from pipeline.language.expansion import Variant, variants
from pipeline.language.sentences import sentences
from pipeline.language.stems import content_stem
from pipeline.language.stems import stem as stem_of
from pipeline.language.stopwords import is_stop
from pipeline.language.words import script, words

LONGEST: Final = 2_000
"""Characters of a question that are read: four times what anybody asks."""
MOST_TERMS: Final = 16
"""Content words of a question, the first of which count: each is a look into the index."""

MOST_LOOKUPS: Final = 24
"""Of all words of a question with their variants."""
WORDS_OF_NAME: Final = 2


class Sought(StrEnum):
    """A kind of remark that questions ask for."""

    DECISION = "decision"
    PROMISE = "promise"
    PROBLEM = "problem"
    SOLUTION = "solution"
    PLAN = "plan"


_ASKED: Final[Mapping[Sought, str]] = {
    Sought.DECISION: (
        r"реш(?:ил|ен|али|ают)\w*|договор(?:ил|ен)\w*|услов(?:ил|л)\w*|постанов\w+|выбрали"
        r"|decid\w*|decision\w*|agree\w*|settle\w*"
    ),
    Sought.PROMISE: (
        r"(?:по)?обещ\w+|взял[аи]?с[ья]|поруч\w+|ответственн\w+|отвечает|promis\w*|commit\w*"
        r"|volunteer\w*|responsible|assign\w*"
    ),
    Sought.PROBLEM: (
        r"сломал\w*|слома(?:н|но)|упал[аои]?|отвалил\w+|проблем\w*|жаловал\w*|break\w*|broke\w*"
        r"|fail\w*|problems?|complain\w*"
    ),
    Sought.SOLUTION: r"(?:по|за)?чинил\w*|исправил\w*|решение|fix\w*|solv\w*|solution\w*",
    Sought.PLAN: r"планир\w+|планы?|собира(?:ются|лись)|plan(?:s|ned|ning)?",
}
_SOUGHT: Final = {
    sought: re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
    for sought, alternatives in _ASKED.items()
}
_OF_TALK: Final = re.compile(
    r"(?:говор|обсужд|обсуд|(?:на|от)?пис[аы]|(?:с|рас|под)каз|спр[ао]ш|спрос|упом[яи]н|предлаг"
    r"|предлож|ответ|отвеч|напомн|найд|покаж|поищ|пересказ|случ|произош|дума[ею]|счита[ею]|мнени"
    r"|групп|бесед|переписк|сообщени|сводк|дайджест)\w{0,7}|(?:чат|канал)\w{0,3}"
    r"|(?:discuss|mention|talk|ask|answer|suggest|propos|remind|show|search|happen|think|thought"
    r"|opinion|group|chat|channel|conversation|message|digest)(?:e?d|e?s|e|ing)?"
)
"""Words with which people ask about talk: what was said does not hold them."""
_KINDS: Final[Mapping[SegmentKind, Sought]] = {
    SegmentKind.DECISION: Sought.DECISION,
    SegmentKind.PROBLEM: Sought.PROBLEM,
    SegmentKind.SOLUTION: Sought.SOLUTION,
    SegmentKind.PLAN: Sought.PLAN,
}
_READ: Final = 500
"""Characters of a message in which its kind is looked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, as far as a search understands it."""

    terms: tuple[str, ...]
    """Content words as they stand, each stem once."""
    stems: tuple[str, ...]
    """Theirs, in the same order."""
    variants: tuple[tuple[Variant, ...], ...]
    """What is looked for where they were asked for, in the same order, the word itself first."""
    sought: frozenset[Sought]
    period: Period | None

    @property
    def looked_up(self) -> Sequence[Variant]:
        """Everything that is looked up, each stem once."""
        found = {each.stem: each for variants in self.variants for each in variants}
        return tuple(found.values())

    @property
    def is_framed(self) -> bool:
        """It names a kind or a time."""
        return bool(self.sought) or self.period is not None

    @property
    def is_open(self) -> bool:
        """It names no matter, only a kind or a time: everything of these answers it."""
        return not self.stems and self.is_framed

    @property
    def may_be_open(self) -> bool:
        """Nothing but a kind, a time and perhaps somebody's name."""
        return len(self.stems) <= WORDS_OF_NAME and self.is_framed


def understood(question: str, now: datetime) -> Asked:
    """Never fails, whatever was written; what cannot be looked up is left out."""
    said = question[:LONGEST]
    told = period_of(said, now)
    rest = told.rest if told else said
    sought = frozenset(kind for kind, pattern in _SOUGHT.items() if pattern.search(rest.lower()))
    terms: dict[str, str] = {}
    for word, stem in _content(words(rest)):
        if not _OF_TALK.fullmatch(word) and not _asks_for_kind(word):
            terms.setdefault(stem, word)
    kept = list(terms.items())[:MOST_TERMS]
    return Asked(
        terms=tuple(word for _, word in kept),
        stems=tuple(stem for stem, _ in kept),
        variants=_within(MOST_LOOKUPS, [variants(word) for _, word in kept]),
        sought=sought,
        period=told.period if told else None,
    )


def _content(said: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Content words and their stems.

    One English word among Russian ones means something, though English has it for idle: «Go».
    """
    idle = [word for word in said if script(word) == "en" and is_stop(word)]
    foreign = idle[0] if len(idle) == 1 and len(idle[0]) > 1 and _is_russian(said) else ""
    for word in said:
        if stem := stem_of(word) if word == foreign else content_stem(word):
            yield word, stem


def _is_russian(said: Sequence[str]) -> bool:
    return any(script(word) == "ru" for word in said)


def _within(most: int, found: Sequence[tuple[Variant, ...]]) -> tuple[tuple[Variant, ...], ...]:
    """Of a long question as many variants of each word as all of them may have."""
    each = max(1, most // max(1, len(found)))
    return tuple(variants[:each] for variants in found)


def _asks_for_kind(word: str) -> bool:
    return any(pattern.fullmatch(word) for pattern in _SOUGHT.values())


def kinds_of(text: str) -> frozenset[Sought]:
    """What a message does, by the cues that digests go by."""
    found: set[Sought] = set()
    for sentence in sentences(text[:_READ]):
        found.update(_KINDS[kind] for kind, _ in cues_in(sentence) if kind in _KINDS)
        if is_promise(sentence):
            found.add(Sought.PROMISE)
    return frozenset(found)
