"""Alembic's entry: opens the caller's database, becomes its owner and runs the revisions.

The caller gives the DSN as ``config.attributes["dsn"]``, or on Alembic's own command line as
``-x dsn=postgresql://...``.
"""

import asyncio

import asyncpg
from alembic import context
from sqlalchemy import Connection, NullPool
from sqlalchemy.ext.asyncio import create_async_engine

from storage.migrations.passages import add_late_passages
from storage.migrations.roles import become_owner

# Two migrators of one database take turns; the second finds nothing left to do.
_LOCK = "SELECT pg_advisory_lock(hashtextextended('alfred:migrate', 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('alfred:migrate', 0))"


def dsn() -> str:
    given = context.config.attributes.get("dsn") or context.get_x_argument(True).get("dsn")
    if not given:
        raise SystemExit(
            "no database given; use `python main.py migrate`, or -x dsn=postgresql://"
        )
    return str(given)


async def migrate(dsn: str) -> None:
    # The driver itself reads the DSN, so that it means here what it means to the service.
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: asyncpg.connect(dsn),
        poolclass=NullPool,
    )
    async with engine.connect() as connection:
        await connection.exec_driver_sql(_LOCK)
        await connection.run_sync(become_owner)
        await connection.commit()
        await connection.run_sync(run_revisions)
        await connection.run_sync(add_late_passages)
        await connection.exec_driver_sql(_UNLOCK)
        await connection.commit()
    await engine.dispose()


def run_revisions(connection: Connection) -> None:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


asyncio.run(migrate(dsn()))
