"""A rich message as lines of text."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tests.servers.telegram.fields import Json

_INDENT: Final = "  "


def lines(blocks: list[Json]) -> Iterator[str]:
    for block in blocks:
        yield from _LINES.get(block["type"], _text)(block)


def plain(text: Any) -> str:
    """A RichText without its styles; links keep their address."""
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(map(plain, text))
    match text.get("type"):
        case "url":
            inner = plain(text["text"])
            return inner if inner == text["url"] else f"{inner} <{text['url']}>"
        case "button":
            return f"[{plain(text['button']['text'])}]"
        case "custom_emoji":
            return str(text["alternative_text"])
        case "mathematical_expression":
            return str(text["expression"])
        case _:
            return plain(text.get("text", ""))


def _text(block: Json) -> Iterator[str]:
    if "text" in block:
        yield from plain(block["text"]).split("\n")
    else:
        yield f"[{block['type']}]"


def _heading(block: Json) -> Iterator[str]:
    yield f"{'#' * block['size']} {plain(block['text'])}"


def _list(block: Json) -> Iterator[str]:
    for item in block["items"]:
        first, *rest = list(lines(item["blocks"])) or [""]
        yield f"{_label(item)} {first}"
        yield from (_INDENT + line for line in rest)


def _label(item: Json) -> str:
    if item.get("has_checkbox"):
        return "☑" if item.get("is_checked") else "☐"
    return str(item["label"])


def _table(block: Json) -> Iterator[str]:
    for row in block["cells"]:
        yield " | ".join(plain(cell.get("text", "")) for cell in row)


def _details(block: Json) -> Iterator[str]:
    yield f"▸ {plain(block['summary'])}"
    yield from (_INDENT + line for line in lines(block["blocks"]))


def _quotation(block: Json) -> Iterator[str]:
    inner = lines(block["blocks"]) if "blocks" in block else _text(block)
    yield from (f"> {line}" for line in inner)


def _buttons(block: Json) -> Iterator[str]:
    yield " ".join(f"[{plain(button['text'])}]" for button in block["buttons"])


def _divider(_: Json) -> Iterator[str]:
    yield "———"


_LINES: Final[Mapping[str, Callable[[Json], Iterator[str]]]] = {
    "heading": _heading,
    "list": _list,
    "table": _table,
    "details": _details,
    "blockquote": _quotation,
    "expandable_blockquote": _quotation,
    "pullquote": _quotation,
    "buttons": _buttons,
    "divider": _divider,
}
