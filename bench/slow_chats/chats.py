"""Chats whose conversations are known, and chats of exports, of which nobody knows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path

from bench.clusterings import gather
from handlers.export.reader import open_export
from pipeline.ingest.models import Message, MessageId
from pipeline.ingest.talk import Aside, aside
from pipeline.threads.models import Link, Utterance
from pipeline.threads.rules import ThreadBuilder
from pipeline.threads.settings import ThreadSettings

Labels = dict[MessageId, str]
"""The conversation of each message."""


@dataclass(frozen=True, slots=True)
class KnownChat:
    name: str
    utterances: Sequence[Utterance]
    """In the order of the talk."""
    truth: Labels
    parents: dict[MessageId, frozenset[MessageId]] = field(default_factory=dict)
    """As far as they are known; none: the message starts a conversation."""


def exported(path: Path) -> list[Utterance]:
    """The messages of a Telegram Desktop export as the thread builder gets them, in their order.

    Raises:
        ExportError: It cannot be read.
    """
    messages = (message for batch in open_export(path, None, UTC).batches() for message in batch)
    return sorted(map(utterance, messages), key=lambda each: (each.sent_at, each.id))


def utterance(message: Message) -> Utterance:
    """As the store gives it to the builder; service messages and Alfred's own are no talk."""
    return Utterance(
        id=message.id,
        sent_at=message.sent_at,
        author_id=message.author_id,
        author_name=message.author_name,
        text=message.text,
        reply_to=message.reply_to,
        topic_id=message.topic_id,
        mentions=message.mentions,
        service=aside(message) in (Aside.SERVICE, Aside.OWN),
    )


def linked(utterances: Sequence[Utterance]) -> list[Link]:
    """What the product makes of a chat, with a ledger that knows the thread of every reply."""
    builder = ThreadBuilder(ThreadSettings())
    found: dict[MessageId, Link] = {}
    for each in utterances:
        answered = found.get(each.reply_to) if each.reply_to is not None else None
        known = answered.thread_id if answered else None
        found[each.id] = builder.link(replace(each, reply_thread=known))
    return list(found.values())


def threads(utterances: Sequence[Utterance]) -> list[frozenset[int]]:
    return gather((link.message_id, link.thread_id) for link in linked(utterances))
