"""A report as Telegram's rich messages: headings, lists, a table that folds, and nothing cut.

Blocks and texts are plain dictionaries in the Bot API's words (core.telegram.org/bots/api
#inputrichmessage), so that nothing that renders a digest has to load a Telegram library.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from bot.views.compose import compose
from bot.views.page import Block, Entry, Line, Page, Shape, Stretch
from bot.views.report import Report
from pipeline.digest.ports import Wording

CHARACTERS = 32_768
BLOCKS = 500
"""Limits of one rich message (core.telegram.org/bots/api#rich-message-limits)."""

RichBlock = dict[str, Any]
RichText = str | dict[str, Any] | list["RichText"]

_SEPARATOR = " · "


def rich_messages(report: Report, wording: Wording) -> list[list[RichBlock]]:
    """Return the blocks of each message to send; a window begins a new one."""
    pages = compose(report, wording)
    return list(chain.from_iterable(packed(list(_page(page, wording))) for page in pages))


def packed(blocks: Sequence[RichBlock]) -> Iterator[list[RichBlock]]:
    """Put blocks together as long as they fit one message."""
    message: list[RichBlock] = []
    characters = count = 0
    for block in blocks:
        longer, more = measure(block)
        if message and (characters + longer > CHARACTERS or count + more > BLOCKS):
            yield message
            message, characters, count = [], 0, 0
        message.append(block)
        characters, count = characters + longer, count + more
    if message:
        yield message


def measure(value: object) -> tuple[int, int]:
    """Count the characters of a block or text, and the blocks in it, itself included."""
    if isinstance(value, str):
        return len(value), 0
    if isinstance(value, list):
        parts = [measure(each) for each in value]
        return sum(part[0] for part in parts), sum(part[1] for part in parts)
    if isinstance(value, dict):
        shown = [value[key] for key in _SHOWN if key in value]
        characters, blocks = measure(shown)
        return characters, blocks + (value.get("type") in _KINDS)
    return 0, 0


_SHOWN = ("text", "summary", "caption", "blocks", "items", "cells")
_KINDS = frozenset({"heading", "paragraph", "list", "details", "table", "footer"})


def _page(page: Page, wording: Wording) -> Iterator[RichBlock]:
    facts = _SEPARATOR.join(part for part in (page.period, page.zone, page.counts) if part)
    yield _heading(page.title, 3)
    yield _paragraph(facts)
    if page.notice:
        yield _paragraph(page.notice)
    for block in page.blocks:
        yield _heading(block.title, 4)
        yield from _block(block)
    if page.threads:
        yield _course(page.threads, wording)
    if page.footer:
        yield {"type": "footer", "text": _SEPARATOR.join(page.footer)}


def _block(block: Block) -> Iterator[RichBlock]:
    match block.shape:
        case Shape.STORIES:
            for entry in block.entries:
                yield from _story(entry)
        case Shape.BULLETS:
            yield _list([[_paragraph(_entry(entry))] for entry in block.entries])
        case Shape.ROW:
            entries = [_entry(entry) for entry in block.entries]
            yield _paragraph(_joined(_SEPARATOR, entries))
        case Shape.PROSE:
            for entry in block.entries:
                yield _paragraph(_entry(entry))


def _story(entry: Entry) -> Iterator[RichBlock]:
    if entry.title is not None:
        status = f" — {entry.status}" if entry.status else ""
        yield _paragraph([f"{entry.emoji or '•'} ", _bold(entry.title), _italic(status)])
    yield _list([[_paragraph(_line(line))] for line in entry.lines])


def _entry(entry: Entry) -> RichText:
    told = _joined(" ", [_line(line) for line in entry.lines])
    return [_bold(entry.title), " — ", told] if entry.title else told


def _line(line: Line) -> RichText:
    told: list[RichText] = [line.text]
    if line.refs:
        numbers: list[RichText] = [
            {"type": "url", "text": ref.number, "url": ref.url} if ref.url else ref.number
            for ref in line.refs
        ]
        told += [" [", _joined(", ", numbers), "…]" if line.more else "]"]
    if line.doubt:
        told.append(_italic(f" ({line.doubt})"))
    return told


def _course(threads: Sequence[Stretch], wording: Wording) -> RichBlock:
    """How the talk went, folded up: who wants to see it opens it."""
    rows = [
        [
            _cell(f"{each.since}–{each.until}"),
            _cell(each.title),
            _cell(f"{each.messages}, {each.state_word}"),
        ]
        for each in threads
    ]
    table = {"type": "table", "cells": rows, "is_compact": True, "is_striped": True}
    return {
        "type": "details",
        "summary": wording.say("digest-chart-threads"),
        "blocks": [table],
    }


def _cell(text: str) -> dict[str, str]:
    return {"align": "left", "valign": "top", "text": text}


def _list(items: Sequence[list[RichBlock]]) -> RichBlock:
    return {"type": "list", "items": [{"blocks": item} for item in items]}


def _heading(text: str, size: int) -> RichBlock:
    return {"type": "heading", "text": text, "size": size}


def _paragraph(text: RichText) -> RichBlock:
    return {"type": "paragraph", "text": text}


def _bold(text: str) -> RichText:
    return {"type": "bold", "text": text}


def _italic(text: str) -> RichText:
    return {"type": "italic", "text": text} if text else ""


def _joined(separator: str, parts: Sequence[RichText]) -> RichText:
    joined: list[RichText] = []
    for part in parts:
        joined += [separator, part] if joined else [part]
    return joined
