"""The whole walk as a person runs it: ``main.py replay`` in a process of its own.

``python -m bench.replay [--sizes 1000,10000,50000] [--spread HOURS]``

For each size a fresh data directory and one 24 h window that holds every message: seconds of the
whole first run, of the digest alone, of a second run that changes nothing, and the peak memory of
our process (not of Postgres). ``--spread`` spreads the messages over more hours, which leaves one
day of them to digest: that measures import and thread building.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.synthetic import write_export

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results" / "replay.json"


@dataclass(frozen=True, slots=True)
class Measured:
    messages: int
    first_seconds: float
    messages_per_second: float
    digest_seconds: float
    again_seconds: float
    peak_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,50000")
    parser.add_argument("--spread", type=float, default=23.9, help="hours")
    options = parser.parse_args()
    rows = [measure(int(size), options.spread) for size in options.sizes.split(",")]
    table = Table("messages", "first run s", "messages/s", "digest s", "again s", "peak MB")
    for row in rows:
        table.add_row(
            f"{row.messages:,}",
            f"{row.first_seconds:.2f}",
            f"{row.messages_per_second:,.0f}",
            f"{row.digest_seconds:.2f}",
            f"{row.again_seconds:.2f}",
            f"{row.peak_mb:.0f}",
        )
    Console().print(table)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2))


def measure(count: int, hours: float) -> Measured:
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as folder:
        export, home = Path(folder) / "result.json", Path(folder) / "home"
        write_export(export, count, hours=hours)
        out = Path(folder) / "out.json"
        first, peak = replay(export, home, out)
        window = json.loads(out.read_text())["windows"][0]
        again, _ = replay(export, home, out)
    return Measured(
        messages=count,
        first_seconds=round(first, 3),
        messages_per_second=round(count / first, 1),
        digest_seconds=window["seconds"] or 0.0,
        again_seconds=round(again, 3),
        peak_mb=round(peak, 1),
    )


def replay(export: Path, home: Path, out: Path) -> tuple[float, float]:
    """Wall seconds and peak resident MB of one run."""
    command = [sys.executable, str(ROOT / "main.py"), "--home", str(home), "replay", str(export)]
    command += ["--format", "json", "--out", str(out), "--tz", "UTC", "--quiet"]
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"replay ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
