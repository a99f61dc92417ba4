"""How what a digest has to say is dealt out to calls that write it side by side."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import NamedTuple, TypeVar

from pipeline.digest.answers import Ids
from pipeline.digest.model.matters import Matter, Part
from pipeline.digest.model.selection import Pick, moment
from pipeline.digest.prompts.synthesis import Rejected

T = TypeVar("T")

PARTS = 9
"""Calls at the most that write one digest."""
STORY, LINE = 110, 36
"""Tokens that a model writes for a story, and for another statement, numbers and all. Measured on
the stand-in's answers; a call lasts as long as its answer."""
A_CALL = 110
"""Tokens of an answer that are worth a call with its instructions of some 400."""
LINES = 3
"""Agreements that go to one call together; questions likewise."""


@dataclass(frozen=True, slots=True)
class Outline:
    """All that is to be written."""

    matters: Sequence[Matter] = ()
    agreements: Sequence[tuple[Pick, ...]] = ()
    """The messages of each, the worthiest agreement first."""
    questions: Sequence[Pick] = ()
    rejected: Sequence[tuple[Rejected, Ids]] = ()
    """For a second attempt: statements that were refused, with the messages that they cited."""


class _Job(NamedTuple):
    tokens: int
    """Of the answer."""
    part: Part


def dealt(outline: Outline, streams: int) -> list[Part]:
    """The calls to make: no more than streams, none without need, of about equal length."""
    jobs = sorted(_jobs(outline), key=lambda job: -job.tokens)
    calls = ceil(sum(job.tokens for job in jobs) / A_CALL)
    hands: list[list[Part]] = [[] for _ in range(min(streams, PARTS, len(jobs), calls))]
    lengths = [0] * len(hands)
    for job in jobs:
        shortest = lengths.index(min(lengths))
        hands[shortest].append(job.part)
        lengths[shortest] += job.tokens
    return [_warned(_joined(hand), outline) for hand in hands]


def _jobs(outline: Outline) -> Iterator[_Job]:
    yield from (_Job(STORY, Part(matters=(matter,))) for matter in outline.matters)
    for some in _chunks(outline.agreements):
        picks = tuple(pick for agreement in some for pick in agreement)
        yield _Job(LINE * len(some), Part(agreements=picks))
    for asked in _chunks(outline.questions):
        yield _Job(LINE * len(asked), Part(questions=asked))


def _joined(parts: Sequence[Part]) -> Part:
    return Part(
        matters=sorted((m for part in parts for m in part.matters), key=lambda one: one.number),
        agreements=_in_order(pick for part in parts for pick in part.agreements),
        questions=_in_order(pick for part in parts for pick in part.questions),
    )


def _warned(part: Part, outline: Outline) -> Part:
    """With the refused statements on messages that it shows."""
    picks = (*(p for one in part.matters for p in one.picks), *part.agreements, *part.questions)
    shown = {pick.line.id for pick in picks}
    refused = [one for one, ids in outline.rejected if not shown.isdisjoint(ids)]
    return replace(part, rejected=refused)


def _in_order(picks: Iterable[Pick]) -> tuple[Pick, ...]:
    """Each message once, in order of time."""
    return tuple(sorted({pick.line.id: pick for pick in picks}.values(), key=moment))


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[begin : begin + LINES] for begin in range(0, len(items), LINES))
