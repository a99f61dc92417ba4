from collections.abc import Sequence

from pipeline.events.models import Event


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
