"""How fast each stage is from a hundred messages to a million, and how its time grows.

``ALFRED_DATA=../shared/data python -m bench.scale [--largest 1000000] [--stages NAMES]
[--budget SECONDS] [--plot FILE.svg]``

Each size in processes of its own; a small one several times, of which the fastest counts. Times
are of the processor, so that other work on the machine counts less. A stage that exceeds its
budget is left out at that size, and so is what needs its answer; bringing messages in (reading,
linking, redaction) has no budget. Memory is the most that the process held while the stage ran,
the messages and what the stages before gave included.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.board import RESULTS, Figure, Watch, publish
from bench.scale.child import Taken
from bench.scale.plot import draw
from bench.scale.slope import slope
from bench.scale.stages import STAGES

SMALLEST = 100
ROUNDS = {100: 5, 1_000: 3}
"""Of the sizes that take so little time that chance matters."""
FLOOR, GOAL = 1.25, 1.1
WHOLE = "whole digest"
"""Redaction and all after it: what is done anew for each window."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--stages", default="", help="comma-separated; those they need are run")
    parser.add_argument("--budget", type=float, default=60.0, help="seconds a stage and size")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg")
    given = parser.parse_args()
    names = [name for name in given.stages.split(",") if name] or [each.name for each in STAGES]
    unknown = sorted(set(names) - {each.name for each in STAGES})
    if unknown:
        parser.error(f"no stage is called {', '.join(unknown)}")
    watch = Watch()
    taken = measured(given.largest, names, given.budget)
    Console().print(rates(taken))
    publish("scale", "scale: time grows as messages to the power of …", figures(taken), watch)
    _keep(taken)
    if given.plot:
        draw({name: _points(rows) for name, rows in taken.items()}, given.plot)


def measured(largest: int, names: Collection[str], budget: float) -> Mapping[str, Sequence[Taken]]:
    """What each stage took at each size, the whole digest last if all of it was measured."""
    taken: dict[str, list[Taken]] = {each.name: [] for each in STAGES if each.name in names}
    size = SMALLEST
    while size <= largest:
        rounds = [_in_own_process(size, taken, budget) for _ in range(ROUNDS.get(size, 1))]
        for name, rows in taken.items():
            rows.append(min((each[name] for each in rounds), key=_seconds))
        size *= 10
    parts = [each.name for each in STAGES if each.digest]
    if all(name in taken for name in parts):
        sizes = zip(*(taken[name] for name in parts), strict=True)
        return taken | {WHOLE: [_together(rows) for rows in sizes]}
    return taken


def _in_own_process(size: int, names: Collection[str], budget: float) -> dict[str, Taken]:
    command = [sys.executable, "-m", "bench.scale.child", str(size)]
    command += ["--budget", str(budget), "--stages", ",".join(names)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = [Taken(**json.loads(line)) for line in told.splitlines()]
    return {row.stage: row for row in rows}


def _seconds(row: Taken) -> float:
    return float("inf") if row.seconds is None else row.seconds


def _together(rows: Sequence[Taken]) -> Taken:
    times = [row.seconds for row in rows if row.seconds is not None]
    whole = sum(times) if len(times) == len(rows) else None
    return Taken(WHOLE, rows[0].size, whole, max(row.peak_mb for row in rows))


def _points(rows: Sequence[Taken]) -> list[tuple[float, float]]:
    return [(row.size, row.seconds) for row in rows if row.seconds is not None]


def figures(taken: Mapping[str, Sequence[Taken]]) -> list[Figure]:
    slopes = {name: slope(_points(rows)) for name, rows in taken.items()}
    return [
        Figure(f"{name}, exponent", round(found, 3), floor=FLOOR, goal=GOAL, lower_is_better=True)
        for name, found in slopes.items()
        if found is not None
    ]


def rates(taken: Mapping[str, Sequence[Taken]]) -> Table:
    """Messages a second of each stage at each size, and the memory of the largest."""
    sizes = [row.size for row in next(iter(taken.values()))]
    table = Table("messages/s", *(f"{size:,}" for size in sizes), "exponent", "peak MB")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, rows in taken.items():
        found = slope(_points(rows))
        peak = max((row.peak_mb for row in rows if row.seconds is not None), default=0)
        told = "" if found is None else f"{found:.2f}"
        table.add_row(name, *map(_rate, rows), told, f"{peak:,}")
    table.caption = "-: over its time budget, or in need of what was"
    return table


def _rate(row: Taken) -> str:
    return "-" if row.seconds is None else f"{row.size / row.seconds:,.0f}"


def _keep(taken: Mapping[str, Sequence[Taken]]) -> None:
    """Beside the figures, in the same file."""
    file = RESULTS / "scale.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    told["stages"] = [asdict(row) for rows in taken.values() for row in rows]
    file.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
