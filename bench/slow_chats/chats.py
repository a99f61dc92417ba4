"""Chats whose conversations are known, and chats of exports, of which nobody knows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from bench.clusterings import gather
from bench.windows import links_of, utterance
from handlers.export.reader import open_export
from pipeline.ingest.models import MessageId
from pipeline.threads.models import Utterance

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


def threads(utterances: Sequence[Utterance]) -> list[frozenset[int]]:
    return gather((link.message_id, link.thread_id) for link in links_of(utterances))
