"""The document store by its settings, with the indexes that this code needs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from storage.databases import mongo_url
from storage.documents.schema import make_indexes, missing_indexes
from storage.errors import DocumentIndexError
from storage.mongo import MongoDatabase, mongo_database
from storage.settings import StorageSettings

_INDEXING: Final = timedelta(hours=1)
"""How long making an index may take, where there is much to index."""


@asynccontextmanager
async def document_database(settings: StorageSettings) -> AsyncIterator[MongoDatabase]:
    """The document store as the service works on it; an embedded one gets its indexes first.

    Raises:
        DocumentIndexError: The server lacks indexes, or has others in their place.
        StorageError: The server does not answer, or the embedded one does not start.
    """
    embedded = settings.mongodb_url is None
    async with mongo_url(settings) as url, mongo_database(url) as database:
        if embedded:
            await make_indexes(database, embedded=True)
        elif lacking := await missing_indexes(database, embedded=False):
            raise DocumentIndexError(
                f"MongoDB lacks indexes, {', '.join(lacking)} — run: python main.py migrate"
            )
        yield database


async def migrate_documents(settings: StorageSettings) -> int:
    """Make the indexes that the document store lacks, and tell how many that were.

    Raises:
        DocumentIndexError: One exists with other options.
        StorageError: The server does not answer, or the embedded one does not start.
    """
    embedded = settings.mongodb_url is None
    async with mongo_url(settings) as url, mongo_database(url, answer=_INDEXING) as database:
        return await make_indexes(database, embedded=embedded)
