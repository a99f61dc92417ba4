"""Documents in MongoDB: the only module that knows motor.

It offers what behaves alike on MongoDB and on the embedded server and nothing else, as
tests/contract/test_mongo_contract.py proves. nx-27017 0.8.1 loses ``$setOnInsert`` in
find_one_and_update with upsert and ``$addToSet`` on a missing field, knows no ``$not``, and with
numbers as ``_id`` it sorts them as text and deletes other documents than it counts.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, IntEnum, auto
from typing import Any, TypeAlias

from bson import ObjectId
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import ConnectionFailure, DuplicateKeyError, PyMongoError

from storage.errors import DocumentStoreError, DocumentStoreUnavailableError

Document: TypeAlias = dict[str, Any]
Filter: TypeAlias = Mapping[str, Any]
"""Fields (``a.b`` for nested ones) that equal a value or pass one of ``FILTER_OPERATORS``."""

FILTER_OPERATORS = frozenset({"$gt", "$gte", "$in", "$lt", "$lte"})


class Order(IntEnum):
    ASCENDING = 1
    DESCENDING = -1


class Outcome(Enum):
    """What a write did."""

    ADDED = auto()
    CHANGED = auto()
    UNCHANGED = auto()
    """The document had these values already."""
    MISSING = auto()
    """Nothing matched, and nothing was to be added."""
    DUPLICATE = auto()
    """Refused: another document has the same value in a unique index."""


@dataclass(frozen=True, slots=True)
class Index:
    fields: tuple[str, ...]
    unique: bool = False
    expires_after: timedelta | None = None
    """Documents whose (only) field is older than this vanish; MongoDB takes up to a minute."""


class MongoDocuments:
    """The documents of one collection.

    All methods raise DocumentStoreUnavailableError if the server does not answer and
    DocumentStoreError if it refuses. Times must be aware; they come back in UTC, cut to
    milliseconds.
    """

    def __init__(self, collection: Any) -> None:
        self._collection = collection

    async def ensure_indexes(self, indexes: Sequence[Index]) -> None:
        """Add what is missing.

        MongoDB refuses an index that exists with other options; the embedded server takes it.
        """
        with _translated():
            for index in indexes:
                options: dict[str, Any] = {"unique": index.unique}
                if index.expires_after is not None:
                    options["expireAfterSeconds"] = int(index.expires_after.total_seconds())
                await self._collection.create_index(
                    [(field, Order.ASCENDING.value) for field in index.fields], **options
                )

    async def find_one(self, where: Filter) -> Document | None:
        _check(where)
        with _translated():
            found: Document | None = await self._collection.find_one(where)
        return found

    async def find_many(
        self, where: Filter, *, order: Sequence[tuple[str, Order]], limit: int
    ) -> list[Document]:
        """At most ``limit`` (1 or more) documents, in an order that must be given."""
        if limit < 1 or not order:
            raise ValueError("find_many needs an order and a limit of 1 or more")
        _check(where)
        sort = [(field, direction.value) for field, direction in order]
        with _translated():
            cursor = self._collection.find(where).sort(sort).limit(limit)
            found: list[Document] = await cursor.to_list(length=limit)
        return found

    async def insert_one(self, document: Mapping[str, Any]) -> Outcome:
        """Add a copy of ``document``: ADDED or DUPLICATE. Its ``_id``, if given, is text."""
        _check_id(document)
        with _translated():
            try:
                await self._collection.insert_one(dict(document))
            except DuplicateKeyError:
                return Outcome.DUPLICATE
        return Outcome.ADDED

    async def update_one(
        self, where: Filter, fields: Mapping[str, Any], *, upsert: bool = False
    ) -> Outcome:
        """Set ``fields`` of one matching document and leave its others alone.

        With ``upsert``, what does not exist is added with the values that ``where`` demands.
        """
        _check(where)
        with _translated():
            try:
                result = await self._collection.update_one(
                    where, {"$set": dict(fields)}, upsert=upsert
                )
            except DuplicateKeyError:
                return Outcome.DUPLICATE
        if result.upserted_id is not None:
            return Outcome.ADDED
        if not result.matched_count:
            return Outcome.MISSING
        return Outcome.CHANGED if result.modified_count else Outcome.UNCHANGED

    async def delete_many(self, where: Filter) -> int:
        """How many documents were deleted."""
        _check(where)
        with _translated():
            result = await self._collection.delete_many(where)
        return int(result.deleted_count)


class MongoDatabase:
    def __init__(self, database: Any) -> None:
        self._database = database

    def documents(self, collection: str) -> MongoDocuments:
        return MongoDocuments(self._database[collection])


@asynccontextmanager
async def mongo_database(
    url: str, *, default: str = "alfred", patience: timedelta = timedelta(seconds=5)
) -> AsyncIterator[MongoDatabase]:
    """Open the database that ``url`` names, or else ``default``.

    Raises:
        DocumentStoreUnavailableError: No server answers within ``patience``.
        DocumentStoreError: The server refuses us.
    """
    with _translated():
        client: Any = AsyncIOMotorClient(
            url,
            appname="alfred",
            tz_aware=True,
            serverSelectionTimeoutMS=patience // timedelta(milliseconds=1),
            uuidRepresentation="standard",
        )
    try:
        with _translated():
            await client.admin.command("ping")
        yield MongoDatabase(client.get_default_database(default))
    finally:
        client.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the driver's errors into ours, which quote no document."""
    try:
        yield
    except ConnectionFailure as error:
        raise DocumentStoreUnavailableError(
            "MongoDB does not answer — check MONGODB_URL and the server"
        ) from error
    except PyMongoError as error:
        code = getattr(error, "code", None) or type(error).__name__
        raise DocumentStoreError(
            f"MongoDB refuses the request ({code}) — check MONGODB_URL and the user's rights"
        ) from error


def _check(where: Filter) -> None:
    _check_id(where)
    for value in (where, *where.values()):
        if isinstance(value, Mapping):
            unknown = {key for key in value if key.startswith("$")} - FILTER_OPERATORS
            if unknown:
                raise ValueError(f"no contract test covers the operator {min(unknown)}")


def _check_id(fields: Mapping[str, Any]) -> None:
    if not isinstance(fields.get("_id", ""), str | ObjectId | Mapping):
        raise TypeError("an _id must be text: no other kind behaves alike on all servers")
