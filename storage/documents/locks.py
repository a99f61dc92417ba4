import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from pipeline.groups.models import PersonId
from storage.documents.encoding import key, number, own_id
from storage.documents.schema import LOCKS
from storage.errors import DocumentStoreUnavailableError, LeaseLostError
from storage.mongo import MongoDatabase
from storage.mongo_documents import Outcome
from storage.tasks import one_error

LEASE: Final = timedelta(seconds=60)
"""How long a dead process keeps others away; how far their clocks differ must be far less."""
RENEWALS: Final = 3
"""How often a lease is renewed while it lasts."""


@dataclass(frozen=True, slots=True)
class _Lease:
    document: str
    owner: str
    person: PersonId
    what: str


class PersonLeases:
    """The port ``PersonLocks``, in ``user_locks``: a holder says again and again that it lives.

    If that cannot be said before the lease ends, or another has taken the lock, what is done
    under it is cancelled and LeaseLostError is raised.

    Args:
        database: Of the service.
        clock: The time that all processes share.
        lease: How long a lock stays with its holder if nothing is heard of them.
        sleep: Waits for so many seconds.
    """

    def __init__(
        self,
        database: MongoDatabase,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        lease: timedelta = LEASE,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._locks = database.documents(LOCKS)
        self._clock = clock
        self._lease = lease
        self._sleep = sleep

    @asynccontextmanager
    async def held(self, person: PersonId, what: str) -> AsyncIterator[bool]:
        lease = _Lease(own_id(person, what), uuid4().hex, person, key(what))
        end = self._end()
        if not await self._taken(lease, end):
            yield False
            return
        try:
            with one_error():
                async with asyncio.TaskGroup() as tasks:
                    renewing = tasks.create_task(self._renew(lease, end))
                    yield True
                    renewing.cancel()
        finally:
            with suppress(DocumentStoreUnavailableError):  # then it falls free by itself
                await self._locks.delete_many({"_id": lease.document, "owner": lease.owner})

    async def _taken(self, lease: _Lease, end: datetime) -> bool:
        """What has not ended matches nothing, and cannot be added a second time."""
        ended = {"_id": lease.document, "ends": {"$lte": number(self._clock())}}
        fields = {"user_id": lease.person, "what": lease.what, "owner": lease.owner, **_until(end)}
        outcome = await self._locks.update_one(ended, fields, upsert=True)
        return outcome in (Outcome.ADDED, Outcome.CHANGED)

    async def _renew(self, lease: _Lease, end: datetime) -> None:
        mine = {"_id": lease.document, "owner": lease.owner}
        while True:
            await self._sleep(min(self._lease / RENEWALS, end - self._clock()).total_seconds())
            later = self._end()
            try:
                outcome = await self._locks.update_one(mine, _until(later))
            except DocumentStoreUnavailableError as error:
                if self._clock() >= end:
                    raise _lost(lease) from error
                continue
            if outcome is Outcome.MISSING:
                raise _lost(lease)
            end = later

    def _end(self) -> datetime:
        return self._clock() + self._lease


def _until(end: datetime) -> dict[str, Any]:
    """``ends`` is compared, as a number; ``expires_at`` is what the server tidies up by."""
    return {"ends": number(end), "expires_at": end}


def _lost(lease: _Lease) -> LeaseLostError:
    return LeaseLostError(
        f"the lock {lease.what} of a person was lost — see that MongoDB answers and the clocks "
        "of all machines agree"
    )
