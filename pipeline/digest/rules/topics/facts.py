"""A topic's whole row, from its talk: its story in quotations, and what the talk holds beside."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Action, SegmentKind, Topic, TopicStatus
from pipeline.digest.ports import Wording
from pipeline.digest.rules.actions import agreements
from pipeline.digest.rules.cues import BLOCKED, affirms, normal
from pipeline.digest.rules.topics.clusters import Cluster
from pipeline.digest.rules.topics.quotes import Quote, worded
from pipeline.digest.rules.topics.status import state_of, status_of
from pipeline.language.phrases import Phrase

KEYWORDS = 5
BLOCKERS = 2


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    priority: int
    phrases: Sequence[Phrase]
    """The key phrases of the talk, the best first."""


def topic_of(
    cluster: Cluster,
    story: Sequence[Quote],
    heading: Heading,
    corpus: Corpus,
    wording: Wording,
    *,
    status: TopicStatus | None = None,
) -> Topic:
    """The topic with its actions, owners, decision and blockers; without a status, as they say."""
    actions = agreements(corpus, cluster.lines)
    status = status or status_of(cluster, has_actions=bool(actions))
    return Topic(
        title=heading.title[:1].upper() + heading.title[1:],
        priority=heading.priority,
        weight=cluster.weight,
        status=status,
        summary=told(story, wording),
        decision=_decision(cluster, wording),
        owners=_owners(actions),
        blockers=_blockers(cluster) if status is TopicStatus.BLOCKER else (),
        actions=actions,
        keywords=tuple(phrase.text for phrase in heading.phrases[:KEYWORDS]),
        thread_ids=cluster.thread_ids,
        message_ids=tuple(quote.line.id for quote in story),
        state=state_of(cluster, status),
    )


def told(story: Sequence[Quote], wording: Wording) -> str:
    return " → ".join(worded(quote.line, quote.text, wording) for quote in story)


def _decision(cluster: Cluster, wording: Wording) -> str | None:
    decisions = [item for item in cluster.segments if item.kind is SegmentKind.DECISION]
    if not decisions:
        return None
    clearest = max(decisions, key=lambda item: (item.confidence, item.message_ids))
    said = next(line for line in cluster.lines if line.id == clearest.message_ids[0])
    return worded(said, clearest.text, wording)


def _owners(actions: Sequence[Action]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(action.who for action in actions if action.who is not None))


def _blockers(cluster: Cluster) -> tuple[str, ...]:
    return tuple(
        sentence
        for line in cluster.lines
        for sentence in line.sentences
        if affirms(BLOCKED, normal(sentence))
    )[:BLOCKERS]
