"""What was said more than ninety days ago is deleted where no index of the server's does it."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from pipeline.health.parts import Life
from storage.documents.schema import KEPT, MEMORY, PENDING
from storage.errors import DocumentStoreError
from storage.mongo import MongoDatabase
from storage.mongo_documents import MongoDocuments
from storage.mongo_filters import Order

PERIOD: Final = timedelta(days=1)
AGAIN: Final = timedelta(minutes=10)
"""After a run that the store broke off."""
BATCH: Final = 500
"""Documents that are deleted at once: the embedded server serves nobody else meanwhile."""
REST: Final = 1.0
"""Seconds between two batches."""
_OLDEST: Final = (("created_at", Order.ASCENDING), ("_id", Order.ASCENDING))

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ExpiringPart:
    """Deletes at the start and once a day; a run that is broken off is no loss."""

    database: MongoDatabase
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    rest: float = REST
    batch: int = BATCH
    period: timedelta = PERIOD
    again: timedelta = AGAIN
    name: str = "memory expiry"

    async def run(self, life: Life) -> None:
        life.ready()
        while not life.stopping.is_set():
            pause = self.period
            try:
                deleted = await self._delete(life)
            except DocumentStoreError as error:
                _log.warning("old remarks were not deleted: %s", type(error).__name__)
                pause = self.again
            else:
                _log.info("old remarks were deleted: %s", deleted)
            await _stopped(life, pause.total_seconds())

    async def _delete(self, life: Life) -> int:
        oldest, deleted = self.clock() - KEPT, 0
        for collection in (MEMORY, PENDING):
            documents = self.database.documents(collection)
            while not life.stopping.is_set():
                count = await self._delete_some(documents, oldest)
                deleted += count
                if count < self.batch:
                    break
                await _stopped(life, self.rest)
        return deleted

    async def _delete_some(self, documents: MongoDocuments, oldest: datetime) -> int:
        found = await documents.find_many(
            {"created_at": {"$lt": oldest}}, order=_OLDEST, limit=self.batch, only=["created_at"]
        )
        if found:
            await documents.delete_many({"_id": {"$in": [each["_id"] for each in found]}})
        return len(found)


async def _stopped(life: Life, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await life.stopping.wait()
