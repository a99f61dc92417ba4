"""Seconds from a broken invariant, or from an operator's word, until every process is shut.

``python -m bench.killswitch [--rounds 3]``

One service in two processes on one database, as an operator starts them, against the Bot API
stand-in. Each invariant of both features is broken (``tests.fixtures.live_faults``); then both
processes are asked for their own view of the switch until they refuse, and the entries are tried.
In between, what only a superuser can, the break is taken back. Of several rounds the slowest is
told.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.rollout.models import Feature
from tests.fixtures.live_faults import FAULTS, Fault, restore
from tests.fixtures.live_rollout import Installation, installation
from tests.servers.telegram import bot_api_server

RESULTS = Path(__file__).resolve().parent / "results" / "killswitch.json"
WATCH_GOAL, COMMAND_GOAL = 15.0, 1.0
_ASK = "SELECT * FROM rollout_ask('digest_agent', 'kill', 0, NULL, 'by hand', 'telegram:1')"


@dataclass(frozen=True, slots=True)
class Shut:
    cause: str
    feature: str
    seconds: dict[str, float]
    """The slowest round of each process."""
    entries_refused: bool
    goal: float

    @property
    def well(self) -> bool:
        return self.entries_refused and max(self.seconds.values()) <= self.goal


async def measure(rounds: int) -> list[Shut]:
    with tempfile.TemporaryDirectory(prefix="alfred-killswitch-") as folder:
        async with (
            bot_api_server() as telegram,
            installation(telegram, Path(folder) / "home") as live,
        ):
            await live.delivers()
            return [each async for each in _each(live, rounds)]


async def _each(live: Installation, rounds: int) -> AsyncIterator[Shut]:
    for fault in FAULTS:
        yield _slowest([await _fault(live, fault) for _ in range(rounds)])
    yield _slowest([await _by_psql(live) for _ in range(rounds)])
    yield _slowest([await _by_command(live) for _ in range(rounds)])


async def _fault(live: Installation, fault: Fault) -> Shut:
    since = await fault(live)
    return await _shut(live, fault.name, fault.feature, since, WATCH_GOAL)


async def _by_psql(live: Installation) -> Shut:
    since = time.monotonic()
    await live.behind.execute(_ASK)
    return await _shut(live, "rollout_ask by psql", Feature.DIGEST_AGENT, since, COMMAND_GOAL)


async def _by_command(live: Installation) -> Shut:
    """From the moment in which Telegram has the message."""
    since = time.monotonic()
    live.telegram.people.says(live.anna, live.admins, "/canary kill digest_agent")
    return await _shut(live, "/canary kill", Feature.DIGEST_AGENT, since, COMMAND_GOAL)


async def _shut(
    live: Installation, cause: str, feature: Feature, since: float, goal: float
) -> Shut:
    seconds = await live.seconds_to_off(feature, since)
    refused = await _refuses(live, feature)
    await restore(live)
    return Shut(cause, feature.value, seconds, refused, goal)


async def _refuses(live: Installation, feature: Feature) -> bool:
    if feature is Feature.DIGEST_AGENT:
        answers = [await live.orders(service) for service in live.processes.values()]
        return all(status == 403 for status, _ in answers)
    return await live.says_nothing_but_commands()


def _slowest(rounds: list[Shut]) -> Shut:
    first = rounds[0]
    seconds = {name: max(each.seconds[name] for each in rounds) for name in first.seconds}
    refused = all(each.entries_refused for each in rounds)
    return Shut(first.cause, first.feature, seconds, refused, first.goal)


def show(found: list[Shut], rounds: int) -> None:
    table = Table(title=f"seconds until off, the slowest of {rounds}")
    table.add_column("what happened")
    table.add_column("feature")
    for name in found[0].seconds:
        table.add_column(name, justify="right")
    table.add_column("entries")
    table.add_column("goal", justify="right")
    for each in found:
        table.add_row(
            each.cause,
            each.feature,
            *(f"{seconds:.2f}" for seconds in each.seconds.values()),
            "refuse" if each.entries_refused else "OPEN",
            f"< {each.goal:g}",
        )
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    found = asyncio.run(measure(rounds))
    show(found, rounds)
    RESULTS.parent.mkdir(exist_ok=True)
    told = {"rounds": rounds, "shut": [asdict(each) for each in found]}
    RESULTS.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    if not all(each.well for each in found):
        raise SystemExit("something stayed open, or for too long")


if __name__ == "__main__":
    main()
