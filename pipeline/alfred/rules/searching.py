"""Which messages answer a question: pure rules over what the archive's index brought up.

Okapi BM25 (Robertson, Zaragoza, 2009) over a message and its neighbours. What is said in a chat is
said in several messages, and who answers does not repeat the words of the question: so a message
has the words of its neighbours too, each step away counting half of the one before. The constants
were chosen on five conversations of LoCoMo, see docs/decisions/0031.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.alfred.rules.asked import Asked, kinds_of
from pipeline.alfred.rules.surroundings import Remark, Surroundings, by_author
from pipeline.language.stems import stem, stems
from pipeline.language.words import composed, normal
from pipeline.privacy.names import cases, diminutives, fold, words_of

SATURATION: Final = 1.2
"""k1 of BM25: the usual value."""
LENGTH: Final = 0.3
"""b of BM25. Messages are short, and a longer one mostly says more of the matter, not less."""
RADIUS: Final = 4
"""Neighbours on each side that lend their words."""
FADING: Final = 0.5
"""What a neighbour's word counts, for each step away."""
CONVERSATION: Final = 0.4
"""What the mean of a conversation's three best messages adds to each of its messages."""
BY_NAMED: Final = 1.2
"""Somebody whom the question names wrote it."""
ASKING: Final = 0.8
"""It ends with a question: that seldom answers one."""
OF_KIND: Final = 1.5
"""It does what the question asks about: decides, promises, breaks."""
TELLING: Final = 8
"""Content words from which a message says enough to stand for itself."""
RECENT: Final = 0.05
"""Share of a score that fades with age."""
HALF_LIFE_WEEKS: Final = 8.0
LOOKED_AT: Final = 10
"""The best ones whose kind is looked at, which takes some 50 us each."""
READ: Final = 4_096
"""Characters of a message: as many as Telegram lets a person send."""
COVERED: Final = 0.34
"""Share of the question's weight that some message and its neighbours must hold: one of three
equally rare words is not enough."""
COMPARABLE: Final = 0.2
"""Share of the best score below which nothing is shown."""

_Finder = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Spread:
    """How rare words are in the groups that are searched."""

    messages: int
    holders: Mapping[str, int]
    """Messages with a stem of the question."""

    def weight(self, of: str) -> float:
        """Inverse document frequency as BM25 has it, never below 0.

        A word that nobody said is as rare as one that was said once.
        """
        held = min(max(self.holders.get(of, 0), 1), self.messages)
        return math.log(1 + (self.messages - held + 0.5) / (held + 0.5))


@dataclass(frozen=True, slots=True)
class Hit:
    remark: Remark
    score: float
    around: tuple[Remark, ...]
    """In the order of the talk, the remark among them; none that a better hit shows already."""


def best(
    asked: Asked, remarks: Sequence[Remark], spread: Spread, now: datetime, *, limit: int
) -> list[Hit]:
    """The messages that answer best, the best first; none if none of them does.

    Args:
        asked: The question.
        remarks: What the index found, with neighbours; each message once.
        spread: Of the question's stems.
        now: When it was asked.
        limit: Of hits.
    """
    talk = Surroundings(remarks)
    named, names = _named(asked, remarks)
    wanted = [of for of in asked.stems if of not in names]
    if not wanted and not asked.is_framed:
        wanted = list(asked.stems)  # nothing but somebody's name
    if wanted or not asked.is_framed:
        scores = _matching(talk, {of: spread.weight(of) for of in wanted})
    else:
        theirs = (remark if _by(remark, named) else None for remark in talk.remarks)
        scores = [_of_kind(asked, remark) if remark else 0.0 for remark in theirs]
    for i, remark in enumerate(talk.remarks):
        if scores[i] > 0:
            fits = asked.period is None or remark.sent_at in asked.period
            scores[i] *= _merit(remark, named, now) if fits else 0.0
    if wanted:
        _favour_kind(asked, talk, scores)
    found = sorted((i for i, score in enumerate(scores) if score > 0), key=lambda i: -scores[i])
    least = COMPARABLE * scores[found[0]] if found else 0.0
    return _shown_once(talk, scores, [i for i in found if scores[i] >= least][:limit])


