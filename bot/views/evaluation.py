"""The quality table of ``evaluate``: for a terminal, and for machines."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.views.legible import harmless, shorten
from pipeline.digest.ports import Wording
from pipeline.digest.scorecard import MEASURES, Row, Scorecard, Setup, Total, fallbacks
from pipeline.digest.scorecard_changes import TOLERANCE, Change, Changes, between_engines

Json = dict[str, Any]

TITLE = 24
WRITER = 24
"""Characters of a chat's title and of a writer's name in the table."""
FALLBACK = "*"
"""Beside a writer for whom rules stood in."""
WORSE = "▼"
"""Beside a score that fell by more than the tolerance."""

_COLUMNS = ("windows", *MEASURES, "held_back", "statements", "tokens", "calls", "seconds")
_OF_EXPECTATIONS = ("mentioned", "slips")


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
    parts = [_table(card, titles, wording), *_notes(card, titles, wording)]
    if found is not None:
        parts.extend(_compared(found, titles, wording))
    return Group(*parts)


def _table(card: Scorecard, titles: Mapping[str, str], wording: Wording) -> RenderableType:
    columns = (*_COLUMNS, *(_OF_EXPECTATIONS if _expecting(card) else ()))
    table = _grid(columns, wording)
    for row in card.rows:
        cells = (_cell(row.total, name) for name in columns)
        table.add_row(Text(titles[row.export]), Text(_writer(row)), *cells)
    table.add_section()
    for average in card.averages:
        cells = (_cell(average.total, name) for name in columns)
        mean = wording.say("evaluation-average")
        table.add_row(mean, average.engine, *cells, style="bold")
    for change in between_engines(card.rows):
        deltas = (_delta(change, name) for name in columns)
        engines = f"{change.engine} − {card.rows[0].engine}"
        table.add_row(wording.say("evaluation-difference"), engines, *deltas)
    return table


def _expecting(card: Scorecard) -> bool:
    return any(row.total.expectations for row in card.rows)


def _grid(columns: Sequence[str], wording: Wording) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False, header_style="bold")
    for name in ("chat", "engine"):  # where it is narrow they wrap, for a cut number says nothing
        table.add_column(wording.say(f"evaluation-column-{name}"))
    for name in columns:
        title = wording.say(f"evaluation-column-{name.replace('_', '-')}")
        table.add_column(title, justify="right", no_wrap=True)
    return table


def _cell(total: Total, name: str) -> str:
    met = total.expectations
    if name in _OF_EXPECTATIONS:
        if met is None:
            return "—"
        return str(met.slips) if name == "slips" else f"{met.mentioned}/{met.asked}"
    value: float = getattr(total.scores if name in MEASURES else total, name)
    return _number(value, 2 if name in MEASURES else 1 if name == "seconds" else 0)


def _delta(change: Change, name: str) -> Text:
    if name in MEASURES:
        said = _number(change.difference(name), 3, signed=True)
        return Text(said + WORSE, "red") if name in change.worse else Text(said)
    if name in _OF_EXPECTATIONS:
        before, after = change.before.expectations, change.after.expectations
        if before is None or after is None:
            return Text("—")
        return Text(_number(getattr(after, name) - getattr(before, name), 0, signed=True))
    difference = getattr(change.after, name) - getattr(change.before, name)
    return Text(_number(difference, 1 if name == "seconds" else 0, signed=True))


def _number(value: float, decimals: int, *, signed: bool = False) -> str:
    """A number with a space between thousands, and 0 for what rounds to it."""
    value = round(value, decimals) or 0.0
    sign = "+" if signed and value else ""
    return f"{value:{sign},.{decimals}f}".replace(",", " ").replace("-", "−")


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


def _notes(card: Scorecard, titles: Mapping[str, str], wording: Wording) -> Iterator[Text]:
    yield Text()
    yield Text(wording.say("evaluation-legend"), "dim")
    if _expecting(card):
        yield Text(wording.say("evaluation-legend-expected"), "dim")
    yield from _setup(card.setup, wording)
    found = [(row, *each) for row in card.rows for each in fallbacks(row).items()]
    if found:
        yield Text(f"{FALLBACK} {wording.say('evaluation-fallbacks')}")
    for row, fallback, count in found:
        said = wording.say(
            "evaluation-fallback",
            chat=titles[row.export],
            engine=row.engine,
            stage=fallback.stage,
            reason=harmless(fallback.reason),
            count=count,
            windows=row.total.windows,
        )
        yield Text(f"  {said}")


def _setup(setup: Setup, wording: Wording) -> Iterator[Text]:
    count = -1 if setup.last is None else setup.last
    said = wording.say(
        "evaluation-setup",
        selection=wording.say("evaluation-selection", count=count),
        hours=setup.window_hours,
        language=setup.language,
        zone=setup.time_zone,
        rules=setup.rules,
    )
    yield Text(said, "dim")
    for stage, version in setup.prompts.items():
        yield Text(f"  {version} → {', '.join(map(harmless, setup.models[stage]))}", "dim")


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
    table = _grid(_COLUMNS, wording)
    for change in (*found.rows, *found.averages):
        title = titles[change.export] if change.export else wording.say("evaluation-average")
        table.add_row(Text(title), change.engine, *(_delta(change, name) for name in _COLUMNS))
    yield table
    yield Text(wording.say("evaluation-worse", mark=WORSE, tolerance=str(TOLERANCE)), "dim")
