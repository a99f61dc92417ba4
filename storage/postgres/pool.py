"""Connections as the service uses them, opened only on a database that is safe to use."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from storage.migrations.run import check_revision
from storage.postgres.connection import Connection, Pool, PooledConnection
from storage.postgres.errors import UnsafeRoleError, translated

CONNECT_SECONDS = 10.0
STATEMENT_SECONDS = 60.0
CLOSE_SECONDS = 10.0
"""How long a connection that nobody gives back can hold up the end."""

# Every statement of ours that reads many rows asks for the order of an index made for it. A plan
# that was made while a table was small stays in use when it has grown, so none may read a table or
# sort a group even then. Compiling a plan takes longer than any of them runs.
_PLANNING = {
    "enable_bitmapscan": "off",
    "enable_incremental_sort": "off",
    "enable_seqscan": "off",
    "enable_sort": "off",
    "jit": "off",
}

_ROLE = """
SELECT
    rolsuper OR rolbypassrls AS above_policies,
    pg_has_role(current_user, 'alfred_owner', 'MEMBER') AS owner
FROM pg_roles WHERE rolname = current_user
"""


@asynccontextmanager
async def open_pool(
    dsn: str, *, application_name: str = "alfred", min_size: int = 1, max_size: int = 10
) -> AsyncIterator[Pool]:
    """Open a pool after checking that isolation binds its role and that the schema is ours.

    A running bus keeps two connections for itself, and each held window or thread ledger one.

    Raises:
        DatabaseUnavailableError: No server answers.
        DatabaseRefusedError: It does not let us in.
        SchemaMismatchError: The database is at another revision, or was never migrated.
        UnsafeRoleError: The role is a superuser, bypasses policies, or owns the tables.
    """
    with translated():
        await _check(dsn)
        pool = await asyncpg.create_pool(
            dsn,
            min_size=min_size,
            max_size=max_size,
            timeout=CONNECT_SECONDS,
            command_timeout=STATEMENT_SECONDS,
            connection_class=PooledConnection,
            server_settings={
                "application_name": application_name,
                "search_path": "public",
                **_PLANNING,
            },
        )
    try:
        yield pool
    except BaseException:
        # What is under way was abandoned with the error; waiting for it would hide the error.
        pool.terminate()
        raise
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await pool.close()
    except TimeoutError:
        pool.terminate()


async def _check(dsn: str) -> None:
    connection = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS)
    try:
        await check_revision(connection)
        await _check_role(connection)
    finally:
        await connection.close()


async def _check_role(connection: Connection) -> None:
    role = await connection.fetchrow(_ROLE)
    if role is None or role["above_policies"] or role["owner"]:
        raise UnsafeRoleError(
            "the service must not connect as a superuser, as a role that bypasses row level"
            " security, or as the tables' owner — let DATABASE_URL name alfred_service"
        )
