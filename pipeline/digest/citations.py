"""Which messages a digest tells of, so that it is found again when one of them changes."""

from collections.abc import Iterator

from pipeline.digest.answers import Ids
from pipeline.digest.corpus import Corpus
from pipeline.digest.models import Digest


def cited_messages(digest: Digest) -> frozenset[int]:
    """The messages that its statements, topics, participants and attachments may quote.

    A topic's title may have its words from any message of its threads.
    """
    return frozenset(number for ids in _citations(digest) for number in ids)


def spoken_messages(digest: Digest, corpus: Corpus) -> Ids:
    """Those of the messages that were said aloud, in their order."""
    said = {line.id for line in corpus.lines if line.spoken}
    return tuple(sorted(said & cited_messages(digest))) if said else ()


def _citations(digest: Digest) -> Iterator[Ids]:
    for judged in digest.statements:
        yield judged.statement.message_ids
    threads = {thread.id: thread.message_ids for thread in digest.threads}
    for topic in digest.topics:
        yield topic.message_ids
        for thread_id in topic.thread_ids:
            yield threads.get(thread_id, ())
        for action in topic.actions:
            yield action.message_ids
    for participant in digest.participants:
        yield participant.message_ids
    for attachment in digest.attachments:
        yield (attachment.message_id,)
