"""The driver's errors as ours, which quote no document, and an end to waiting for an answer."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from bson.errors import BSONError
from pymongo.errors import BulkWriteError, ConnectionFailure, PyMongoError

from pipeline.llm.breaker import Breaker, BreakerState
from storage.errors import DocumentIndexError, DocumentStoreError, DocumentStoreUnavailableError

DUPLICATE_KEY: Final = 11000
_INDEX_CONFLICTS: Final = {85, 86}
"""IndexOptionsConflict and IndexKeySpecsConflict."""

_ABSENT: Final = "MongoDB does not answer — check MONGODB_URL and the server"


class Line:
    """The way to a server, which all its collections share.

    A server that was absent a moment ago is not waited for: it is left alone for so many seconds
    and then tried, by one request at a time, or, if somebody watches it, by nobody else.
    """

    def __init__(self, rest: float) -> None:
        self.watched = False
        self._breaker = Breaker(1, rest, down=DocumentStoreUnavailableError)

    @asynccontextmanager
    async def asking(
        self, seconds: float | None, *, watching: bool = False
    ) -> AsyncIterator[None]:
        """Translate errors, and take no answer within so many seconds for an absent server.

        The driver would go on for as long as a frozen server keeps the connection, and again in
        each of its retries.
        """
        if not self._admits(watching=watching):
            raise DocumentStoreUnavailableError(_ABSENT)
        with self._breaker.passage(), translated():
            try:
                async with asyncio.timeout(seconds):
                    yield
            except TimeoutError as error:
                raise DocumentStoreUnavailableError(_ABSENT) from error

    def _admits(self, *, watching: bool) -> bool:
        if self.watched and not watching:
            return self._breaker.state is BreakerState.CLOSED
        return self._breaker.admits


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except ConnectionFailure as error:
        raise DocumentStoreUnavailableError(_ABSENT) from error
    except PyMongoError as error:
        raise _refusal(error) from _told(error)
    except BSONError as error:
        raise DocumentStoreError(
            "MongoDB cannot hold this document — it is too large, or a name in it is no text"
        ) from error


def duplicates(error: BulkWriteError) -> set[int]:
    """Which documents of a bulk were refused as duplicates.

    Raises:
        BulkWriteError: Something else went wrong as well.
    """
    refusals = error.details["writeErrors"]
    others = [each for each in refusals if each["code"] != DUPLICATE_KEY]
    if others or error.details.get("writeConcernErrors"):
        raise error
    return {each["index"] for each in refusals}


def _refusal(error: PyMongoError) -> DocumentStoreError:
    code = getattr(error, "code", None) or type(error).__name__
    if code in _INDEX_CONFLICTS:
        return DocumentIndexError(
            f"MongoDB has one of our indexes with other options ({code}) — drop it, then run: "
            "python main.py migrate"
        )
    return DocumentStoreError(
        f"MongoDB refuses the request ({code}) — check MONGODB_URL and the user's rights"
    )


def _told(error: PyMongoError) -> PyMongoError | None:
    """The cause to keep: a bulk's error quotes whole documents, which no log may show."""
    return None if isinstance(error, BulkWriteError) else error
