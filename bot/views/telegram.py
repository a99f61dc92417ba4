"""A report as Telegram HTML: only tags that the Bot API knows, in chunks that it takes."""

from collections.abc import Iterator
from itertools import chain

from bot.views.chunks import Run, pack
from bot.views.compose import compose
from bot.views.page import Block, Entry, Line, Page, Shape
from bot.views.report import Report
from pipeline.digest.ports import Wording

_SEPARATOR = " · "


def chunks(report: Report, wording: Wording) -> list[str]:
    """Return the messages to send, with parse mode HTML; each window begins a new one."""
    return list(chain.from_iterable(page_chunks(page) for page in compose(report, wording)))


def page_chunks(page: Page) -> list[str]:
    """Return the messages of one page."""
    return pack(_blocks(page))


def _blocks(page: Page) -> Iterator[list[Run]]:
    facts = _SEPARATOR.join(part for part in (page.period, page.zone, page.counts) if part)
    yield [Run(page.title, "b"), Run(f"\n{facts}")]
    if page.notice:
        yield [Run(page.notice)]
    for block in page.blocks:
        yield from _block(block)
    if page.footer:
        yield [Run(f"— {_SEPARATOR.join(page.footer)}", "i")]


def _block(block: Block) -> Iterator[list[Run]]:
    title = [Run(block.title, "b"), Run("\n")]
    match block.shape:
        case Shape.STORIES:
            # A story is a block of its own, and the title stays with the first.
            first, *others = (_story(entry) for entry in block.entries)
            yield [*title, *first]
            yield from others
        case Shape.BULLETS:
            yield title + _joined("\n", [[Run("• "), *_entry(entry)] for entry in block.entries])
        case Shape.ROW:
            yield title + _joined(_SEPARATOR, [_entry(entry) for entry in block.entries])
        case Shape.PROSE:
            yield title + _joined("\n", [_entry(entry) for entry in block.entries])


def _story(entry: Entry) -> list[Run]:
    told = _joined("\n", [_line(line) for line in entry.lines])
    if entry.title is None:
        return [Run("• "), *told]
    return [Run(f"{entry.emoji} "), Run(entry.title, "b"), Run("\n"), *told]


def _entry(entry: Entry) -> list[Run]:
    told = _joined(" ", [_line(line) for line in entry.lines])
    return [Run(entry.title, "b"), Run(" — "), *told] if entry.title else told


def _line(line: Line) -> list[Run]:
    runs = [Run(line.text)]
    if line.refs:
        numbers = [[Run(ref.number, url=ref.url)] for ref in line.refs]
        runs += [Run(" ["), *_joined(", ", numbers), Run("…]" if line.more else "]")]
    if line.doubt:
        runs += [Run(" "), Run(f"({line.doubt})", "i")]
    return runs


def _joined(separator: str, parts: list[list[Run]]) -> list[Run]:
    first, *others = parts
    return first + [run for part in others for run in (Run(separator), *part)]
