"""The two databases by their settings: a server where a URL is set, otherwise an embedded one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.embedded import embedded_mongo, embedded_postgres
from storage.errors import StorageError
from storage.migrations.schema import OwnedSchema
from storage.settings import StorageSettings

SERVICE_ROLE = "alfred_service"


class OwnerUnknownError(StorageError):
    """What is asked for needs the owner of a server's database, and only the service is known."""


@asynccontextmanager
async def service_dsn(settings: StorageSettings) -> AsyncIterator[str]:
    """The DSN of the role that the service works as; an embedded database is migrated first.

    Raises:
        StorageError: The embedded server does not start, or cannot be migrated.
    """
    if settings.database_url:
        yield settings.database_url.get_secret_value()
        return
    async with embedded_postgres(settings.alfred_home) as server:
        await OwnedSchema(server.dsn()).upgrade()
        yield server.dsn(user=SERVICE_ROLE)


@asynccontextmanager
async def owner_dsn(settings: StorageSettings, wish: str = "migrate") -> AsyncIterator[str]:
    """The DSN of who may become the tables' owner; an embedded database is left as it is.

    Args:
        settings: Where the databases are.
        wish: What nobody but the owner can do, for the message.

    Raises:
        OwnerUnknownError: A server is set, but nobody who may migrate its database.
        StorageError: The embedded server does not start.
    """
    if settings.migrations_database_url:
        yield settings.migrations_database_url.get_secret_value()
        return
    if settings.database_url:
        raise OwnerUnknownError(
            f"the service's role cannot {wish} — set MIGRATIONS_DATABASE_URL to the owner's"
        )
    async with embedded_postgres(settings.alfred_home) as server:
        yield server.dsn()


@asynccontextmanager
async def owned_schema(settings: StorageSettings) -> AsyncIterator[OwnedSchema]:
    """The schema as ``migrate`` works on it; errors as with ``owner_dsn``."""
    async with owner_dsn(settings) as dsn:
        yield OwnedSchema(dsn)


@asynccontextmanager
async def mongo_url(settings: StorageSettings) -> AsyncIterator[str]:
    """The URL of the document store.

    Raises:
        StorageError: The embedded server does not start.
    """
    if settings.mongodb_url:
        yield settings.mongodb_url.get_secret_value()
        return
    async with embedded_mongo(settings.alfred_home) as url:
        yield url
