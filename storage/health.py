"""Whether the databases serve us, found out by using them the way the service does."""

from pipeline.embedding.part import NO_EMBEDDER, NO_PGVECTOR
from pipeline.health.models import Finding, ok, warn
from storage.databases import service_dsn
from storage.documents.opening import document_database
from storage.migrations.run import expected_revision
from storage.postgres.passages import Passages
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


class VectorsCheck:
    """What it takes to search the archive by meaning is there, if that is wanted."""

    subject = "vectors"

    def __init__(self, settings: StorageSettings, *, wanted: bool, embedder: str | None) -> None:
        self._settings = settings
        self._wanted = wanted
        self._embedder = embedder

    async def examine(self) -> Finding:
        if not self._wanted:
            return ok("off, questions are looked up by their words (BUTLER_VECTORS)")
        if self._embedder is None:
            return warn(*NO_EMBEDDER.split(" — "))
        async with (
            service_dsn(self._settings) as dsn,
            open_pool(dsn, application_name="alfred doctor", max_size=1) as pool,
        ):
            ready = await Passages(pool).ready()
        return ok(f"by {self._embedder}") if ready else warn(*NO_PGVECTOR.split(" — "))


class MongoCheck:
    """It answers and has the indexes that this code needs."""

    subject = "MongoDB"

    def __init__(self, settings: StorageSettings) -> None:
        self._settings = settings

    async def examine(self) -> Finding:
        async with document_database(self._settings):
            return ok("at MONGODB_URL" if self._settings.mongodb_url else "embedded")
