"""Threads that talk about the same thing, gathered into the topics' raw material."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.models import Segment, SegmentKind, Thread

CONSIDERED = 240
"""Threads that are compared with each other, heaviest first; the rest is too light to be told."""
SAME_TOPIC = 0.32
"""Cosine of TF-IDF vectors from which two threads are one topic. Chosen on the team chats in
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
"""What a kind of sentence adds to the importance of the thread that it stands in."""


@dataclass(frozen=True)
class Cluster:
    threads: tuple[Thread, ...]
    lines: tuple[Line, ...]
    """In order of time."""
    segments: tuple[Segment, ...]
    weight: float

    @property
    def people(self) -> int:
        return len({line.author for line in self.lines})


def cluster(
    threads: Sequence[Thread], corpus: Corpus, segments: Mapping[int, Sequence[Segment]]
) -> tuple[Cluster, ...]:
    """Leader clustering: each thread joins the first heavier topic that it resembles."""
    heaviest = [thread for thread in threads if _talk(thread, corpus)][:CONSIDERED]
    vectors = _vectors(heaviest, corpus)
    groups: list[list[int]] = []
    for index in range(len(heaviest)):
        home = _home(index, groups, vectors)
        if home is None:
            groups.append([index])
        else:
            home.append(index)
    clusters = [_gathered([heaviest[i] for i in group], corpus, segments) for group in groups]
    clusters.sort(key=lambda item: (-item.weight, item.lines[0].id))
    return tuple(clusters)


def importance(segments: Iterable[Segment], lines: Sequence[Line]) -> float:
    """Factor 0.4..2.5 by what the sentences do: decisions and problems lift, jokes sink."""
    total = sum(IMPORTANCE[item.kind] * item.confidence for item in segments)
    return min(2.5, max(0.4, 0.8 + total / math.sqrt(len(lines))))


def _gathered(
    threads: Sequence[Thread], corpus: Corpus, segments: Mapping[int, Sequence[Segment]]
) -> Cluster:
    lines = sorted(
        (line for thread in threads for line in _talk(thread, corpus)),
        key=lambda line: (line.at, line.id),
    )
    inside = tuple(item for thread in threads for item in segments.get(thread.id, ()))
    weight = sum(thread.weight for thread in threads) * importance(inside, lines)
    return Cluster(
        threads=tuple(threads), lines=tuple(lines), segments=inside, weight=round(weight, 4)
    )


def _talk(thread: Thread, corpus: Corpus) -> list[Line]:
    found = (corpus.by_id[message_id] for message_id in thread.message_ids)
    return [line for line in found if line.noise is None]


def _vectors(threads: Sequence[Thread], corpus: Corpus) -> list[dict[str, float]]:
    """Unit TF-IDF vectors of the threads' stems, with document frequencies among the threads."""
    counts = [
        Counter(s for line in _talk(thread, corpus) for s in line.stems) for thread in threads
    ]
    frequency = Counter(stem for count in counts for stem in count)
    return [_vector(count, frequency, len(threads)) for count in counts]


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
    """The group whose leader resembles the thread most, if any does enough."""
    scores: dict[int, float] = defaultdict(float)
    mine = vectors[index]
    for number, group in enumerate(groups):
        leader = vectors[group[0]]
        scores[number] = sum(value * leader.get(stem, 0.0) for stem, value in mine.items())
    if not scores:
        return None
    best = max(scores, key=lambda number: (scores[number], -number))
    return groups[best] if scores[best] >= SAME_TOPIC else None
