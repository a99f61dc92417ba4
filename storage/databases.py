"""The two databases by their settings: a server where a URL is set, otherwise an embedded one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.embedded import embedded_mongo, embedded_postgres
from storage.errors import StorageError
from storage.migrations.schema import OwnedSchema
from storage.settings import StorageSettings

SERVICE_ROLE = "alfred_service"


class OwnerUnknownError(StorageError):
    """Migrating a server's database needs its owner, and only the service's role is known."""


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
async def owned_schema(settings: StorageSettings) -> AsyncIterator[OwnedSchema]:
    """The schema as ``migrate`` works on it.

    Raises:
        OwnerUnknownError: A server is set, but nobody who may migrate its database.
        StorageError: The embedded server does not start.
    """
    if settings.migrations_database_url:
        yield OwnedSchema(settings.migrations_database_url.get_secret_value())
        return
    if settings.database_url:
        raise OwnerUnknownError(
            "the service's role cannot migrate — set MIGRATIONS_DATABASE_URL to the owner's"
        )
    async with embedded_postgres(settings.alfred_home) as server:
        yield OwnedSchema(server.dsn())


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
