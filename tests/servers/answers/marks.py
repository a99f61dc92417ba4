"""segmenter: what each message does by its cues, at the most one thing."""

from pipeline.digest.corpus import Line
from pipeline.digest.findings import Segment, SegmentKind
from pipeline.digest.prompts.segmenter import SegmenterAnswer
from pipeline.digest.rules.segments import segments_of
from tests.servers.answers import talk
from tests.servers.answers.reading import Asked

DOUBTFUL = 0.65
"""Confidence of a cue below which the model says that it is not sure."""


def mark(asked: Asked) -> SegmenterAnswer:
    best = [
        max(found, key=lambda item: item.confidence)
        for group in asked.groups
        for found in _found(talk.lines(group.rows, replied=False))
    ]
    kinds = {
        kind.value: [item.message_ids[0] for item in best if item.kind is kind]
        for kind in SegmentKind
    }
    return SegmenterAnswer(
        **kinds,
        answered=[
            (item.message_ids[0], item.answered_by)
            for item in best
            if item.answered_by is not None
        ],
        unsure=[item.message_ids[0] for item in best if item.confidence < DOUBTFUL],
    )


def _found(lines: tuple[Line, ...]) -> list[list[Segment]]:
    """What each message that does something does."""
    corpus = talk.corpus(lines)
    return [found for line in lines if (found := [*segments_of(line, corpus)])]
