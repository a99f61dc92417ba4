from collections.abc import Sequence

from pipeline.events.groups import GroupMessageDeleted, GroupMessageIngested
from pipeline.events.models import Event
from pipeline.ingest.migration import former_id
from pipeline.ingest.models import GroupId, TenantId


class MemoryEvents:
    """The port ``EventLog``; nobody consumes."""

    def __init__(self) -> None:
        self._recorded: dict[tuple[str, str], Event] = {}

    @property
    def recorded(self) -> list[Event]:
        """What was published, in order, each once."""
        return list(self._recorded.values())

    async def publish(self, events: Sequence[Event]) -> None:
        for event in events:
            self._recorded.setdefault((event.name, event.key), event)

    def renumber(self, tenant: TenantId, group: GroupId) -> None:
        """Give what happened to a migrated group's messages the ids that they have now."""
        recorded, self._recorded = self.recorded, {}
        for event in recorded:
            if isinstance(event, GroupMessageIngested | GroupMessageDeleted) and (
                (event.tenant_id, event.group_id) == (tenant, group)
            ):
                event = event.model_copy(update={"message_id": former_id(event.message_id)})
            self._recorded[event.name, event.key] = event
