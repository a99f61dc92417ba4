from collections.abc import Sequence

from pipeline.ingest.models import GroupId, Message, MessageId, TenantId
from tests.fakes.messages import MemoryMessages


class MemoryThreadReading:
    """The port ``ThreadReader``."""

    def __init__(self, messages: MemoryMessages) -> None:
        self._messages = messages

    async def thread_of(
        self, tenant: TenantId, group: GroupId, message: MessageId, *, limit: int
    ) -> Sequence[Message]:
        stored = self._messages.of(tenant, group)
        threads = {item.thread_id for item in stored if item.message.id == message}
        return [item.message for item in stored if item.thread_id in threads][-limit:]

    async def cited(
        self, tenant: TenantId, group: GroupId, messages: Sequence[MessageId]
    ) -> Sequence[Message]:
        stored = self._messages.of(tenant, group)
        return [item.message for item in stored if item.message.id in messages]
