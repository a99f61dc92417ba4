"""The document store: the only module that knows motor."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, Final

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import ReadPreference

from storage.mongo_documents import ANSWER, MongoDocuments
from storage.mongo_errors import Line, translated

PATIENCE: Final = timedelta(seconds=2)
"""How long a server is looked for."""
REST: Final = timedelta(seconds=3)
"""How long a server that did not answer is left alone."""


class MongoDatabase:
    """See ``MongoDocuments`` for what requests raise."""

    def __init__(self, database: Any, line: Line, answer: timedelta = ANSWER) -> None:
        self._database = database
        self._line = line
        self._answer = answer

    def documents(self, collection: str) -> MongoDocuments:
        return MongoDocuments(self._database[collection], self._line, self._answer)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Somebody pings: nothing else tries whether a server that was absent is back."""
        self._line.watched = True
        try:
            yield
        finally:
            self._line.watched = False

    async def ping(self) -> None:
        """See that the server answers, and that soon: nobody wants to wait for a slower one."""
        async with self._line.asking(PATIENCE.total_seconds(), watching=True):
            await self._database.command("ping")


@asynccontextmanager
async def mongo_database(
    url: str,
    *,
    default: str = "butler",
    patience: timedelta = PATIENCE,
    answer: timedelta = ANSWER,
) -> AsyncIterator[MongoDatabase]:
    """Open the database that ``url`` names, or else ``default``.

    Args:
        url: The server's or the replica set's.
        default: The database, if the URL names none.
        patience: How long a server is looked for, now and in each request.
        answer: How long a request may take at the most; what hangs longer is given up.

    Raises:
        DocumentStoreUnavailableError: No server answers within ``patience``.
        DocumentStoreError: The server refuses us.
    """
    line = Line(REST.total_seconds())
    with translated():
        client: Any = AsyncIOMotorClient(
            url,
            appname="alfred",
            tz_aware=True,
            serverSelectionTimeoutMS=_milliseconds(patience),
            connectTimeoutMS=_milliseconds(patience),
            socketTimeoutMS=_milliseconds(answer),
            uuidRepresentation="standard",
        )
    try:
        async with line.asking(answer.total_seconds()):
            await client.admin.command("ping")
        # What a process wrote it reads again, wherever the URL would have it read.
        primary = ReadPreference.PRIMARY
        database = client.get_default_database(default, read_preference=primary)
        yield MongoDatabase(database, line, answer)
    finally:
        client.close()


def _milliseconds(time: timedelta) -> int:
    return time // timedelta(milliseconds=1)
