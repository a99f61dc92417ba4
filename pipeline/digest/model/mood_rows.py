"""The messages that show the mood of a window, from all of its parts."""

from collections.abc import Mapping, Sequence

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.findings import Segment, SegmentKind, Segments
from pipeline.digest.model.apportioning import Group, apportion
from pipeline.digest.model.selection import Pick, rows, said
from pipeline.digest.preparation import PreparedContext
from pipeline.digest.prompts.emotion import Mood
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.rules.emotion.signals import signals_of
from pipeline.digest.rules.topics.clusters import segments_by_message

SLOTS = 8
"""Equal parts of the window; each may show its mood."""
ROWS = 2
"""Messages of a slot at the most."""
FAINT = 0.15
"""A message shows too little of a mood below this."""
LIKED = 5
"""Reactions that show as much as a message can."""

_MOODY: Mapping[SegmentKind, float] = {
    SegmentKind.CELEBRATION: 1.0,
    SegmentKind.HUMOR: 0.8,
    SegmentKind.PROBLEM: 0.7,
    SegmentKind.RISK: 0.7,
    SegmentKind.SOLUTION: 0.6,
    SegmentKind.DECISION: 0.3,
    SegmentKind.PLAN: 0.2,
    SegmentKind.META: 0.2,
    SegmentKind.QUESTION: 0.1,
}
"""How much of a mood each kind of message shows."""


def mood_rows(
    corpus: Corpus, segments: Segments, prepared: PreparedContext, tokens: int
) -> tuple[Mood, Numbering]:
    """The rows, an equal share of the tokens for each slot, and the numbers of their messages."""
    by_message = segments_by_message(segments)
    slots: list[list[Pick]] = [[] for _ in range(SLOTS)]
    length = (corpus.end - corpus.start) / SLOTS
    for item in prepared.kept:
        line = corpus.by_id.get(item.message_id)
        if line is None or line.noise is not None or line.forwarded:
            continue
        done = by_message.get(line.id, ())
        worth = _shows(line, corpus, done) * (0.5 + item.weight / 2)
        if worth >= FAINT:
            slot = min(max((line.at - corpus.start) // length, 0), SLOTS - 1)
            slots[slot].append(Pick(line, said(line, done), worth))
    groups = [Group(1.0, sorted(slot, key=_worthiest)[:ROWS]) for slot in slots]
    numbering = Numbering()
    chosen = [row for picks in apportion(groups, tokens) for row in rows(picks, numbering)]
    return Mood(chosen, numbers=numbering.size, messages=len(prepared.kept)), numbering


def _worthiest(pick: Pick) -> tuple[float, int]:
    return -pick.worth, pick.line.id


def _shows(line: Line, corpus: Corpus, done: Sequence[Segment]) -> float:
    """By what it does, by the words of feeling that the rules know, by what others made of it."""
    signals = signals_of(line, corpus)
    return max(
        max((_MOODY[item.kind] * item.confidence for item in done), default=0.0),
        max(signals.feelings.values(), default=0.0),
        min(line.reaction_count / LIKED, 1.0),
    )
