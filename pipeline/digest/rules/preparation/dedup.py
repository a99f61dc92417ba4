"""Near-duplicates: the same thing said twice, not the same stance taken by two people.

Texts are alike by the Jaccard similarity of their words, whatever the order. They are never
duplicates if they differ in a fact: a number, its sign or unit, a day, a link, a person, a
negation, a file, a mark of refusal, or in being a question; nor if one says what the other does
not, see ``difference``. Short texts by different people are stances («да», «+1», «я за»), and what
is shorter than three words, or three without content, is one whoever repeats it.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import Literal

from pipeline.digest.answers import Ids
from pipeline.digest.corpus import Line
from pipeline.digest.preparation import Duplicate
from pipeline.digest.rules.preparation.difference import (
    Wording,
    adds,
    differ,
    replaces,
    substitutes,
    wording,
)
from pipeline.digest.rules.preparation.similarity import PrefixIndex, jaccard
from pipeline.digest.settings import ContextSettings
from pipeline.language.words import listed, words

STANCE_WORDS = 3
"""Fewer words without a link are a stance, and so many without a content word («я тоже за»): never
a duplicate."""
TOLD_STEMS = 4
"""Content words from which on they alone tell that something was told before."""
SHORT_WORDS = 8
SHORT_CHARACTERS = 40
"""Below either, a text is short: only its own author can repeat it, in answer to the same."""

_REFERENCE = re.compile(r"⟦([^⟦⟧.]*)(?:\.[^⟦⟧]*)?⟧|(@\w+|https?://[^\s<>]*[\w/#=&%~+-])")
_NEGATION = re.compile(
    r"не|нет|ни|нельзя|без|no|not|never|none|cannot|without|\w+n['’]t|"
    r"(?:do|does|did|is|are|was|were|ca|wo|would|should|could|has|have|had)nt"
)
_DAY = re.compile(
    r"понедельник\w*|вторник\w*|сред[аыуе]|четверг\w*|пятниц\w+|суббот\w+|воскресень\w+|сегодня|"
    r"завтра|послезавтра|вчера|позавчера|(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|"
    r"декабр)[ьяюе]|март[ае]?|ма[йяе]|август[ае]?|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tomorrow|yesterday|tonight|"
    r"january|february|march|april|may|june|july|august|september|october|november|december"
)
_MEASURE = re.compile(r"(?<!\w)[-−+±](?=\d)|[<>≤≥≠](?=\s?\d)|(?<=\d)\s?[%‰$€₽£°]|[$€₽£](?=\s?\d)")
"""The sign and the unit of a number, as far as they are no words."""
_REFUSAL = re.compile("[👎❌🚫⛔➖❓]")
_LEADING = listed("hi hello hey guys folks please so and but then")
_AUXILIARY = listed(
    "is are am was were do does did can could will would shall should has have had may"
)
_SUBJECT = listed(
    """
    i you he she it we they the this that there these those our your my any anyone anybody
    anything some someone somebody something everyone everybody
    """
)

Facts = tuple[tuple[str, ...], int, bool, object]
_ANYONE = ""


@dataclass(frozen=True)
class Gist:
    """What a message is compared by."""

    line: Line
    tokens: frozenset[str]
    facts: Facts
    short: bool
    stance: bool

    @cached_property
    def wording(self) -> Wording:
        return wording(self.line.text)

    @property
    def keys(self) -> tuple[tuple[str, Facts], ...]:
        """Where its duplicates can be: with its author, and with anyone unless it is short."""
        own = (self.line.author, self.facts)
        return (own,) if self.short else ((_ANYONE, self.facts), own)


def gist(line: Line) -> Gist:
    spoken = words(line.text)
    if "-" in line.text:
        spoken = [part for word in spoken for part in word.split("-") if part]
    references = [person or other for person, other in _REFERENCE.findall(line.text)]
    kinds = [_kind(word) for word in spoken]
    facts = [word for word, kind in zip(spoken, kinds, strict=True) if kind == "exact"]
    measures = [mark.strip() for mark in _MEASURE.findall(line.text)] if facts else []
    marks = _REFUSAL.findall(line.text)
    asks = "?" in line.text or _is_inverted(spoken)
    stance = len(spoken) < STANCE_WORDS or (len(spoken) == STANCE_WORDS and not line.stems)
    return Gist(
        line=line,
        tokens=frozenset((*spoken, *references)),
        facts=(
            (*facts, *references, *measures, *marks),
            kinds.count("negation"),
            asks,
            line.media,
        ),
        short=len(spoken) < SHORT_WORDS or len(line.text) < SHORT_CHARACTERS,
        stance=stance and "://" not in line.text,
    )


def _is_inverted(spoken: Sequence[str]) -> bool:
    """Asks without a question mark: «подписал ли», "hi, can we ship"."""
    opening = [word for word in spoken[:6] if word not in _LEADING][:2]
    inverted = len(opening) > 1 and opening[0] in _AUXILIARY and opening[1] in _SUBJECT
    return inverted or "ли" in spoken


def find_duplicates(lines: Sequence[Line], settings: ContextSettings) -> tuple[Duplicate, ...]:
    """Lines that repeat an earlier one of the last ``dedup_minutes``, in order.

    ``lines`` are in order of time. Each names the most similar earlier line that stays, the
    earliest of equals; hard duplicates never stand for others, soft ones stay and do. What has a
    word that the earlier line has not is never a hard one.
    """
    gists = [gist(line) for line in lines]
    index = PrefixIndex(settings.dedup_soft, (one.tokens for one in gists))
    times = [line.at for line in lines]
    reach = timedelta(minutes=settings.dedup_minutes)
    found: list[Duplicate] = []
    for place, one in enumerate(gists):
        if one.stance:
            continue
        since = bisect_left(times, one.line.at - reach)
        earlier = index.candidates(one.tokens, one.keys, since=since)
        score, nearest = max(
            ((similarity(one, gists[entry], settings.dedup_soft), -entry) for entry in earlier),
            default=(0.0, 0),
        )
        hard = score >= settings.dedup_hard and not _adds(one, gists[-nearest])
        if score >= settings.dedup_soft:
            of = gists[-nearest].line.id
            found.append(Duplicate(message_id=one.line.id, of=of, similarity=score, hard=hard))
        if not hard:
            index.add(place, one.tokens, one.keys)
    return tuple(found)


def _adds(later: Gist, earlier: Gist) -> bool:
    return not later.tokens <= earlier.tokens and adds(later.wording, earlier.wording)


def similarity(one: Gist, other: Gist, least: float = 0.0) -> float:
    """How much of the same two messages say, 0..1; 0 where they are different by rule.

    Also 0 below ``least``, which spares looking for the difference.
    """
    if one.stance or other.stance or one.facts != other.facts:
        return 0.0
    if (one.short or other.short) and _answers(one.line) != _answers(other.line):
        return 0.0
    alike = jaccard(one.tokens, other.tokens)
    if alike < least or replaces(one.tokens, other.tokens):
        return 0.0
    same = one.line.text == other.line.text or not differ(one.wording, other.wording)
    return alike if same else 0.0


def find_told(lines: Sequence[Line], history: Sequence[Line], settings: ContextSettings) -> Ids:
    """Lines that say what history said: near-duplicates, or nearly the same content words."""
    before = [gist(line) for line in history]
    content = [frozenset(line.stems) for line in history]
    texts = PrefixIndex(settings.dedup_soft, (one.tokens for one in before))
    topics = PrefixIndex(settings.dedup_soft, content)
    for entry, one in enumerate(before):
        texts.add(entry, one.tokens, one.keys)
        topics.add(entry, content[entry], [one.facts])

    def is_told(line: Line) -> bool:
        now, stems = gist(line), frozenset(line.stems)
        repeated = any(
            similarity(now, before[entry], settings.dedup_soft)
            for entry in texts.candidates(now.tokens, now.keys)
        )
        return repeated or (
            len(stems) >= TOLD_STEMS
            and any(
                jaccard(stems, content[entry]) >= settings.dedup_soft
                and not substitutes(now.wording, before[entry].wording)
                for entry in topics.candidates(stems, [now.facts])
            )
        )

    return tuple(line.id for line in lines if is_told(line)) if history else ()


def _answers(line: Line) -> tuple[str, int | None]:
    return line.author, line.parent_id if line.explicit_reply else None


@lru_cache(maxsize=65_536)
def _kind(word: str) -> Literal["exact", "negation", "other"]:
    if _NEGATION.fullmatch(word):
        return "negation"
    return "exact" if any(map(str.isdigit, word)) or _DAY.fullmatch(word) else "other"
