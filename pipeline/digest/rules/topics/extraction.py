"""Which sentences together tell a conversation.

Greedy choice under a count, each time of the sentence that adds most to what is told already.
What a sentence is worth is the sum of its words' worth over the square root of its length: words
that many messages hold are worth more (Luhn, 1958), a longer sentence has to say more (the
cost-scaled gain of Lin and Bilmes, NAACL 2010, with the exponent 1/2), and words that were told
already count for less (as in MMR, Carbonell and Goldstein, SIGIR 1998). To that comes what readers
of chats know: the first sentence that is chosen says what the talk is about and is looked for at
its beginning, the second tells how things stand and is looked for towards the end, and people
answer each other.

The constants are round numbers, chosen on the dialogues of ``bench.summaries`` and by reading
digests: see decision 0051.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pipeline.digest.corpus import Line
from pipeline.digest.findings import SegmentKind
from pipeline.digest.rules.cues import DUE, normal
from pipeline.digest.rules.topics.quotes import THIN, Quote, centre, quotes
from pipeline.language.words import words

FIRST = 0.75
"""What the first message has beyond the others."""
EARLY = 0.5
"""What the first message has beyond the last, in even steps."""
LATE = 0.5
"""What the last message has beyond the first where the second sentence is looked for."""
TOLD = 0.5
"""What is left of a word's worth once it was told."""
LINKED = 1.15
"""Factor for what answers something told, or is answered by it; and for a second sentence that
answers the first along a chain."""
OTHERS = 1.15
"""Factor for whoever was not quoted yet."""
ASKED = 1.2
"""Factor for a question with which the talk may have begun."""
HANGING = 0.8
"""Factor for a question after all that is told: it ends no story."""
DATED = 1.3
"""Factor for a sentence with a day or an hour."""
SAME_THOUGHT = 0.8
"""Share of common stems from which a second quotation says nothing new."""
ENOUGH, ROOM = 2, 50
"""Quotations that make a story whatever their length, and words of a story that has more."""
SPREAD = 3.5
"""Words of such a story for the square root of the talk's words: of a talk four times as long
people write about twice as much."""

_OPENS = {SegmentKind.PROBLEM: 1.3, SegmentKind.PLAN: 1.2}
_TURNS = {SegmentKind.DECISION: 2.0, SegmentKind.SOLUTION: 1.6, SegmentKind.RISK: 1.3}
"""Factors by what a sentence does: where a story begins, and where it turns or ends."""


def story(lines: Sequence[Line], most: int, *, room: float = math.inf) -> tuple[Quote, ...]:
    """At most ``most`` sentences, each of another message, in the order of the talk.

    A third or later one that would make it longer than ``room`` words ends it.
    """
    choice = _Choice.of(lines)
    for _ in range(most):
        place = choice.next()
        if place is None or choice.is_full(place, room):
            break
        choice.chosen.append(place)
    return choice.told()


def room_of(lines: Sequence[Line]) -> float:
    """Words that a story of more than ``ENOUGH`` quotations may have, by those of the talk."""
    return min(ROOM, SPREAD * math.sqrt(sum(len(words(line.text)) for line in lines)))


@dataclass(frozen=True)
class _Choice:
    """What is chosen of a talk so far, by its place among the sentences."""

    found: Sequence[Quote]
    at: Sequence[float]
    """Where the sentences stand in the talk, 0..1."""
    about: Mapping[str, float]
    children: Mapping[int, Sequence[int]]
    chosen: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Choice":
        about = centre(lines)
        found = quotes(lines, about, least=THIN)
        number = {line.id: place for place, line in enumerate(lines)}
        last = max(1, len(lines) - 1)
        children: dict[int, list[int]] = defaultdict(list)
        for line in lines:
            if line.parent_id is not None:
                children[line.parent_id].append(line.id)
        at = [number[quote.line.id] / last for quote in found]
        return cls(found, at, about, children)

    def told(self) -> tuple[Quote, ...]:
        return tuple(self.found[place] for place in sorted(self.chosen))

    def is_full(self, place: int, room: float) -> bool:
        """Whether enough is told, and there is no room for that sentence too."""
        told = [self.found[each] for each in (*self.chosen, place)]
        return len(told) > ENOUGH and sum(len(words(each.text)) for each in told) > room

    def next(self) -> int | None:
        """The place of the sentence that adds most; None where none is left."""
        told = self.told()
        said = frozenset[str]().union(*(quote.stems for quote in told))
        following = self._following()
        gain = {
            place: self._standing(place)
            * self._fresh(quote, said)
            * _beside(quote, told)
            * (LINKED if quote.line.id in following else 1.0)
            for place, quote in enumerate(self.found)
            if self._is_new(place, told)
        }
        return max(gain, key=gain.__getitem__, default=None)

    def _is_new(self, place: int, told: Sequence[Quote]) -> bool:
        quote = self.found[place]
        return all(other.line is not quote.line and _adds(quote, other) for other in told)

    def _standing(self, place: int) -> float:
        """The score, with what its place in the talk and what it does there are worth."""
        quote, at = self.found[place], self.at[place]
        worth = 1.0 + (LATE * at if len(self.chosen) == 1 else EARLY * (1.0 - at))
        deeds = _TURNS if self.chosen else _OPENS
        deed = max((deeds.get(kind, 1.0) for kind in quote.kinds), default=1.0)
        if DUE.search(normal(quote.text)):
            deed = max(deed, DATED)
        if quote.question and not self.chosen:
            deed *= ASKED
        elif quote.question and place > max(self.chosen):
            deed *= HANGING
        return quote.score * deed * (worth if at else worth + FIRST)

    def _fresh(self, quote: Quote, said: AbstractSet[str]) -> float:
        """Share of what a sentence is worth when some of its words were told."""
        known = math.fsum(self.about.get(stem, 1.0) for stem in quote.stems & said)
        return 1.0 - (1.0 - TOLD) * known / quote.content

    def _following(self) -> AbstractSet[int]:
        """The messages that answer the first sentence, while a second is looked for."""
        found: set[int] = set()
        if len(self.chosen) == 1:
            waiting = [self.found[self.chosen[0]].line.id]
            while waiting:
                new = [
                    child for child in self.children.get(waiting.pop(), ()) if child not in found
                ]
                found.update(new)
                waiting.extend(new)
        return found


def _beside(quote: Quote, told: Sequence[Quote]) -> float:
    """Factor for how it goes with what is told: as its answer, and in another voice."""
    linked = any(
        quote.line.parent_id == other.line.id or other.line.parent_id == quote.line.id
        for other in told
    )
    other_voice = all(quote.line.author != other.line.author for other in told)
    return (LINKED if linked else 1.0) * (OTHERS if told and other_voice else 1.0)


def _adds(quote: Quote, other: Quote) -> bool:
    fewer = min(len(quote.stems), len(other.stems))
    return len(quote.stems & other.stems) < SAME_THOUGHT * fewer
