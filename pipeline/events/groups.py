"""What happens in groups: their messages come and go, their windows close."""

from datetime import datetime
from typing import ClassVar, Literal

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


class GroupWindowReady(WindowEvent):
    """A window of a group closed, or was asked for: it can be digested."""

    name: ClassVar[str] = "group.window.ready.v1"
    start: datetime
    end: datetime
    size_hours: Literal[4, 6, 12, 24]

    @property
    def key(self) -> str:
        return str(self.window_id)