def _matching(talk: Surroundings, weights: Mapping[str, float]) -> list[float]:
    """BM25 and what the conversation adds; all 0 if nothing holds enough of the question."""
    finder = _finder(weights)
    held = [_held(remark, weights, finder) for remark in talk.remarks]
    found = _with_neighbours(talk, held)
    covered = (sum(weights[of] for of in near) for near in found.values())
    scores = [0.0] * len(talk.remarks)
    if not found or max(covered) < COVERED * sum(weights.values()):
        return scores
    own = [float(len(remark.text.split())) for remark in talk.remarks]
    lengths = {
        i: own[i] + sum(FADING**steps * own[j] for j, steps in talk.neighbours(i, RADIUS))
        for i in found
    }
    usual = sum(lengths.values()) / len(lengths) or 1.0
    plain = {i: _bm25(near, lengths[i] / usual, weights) for i, near in found.items()}
    for conversation in talk.conversations:
        fitting = [i for i in conversation if i in plain]
        three = sorted((plain[i] for i in fitting), reverse=True)[:3]
        for i in fitting:
            scores[i] = plain[i] + CONVERSATION * sum(three) / 3
    return scores


def _held(remark: Remark, weights: Mapping[str, float], finder: _Finder) -> dict[str, float]:
    """How often a message holds each stem; what digests tell of it is as a neighbour's word."""
    found: dict[str, float] = {}
    for text, worth in ((remark.text, 1.0), (remark.told, FADING)):
        for of in finder(text[:READ]) if text else ():
            if of in weights:
                found[of] = found.get(of, 0.0) + worth
    return found


def _finder(weights: Mapping[str, float]) -> _Finder:
    """What takes from a text the stems that may be among the wanted ones.

    Only words that begin like one of these are stemmed, which takes a fifth of the time of all. A
    word begins with its stem, whose last letter may be another: ``happy``, ``happi``. Names with
    digits, dots and hyphens are left to the whole way.
    """
    if not all(of.isalpha() for of in weights):
        return stems
    begins = "|".join(sorted({of[:-1] or of for of in weights}, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?:{begins})[\w'’-]*")
    return lambda text: (stem(word) for word in pattern.findall(normal(composed(text))))


def _with_neighbours(
    talk: Surroundings, held: Sequence[Mapping[str, float]]
) -> dict[int, dict[str, float]]:
    """What each message and those around it hold, of the messages where that is something."""
    found: dict[int, dict[str, float]] = {}
    for i, own in enumerate(held):
        if not own:
            continue
        for j, steps in ((i, 0), *talk.neighbours(i, RADIUS)):
            there = found.setdefault(j, {})
            for of, times in own.items():
                there[of] = there.get(of, 0.0) + FADING**steps * times
    return found


def _bm25(found: Mapping[str, float], length: float, weights: Mapping[str, float]) -> float:
    damping = SATURATION * (1 - LENGTH + LENGTH * length)
    return sum(
        weights[of] * times * (SATURATION + 1) / (times + damping) for of, times in found.items()
    )


def _merit(remark: Remark, named: frozenset[str], now: datetime) -> float:
    weeks = max(0.0, (now - remark.sent_at).total_seconds() / (7 * 86_400))
    worth = 1 - RECENT + RECENT * math.exp2(-weeks / HALF_LIFE_WEEKS)
    if remark.text.rstrip().endswith("?"):
        worth *= ASKING
    return worth * BY_NAMED if named and _by(remark, named) else worth


def _by(remark: Remark, named: frozenset[str]) -> bool:
    return not named or (remark.author_id or remark.author) in named


def _favour_kind(asked: Asked, talk: Surroundings, scores: list[float]) -> None:
    """Lift what is of the kind asked for, among the best."""
    if not asked.sought:
        return
    for i in sorted(range(len(scores)), key=lambda i: -scores[i])[:LOOKED_AT]:
        if kinds_of(talk.remarks[i].text) & asked.sought:
            scores[i] *= OF_KIND


def _of_kind(asked: Asked, remark: Remark) -> float:
    """How much a message says, where only its kind, its time or its author was asked for."""
    if asked.sought and not kinds_of(remark.text) & asked.sought:
        return 0.0
    return min(1.0, len(stems(remark.text[:READ])) / TELLING)


def _named(asked: Asked, remarks: Sequence[Remark]) -> tuple[frozenset[str], frozenset[str]]:
    """Who of the authors is named in the question, and the stems of their names there."""
    said = {fold(word): word for word in asked.terms}
    authors: set[str] = set()
    names: set[str] = set()
    for author, name in by_author(remarks).items():
        for part in words_of(name):
            called = (cases(part) | diminutives(part)) & said.keys()
            if called:
                authors.add(author)
                names.update(stem(said[form]) for form in called)
    return frozenset(authors), frozenset(names)


def _shown_once(talk: Surroundings, scores: Sequence[float], found: Sequence[int]) -> list[Hit]:
    shown: set[int] = set()
    hits = []
    for i in found:
        near = sorted({i, *(j for j, _ in talk.neighbours(i, 1) if j not in shown)})
        shown.update(near)
        around = tuple(talk.remarks[j] for j in near)
        hits.append(Hit(talk.remarks[i], scores[i], around))
    return hits
