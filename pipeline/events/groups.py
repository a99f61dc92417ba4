"""What happens in groups: their messages come and go, their windows close."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pipeline.events.models import Event, WindowEvent


class GroupMessageIngested(Event):
    """A message, or a later version of one, was stored."""

    name: ClassVar[str] = "group.message.ingested.v1"
    group_id: int
    message_id: int
    edit_version: int

    @property
    def key(self) -> str:
        return f"{self.tenant_id}:{self.group_id}:{self.message_id}:{self.edit_version}"


class GroupMessageDeleted(Event):
    """A message was deleted: its text is erased, and what was told of it is to be corrected."""

    name: ClassVar[str] = "group.message.deleted.v1"
    group_id: int
    message_id: int

    @property
    def key(self) -> str:
        return f"{self.tenant_id}:{self.group_id}:{self.message_id}"


class GroupMessageTranscribed(Event):
    """What was said aloud in a message is part of its text now."""

    name: ClassVar[str] = "group.message.transcribed.v1"
    group_id: int
    message_id: int
    hearing: UUID
    """Which hearing of it: it is heard again if another recording takes its place."""

    @property
    def key(self) -> str:
        return f"{self.tenant_id}:{self.group_id}:{self.message_id}:{self.hearing}"


class GroupMigrated(Event):
    """A basic group became a supergroup, which has another chat id and is the same group."""

    name: ClassVar[str] = "group.migrated.v1"
    group_id: int
    old_chat: int
    """The Bot API's id of the basic group."""
    new_chat: int

    @property
    def key(self) -> str:
        return f"{self.tenant_id}:{self.group_id}:{self.old_chat}"


class GroupWindowReady(WindowEvent):
    """A window of a group closed, or was asked for: it can be digested."""

    name: ClassVar[str] = "group.window.ready.v1"
    start: datetime
    end: datetime
    size_hours: Literal[4, 6, 12, 24]

    @property
    def key(self) -> str:
        return str(self.window_id)
