"""The messages of a basic group that became a supergroup, which counts its own from 1 again."""

from dataclasses import replace
from typing import Final

from pipeline.ingest.models import Message, MessageId

MIGRATED_IDS_SHIFT: Final = -1_000_000_000
"""What Telegram Desktop adds in exports to the ids of a migrated group's history
(``kMigratedMessagesIdShift`` in export_api_wrap.cpp), so that no two messages share one."""


def former_id(message: int) -> MessageId:
    """The id in the supergroup's history of a message that the basic group gave this id.

    One that has it already keeps it.
    """
    return MessageId(message + MIGRATED_IDS_SHIFT if message > 0 else message)


def original_id(message: int) -> MessageId:
    """The id that the basic group gave a message, of the one that ``former_id`` gave it.

    One that it did not give stays.
    """
    shifted = MIGRATED_IDS_SHIFT < message < 0
    return MessageId(message - MIGRATED_IDS_SHIFT if shifted else message)


def former(message: Message) -> Message:
    """A message of the basic group as one of the supergroup's history; it is of no topic."""
    reply = message.reply_to
    return replace(
        message,
        id=former_id(message.id),
        reply_to=None if reply is None else former_id(reply),
        topic_id=None,
    )
