"""Which messages the later stages quote, and which words of them."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.digest.corpus import Line
from pipeline.digest.findings import Segment
from pipeline.digest.prompts.quoting import CUT, LONGEST_ROW, Numbering
from pipeline.digest.rules.topics.clusters import IMPORTANCE
from pipeline.llm.tokens import estimate
from pipeline.privacy.tokens import PERSON

SHORT = 280
"""Characters of a message that is quoted whole."""
FRAME = "12>7 @3: "
"""What a row has around its words."""
PLAIN = 0.15
"""Worth of a message that only speaks on, beside ``IMPORTANCE``."""
RICH = 0.3
"""What it adds that a message says much."""
RICH_STEMS = 8

ByMessage = Mapping[int, Sequence[Segment]]


@dataclass(frozen=True, slots=True)
class Pick:
    """A message that may be quoted, with the words of it that would be."""

    line: Line
    text: str
    worth: float

    @property
    def tokens(self) -> int:
        return estimate(FRAME + PERSON.sub("@1", self.text)[:LONGEST_ROW])


def telling(
    lines: Iterable[Line], segments: ByMessage, most: int, *, opening: bool = False
) -> list[Pick]:
    """The messages that tell a talk best, the best first; votes and forwards tell nothing.

    With ``opening`` the earliest is in front of the best: a story begins with its beginning.
    """
    found = [
        Pick(line, said(line, segments.get(line.id, ())), _worth(line, segments.get(line.id, ())))
        for line in lines
        if not line.forwarded and any(map(str.isalpha, "".join(line.stems)))
    ]
    earliest = min(found, key=moment, default=None) if opening else None
    return heapq.nsmallest(
        most, found, key=lambda pick: (pick is not earliest, -pick.worth, *moment(pick))
    )


def said(line: Line, segments: Sequence[Segment]) -> str:
    """The words of a message that are quoted: all, or of a long one those that do something.

    Of a long one that does nothing it is how it begins.
    """
    if len(line.text) <= SHORT:
        return line.text
    if segments:
        return " […] ".join(dict.fromkeys(item.text for item in segments))
    return line.text[:SHORT].rpartition(" ")[0] + CUT


def rows(picks: Iterable[Pick], numbering: Numbering) -> tuple[str, ...]:
    return tuple(numbering.row(pick.line, pick.text) for pick in picks)


def moment(pick: Pick) -> tuple[datetime, int]:
    """By what messages are put in order of time."""
    return pick.line.at, pick.line.id


def _worth(line: Line, segments: Sequence[Segment]) -> float:
    done = max((IMPORTANCE[item.kind] * item.confidence for item in segments), default=PLAIN)
    return done + RICH * min(len(set(line.stems)), RICH_STEMS) / RICH_STEMS
