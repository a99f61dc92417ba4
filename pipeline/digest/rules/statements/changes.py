"""What changed since the previous digest of the same group and size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.digest.findings import Topic, TopicStatus
from pipeline.digest.models import Digest
from pipeline.digest.preparation import Statistics
from pipeline.digest.statements import Baseline, Quality
from pipeline.language.stems import stems

SAME_TITLE = 0.5
"""Jaccard of the stems of two titles from which they name one topic."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The window's topics beside those of the previous window; all empty without a baseline."""

    opened: tuple[Topic, ...] = ()
    continued: tuple[Topic, ...] = ()
    closed: tuple[Topic, ...] = ()

    def by_kind(self) -> Iterator[tuple[str, tuple[Topic, ...]]]:
        for kind, topics in (
            ("closed", self.closed),
            ("continued", self.continued),
            ("opened", self.opened),
        ):
            if topics:
                yield kind, topics


def compare(topics: Sequence[Topic], previous: Digest | None) -> Changes:
    """A topic was there before if its title was, or a thread of it that spoke of the same."""
    if previous is None:
        return Changes()
    before = previous.topics
    opened: list[Topic] = []
    continued: list[Topic] = []
    closed: list[Topic] = []
    for topic in topics:
        known = next((old for old in before if _same(topic, old)), None)
        if known is None:
            opened.append(topic)
        elif topic.status is TopicStatus.DONE and known.status is not TopicStatus.DONE:
            closed.append(topic)
        else:
            continued.append(topic)
    return Changes(tuple(opened), tuple(continued), tuple(closed))


def baseline(
    changes: Changes,
    quality: Quality,
    statistics: Statistics,
    previous: Digest | None,
    previous_id: int | None,
) -> Baseline | None:
    if previous is None or previous_id is None:
        return None
    return Baseline(
        digest_id=previous_id,
        quality_delta=round(quality.score - previous.quality.score, 4),
        coverage_delta=round(coverage(statistics) - coverage(previous.statistics), 4),
        opened=tuple(topic.title for topic in changes.opened),
        continued=tuple(topic.title for topic in changes.continued),
        closed=tuple(topic.title for topic in changes.closed),
    )


def coverage(statistics: Statistics) -> float:
    """Share of the messages that should be there which are; 1.0 if none should, or none knows."""
    return statistics.messages / statistics.expected if statistics.expected else 1.0


def _same(topic: Topic, old: Topic) -> bool:
    mine, theirs = set(stems(topic.title)), set(stems(old.title))
    if mine and len(mine & theirs) >= SAME_TITLE * len(mine | theirs):
        return True
    shared = _words(topic) & _words(old)
    return bool(set(topic.thread_ids) & set(old.thread_ids)) and bool(shared)


def _words(topic: Topic) -> set[str]:
    return {stem for phrase in (topic.title, *topic.keywords) for stem in stems(phrase)}
