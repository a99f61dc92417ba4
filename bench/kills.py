"""``kill -9`` at random moments under load: what is lost, and what is sent twice.

``python -m bench.kills [--seconds 120]``

The service runs as an operator starts it, with its embedded PostgreSQL, against both stand-ins.
Groups talk, one of them read through an account; each person says one command in a private chat,
and each group asks for one digest. The service is killed every few seconds and started again; at
the end it is left alone until nothing waits any more. Then the database and the stand-in's journal
tell what became of everything that was said.
"""

import argparse
import asyncio
import json
import random
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

import asyncpg
from rich.console import Console
from rich.table import Table

from bench.crowd import Crowd, Outcome
from storage.embedded import embedded_postgres
from tests.fixtures.live_household import Household, account_variables
from tests.fixtures.live_service import Service, bot_variables
from tests.servers.mtproto import ServerKey, mtproto_server
from tests.servers.telegram import BotApiServer, bot_api_server

RESULTS = Path(__file__).resolve().parent / "results" / "kills.json"
LIVES = (1.0, 9.0)
"""Seconds that the service lives, from and to."""
QUIET_SECONDS = 90.0
"""How long everything that was accepted may take in the end."""
_STORED = "SELECT count(*) FROM group_messages WHERE text ~ '^#[0-9]'"
_READ = "SELECT count(*) FROM group_messages WHERE text ~ '^##[0-9]'"
_UNANSWERED = "SELECT count(*) FROM conversation_ledger WHERE receipt_at IS NULL"
_RECEIPTS = "SELECT kind, count(*) FROM conversation_ledger GROUP BY kind"
_WAITING = """
SELECT (SELECT count(*) FROM pgqueuer),
    (SELECT count(*) FROM digest_orders WHERE state = 'waiting')
"""
_ORDERS = "SELECT state || coalesce(' ' || reason, ''), count(*) FROM digest_orders GROUP BY 1"


async def torment(
    telegram: BotApiServer, household: Household, service: Service, seconds: float
) -> Outcome:
    """Kill the service again and again while people talk, then count."""
    outcome = Outcome(seconds)
    crowd = Crowd(telegram, household, outcome)
    await service.start()
    await service.ready()
    await household.connects()
    await household.shows("прочитан")
    crowd.found()
    await _until(lambda: all(telegram.journal.delivered(group) for group in crowd.groups))
    async with asyncio.TaskGroup() as tasks:
        talking = tasks.create_task(crowd.talk())
        asking = tasks.create_task(crowd.ask())
        await _kill_for(service, seconds, outcome)
        talking.cancel()
        asking.cancel()
    await service.start()
    await service.ready()
    async with _database(service) as connection:
        await _quiet(connection, outcome)
        outcome.talk_stored = await connection.fetchval(_STORED)
        outcome.read_stored = await connection.fetchval(_READ)
        outcome.receipts = {row[0]: row[1] for row in await connection.fetch(_RECEIPTS)}
        outcome.orders = {row[0]: row[1] for row in await connection.fetch(_ORDERS)}
    crowd.count()
    await service.stop()
    return outcome


async def _kill_for(service: Service, seconds: float, outcome: Outcome) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        await asyncio.sleep(random.uniform(*LIVES))  # noqa: S311 - any moment will do
        await service.kill()
        outcome.kills += 1
        await service.start()
        # Often it is killed before it is ready, which is the point.
    await service.kill()


@asynccontextmanager
async def _database(service: Service) -> AsyncIterator[asyncpg.Connection]:
    async with embedded_postgres(service.home / ".alfred") as server:
        connection = await asyncpg.connect(server.dsn())
        try:
            yield connection
        finally:
            await connection.close()


async def _quiet(connection: asyncpg.Connection, outcome: Outcome) -> None:
    """Wait until nothing waits."""
    loop = asyncio.get_running_loop()
    end = loop.time() + QUIET_SECONDS
    while True:
        outcome.unanswered = await connection.fetchval(_UNANSWERED)
        [(outcome.waiting_jobs, outcome.waiting_orders)] = await connection.fetch(_WAITING)
        stored = await connection.fetchval(_STORED)
        waiting = outcome.unanswered + outcome.waiting_jobs + outcome.waiting_orders
        read = await connection.fetchval(_READ)
        all_there = (stored, read) == (outcome.talk_said, outcome.read_said)
        if (waiting == 0 and all_there) or loop.time() > end:
            return
        await asyncio.sleep(0.5)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(QUIET_SECONDS):
        while not condition():  # noqa: ASYNC110 - the stand-in's journal is looked at
            await asyncio.sleep(0.1)


def show(outcome: Outcome) -> None:
    table = Table(title=f"{outcome.kills} × kill -9 in {outcome.seconds:.0f} s")
    table.add_column("what")
    table.add_column("of", justify="right")
    table.add_column("lost", justify="right")
    table.add_column("twice", justify="right")
    lost = outcome.talk_said - outcome.talk_stored
    table.add_row("messages that the bot reads", str(outcome.talk_said), str(lost), "-")
    lost = outcome.read_said - outcome.read_stored
    table.add_row("messages that an account reads", str(outcome.read_said), str(lost), "-")
    table.add_row(
        f"commands ({outcome.apologies} answered by an apology)",
        str(outcome.commands),
        str(outcome.without_answer),
        str(outcome.answered_twice),
    )
    table.add_row(
        "digests",
        str(sum(outcome.orders.values())),
        str(outcome.waiting_orders),
        str(outcome.digests_twice),
    )
    console = Console()
    console.print(table)
    console.print(f"orders: {outcome.orders}  receipts: {outcome.receipts}")


async def _main(seconds: float) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="alfred-kills-") as folder:
        key = ServerKey.make()
        async with bot_api_server() as telegram, mtproto_server(key=key) as mtproto:
            variables = account_variables(mtproto, key, Path(folder))
            service = Service(Path(folder) / "home", {**bot_variables(telegram), **variables})
            return await torment(telegram, Household(telegram, mtproto), service, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    outcome = asyncio.run(_main(parser.parse_args().seconds))
    show(outcome)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(asdict(outcome), indent=2) + "\n", encoding="utf-8")
    if not outcome.well:
        raise SystemExit("something was lost, is stuck, or was sent twice")


if __name__ == "__main__":
    main()
