"""Who answers whom: the link of a message to its parent, and the thread it thereby belongs to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from pipeline.ingest.models import AuthorId, MessageId

ThreadId = NewType("ThreadId", int)
"""The id of the thread's first message, so that a thread keeps its name across windows."""


class LinkReason(StrEnum):
    ROOT = "root"
    """Nothing before it fits: the message opens a thread."""
    REPLY = "reply"
    MENTION = "mention"
    OWN_TURN = "own_turn"
    ANSWER = "answer"
    SIMILARITY = "similarity"
    TOPIC = "topic"
    """A forum topic keeps its messages together even where no other sign does."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the thread builder needs of a message."""

    id: MessageId
    sent_at: datetime
    author_id: AuthorId
    author_name: str
    text: str
    reply_to: MessageId | None = None
    reply_thread: ThreadId | None = None
    """The thread of ``reply_to``, as it is recorded; None also where nothing may answer that."""
    topic_id: MessageId | None = None
    mentions: tuple[str, ...] = ()
    service: bool = False
    """Nobody of the group speaks: Telegram tells what happened, or Alfred does."""


@dataclass(frozen=True, slots=True)
class Link:
    message_id: MessageId
    thread_id: ThreadId
    parent_id: MessageId | None
    reason: LinkReason
    score: float
    """Confidence in the parent, 0..1; 1.0 for an explicit reply."""
