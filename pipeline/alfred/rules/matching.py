"""How far messages hold the words of a question, with those of their neighbours.

Okapi BM25 (Robertson, Zaragoza, 2009) over a message and its neighbours. What is said in a chat is
said in several messages, and who answers does not repeat the words of the question: so a message
has the words of its neighbours too, each step away counting half of the one before. The constants
were chosen on five conversations of LoCoMo and a team's chat, see docs/decisions/0031.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.alfred.rules.surroundings import Remark, Surroundings
from pipeline.language.bearing import bearing
from pipeline.language.expansion import Variant
from pipeline.language.stems import stem
from pipeline.language.words import composed, normal, words

SATURATION: Final = 1.2
"""k1 of BM25: the usual value."""
LENGTH: Final = 0.3
"""b of BM25. Messages are short, and a longer one mostly says more of the matter, not less."""
RADIUS: Final = 4
"""Neighbours on each side that lend their words."""
FADING: Final = 0.5
"""What a neighbour's word counts, for each step away."""
ANSWERED: Final = 0.8
"""What a question's word counts for the next message, if somebody else wrote it: who answers
does not repeat the question."""
CONVERSATION: Final = 0.4
"""What the mean of a conversation's three best messages adds to each of its messages."""
READ: Final = 4_096
"""Characters of a message: as many as Telegram lets a person send."""
CLOSE: Final = 0.5
"""What a message or its neighbours must hold of a word for it to count as covered in full: what a
neighbour one step away lends."""
COVERED: Final = 0.32
"""Share of the question's weight that some message and its neighbours must hold: one of three
equally rare words is not enough."""

_Finder = Callable[[str], Iterable[str]]
_Held = dict[str, float]


@dataclass(frozen=True, slots=True)
class Spread:
    """How rare words are in the groups that are searched."""

    messages: int
    holders: Mapping[str, int]
    """Messages with a stem of the question."""

    def weight(self, *stems: str) -> float:
        """Inverse document frequency as BM25 has it, never below 0, of any of some stems.

        A word that nobody said is as rare as one that was said once.
        """
        held = min(max(sum(self.holders.get(of, 0) for of in stems), 1), self.messages)
        return math.log(1 + (self.messages - held + 0.5) / (held + 0.5))


def matching(
    talk: Surroundings,
    wanted: Mapping[str, Sequence[Variant]],
    spread: Spread,
    timely: Sequence[bool],
) -> list[float]:
    """BM25 and what the conversation adds; all 0 if nothing timely holds enough of the question.

    Args:
        talk: What may answer.
        wanted: Words of the question by their stems, and what is looked for in their place.
        spread: Of the stems of all these.
        timely: Which remarks were said when the question asks for.
    """
    weights = {of: spread.weight(*(each.stem for each in wanted[of])) for of in wanted}
    meant = _meant(wanted)
    finder = _finder(meant)
    held = [_held(remark, meant, finder) for remark in talk.remarks]
    found = _with_neighbours(talk, held)
    scores = [0.0] * len(talk.remarks)
    named = {of: weights[of] * bearing(wanted[of][0].word) for of in wanted}
    if not _is_covered((near for i, near in found.items() if timely[i]), named):
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


def _is_covered(found: Iterable[_Held], weights: Mapping[str, float]) -> bool:
    covered = (sum(weights[of] * min(1.0, near[of] / CLOSE) for of in near) for near in found)
    return max(covered, default=-1.0) >= COVERED * sum(weights.values())


def _meant(wanted: Mapping[str, Sequence[Variant]]) -> Mapping[str, Mapping[str, float]]:
    """What a stem counts for each word of the question that it may stand for."""
    found: dict[str, dict[str, float]] = {}
    for of, variants in wanted.items():
        for each in variants:
            found.setdefault(each.stem, {})[of] = each.worth
    return found


def _held(remark: Remark, meant: Mapping[str, Mapping[str, float]], finder: _Finder) -> _Held:
    """How often a message holds each word; what digests tell of it is as a neighbour's word."""
    found: dict[str, float] = {}
    for text, worth in ((remark.text, 1.0), (remark.told, FADING)):
        for stem_of in finder(text[:READ]) if text else ():
            for of, share in meant.get(stem_of, {}).items():
                found[of] = found.get(of, 0.0) + worth * share
    return found


def _finder(stems_wanted: Iterable[str]) -> _Finder:
    """What takes from a text the stems that may be among the wanted ones.

    Only words that begin like one of these are stemmed, which takes a fifth of the time of all. A
    word begins with its stem, whose last letter may be another: ``happy``, ``happi``. Names with
    digits, dots and hyphens are left to the whole way.
    """
    wanted = list(stems_wanted)
    if not all(of.isalpha() for of in wanted):
        return lambda text: map(stem, words(text))
    begins = "|".join(sorted({of[:-1] or of for of in wanted}, key=len, reverse=True))
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
            share = ANSWERED if steps == 1 and _may_answer(talk, i, j) else FADING**steps
            for of, times in own.items():
                there[of] = there.get(of, 0.0) + share * times
    return found


def _may_answer(talk: Surroundings, i: int, j: int) -> bool:
    """Whether the second comes after the first, which is somebody else's question."""
    question, answer = talk.remarks[i], talk.remarks[j]
    return i < j and question.asks and question.author_id != answer.author_id


def _bm25(found: Mapping[str, float], length: float, weights: Mapping[str, float]) -> float:
    damping = SATURATION * (1 - LENGTH + LENGTH * length)
    return sum(
        weights[of] * times * (SATURATION + 1) / (times + damping) for of, times in found.items()
    )
