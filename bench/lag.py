"""A replay with a watch on its event loop: how late a timer of 5 ms comes while it runs.

What it takes to start and to open the databases is not counted.

``python -m bench.lag LAG.json EXPORT [options of replay]``
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.translator import Translators
from handlers.cli.entry import Invocation
from handlers.cli.options import replay_options
from handlers.cli.replay import Replay
from handlers.cli.replay_session import replay_export
from handlers.cli.request import replay_request
from main import compose
from pipeline.digest.ports import RunWatcher

TICK = 0.005


async def watch(lags: list[float]) -> None:
    """Note, in seconds, by how much each tick came too late."""
    while True:
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        lags.append(max(0.0, time.perf_counter() - due))


async def watched(home: Path, arguments: list[str]) -> list[float]:
    """Run ``replay`` with these arguments; the lags of the loop while the replay is open."""
    import click

    command = click.Command("replay", params=[], callback=lambda **options: options)
    command = replay_options(command)
    command.params.reverse()
    with command.make_context("replay", list(arguments)) as context:
        request = replay_request(context.params)
    house = compose(home)
    Invocation(lambda _home: house).prepared()
    translators = Translators()
    lags: list[float] = []

    @asynccontextmanager
    async def opening(watcher: RunWatcher) -> AsyncIterator[Replay]:
        async with (
            house.replaying(
                request, translators, offline=request.offline, watcher=watcher
            ) as replay,
            asyncio.TaskGroup() as tasks,
        ):
            watching = tasks.create_task(watch(lags))
            yield replay
            watching.cancel()

    await replay_export(request, translators.into(request.language), opening)
    return lags


def share(lags: list[float], percent: float) -> float:
    """The lag in ms that so many percent of the ticks stayed below."""
    ordered = sorted(lags)
    return round(1_000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))], 2)


if __name__ == "__main__":
    out, home, *arguments = sys.argv[1:]
    found = asyncio.run(watched(Path(home), arguments))
    Path(out).write_text(
        json.dumps(
            {
                "ticks": len(found),
                "p50": share(found, 50),
                "p99": share(found, 99),
                "max": share(found, 100),
            }
        )
    )
