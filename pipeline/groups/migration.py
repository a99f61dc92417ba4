"""Groups that were basic groups when they were connected, and became supergroups."""

from dataclasses import replace

from pipeline.groups.models import ConnectedGroup, Reader
from pipeline.ingest.models import ChatKind


def as_it_was(group: ConnectedGroup, reader: Reader) -> ConnectedGroup | None:
    """The group as the basic group that it was; None if it was none, or not this reader's.

    A basic group has one reader, by whose ids its messages are stored: where there are two by now,
    either may have been that.
    """
    if group.migrated_from is None or group.readers != {reader}:
        return None
    chat = replace(group.chat, telegram_id=group.migrated_from, kind=ChatKind.GROUP)
    return replace(group, chat=chat)


def is_past(group: ConnectedGroup) -> bool:
    """Whether nothing is said there any more: it is a group ``as_it_was``."""
    return group.migrated_from == group.chat.telegram_id
