"""Strands that talk about the same thing, gathered into the topics' raw material."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.digest.corpus import Line
from pipeline.digest.findings import Segment, SegmentKind, Segments
from pipeline.digest.rules.topics.strands import Strand

CONSIDERED = 240
"""Strands that are compared with each other, heaviest first; the rest is too light to be told."""
SAME_TOPIC = 0.32
"""Cosine of TF-IDF vectors from which two strands are one topic. Chosen on the team chats in
tests: lower values glue an incident to a release that mention the same service."""
VECTOR_STEMS = 40

IMPORTANCE: Mapping[SegmentKind, float] = {
    SegmentKind.DECISION: 1.0,
    SegmentKind.PROBLEM: 0.8,
    SegmentKind.SOLUTION: 0.7,
    SegmentKind.PLAN: 0.6,
    SegmentKind.RISK: 0.6,
    SegmentKind.QUESTION: 0.35,
    SegmentKind.CELEBRATION: 0.2,
    SegmentKind.META: -0.3,
    SegmentKind.HUMOR: -0.4,
}
"""What a kind of sentence adds to the importance of the strand that it stands in."""
ASIDES = frozenset({SegmentKind.META, SegmentKind.HUMOR})


@dataclass(frozen=True)
class Cluster:
    """Strands that talk about one thing: a topic in the making."""

    strands: tuple[Strand, ...]
    """The heaviest first."""
    lines: tuple[Line, ...]
    """In order of time."""
    segments: tuple[Segment, ...]
    weight: float

    @property
    def people(self) -> int:
        return len({line.author for line in self.lines})

    @property
    def asides(self) -> set[int]:
        """Messages that joke, or talk of the chat itself: no story is told with them."""
        return {i for item in self.segments if item.kind in ASIDES for i in item.message_ids}

    @property
    def thread_ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(strand.thread_id for strand in self.strands))


def cluster(found: Sequence[Strand], segments: Segments) -> tuple[Cluster, ...]:
    """Leader clustering: each strand joins the heavier topic that it resembles most."""
    heaviest = found[:CONSIDERED]
    vectors = _vectors(heaviest)
    groups: list[list[int]] = []
    for index in range(len(heaviest)):
        home = _home(index, groups, vectors)
        if home is None:
            groups.append([index])
        else:
            home.append(index)
    by_message = segments_by_message(segments)
    clusters = [gathered([heaviest[i] for i in group], by_message) for group in groups]
    clusters.sort(key=lambda item: (-item.weight, item.lines[0].id))
    return tuple(clusters)


def segments_by_message(segments: Segments) -> Mapping[int, Sequence[Segment]]:
    found: dict[int, list[Segment]] = {}
    for item in segments.segments:
        found.setdefault(item.message_ids[0], []).append(item)
    return found


def lifted(strand: Strand, segments: Mapping[int, Sequence[Segment]]) -> Strand:
    """The strand with its weight lifted or lowered by what its sentences do."""
    return replace(strand, weight=gathered([strand], segments).weight)


def gathered(found: Sequence[Strand], segments: Mapping[int, Sequence[Segment]]) -> Cluster:
    lines = sorted(
        (line for strand in found for line in strand.lines), key=lambda line: (line.at, line.id)
    )
    inside = tuple(item for line in lines for item in segments.get(line.id, ()))
    weight = sum(strand.weight for strand in found) * importance(inside, lines)
    return Cluster(
        strands=tuple(found), lines=tuple(lines), segments=inside, weight=round(weight, 4)
    )


def importance(segments: Iterable[Segment], lines: Sequence[Line]) -> float:
    """Factor 0.4..2.5 by what the sentences do: decisions and problems lift, jokes sink."""
    total = sum(IMPORTANCE[item.kind] * item.confidence for item in segments)
    return min(2.5, max(0.4, 0.8 + total / math.sqrt(len(lines))))


def _vectors(found: Sequence[Strand]) -> list[dict[str, float]]:
    """Unit TF-IDF vectors of the strands' stems, with document frequencies among the strands."""
    counts = [Counter(stem for line in strand.lines for stem in line.stems) for strand in found]
    frequency = Counter(stem for count in counts for stem in count)
    return [_vector(count, frequency, len(found)) for count in counts]


def _vector(count: Counter[str], frequency: Counter[str], documents: int) -> dict[str, float]:
    raw = {
        stem: (1 + math.log(times)) * math.log((documents + 1) / frequency[stem])
        for stem, times in count.items()
    }
    best = dict(sorted(raw.items(), key=lambda item: (-item[1], item[0]))[:VECTOR_STEMS])
    length = math.sqrt(sum(value * value for value in best.values()))
    return {stem: value / length for stem, value in best.items()} if length else {}


def _home(
    index: int, groups: list[list[int]], vectors: Sequence[Mapping[str, float]]
) -> list[int] | None:
    """The group whose leader resembles the strand most, if any does enough."""
    scores = [_cosine(vectors[index], vectors[group[0]]) for group in groups]
    best = max(scores, default=0.0)
    return groups[scores.index(best)] if best >= SAME_TOPIC else None


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(value * other.get(stem, 0.0) for stem, value in one.items())
