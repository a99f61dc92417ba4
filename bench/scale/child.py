"""The stages on a chat of one size, in this process: prints a line of JSON for each.

``python -m bench.scale.child SIZE --budget SECONDS [--stages NAMES]``
"""

import argparse
import gc
import json
import signal
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from bench.scale.chat import talk
from bench.scale.stages import STAGES, UNLIMITED, ScaledStage
from bench.synthetic import write_export, write_talk
from bot.translator import Translators
from pipeline.digest.ports import Wording

WARMING = 300
SHORTEST = 0.01
"""Seconds; a timer of nothing would be none."""


@dataclass(frozen=True, slots=True)
class Taken:
    stage: str
    size: int
    seconds: float | None
    """None where the budget was exceeded, or a stage before it gave nothing."""
    peak_mb: int = 0
    """The most that the process held in memory while the stage ran, what it was given included."""


class _OverBudget(BaseException):
    """No Exception: no stage may take it for a failure of its own."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("--budget", type=float, required=True)
    parser.add_argument("--stages", default="")
    given = parser.parse_args()
    wanted = set(filter(None, given.stages.split(","))) or {stage.name for stage in STAGES}
    stages = _needed(wanted)
    wording = Translators(strict=True).into("ru")
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as folder:
        export = Path(folder) / "result.json"
        write_export(export, WARMING, chatter=0.5)
        list(
            run_stages(stages, export, wording, WARMING, given.budget)
        )  # tables and imports of first use
        write_talk(export, talk(given.size))
        for taken in run_stages(stages, export, wording, given.size, given.budget):
            if taken.stage in wanted:
                sys.stdout.write(json.dumps(asdict(taken)) + "\n")
                sys.stdout.flush()


def _needed(wanted: Collection[str]) -> list[ScaledStage]:
    """These stages and all whose answers they are made from, in order."""
    needed = set(wanted)
    for stage in reversed(STAGES):
        if stage.name in needed:
            needed.update(stage.needs)
    return [stage for stage in STAGES if stage.name in needed]


def run_stages(
    stages: Collection[ScaledStage], export: Path, wording: Wording, size: int, budget: float
) -> Iterator[Taken]:
    """What each of them takes, in order, on the export's messages."""
    answers: dict[str, Any] = {"export": export, "wording": wording}
    for stage in stages:
        if not all(name in answers for name in stage.needs):
            yield Taken(stage.name, size, None)
            continue
        gc.collect()
        _forget_peak()
        began = time.process_time()
        try:
            with _within(None if stage.name in UNLIMITED else budget):
                answers[stage.name] = stage.run(answers)
        except _OverBudget:
            yield Taken(stage.name, size, None, _peak_mb())
        else:
            yield Taken(stage.name, size, time.process_time() - began, _peak_mb())


@contextmanager
def _within(seconds: float | None) -> Iterator[None]:
    """Raises _OverBudget in the block once it took so much time of the processor.

    A timer of that time itself (``ITIMER_PROF``) makes the kernel count it by ticks, too coarse
    for what is measured here: so one of the wall's time looks, and waits for what is left.
    """
    if seconds is None:
        yield
        return
    end = time.process_time() + seconds

    def look(number: int, frame: FrameType | None) -> None:
        left = end - time.process_time()
        if left <= 0:
            raise _OverBudget
        signal.setitimer(signal.ITIMER_REAL, max(left, SHORTEST))

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _forget_peak() -> None:
    """From now on the peak is of what comes (Linux, man 5 proc: ``clear_refs``)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak_mb() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    (peak,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) // 1024


if __name__ == "__main__":
    main()
