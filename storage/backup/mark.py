"""The mark of a database that a restore was at, and that is not whole before it ends.

It is a schema without anything in it, made with the first change that is committed and dropped in
the transaction that ends the restore. It depends on no revision and no role, and everybody may see
it.
"""

from storage.postgres.connection import Connection

MARK = "alfred_restoring"


async def is_marked(connection: Connection) -> bool:
    return bool(await connection.fetchval("SELECT to_regnamespace($1) IS NOT NULL", MARK))


async def mark(connection: Connection) -> None:
    """As who is logged in, who may make schemas; the owner of the tables may not."""
    await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {MARK}")


async def unmark(connection: Connection) -> None:
    await connection.execute(f"DROP SCHEMA IF EXISTS {MARK}")
