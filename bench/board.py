"""What a benchmark of quality found: a table for people, and a file for ``make bench``."""

import json
import resource
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of ours beside those that it is held against."""

    what: str
    ours: float
    floor: float | None = None
    """What the simplest method reaches, or what we promise; see ``fell``."""
    reference: float | None = None
    """What others reached, as the data's README or a paper tells."""
    goal: float | None = None
    """What we want; to miss it is told, and is no failure."""
    lower_is_better: bool = False

    @property
    def fell(self) -> bool:
        """Worse than the floor."""
        return self.floor is not None and self._worse_than(self.floor)

    @property
    def misses(self) -> bool:
        """Worse than the goal."""
        return self.goal is not None and self._worse_than(self.goal)

    def _worse_than(self, other: float) -> bool:
        return self.ours > other if self.lower_is_better else self.ours < other


class Watch:
    """How long a benchmark has taken, and how much memory."""

    def __init__(self) -> None:
        self._began = time.perf_counter()

    @property
    def seconds(self) -> float:
        return round(time.perf_counter() - self._began, 1)

    @property
    def peak_mb(self) -> int:
        """Of the whole process, since it began."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@dataclass(frozen=True, slots=True)
class Board:
    name: str
    """Of the benchmark: the module, and the file in ``results/``."""
    title: str
    """What was measured, on what."""
    figures: Sequence[Figure]
    seconds: float
    peak_mb: int

    @property
    def fallen(self) -> Sequence[Figure]:
        return [figure for figure in self.figures if figure.fell]


def publish(
    name: str, title: str, figures: Sequence[Figure], watch: Watch, folder: Path = RESULTS
) -> Board:
    """Print the table, and write ``results/NAME.json``.

    Raises ``ValueError`` if two figures have one name: whoever reads the file finds them by it.
    """
    names = [figure.what for figure in figures]
    if twice := {what for what in names if names.count(what) > 1}:
        raise ValueError(f"figures of one name: {', '.join(sorted(twice))} — name them apart")
    board = Board(name, title, tuple(figures), watch.seconds, watch.peak_mb)
    Console().print(table(board))
    folder.mkdir(parents=True, exist_ok=True)
    written = json.dumps(asdict(board), indent=2, ensure_ascii=False)
    (folder / f"{name}.json").write_text(written + "\n", encoding="utf-8")
    return board


def read(path: Path) -> Board | None:
    """A board that was published; None for what benchmarks of speed write."""
    told = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(told, dict) or "figures" not in told:
        return None
    figures = [Figure(**figure) for figure in told["figures"]]
    return Board(told["name"], told["title"], figures, told["seconds"], told["peak_mb"])


def table(board: Board) -> Table:
    remarks = [_remark(figure) for figure in board.figures]
    headings = ["", "ours", "floor", "reference", "goal", *([""] if any(remarks) else [])]
    found = Table(*headings, title=board.title)
    for column in found.columns[1:5]:
        column.justify = "right"
    for figure, remark in zip(board.figures, remarks, strict=True):
        numbers = (figure.ours, figure.floor, figure.reference, figure.goal)
        found.add_row(figure.what, *map(_number, numbers), *([remark] if any(remarks) else []))
    found.caption = f"{board.seconds:g} s, {board.peak_mb} MB at most"
    return found


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _remark(figure: Figure) -> str:
    if figure.fell:
        return "[red]below its floor[/red]"
    return "[yellow]short of the goal[/yellow]" if figure.misses else ""
