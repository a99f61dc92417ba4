"""Rich messages, whose plain text is empty: their blocks, one a line, as in an export.

https://core.telegram.org/api/rich-messages; what is read is what a reader sees: buttons, maps and
embedded pages are left out.
"""

from collections.abc import Iterator
from typing import Any, Final

from telethon import types

from handlers.export.entities import References, keep, link
from handlers.export.text import clean_name

_CHILDREN: Final = ("blocks", "items", "articles", "cover")
_MOST_DEPTH: Final = 50
_MENTIONS: Final = (types.TextMention, types.TextMentionName)


def rich_text(message: Any) -> str:
    blocks = getattr(message, "blocks", None)
    return "\n".join(line for line in _lines(blocks, 0) if line)


def rich_references(message: Any) -> References:
    mentions: dict[str, None] = {}
    links: dict[str, None] = {}
    for inline in _inlines(getattr(message, "blocks", None), 0):
        if isinstance(inline, _MENTIONS):
            keep(mentions, clean_name(_inline(inline, 0)))
        elif isinstance(inline, types.TextAutoUrl):
            keep(links, link(_inline(inline, 0)))
        elif isinstance(inline, types.TextUrl):
            keep(links, link(inline.url))
    return References(tuple(mentions), tuple(links))


def _lines(block: Any, depth: int) -> Iterator[str]:
    if depth > _MOST_DEPTH:
        return
    if isinstance(block, list):
        for each in block:
            yield from _lines(each, depth + 1)
    elif hasattr(block, "__dict__"):
        yield from _block(block, depth)


def _block(block: Any, depth: int) -> Iterator[str]:
    for key in ("title", "author", "text", "source"):
        yield _inline(getattr(block, key, None), depth)
    rows = getattr(block, "rows", None)
    for row in rows if isinstance(rows, list) else ():
        yield _row(row, depth)
    for key in _CHILDREN:
        yield from _lines(getattr(block, key, None), depth + 1)
    caption = getattr(block, "caption", None)
    yield _inline(caption.text if isinstance(caption, types.PageCaption) else caption, depth)


def _row(row: Any, depth: int) -> str:
    cells = getattr(row, "cells", None)
    texts = (_inline(getattr(cell, "text", None), depth) for cell in cells or ())
    return " | ".join(text for text in texts if text)


def _inline(text: Any, depth: int) -> str:
    if depth > _MOST_DEPTH:
        return ""
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(_inline(part, depth + 1) for part in text)
    for key in ("text", "texts", "source", "alt"):
        inner = getattr(text, key, None)
        if inner is not None:
            return _inline(inner, depth + 1)
    return ""


def _inlines(value: Any, depth: int) -> Iterator[Any]:
    """Every part of a tree of blocks and texts."""
    if depth > 2 * _MOST_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _inlines(each, depth + 1)
    elif hasattr(value, "__dict__"):
        yield value
        for each in vars(value).values():
            yield from _inlines(each, depth + 1)
