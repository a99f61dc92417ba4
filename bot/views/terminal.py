"""A report in a terminal. Colour, links and width are the console's business (NO_COLOR, pipes)."""

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.constrain import Constrain
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.views.compose import Masthead, compose, masthead
from bot.views.page import Block, Entry, Hour, Line, Page, Ref, Shape
from bot.views.report import Report
from pipeline.digest.ports import Wording

WIDTH = 96
"""Cells; longer lines are tiring to read."""
MARGIN = 3
LEVELS = "▁▂▃▅▇"
BARS = 24
"""Cells of the chart of hours, whatever the window's length."""

_SEPARATOR = " · "


class Hanging:
    """A paragraph whose marker stands in the margin."""

    def __init__(self, body: Text, marker: str = "") -> None:
        self._body = body
        self._marker = marker

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        first = self._marker + " " * (MARGIN - cell_len(self._marker))
        lines = self._body.wrap(console, max(20, options.max_width - MARGIN))
        for index, line in enumerate(lines):
            line.rstrip()
            yield Text(" " * MARGIN if index else first) + line


def render(report: Report, wording: Wording) -> RenderableType:
    """Return what ``Console.print`` shows."""
    parts = [*_masthead(masthead(report, wording))]
    for index, page in enumerate(compose(report, wording)):
        if index:
            parts.append(Rule(style="dim"))
        parts.extend(_page(page))
    return Constrain(Group(*parts), WIDTH)


def sparkline(hours: tuple[Hour, ...]) -> str:
    """Draw the messages of each hour; a dot is an hour of silence."""
    most = max((hour.messages for hour in hours), default=0)
    width = max(1, BARS // max(1, len(hours)))
    return "".join(_level(hour.messages, most) * width for hour in hours)


def _level(messages: int, most: int) -> str:
    return LEVELS[-(-messages * len(LEVELS) // most) - 1] if messages else "·"


def _masthead(head: Masthead) -> Iterable[RenderableType]:
    line = Table.grid(expand=True)
    line.add_column()
    line.add_column(justify="right")
    when = _SEPARATOR.join(part for part in (head.dates, head.zone) if part)
    line.add_row(_text(head.title, "bold"), _text(when, "dim"))
    return line, Rule(style="cyan", characters="━")


def _page(page: Page) -> Iterator[RenderableType]:
    head = (_text(page.period, "bold cyan"), _text(page.counts))
    yield _in_a_row(part for part in head if part)
    if page.hours:
        yield _hours(page.hours)
    yield Text()
    if page.notice:
        yield Hanging(_text(page.notice, "italic"))
        yield Text()
    for block in page.blocks:
        yield _text(block.title, "bold cyan")
        yield from _block(block)
        yield Text()
    if page.footer:
        yield _text(_SEPARATOR.join(page.footer), "dim")
        yield Text()


def _hours(hours: tuple[Hour, ...]) -> Text:
    edges = (hours[0].since, "24:00" if hours[-1].until == "00:00" else hours[-1].until)
    bars = Text(sparkline(hours), style="cyan")
    return Text.assemble((f"{edges[0]} ", "dim"), bars, (f" {edges[1]}", "dim"))


def _block(block: Block) -> Iterator[RenderableType]:
    match block.shape:
        case Shape.STORIES:
            for entry in block.entries:
                yield from _story(entry)
        case Shape.BULLETS:
            for entry in block.entries:
                yield Hanging(_entry(entry), " •")
        case Shape.ROW:
            yield Hanging(_in_a_row(map(_entry, block.entries)))
        case Shape.PROSE:
            yield from (Hanging(_entry(entry)) for entry in block.entries)


def _story(entry: Entry) -> Iterator[RenderableType]:
    if entry.title is None:
        yield Hanging(_entry(entry), " •")
        return
    title = _text(entry.title, "bold")
    if entry.status:
        title = Text.assemble(title, (f" — {entry.status}", "dim"))
    # Terminals do not agree on the width of an emoji made by a variation selector.
    yield Hanging(title, (entry.emoji or "").removesuffix("\ufe0f"))
    yield from (Hanging(_line(line)) for line in entry.lines)


def _entry(entry: Entry) -> Text:
    body = Text(" ").join(map(_line, entry.lines))
    return Text.assemble(_text(entry.title, "bold"), " — ", body) if entry.title else body


def _line(line: Line) -> Text:
    text = _text(line.text)
    if line.refs:
        numbers = Text(", ", style="dim").join(map(_ref, line.refs))
        text = Text.assemble(text, (" [", "dim"), numbers, ("…]" if line.more else "]", "dim"))
    if line.doubt:
        text = Text.assemble(text, (f" ({line.doubt})", "yellow"))
    return text


def _in_a_row(parts: Iterable[Text]) -> Text:
    # An unstyled joint: Text.join gives its own style to everything that it joins.
    return Text().join(_separated(parts))


def _separated(parts: Iterable[Text]) -> Iterator[Text]:
    for index, part in enumerate(parts):
        if index:
            yield Text(_SEPARATOR, style="dim")
        yield part


def _ref(ref: Ref) -> Text:
    return Text(ref.number, style=Style(dim=True, link=ref.url))


def _text(text: str, style: str = "") -> Text:
    # A reader may search the output, and a plain space is what they type.
    return Text(text.replace("\u00a0", " "), style=style)
