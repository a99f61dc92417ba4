"""thread_builder: the threads that cross this window, with their state and weight."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.findings import Thread, Threads, ThreadState
from pipeline.digest.preparation import PreparedContext
from pipeline.digest.rules.cues import (
    IN_ADVANCE,
    RESERVE,
    RESOLVED,
    THANKS,
    affirms,
    normal,
)
from pipeline.digest.rules.questions import is_question

FULL_AUDIENCE = 4
"""People from whom on a thread counts as the group's talk, not a pair's."""


def thread_window(corpus: Corpus, prepared: PreparedContext) -> Threads:
    """Group the kept messages by thread, heaviest first."""
    weights = {item.message_id: item.weight for item in prepared.kept}
    members: dict[int, list[Line]] = {}
    for line in corpus.lines:
        if line.id in weights:
            members.setdefault(line.thread_id, []).append(line)
    threads = [_thread(root, lines, corpus, weights) for root, lines in members.items()]
    threads.sort(key=lambda thread: (-thread.weight, thread.id))
    return Threads(threads=tuple(threads))


def _thread(
    root: int, lines: Sequence[Line], corpus: Corpus, weights: Mapping[int, float]
) -> Thread:
    reasons = Counter(line.link_reason for line in lines if line.parent_id is not None)
    return Thread(
        id=root,
        message_ids=tuple(line.id for line in lines),
        start=lines[0].at,
        end=lines[-1].at,
        root=root,
        reason=reasons.most_common(1)[0][0] if reasons else "root",
        state=_state(root, lines, corpus),
        weight=weigh(lines, weights),
    )


def weigh(lines: Sequence[Line], weights: Mapping[int, float]) -> float:
    """The sum of the messages' weights, times 1/4 to 1 by how many people speak.

    What many care about goes before one person's monologue. A vote or a yes weighs nothing: it has
    lifted what it stands for by answering it.
    """
    people = len({line.author for line in lines})
    total = sum(weights.get(line.id, 0.0) for line in lines if line.stems)
    return round(total * min(people, FULL_AUDIENCE) / FULL_AUDIENCE, 4)


def _state(root: int, lines: Sequence[Line], corpus: Corpus) -> ThreadState:
    if len(lines) > 1 and is_closing(lines[-1]):
        return ThreadState.CLOSED
    return ThreadState.OPENED if root in corpus.by_id else ThreadState.CONTINUED


def is_closing(line: Line) -> bool:
    """The last word settles it: it works, it is done, thank you.

    Thanks in advance, or thanks with a but, settle nothing.
    """
    if line.sentences and is_question(line.sentences[-1]):
        return False
    text = normal(line.text)
    thanks = THANKS.search(text)
    if thanks and not IN_ADVANCE.search(text) and not RESERVE.search(text, thanks.end()):
        return True
    return affirms(RESOLVED, text)
