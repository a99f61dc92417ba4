"""Fifty people talk with Alfred at once: what of a reply's time is ours, and what the model's.

``python -m bench.replies [--people 50] [--rounds 8]``

The service runs as an operator starts it, in a process of its own with embedded databases.
Telegram and GigaChat are stand-ins in this one; the model's first token comes after 0.3 s and its
last one after 1 s. Limits on sending are raised, for Telegram allows 30 messages a second and 50
replies of one instant would wait for that: what is measured is ours.

People say something in rounds: all in the same instant, and each at a moment of their own within
a second, as people do. Each third message asks about the group that they share. The first round,
when everybody is met, is shown by itself.

The overhead is the time from an update's being handed out to the model's being asked, and from the
model's last byte to the message with the whole reply, as the stand-ins saw it.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles

import psutil
from rich.console import Console
from rich.table import Table

from bench.lag import share
from bench.parlour import Turn, opened

RESULTS = Path(__file__).resolve().parent / "results" / "replies.json"
OVERHEAD_GOAL, DRAFT_GOAL, WHOLE_GOAL = 120.0, 300.0, 2_000.0
"""Milliseconds at the 95th percentile."""
SPREAD = 1.0


@dataclass(frozen=True, slots=True)
class Talk:
    """Turns of one manner."""

    manner: str
    turns: Sequence[Turn]
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    manner: str
    turns: int
    overhead_p50_ms: float
    overhead_p95_ms: float
    before_p95_ms: float
    after_p95_ms: float
    first_draft_p95_ms: float
    whole_p50_ms: float
    whole_p95_ms: float
    loop_lag_p99_ms: float
    loop_lag_max_ms: float
    cpu_ms_a_turn: float
    """Of the service; all of a turn, the model's streaming included."""


@dataclass(frozen=True, slots=True)
class Outcome:
    manners: Sequence[Measured]
    service_rss_mb: int
    document_store_rss_mb: int


async def measure(people: int, rounds: int) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="alfred-replies-") as folder:
        talks: list[Talk] = []
        async with opened(Path(folder) / "home") as (service, parlour):
            await parlour.found(people)
            for manner, times, spread in (
                ("when they meet", 1, SPREAD),
                ("in one instant", rounds, 0.0),
                ("within a second", rounds, SPREAD),
            ):
                before = service.cpu_seconds
                turns = [turn for _ in range(times) for turn in await parlour.round(spread)]
                talks.append(Talk(manner, turns, service.cpu_seconds - before))
            memory = _memory(service.pid), _memory(service.documents_pid)
            for talk in talks:
                parlour.read(talk.turns)
        ticks = [(due, lag) for due, lag in json.loads(service.lags.read_text("utf-8"))]
    return Outcome([_measured(talk, ticks) for talk in talks], *memory)


def _memory(pid: int) -> int:
    return int(psutil.Process(pid).memory_info().rss >> 20)


def _measured(talk: Talk, ticks: Sequence[tuple[float, float]]) -> Measured:
    turns = talk.turns
    begin, end = min(turn.handed for turn in turns), max(turn.replied for turn in turns)
    lags = [lag for due, lag in ticks if begin <= due <= end]
    return Measured(
        manner=talk.manner,
        turns=len(turns),
        overhead_p50_ms=_cut([turn.overhead for turn in turns], 50),
        overhead_p95_ms=_cut([turn.overhead for turn in turns], 95),
        before_p95_ms=_cut([turn.before for turn in turns], 95),
        after_p95_ms=_cut([turn.after for turn in turns], 95),
        first_draft_p95_ms=_cut([turn.draft for turn in turns], 95),
        whole_p50_ms=_cut([turn.whole for turn in turns], 50),
        whole_p95_ms=_cut([turn.whole for turn in turns], 95),
        loop_lag_p99_ms=share(lags, 99),
        loop_lag_max_ms=share(lags, 100),
        cpu_ms_a_turn=round(1_000 * talk.cpu_seconds / len(turns), 1),
    )


def _cut(seconds: Sequence[float], percent: int) -> float:
    return round(1_000 * quantiles(seconds, n=100, method="inclusive")[percent - 1], 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=8)
    given = parser.parse_args()
    outcome = asyncio.run(measure(given.people, given.rounds))
    table = Table("what", *(each.manner for each in outcome.manners), "goal")
    goals = {
        "overhead_p95_ms": OVERHEAD_GOAL,
        "first_draft_p95_ms": DRAFT_GOAL,
        "whole_p95_ms": WHOLE_GOAL,
    }
    rows = [asdict(each) for each in outcome.manners]
    for name in list(rows[0])[1:]:
        goal = f"< {goals[name]:g}" if name in goals else "-"
        table.add_row(name.replace("_", " "), *(f"{row[name]:g}" for row in rows), goal)
    Console().print(table)
    Console().print(
        f"memory: service {outcome.service_rss_mb} MB,"
        f" document store {outcome.document_store_rss_mb} MB"
    )
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(asdict(outcome), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
