"""Alfred's memory in an archive: BSON documents one after the other, as ``mongodump`` has them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

import bson
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions

from storage.backup.errors import DamagedArchiveError
from storage.backup.manifest import MONGO
from storage.backup.reading import Archive
from storage.backup.writing import ArchiveWriter, Moved
from storage.databases import mongo_url
from storage.documents.schema import LOCKS, indexes, make_indexes
from storage.mongo import MongoDatabase, mongo_database
from storage.mongo_documents import MongoDocuments
from storage.settings import StorageSettings

COLLECTIONS: Final = tuple(sorted(indexes(embedded=False).keys() - {LOCKS}))
"""A lock is a process's, and ends with it."""

_AT_ONCE: Final = 500
_PATIENCE: Final = timedelta(hours=1)
_OPTIONS: Final[CodecOptions[Mapping[str, Any]]] = CodecOptions(
    tz_aware=True, uuid_representation=UuidRepresentation.STANDARD
)


@asynccontextmanager
async def opened(settings: StorageSettings) -> AsyncIterator[MongoDatabase]:
    """The document store, with time for what is large, and without asking for indexes."""
    async with mongo_url(settings) as url, mongo_database(url, answer=_PATIENCE) as database:
        yield database


async def dump(database: MongoDatabase, archive: ArchiveWriter) -> dict[str, int]:
    """Write all documents, and tell how many each collection has."""
    counts = {}
    for name in COLLECTIONS:
        part, count = archive.part(MONGO, name), 0
        async for batch in database.documents(name).batches(_AT_ONCE):
            await part.write(b"".join(bson.encode(each, codec_options=_OPTIONS) for each in batch))
            count += len(batch)
        await part.close()
        counts[name] = count
    return counts


async def is_empty(database: MongoDatabase) -> bool:
    found = [await database.documents(name).find_one({}) for name in COLLECTIONS]
    return not any(found)


async def load(database: MongoDatabase, archive: Archive, moved: Moved, *, embedded: bool) -> int:
    """Replace all documents by those of the archive, and tell how many those are.

    Raises:
        DamagedArchiveError: A collection does not take what the archive has for it.
        StorageError: The server does not answer.
    """
    await make_indexes(database, embedded=embedded)
    for name in (*COLLECTIONS, LOCKS):
        await database.documents(name).delete_many({})
    for name, count in archive.manifest.collections.items():
        if name not in COLLECTIONS:
            raise DamagedArchiveError(
                f"the memory has no collection {name!a} — restore another backup"
            )
        added = 0
        async for piece in archive.pieces(MONGO, name, moved):
            added += await _add(database.documents(name), _decoded(piece))
        if added != count:
            raise DamagedArchiveError(
                f"of {count} documents of {name} {added} could be added — restore another backup"
            )
    return archive.manifest.documents


async def _add(documents: MongoDocuments, found: list[dict[str, Any]]) -> int:
    added = 0
    for start in range(0, len(found), _AT_ONCE):
        added += len(await documents.insert_many(found[start : start + _AT_ONCE]))
    return added


def _decoded(piece: bytes) -> list[dict[str, Any]]:
    return [dict(each) for each in bson.decode_all(piece, _OPTIONS)]
