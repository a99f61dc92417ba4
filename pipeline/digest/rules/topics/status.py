"""How a topic stands, read from its last word and not from its loudest."""

from pipeline.digest.corpus import Line
from pipeline.digest.findings import SegmentKind, ThreadState, TopicStatus
from pipeline.digest.rules.cues import BLOCKED, CONDITION, IDEA, affirms, normal
from pipeline.digest.rules.questions import is_question
from pipeline.digest.rules.threads import is_closing
from pipeline.digest.rules.topics.clusters import Cluster

LAST_WORDS = 4
"""Messages from the end among which the last word on a topic is looked for."""

_OPEN_WORK = {SegmentKind.PLAN, SegmentKind.DECISION, SegmentKind.RISK}


def status_of(cluster: Cluster, *, has_actions: bool) -> TopicStatus:
    troubled = _messages(cluster, SegmentKind.PROBLEM)
    for line in reversed(cluster.lines[-LAST_WORDS:]):
        if is_closing(line) and not _is_conditional(line):
            return TopicStatus.IN_PROGRESS if _work_left(cluster, line) else TopicStatus.DONE
        if affirms(BLOCKED, normal(line.text)):
            return TopicStatus.BLOCKER
        if line.id in troubled:
            break
    if has_actions or any(item.kind in _OPEN_WORK for item in cluster.segments):
        return TopicStatus.IN_PROGRESS
    if _unsolved_problem(cluster):
        return TopicStatus.WATCH
    if any(IDEA.search(normal(line.text)) for line in cluster.lines[:2]):
        return TopicStatus.IDEA
    return TopicStatus.WATCH


def state_of(cluster: Cluster, status: TopicStatus) -> ThreadState:
    if status is TopicStatus.DONE:
        return ThreadState.CLOSED
    if any(strand.continued for strand in cluster.strands):
        return ThreadState.CONTINUED
    return ThreadState.OPENED


def _is_conditional(line: Line) -> bool:
    return CONDITION.search(normal(line.text)) is not None


def _work_left(cluster: Cluster, closing: Line) -> bool:
    """Something was planned or asked after the word that seemed to close the topic."""
    after = [line for line in cluster.lines if (line.at, line.id) > (closing.at, closing.id)]
    ids = {line.id for line in after}
    return any(
        item.kind in _OPEN_WORK and ids.intersection(item.message_ids) for item in cluster.segments
    ) or any(is_question(line.sentences[-1]) for line in after if line.sentences)


def _unsolved_problem(cluster: Cluster) -> bool:
    return _last(cluster, SegmentKind.PROBLEM) > _last(cluster, SegmentKind.SOLUTION)


def _last(cluster: Cluster, kind: SegmentKind) -> int:
    """The place of the last message that does this; -1 where none does."""
    found = _messages(cluster, kind)
    return max((i for i, line in enumerate(cluster.lines) if line.id in found), default=-1)


def _messages(cluster: Cluster, kind: SegmentKind) -> set[int]:
    return {i for item in cluster.segments if item.kind is kind for i in item.message_ids}
