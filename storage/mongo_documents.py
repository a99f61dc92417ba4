"""Documents in MongoDB.

It offers what behaves alike on MongoDB and on the embedded server and nothing else, as
tests/contract/test_mongo_contract.py proves. nx-27017 0.8.1

- loses ``$setOnInsert`` in find_one_and_update with upsert and ``$addToSet`` on a missing field,
  knows no ``$not``, and groups by one field only;
- sorts numbers as ``_id`` as text, and deletes other documents than it counts;
- compares times to the second, and not at all in an aggregation;
- reads a whole collection unless ``_id``, or a field with an index of its own, equals a value or
  is ``$in`` some: indexes of several fields do not help it, and ``count`` uses none;
- with an index that expires documents, reads the collection twice before each operation;
- keeps a time that ``$set`` gives it as text, and true as 1, unless it has more to do (_setting).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from enum import Enum, auto
from typing import Any, Final

from pymongo.errors import BulkWriteError, DuplicateKeyError

from storage.mongo_errors import Line, duplicates
from storage.mongo_filters import Document, Filter, Order, check, check_id
from storage.mongo_indexes import Index, missing

ANSWER: Final = timedelta(seconds=5)
"""How long any request takes at the most, the looking included."""


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


class MongoDocuments:
    """The documents of one collection.

    All methods raise DocumentStoreUnavailableError if the server does not answer in time and
    DocumentStoreError if it refuses. Times must be aware; they come back in UTC, cut to
    milliseconds.

    Args:
        collection: The driver's.
        line: The way to the server.
        answer: How long a request may take, making indexes excepted.
    """

    def __init__(self, collection: Any, line: Line, answer: timedelta = ANSWER) -> None:
        self._collection = collection
        self._line = line
        self._seconds = answer.total_seconds()

    async def ensure_indexes(self, indexes: Sequence[Index]) -> int:
        """Add what is missing; how many that were.

        Raises:
            DocumentIndexError: One of them exists with other options.
        """
        absent = await self.missing_indexes(indexes)
        for index in absent:
            async with self._line.asking(None):
                await self._collection.create_index(index.keys(), **index.options())
        return len(absent)

    async def missing_indexes(self, indexes: Sequence[Index]) -> list[Index]:
        """Those that do not exist.

        Raises:
            DocumentIndexError: One of them exists with other options.
        """
        async with self._asking():
            information = await self._collection.index_information()
        return missing(indexes, information, self._collection.name)

    async def find_one(self, where: Filter) -> Document | None:
        check(where)
        async with self._asking():
            found: Document | None = await self._collection.find_one(where)
        return found

    async def find_many(
        self,
        where: Filter,
        *,
        order: Sequence[tuple[str, Order]],
        limit: int | None,
        only: Sequence[str] = (),
    ) -> list[Document]:
        """At most ``limit`` (1 or more; None for all) documents, in an order that must be given.

        With ``only``, they come with ``_id`` and these fields.
        """
        if (limit is not None and limit < 1) or not order:
            raise ValueError("find_many needs an order and a limit of 1 or more")
        check(where)
        sort = [(field, direction.value) for field, direction in order]
        fields = dict.fromkeys(only, 1) or None
        async with self._asking():
            cursor = self._collection.find(where, fields).sort(sort).limit(limit or 0)
            found: list[Document] = await cursor.to_list(length=limit)
        return found

    async def batches(self, size: int) -> AsyncIterator[list[Document]]:
        """All documents, so many at once, in no order."""
        cursor = self._collection.find({}).batch_size(size)
        while True:
            async with self._asking():
                found: list[Document] = await cursor.to_list(length=size)
            if not found:
                return
            yield found

    async def tally(
        self, where: Filter, field: str, *, least: int, limit: int
    ) -> list[tuple[Any, int]]:
        """The values of a field that ``least`` or more documents have, and how many.

        The most frequent come first, at most ``limit`` (1 or more).
        """
        check(where)
        stages: list[Mapping[str, Any]] = [
            {"$match": where},
            {"$group": {"_id": f"${field}", "count": {"$sum": 1}}},
            {"$match": {"count": {"$gte": least}}},
            {"$sort": {"count": -1, "_id": 1}},
            {"$limit": limit},
        ]
        async with self._asking():
            found = await self._collection.aggregate(stages).to_list(length=limit)
        return [(each["_id"], each["count"]) for each in found]

    async def insert_one(self, document: Mapping[str, Any]) -> Outcome:
        """Add a copy of ``document``: ADDED or DUPLICATE. Its ``_id``, if given, is text."""
        check_id(document)
        async with self._asking():
            try:
                await self._collection.insert_one(dict(document))
            except DuplicateKeyError:
                return Outcome.DUPLICATE
        return Outcome.ADDED

    async def insert_many(self, documents: Sequence[Mapping[str, Any]]) -> list[str]:
        """Add copies of what is no duplicate; the ``_id`` of each that was added.

        Each has an ``_id`` of text. What was added before an error stays.
        """
        for document in documents:
            check_id(document, required=True)
        if not documents:
            return []
        refused: set[int] = set()
        async with self._asking():
            try:
                await self._collection.insert_many(list(map(dict, documents)), ordered=False)
            except BulkWriteError as error:
                refused = duplicates(error)
        return [each["_id"] for index, each in enumerate(documents) if index not in refused]

    async def update_one(
        self, where: Filter, fields: Mapping[str, Any], *, upsert: bool = False
    ) -> Outcome:
        """Set ``fields`` of one matching document and leave its others alone.

        With ``upsert``, what does not exist is added with the values that ``where`` demands.
        """
        check(where)
        async with self._asking():
            try:
                result = await self._collection.update_one(where, _setting(fields), upsert=upsert)
            except DuplicateKeyError:
                return Outcome.DUPLICATE
        if result.upserted_id is not None:
            return Outcome.ADDED
        if not result.matched_count:
            return Outcome.MISSING
        return Outcome.CHANGED if result.modified_count else Outcome.UNCHANGED

    async def update_many(self, where: Filter, fields: Mapping[str, Any]) -> int:
        """Set ``fields`` of all matching documents; how many match."""
        check(where)
        async with self._asking():
            result = await self._collection.update_many(where, _setting(fields))
        return int(result.matched_count)

    async def delete_many(self, where: Filter) -> int:
        """How many documents were deleted."""
        check(where)
        async with self._asking():
            result = await self._collection.delete_many(where)
        return int(result.deleted_count)

    def _asking(self) -> AbstractAsyncContextManager[None]:
        return self._line.asking(self._seconds)


def _setting(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The second half does nothing; nx-27017 would write the first as SQL, and lose types."""
    return {"$set": dict(fields), "$pullAll": {"none": []}}
