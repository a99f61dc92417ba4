from contextlib import AbstractAsyncContextManager
from typing import Protocol

from pipeline.retention.models import Batch, Expiring


class Sweep(Protocol):
    """The turn of one process: it begins with the oldest rows and goes on where it was."""

    async def remove(self, expiring: Expiring, days: int, *, most: int) -> Batch:
        """Remove the oldest rows that are older than so many days, in one transaction.

        Args:
            expiring: What, of all tenants.
            days: As many as ``FEWEST_DAYS`` says, or more.
            most: How many rows at the most.
        """
        ...


class ExpiredRows(Protocol):
    """What has grown too old; one process at a time may remove it."""

    def turn(self) -> AbstractAsyncContextManager[Sweep | None]:
        """Take the turn for as long as the block runs; None if another process has it."""
        ...
