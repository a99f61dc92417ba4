"""The section of decisions and agreements: what was decided, and who does what until when."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Action, Segment, SegmentKind, Segments, Topics
from pipeline.digest.ports import Wording
from pipeline.digest.rules.actions import acceptance, agreements
from pipeline.digest.rules.topics.quotes import worded
from pipeline.digest.statements import Section, Statement

TOLD = 6
IN_TOPIC = 0.25
"""What it adds to an agreement's worth that it belongs to a topic of the digest."""
PROMISE, WITH_DUE, TAKEN = 0.4, 0.3, 0.2
"""Worth of a promise, and what a time and two people's word add to it. A decision's worth is the
confidence of its cue."""
LEAST = 0.6


@dataclass(frozen=True, slots=True)
class Agreement:
    worth: float
    statement: Statement


def tell_agreements(
    topics: Topics, segments: Segments, corpus: Corpus, wording: Wording
) -> Iterator[Statement]:
    """The worthiest agreements, each message once, in the order of the talk."""
    told: list[Statement] = []
    seen: set[int] = set()
    for item in worthiest(topics, segments, corpus, wording):
        ids = item.statement.message_ids
        if item.worth < LEAST or len(told) == TOLD:
            break
        if not seen.intersection(ids):
            seen.update(ids)
            told.append(item.statement)
    place = {line.id: index for index, line in enumerate(corpus.lines)}
    yield from sorted(told, key=lambda statement: place[statement.message_ids[-1]])


def worthiest(
    topics: Topics, segments: Segments, corpus: Corpus, wording: Wording
) -> list[Agreement]:
    """All that may be a decision or an agreement, the worthiest first."""
    threads = {thread for topic in topics.topics for thread in topic.thread_ids}
    found = [
        *(
            _decided(item, threads, corpus, wording)
            for item in segments.segments
            if item.kind is SegmentKind.DECISION
        ),
        *(_taken(item, threads, corpus, wording) for item in agreements(corpus, corpus.talk)),
    ]
    found.sort(key=lambda item: (-item.worth, item.statement.message_ids))
    return found


def _decided(item: Segment, threads: set[int], corpus: Corpus, wording: Wording) -> Agreement:
    statement = Statement(
        section=Section.DECISIONS,
        text=worded(corpus.by_id[item.message_ids[0]], item.text, wording),
        message_ids=item.message_ids,
    )
    inside = IN_TOPIC if item.thread_id in threads else 0.0
    return Agreement(item.confidence + inside, statement)


def _taken(action: Action, threads: set[int], corpus: Corpus, wording: Wording) -> Agreement:
    first, last = (corpus.by_id[action.message_ids[index]] for index in (0, -1))
    text = worded(first, action.what, wording)
    worth = PROMISE + (IN_TOPIC if first.thread_id in threads else 0.0)
    if first is not last:
        answer = worded(last, acceptance(last), wording)
        text, worth = f"{text} → {answer}", worth + TAKEN
    if action.due is not None:
        text, worth = wording.say("with-due", text=text, due=action.due), worth + WITH_DUE
    statement = Statement(section=Section.DECISIONS, text=text, message_ids=action.message_ids)
    return Agreement(worth, statement)
