"""The quality table of ``evaluate``: for a terminal, and for machines."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from bot.views.evaluation_cells import COLUMNS, OF_EXPECTATIONS, WORSE, cell, delta, expects
from bot.views.evaluation_notes import FALLBACK, notes
from bot.views.legible import harmless, shorten
from pipeline.digest.ports import Wording
from pipeline.digest.scorecard import MEASURES, Row, Scorecard, fallbacks
from pipeline.digest.scorecard_changes import TOLERANCE, Changes, between_engines

Json = dict[str, Any]

TITLE = 24
WRITER = 24
"""Characters of a chat's title and of a writer's name in the table."""
WHOLE = 1_000
"""Columns of a terminal in which nothing has to give way."""


@dataclass(frozen=True, slots=True)
class _Fitting:
    """One table where it is wide enough, and else the scores above the sums.

    Rich would cut the numbers and leave out the names.
    """

    columns: Sequence[str]
    table: Callable[[Sequence[str]], Table]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        whole = self.table(self.columns)
        needed = Measurement.get(console, options.update(max_width=WHOLE), whole).minimum
        if needed <= options.max_width:
            yield whole
            return
        split = self.columns.index(MEASURES[-1]) + 1
        yield self.table(self.columns[:split])
        yield Text()
        yield self.table(self.columns[split:])


def to_json(card: Scorecard, found: Changes | None) -> Json:
    """The scorecard as ``--compare`` reads it, and what is different from an older one."""
    told: Json = card.model_dump(mode="json")
    if found is not None:
        told["changes"] = found.model_dump(mode="json")
        for kind in ("rows", "averages"):
            for change, written in zip(getattr(found, kind), told["changes"][kind], strict=True):
                written["worse"] = list(change.worse)
    return told


def render(card: Scorecard, found: Changes | None, wording: Wording) -> RenderableType:
    """Return what ``Console.print`` shows."""
    titles = _titles(card.rows)
    parts = [_table(card, titles, wording), *notes(card, titles, wording)]
    if found is not None:
        parts.extend(_compared(found, titles, wording))
    return Group(*parts)


def _table(card: Scorecard, titles: Mapping[str, str], wording: Wording) -> RenderableType:
    columns = (*COLUMNS, *(OF_EXPECTATIONS if expects(card) else ()))
    return _Fitting(columns, lambda some: _figures(card, some, titles, wording))


def _figures(
    card: Scorecard, columns: Sequence[str], titles: Mapping[str, str], wording: Wording
) -> Table:
    table = _grid(columns, wording)
    for row in card.rows:
        cells = (cell(row.total, name) for name in columns)
        table.add_row(Text(titles[row.export]), Text(_writer(row)), *cells)
    table.add_section()
    for average in card.averages:
        cells = (cell(average.total, name) for name in columns)
        mean = wording.say("evaluation-average")
        table.add_row(mean, average.engine, *cells, style="bold")
    for change in between_engines(card.rows):
        deltas = (delta(change, name) for name in columns)
        engines = f"{change.engine} − {card.rows[0].engine}"
        table.add_row(wording.say("evaluation-difference"), engines, *deltas)
    return table


def _grid(columns: Sequence[str], wording: Wording) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False, header_style="bold")
    for name in ("chat", "engine"):  # where it is narrow they wrap, for a cut number says nothing
        table.add_column(wording.say(f"evaluation-column-{name}"))
    for name in columns:
        title = wording.say(f"evaluation-column-{name.replace('_', '-')}")
        table.add_column(title, justify="right", no_wrap=True)
    return table


def _titles(rows: Sequence[Row]) -> dict[str, str]:
    """What a chat is called: its title, and the export's name where others have that title."""
    chats = {row.export: shorten(harmless(row.chat), TITLE) for row in rows}
    known = Counter(chats.values())
    return {
        export: title if known[title] == 1 else shorten(harmless(export), TITLE)
        for export, title in chats.items()
    }


def _writer(row: Row) -> str:
    """Who really wrote, and whether rules had to stand in."""
    names = ", ".join(dict.fromkeys(harmless(each.written_by) for each in row.windows))
    said = names if names == row.engine else f"{row.engine}: {names}"
    return shorten(said, WRITER) + (FALLBACK if fallbacks(row) else "")


def _compared(
    found: Changes, titles: Mapping[str, str], wording: Wording
) -> Iterator[RenderableType]:
    yield Text()
    yield Text(wording.say("evaluation-compared"), "bold")
    for shift in found.shifts:
        before, after = harmless(shift.before), harmless(shift.after)
        yield Text(f"  {shift.name}: {before} → {after}")
    for export, engine in found.unmatched:
        said = wording.say("evaluation-unmatched", export=harmless(export), engine=engine)
        yield Text(f"  {said}")
    yield _Fitting(COLUMNS, lambda some: _moves(found, some, titles, wording))
    yield Text(wording.say("evaluation-worse", mark=WORSE, tolerance=str(TOLERANCE)), "dim")


def _moves(
    found: Changes, columns: Sequence[str], titles: Mapping[str, str], wording: Wording
) -> Table:
    table = _grid(columns, wording)
    for change in (*found.rows, *found.averages):
        title = titles[change.export] if change.export else wording.say("evaluation-average")
        table.add_row(Text(title), change.engine, *(delta(change, name) for name in columns))
    return table
