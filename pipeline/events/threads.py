"""What happens to threads that were shown."""

from typing import ClassVar

from pipeline.events.models import Event


class ThreadAnswerOutdated(Event):
    """A message that an answer to /thread quotes was edited or deleted."""

    name: ClassVar[str] = "thread.answer.outdated.v1"
    group_id: int
    chat_id: int
    message_id: int
    """The first message of the answer."""
    revision: int
    """How often that happened to this answer."""

    @property
    def key(self) -> str:
        return f"{self.tenant_id}:{self.group_id}:{self.chat_id}:{self.message_id}:{self.revision}"
