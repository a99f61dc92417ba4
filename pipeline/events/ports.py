from collections.abc import Sequence
from typing import Protocol

from pipeline.events.models import Event
from pipeline.ingest.models import TenantId


class EventLog(Protocol):
    async def publish(self, events: Sequence[Event]) -> None:
        """Append events and enqueue those that somebody consumes, in one transaction.

        An event whose name and key are known is left out, so publishing is idempotent.
        """
        ...


class Bus(Protocol):
    """The consuming side, as the one who waits for an outcome sees it."""

    async def idle(self, tenant: TenantId | None = None) -> None:
        """Wait until no event, or none of the tenant's, is queued or being worked on.

        Raises whatever ended the bus, if it did not end by itself.
        """
        ...
