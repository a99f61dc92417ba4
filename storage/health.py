"""Whether the databases serve us, found out by using them the way the service does."""

from pipeline.embedding.part import NO_EMBEDDER, NO_PGVECTOR
from pipeline.errors import AlfredError
from pipeline.health.models import Finding, ok, warn
from pipeline.ingest.pause_check import finding
from storage.databases import service_dsn
from storage.documents.opening import document_database
from storage.errors import StorageError
from storage.migrations.run import expected_revision
from storage.postgres.accounts import Accounts
from storage.postgres.passages import Passages
from storage.postgres.pauses import StoredPauses
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


class PausesCheck:
    """Nobody stopped the reading of groups and forgot it."""

    subject = "reading"

    def __init__(self, settings: StorageSettings) -> None:
        self._settings = settings

    async def examine(self) -> Finding:
        """Where the database does not serve us, its own check says why."""
        try:
            async with (
                service_dsn(self._settings) as dsn,
                open_pool(dsn, application_name="alfred doctor", max_size=1) as pool,
            ):
                return finding(await StoredPauses(pool).in_force())
        except AlfredError:
            return warn("not known", "mend PostgreSQL first")


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


class AccountsCheck:
    """Telegram let nobody's session end."""

    subject = "accounts"

    def __init__(self, settings: StorageSettings) -> None:
        self._settings = settings

    async def examine(self) -> Finding:
        try:
            async with (
                service_dsn(self._settings) as dsn,
                open_pool(dsn, application_name="alfred doctor", max_size=1) as pool,
            ):
                accounts = await Accounts(pool).all()
        except StorageError:
            return warn("not known, as PostgreSQL is not there", "mend that first")
        lost = [f"tenant {each.tenant}: {each.lost}" for each in accounts if each.lost is not None]
        if not lost:
            return ok(f"{len(accounts)} connected")
        return warn(
            f"{len(lost)} of {len(accounts)} are lost ({', '.join(lost)})",
            "their people connect them again, by /connect",
        )


class MongoCheck:
    """It answers and has the indexes that this code needs."""

    subject = "MongoDB"

    def __init__(self, settings: StorageSettings) -> None:
        self._settings = settings

    async def examine(self) -> Finding:
        async with document_database(self._settings):
            return ok("at MONGODB_URL" if self._settings.mongodb_url else "embedded")
