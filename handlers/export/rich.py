"""Rich messages, which Telegram Desktop 7 exports as ``rich_message`` in the place of ``text``.

Blocks (paragraphs, lists, tables, quotes, …) hold blocks or inline texts; an inline text is
``{"type", "text": string | inline | [inline, ...]}``. What is read here is what a reader sees,
one block a line; buttons, maps and embedded pages are left out.
"""

from collections.abc import Iterator
from typing import Any, Final

_CHILDREN: Final = ("blocks", "items", "articles", "block")


def rich_text(message: Any) -> str:
    """The text of a rich message, a line per block."""
    if not isinstance(message, dict) or not isinstance(message.get("blocks"), list):
        return ""
    return "\n".join(line for block in message["blocks"] for line in _lines(block) if line)


def rich_entities(message: Any) -> Iterator[dict[str, Any]]:
    """Every inline text of a rich message that has a type, in the form of a text entity."""
    if isinstance(message, list):
        for each in message:
            yield from rich_entities(each)
    elif isinstance(message, dict):
        if isinstance(message.get("type"), str):
            yield {**message, "text": _inline(message.get("text"))}
        for value in message.values():
            if isinstance(value, dict | list):
                yield from rich_entities(value)


def _lines(block: Any) -> Iterator[str]:
    if not isinstance(block, dict):
        return
    for key in ("title", "author", "text", "formula"):
        yield _inline(block.get(key))
    rows = block.get("rows")
    for row in rows if isinstance(rows, list) else ():
        yield _row(row)
    for key in _CHILDREN:
        children = block.get(key)
        for child in children if isinstance(children, list) else (children,):
            yield from _lines(child)
    caption = block.get("caption")
    if isinstance(caption, dict):
        yield _inline(caption.get("text") if "credit" in caption else caption)


def _row(row: Any) -> str:
    cells = row.get("cells") if isinstance(row, dict) else None
    texts = (_inline(cell) for cell in cells) if isinstance(cells, list) else ()
    return " | ".join(text for text in texts if text)


def _inline(text: Any) -> str:
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(_inline(part) for part in text)
    if isinstance(text, dict):
        return _inline(text.get("text") or text.get("source"))
    return ""
