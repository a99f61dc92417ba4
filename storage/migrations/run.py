"""Bringing a database to the revision that this code was written for, and telling whether it is.

Only ``migrate`` and ``downgrade`` load Alembic, which costs half a second; a start of the service
reads file names and one row.
"""

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import asyncpg

from storage.backup.mark import is_marked
from storage.postgres.connection import Connection
from storage.postgres.errors import (
    HalfRestoredError,
    MigrationError,
    SchemaMismatchError,
    translated,
)

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
OLDEST_SERVER = 16
"""Roles that may be joined without being inherited (``WITH SET``) came with PostgreSQL 16."""

# A database that went back to base has the table, and the service may not read it any more.
_READABLE = """
SELECT has_table_privilege(oid, 'SELECT') FROM pg_class
WHERE oid = to_regclass('public.alembic_version')
"""

_FILE_NAME = re.compile(r"\d{8}_(\d{4})_\w+\.py")


def revisions() -> list[str]:
    """The revisions of this code, oldest first; their ids are the numbers in the file names."""
    names = (_FILE_NAME.fullmatch(path.name) for path in (HERE / "versions").iterdir())
    return sorted(name[1] for name in names if name)


def expected_revision() -> str:
    return revisions()[-1]


async def current_revision(connection: Connection) -> str | None:
    """The database's revision; None if it was never migrated."""
    if not await connection.fetchval(_READABLE):
        return None
    revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return revision


async def check_revision(connection: Connection) -> None:
    """Refuse a database that is older or newer than this code, or not restored to the end.

    Raises:
        SchemaMismatchError: It is; the message names the remedy.
        HalfRestoredError: A restore was broken off.
    """
    if await is_marked(connection):
        raise HalfRestoredError(
            "a restore of this database did not come to its end — run `python main.py restore`"
            " with the same file again"
        )
    current, expected = await current_revision(connection), expected_revision()
    if current == expected:
        return
    _refuse_newer(current)
    raise SchemaMismatchError(
        f"the database is at revision {current or 'none'} and this code needs {expected}"
        " — run `python main.py migrate`"
    )


async def migrate(owner_dsn: str, revision: str = "head") -> str:
    """Make the roles and run the revisions that are missing; return the revision reached.

    Args:
        owner_dsn: A superuser, or a role with CREATEROLE that owns the database.
        revision: Where to stop; a test walks the revisions one by one.

    Raises:
        SchemaMismatchError: The database is newer than this code.
        MigrationError: The server is too old, or a statement failed.
        DatabaseUnavailableError: No server answers.
    """
    with translated():
        connection = await asyncpg.connect(owner_dsn)
        try:
            _refuse_old_server(connection.get_server_version().major)
            _refuse_newer(await current_revision(connection))
        finally:
            await connection.close()
    await asyncio.to_thread(_alembic, owner_dsn, "upgrade", revision)
    return expected_revision() if revision == "head" else revision


async def downgrade(owner_dsn: str, revision: str) -> None:
    """Go back to a revision, or to ``base``; what later revisions added is lost.

    Raises:
        MigrationError: A statement failed.
    """
    await asyncio.to_thread(_alembic, owner_dsn, "downgrade", revision)


def config(**attributes: str) -> "Config":
    """Alembic's configuration; the house's file template stands in pyproject.toml."""
    from alembic.config import Config

    alembic = Config(toml_file=HERE.parents[1] / "pyproject.toml", attributes={**attributes})
    alembic.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return alembic


def _alembic(dsn: str, direction: Literal["upgrade", "downgrade"], revision: str) -> None:
    from alembic import command
    from alembic.util import CommandError
    from sqlalchemy.exc import DBAPIError

    run = command.upgrade if direction == "upgrade" else command.downgrade
    with translated():
        try:
            run(config(dsn=dsn), revision)
        except (CommandError, DBAPIError) as error:
            raise _failed(error) from error


def _failed(error: Exception) -> MigrationError:
    cause = getattr(error, "orig", None) or error
    return MigrationError(
        f"the migration failed: {str(cause).splitlines()[0]} — mend that and run"
        " `python main.py migrate` again as a superuser or the database's owner"
    )


def _refuse_old_server(major: int) -> None:
    if major < OLDEST_SERVER:
        raise MigrationError(
            f"PostgreSQL {major} is too old — upgrade it to {OLDEST_SERVER} or later"
        )


def _refuse_newer(current: str | None) -> None:
    if current is not None and current not in revisions():
        raise SchemaMismatchError(
            f"the database is at revision {current} and newer than this code"
            f" ({expected_revision()}) — start the version of Alfred that migrated it"
        )
