"""What Alfred knows of a person, found again in their own words: no model is needed for it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pipeline.alfred.condensing.claims.claim import denies
from pipeline.alfred.condensing.learning import told
from pipeline.alfred.condensing.notes import parsed
from pipeline.alfred.models import Fact, MemoryEvent, Role
from pipeline.alfred.rules.acts import Act, heard
from pipeline.alfred.rules.oneself import CHANGING, is_of_the_past, kinds_of
from pipeline.alfred.rules.relevance import shared
from pipeline.language.sentences import sentences
from pipeline.language.stems import stems
from pipeline.language.words import composed, normal

MOST: Final = 3
"""Statements that answer one question."""
ALL: Final = 8
"""Statements that are shown to whoever asks what is known of them."""
_STATING: Final = frozenset({Act.TOLD, Act.SAID, Act.SORROW, Act.BIRTHDAY})
"""What people do in telling something: they neither ask nor wish."""
_OF_ONESELF: Final = re.compile(
    r"(?<!\w)(?:я|меня|мне|мо[йяеию]|моего|моей|моему|моих|моим|нас|наш\w*|i|i'm|i've|me|my|our"
    r"|\w{2,}(?:юсь|усь))(?!\w)"
    r"|(?<!\w)(?:живу|работаю|люблю|умею|знаю|хожу|езжу|играю|пишу|читаю|пеку|готовлю)(?!\w)"
)
_NAMED: Final = re.compile(
    r"(?<!\w)(?:зовут|звали|имя|called|(?:['’]s )?name(?: of)?)(?!\w)", re.IGNORECASE
)
"""Asks for a name, and stands beside every name that was told."""
_THING: Final = re.compile(
    r"(?<!\w)(?:как(?:ой|ая|ое|ие|ую|ого|их|им|ими|ому|их)|кто|which|what|who)"
    r"(?: (?:is|was|are|were|my|мо\w{1,3}|эт\w{1,2}|там|у меня))* (?P<thing>\w+)"
)
"""What a question is of: «какая соседка…?», "which neighbour …?"."""
_MANY: Final = frozenset({"taste", "plan", "pet", "hobby", "health"})
"""Kinds of which one has several at a time."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that the person said."""

    text: str
    said_at: datetime | date | None
    """None where that is known no more."""
    lasting: bool = False
    """It was learned as a fact."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """All that was recalled of one person in one place."""

    facts: Sequence[Fact] = ()
    events: Sequence[MemoryEvent] = ()
    """Oldest first."""
    summary: str = ""

    def statements(self) -> Iterator[Statement]:
        """What they stated: facts, the summary and events, each of these oldest first."""
        for fact in self.facts:
            if fact.superseded_by is None and fact.evidence:
                yield Statement(fact.evidence[-1].quotation, fact.created_at, lasting=True)
        for note in parsed(self.summary):
            yield Statement(note.text, note.day)
        for event in self.events:
            if event.role is Role.USER:
                for sentence in sentences(event.content):
                    if _is_statement(sentence):
                        yield Statement(sentence, event.created_at)


def recollected(question: str, known: Recalled) -> list[Statement]:
    """The statements that answer best, in the order in which they were made; none if none does.

    What is claimed («живу в Казани») answers a question of its kind («где я живу?»), the last of
    such claims alone, since it replaces the others. «Где я жила раньше?» is answered by the one
    before it, or by the last one if no other is at hand: its day is told along with it.

    Else the most content words in common decide, as they do where something else has more of
    them: «у какой соседки останется моя собака?» does not ask for the dog's name.
    """
    statements = _once(known.statements())
    kinds = kinds_of(question)
    common = _in_common(question, statements)
    claimed = [each for each in statements if kinds & {_head(kind) for kind in _claims(each)}]
    if kinds & CHANGING and is_of_the_past(question):
        return _formerly(kinds, statements, common) or claimed[-1:]
    if claimed and not _is_of_more(common, claimed):
        if not kinds <= _MANY:
            return claimed[-1:]
        return _distinct([each for each in claimed if common[each.text]] or claimed)[-MOST:]
    common = _of_the_thing(question, statements, common)
    most = max(common.values(), default=0)
    return _distinct(each for each in statements if common[each.text] == most > 0)[-MOST:]


def all_known(known: Recalled) -> list[Statement]:
    """What a person said of themselves, of what replaces each other only how it stands now.

    What makes a claim, or was learned, comes before what merely speaks of them.
    """
    statements = [(each, told(each.text)) for each in _once(known.statements())]
    kept: list[Statement] = []
    spoken: list[Statement] = []
    for at, (each, claims) in enumerate(statements):
        later = [other for _, others in statements[at + 1 :] for other in others]
        outdated = claims and all(any(new.opposes(claim) for new in later) for claim in claims)
        if (claims or each.lasting) and not outdated:
            kept.append(each)
        elif not claims and _OF_ONESELF.search(normal(composed(each.text))):
            spoken.append(each)
    kept, spoken = _distinct(kept), _distinct(spoken)
    return [*kept[-ALL:], *spoken[max(0, len(spoken) - ALL + len(kept)) :]]


def _in_common(question: str, statements: Sequence[Statement]) -> dict[str, int]:
    """How many content words each has in common with a question, by its text."""
    texts = [each.text for each in statements]
    return dict(zip(texts, map(len, shared(_unnamed(question), texts)), strict=True))


def _of_the_thing(
    question: str, statements: Sequence[Statement], common: Mapping[str, int]
) -> dict[str, int]:
    """The same, where the thing that is asked for counts twice: «какая соседка…?»."""
    match = _THING.search(normal(composed(_unnamed(question))))
    texts = [each.text for each in statements]
    named = shared(match["thing"], texts) if match else [{} for _ in texts]
    return {text: common[text] + len(words) for text, words in zip(texts, named, strict=True)}


def _unnamed(question: str) -> str:
    """Without what only asks for a name, if anything is left: «как зовут мою сестру?»."""
    rest = _NAMED.sub(" ", question)
    return rest if stems(rest) else question


def _is_of_more(common: Mapping[str, int], claimed: Iterable[Statement]) -> bool:
    """Whether another statement has two words of the question, and more than any claim."""
    most = max(common.values())
    return most > 1 and most > max(common[each.text] for each in claimed)


def _formerly(
    kinds: Collection[str], statements: Sequence[Statement], common: Mapping[str, int]
) -> list[Statement]:
    """What was claimed before what holds now, and what was told as past."""
    claims = [
        (each, claim)
        for each in statements
        for claim in told(each.text)
        if _head(claim.kind) in kinds
    ]
    now = {claim.kind: claim.what for _, claim in claims if not claim.denies}
    past = [
        each for each, claim in claims if claim.denies or claim.what.isdisjoint(now[claim.kind])
    ]
    past += [each for each in statements if common[each.text] and is_of_the_past(each.text)]
    return _distinct(past)[-1:]


def _distinct(statements: Iterable[Statement]) -> list[Statement]:
    """Without what another says as well, and more: a summary shortens what was said."""
    said = [(each, frozenset(stems(each.text)), denies(each.text)) for each in statements]
    return [
        each
        for at, (each, words, denied) in enumerate(said)
        if not any(
            denied == other_denied and (words < others or (words == others and at < other_at))
            for other_at, (_, others, other_denied) in enumerate(said)
        )
    ]


def _claims(statement: Statement) -> set[str]:
    return {claim.kind for claim in told(statement.text) if not claim.denies}


def _head(kind: str) -> str:
    return kind.partition(" ")[0]


def _is_statement(sentence: str) -> bool:
    return heard(sentence).act in _STATING


def _once(statements: Iterable[Statement]) -> list[Statement]:
    """What was said twice as it was said last."""
    last: dict[tuple[str, ...], Statement] = {}
    for each in statements:
        key = tuple(stems(each.text)) or (each.text,)
        last.pop(key, None)
        last[key] = each
    return list(last.values())
