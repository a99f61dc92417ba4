"""Runs benchmarks one after another, and tells what fell: ``python -m bench [NAME ...]``.

``make bench`` is this. Exits with 1 if a figure is below its floor or a benchmark failed.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bench.board import RESULTS, read
from bench.overview import draw

SPEED = (
    "startup", "ingest", "importing", "replay", "model", "live_ingest", "updates", "pushes",
    "replies", "search", "voice", "gates", "killswitch", "kills", "backup", "scale",
)  # fmt: skip
"""What the service takes of time and memory; servers are started, nothing of public data but for
``search``."""
QUALITY = (
    "threads", "slow_chats", "recovery", "judgements", "summaries", "evidence", "emotion",
    "segmentation", "duplicates", "pii", "roles", "memory", "condensing",
)  # fmt: skip
"""How good it is, on data that others made: see docs/quality.md."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(QUALITY + SPEED))
    parser.add_argument("--quality", action="store_true", help="only those of quality")
    parser.add_argument("--plot", type=Path, metavar="PATH", help="picture of the quality found")
    given = parser.parse_args()
    unknown = sorted(set(given.names) - {*QUALITY, *SPEED})
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}")
    chosen = given.names or (QUALITY if given.quality else QUALITY + SPEED)
    failed = [name for name in chosen if not _succeeds(name)]
    told = [*(f"{name} failed" for name in failed), *fallen(chosen)]
    if given.plot:
        told += [f"{label}: no figure to draw" for label in draw(given.plot)]
    for line in told:
        Console(stderr=True).print(line, style="red", markup=False)
    sys.exit(1 if told else 0)


def _succeeds(name: str) -> bool:
    (RESULTS / f"{name}.json").unlink(missing_ok=True)
    return subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode == 0


def fallen(names: Sequence[str], folder: Path = RESULTS) -> list[str]:
    """A line for each figure of these benchmarks that is below its floor."""
    files = [path for name in names if (path := folder / f"{name}.json").exists()]
    boards = [board for path in files if (board := read(path)) is not None]
    return [
        f"{board.name}: {figure.what} is {figure.ours:g}, its floor is {figure.floor:g}"
        for board in boards
        for figure in board.fallen
    ]


if __name__ == "__main__":
    main()
