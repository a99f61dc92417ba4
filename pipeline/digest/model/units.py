"""What a model said of a slice, as it is kept, and the segments that this makes in a window.

Only kinds and message ids are kept. The words are chosen from the window's own corpus, so a name
that one window conceals never comes out of another window's answer.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from pydantic import ConfigDict, RootModel

from pipeline.digest.answers import Share
from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.findings import Segment, SegmentKind, Segments, Threads
from pipeline.digest.model.slices import Slice
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.prompts.segmenter import SegmenterAnswer
from pipeline.digest.rules.cues import cues_in
from pipeline.digest.rules.questions import ENOUGH_STEMS, answer_to, is_worth_telling
from pipeline.digest.rules.segments import LONGEST, segments_of
from pipeline.digest.rules.topics.clusters import ASIDES
from pipeline.digest.rules.topics.quotes import is_tellable
from pipeline.language.stems import stems

SCHEMA_VERSION = 1
"""Raised when ``Units`` change their shape, so that cached answers of the old one rest."""

SURE, UNSURE = 0.85, 0.5
"""Confidence in a mark, and in one that the model doubts itself."""


class Unit(NamedTuple):
    """What one message does in its thread."""

    kind: SegmentKind
    message_id: int
    confidence: Share
    answered_by: int | None = None
    """For a question: the message that answers it."""


class Units(RootModel[tuple[Unit, ...]]):
    """The answer about one slice, in order of its messages; as JSON a list of short lists."""

    model_config = ConfigDict(frozen=True)


def marked(answer: SegmenterAnswer, numbering: Numbering) -> Iterator[Unit]:
    """The marks of an answer in the order of the messages; an answer to a question comes later."""
    kinds = tuple(SegmentKind)
    ids = {n: found for n in range(1, numbering.size + 1) for found in numbering.ids([n])}
    answers = {asked: n for asked, n in reversed(answer.answered) if asked < n}
    marks = {
        (number, place)
        for place, kind in enumerate(kinds)
        for number in getattr(answer, kind)
        if number in ids
    }
    for number, place in sorted(marks):
        asks = kinds[place] is SegmentKind.QUESTION
        yield Unit(
            kind=kinds[place],
            message_id=ids[number],
            confidence=UNSURE if number in answer.unsure else SURE,
            answered_by=ids.get(answers.get(number, 0)) if asks else None,
        )


def segments_from(
    slices: Sequence[Slice], read: Mapping[str, Units], corpus: Corpus, threads: Threads
) -> Segments:
    """The segments of a window, in the order of ``rules.segments.segment``.

    ``read`` are the units of the slices, by hash. The rules mark the messages of the others.
    """
    units: dict[int, list[Unit]] = {}
    for one in slices:
        if one.hash in read:
            units.update((message_id, []) for message_id in one.message_ids)
            for unit in read[one.hash].root:
                units.get(unit.message_id, []).append(unit)
    return Segments(
        segments=tuple(
            segment
            for thread in threads.threads
            for message_id in thread.message_ids
            for segment in _segments(corpus.by_id[message_id], units, corpus)
        )
    )


def _segments(
    line: Line, units: Mapping[int, Collection[Unit]], corpus: Corpus
) -> Iterator[Segment]:
    if line.id not in units:
        yield from segments_of(line, corpus)
    elif units[line.id] and not line.forwarded:
        by_rules = tuple(segments_of(line, corpus))
        for unit in units[line.id]:
            text = _words(unit.kind, line, by_rules)
            if text is not None:
                yield Segment(
                    kind=unit.kind,
                    text=text,
                    message_ids=(line.id,),
                    confidence=unit.confidence,
                    thread_id=line.thread_id,
                    answered_by=_answer(unit, line, corpus),
                )


def _words(kind: SegmentKind, line: Line, by_rules: Sequence[Segment]) -> str | None:
    """The sentence of the message that does it best; None if none can be repeated.

    That is the one that the rules would tell of this kind, else one that holds its cue, else the
    one that says most.
    """
    same = [segment for segment in by_rules if segment.kind is kind]
    if same:
        return max(same, key=lambda segment: segment.confidence).text
    found = [each for each in line.sentences if len(each) <= LONGEST and is_tellable(each)]
    cued = [each for each in found if kind in {cue for cue, _ in cues_in(each)}]
    if cued:
        return cued[0]
    telling = [each for each in found if _tells(kind, each)]
    return max(telling, key=lambda each: len(set(stems(each))), default=None)


def _tells(kind: SegmentKind, sentence: str) -> bool:
    """Whether a sentence without a cue says enough by itself; of an aside nothing is told."""
    if kind is SegmentKind.QUESTION:
        return is_worth_telling(sentence)
    return kind in ASIDES or len(set(stems(sentence))) >= ENOUGH_STEMS


def _answer(unit: Unit, line: Line, corpus: Corpus) -> int | None:
    """The answer that the model saw, else one that the rules find, perhaps in a later slice."""
    if unit.kind is not SegmentKind.QUESTION:
        return None
    return unit.answered_by if unit.answered_by in corpus.by_id else answer_to(line, corpus)
