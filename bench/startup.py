"""The service from nothing: seconds until it is ready, and what it takes when nothing happens.

``python -m bench.startup [--starts 5]``

Started as an operator starts it, against the Bot API stand-in, with an embedded PostgreSQL. The
first start makes the database; the others are what a restart costs.
"""

import argparse
import asyncio
import json
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from tests.fixtures.live_service import Service, bot_variables
from tests.servers.telegram import bot_api_server

RESULTS = Path(__file__).resolve().parent / "results" / "startup.json"
IDLE_SECONDS = 10.0
READY_GOAL, RSS_GOAL = 8.0, 350.0


@dataclass(frozen=True, slots=True)
class Measured:
    first_start_seconds: float
    restart_seconds: float
    """The slowest."""
    idle_rss_mb: float
    idle_cpu_percent: float
    stop_seconds: float
    """The slowest."""


async def measure(starts: int) -> Measured:
    seconds, stops, rss, cpu = [], [], 0.0, 0.0
    with tempfile.TemporaryDirectory(prefix="alfred-startup-") as folder:
        async with bot_api_server() as telegram:
            service = Service(Path(folder) / "home", dict(bot_variables(telegram)))
            for number in range(starts + 1):
                began = time.perf_counter()
                await service.start()
                await service.ready()
                seconds.append(time.perf_counter() - began)
                if number == starts:
                    rss, cpu = await _idle(service)
                began = time.perf_counter()
                await service.stop()
                stops.append(time.perf_counter() - began)
    first, *others = seconds
    return Measured(
        round(first, 2), round(max(others), 2), round(rss), round(cpu, 1), round(max(stops), 2)
    )


async def _idle(service: Service) -> tuple[float, float]:
    assert service.process is not None  # noqa: S101 - it was started
    process = psutil.Process(service.process.pid)
    process.cpu_percent()
    await asyncio.sleep(IDLE_SECONDS)
    return process.memory_info().rss / 2**20, process.cpu_percent()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=5)
    measured = asyncio.run(measure(parser.parse_args().starts))
    table = Table("what", "measured", "goal")
    table.add_row("first start to ready, s", str(measured.first_start_seconds), f"< {READY_GOAL}")
    table.add_row("restart to ready, s", str(measured.restart_seconds), f"< {READY_GOAL}")
    table.add_row("RSS of the idle service, MB", str(measured.idle_rss_mb), f"< {RSS_GOAL}")
    table.add_row("its CPU, %", str(measured.idle_cpu_percent), "-")
    table.add_row("SIGTERM to the end, s", str(measured.stop_seconds), "< 20")
    Console().print(table)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(asdict(measured), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
