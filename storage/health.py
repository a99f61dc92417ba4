"""Whether the databases serve us, found out by using them the way the service does."""

from pipeline.health.models import Finding, ok
from storage.databases import service_dsn
from storage.documents.opening import document_database
from storage.migrations.run import expected_revision
from storage.postgres.pool import open_pool
from storage.settings import StorageSettings

_WHO = "SELECT current_setting('server_version'), current_user"


class PostgresCheck:
    """It answers, is at the revision of this code, and row level security binds our role."""

    subject = "PostgreSQL"

    def __init__(self, settings: StorageSettings) -> None:
        self._settings = settings

    async def examine(self) -> Finding:
        async with (
            service_dsn(self._settings) as dsn,
            open_pool(dsn, application_name="alfred doctor", max_size=1) as pool,
        ):
            [(version, role)] = await pool.fetch(_WHO)
        where = "at DATABASE_URL" if self._settings.database_url else "embedded"
        return ok(f"{version.split()[0]} {where}, schema {expected_revision()}, role {role}")


class MongoCheck:
    """It answers and has the indexes that this code needs."""

    subject = "MongoDB"

    def __init__(self, settings: StorageSettings) -> None:
        self._settings = settings

    async def examine(self) -> Finding:
        async with document_database(self._settings):
            return ok("at MONGODB_URL" if self._settings.mongodb_url else "embedded")
