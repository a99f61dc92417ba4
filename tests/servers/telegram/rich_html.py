"""HTML of a rich message: a document of blocks, read as Telegram documents it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final

from tests.servers.telegram.errors import ApiError, bad_request
from tests.servers.telegram.fields import Json

_INLINE: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "mark": "marked",
    "code": "code",
    "sub": "subscript",
    "sup": "superscript",
    "a": "url",
}
_TEXTS: Final = {
    "p": "paragraph",
    "pre": "pre",
    "footer": "footer",
    "aside": "pullquote",
    "tg-thinking": "thinking",
    **{f"h{size}": "heading" for size in range(1, 7)},
}
_NESTED: Final = frozenset({"blockquote", "details", "ul", "ol", "li", "table", "tr"})
_CELLS: Final = frozenset({"td", "th"})
_EMPTY: Final = frozenset({"br", "hr"})
_KNOWN: Final = frozenset(_INLINE) | frozenset(_TEXTS) | _NESTED | _CELLS | _EMPTY | {"summary"}


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: "list[_Node | str]" = field(default_factory=list)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            raise _refusal(f'Unsupported start tag "{tag}"')
        node = _Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in _EMPTY:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in _EMPTY:
            return
        if len(self.open) == 1:
            raise _refusal("Unexpected end tag")
        expected = self.open.pop().tag
        if tag != expected:
            raise _refusal(f'Unmatched end tag, expected "</{expected}>", found "</{tag}>"')

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def html_blocks(source: str) -> list[Json]:
    """The InputRichBlocks that the source describes.

    Raises:
        ApiError: The markup is broken.
    """
    tree = _Tree()
    tree.feed(source)
    tree.close()
    if len(tree.open) > 1:
        opened = tree.open[-1].tag
        raise _refusal(f'Can\'t find end tag corresponding to start tag "{opened}"')
    return _blocks(tree.root)


def _blocks(node: _Node) -> list[Json]:
    """Its children as blocks; text between blocks is a paragraph."""
    found: list[Json] = []
    loose: list[_Node | str] = []
    for child in node.children:
        if isinstance(child, str) or child.tag in _INLINE or child.tag == "br":
            loose.append(child)
            continue
        found.extend(_paragraph(loose))
        loose = []
        if child.tag != "summary":
            found.append(_block(child))
    return [*found, *_paragraph(loose)]


def _paragraph(parts: "list[_Node | str]") -> list[Json]:
    text = _text(parts)
    return [{"type": "paragraph", "text": text}] if _is_visible(text) else []


def _block(node: _Node) -> Json:
    match node.tag:
        case "hr":
            return {"type": "divider"}
        case "ul" | "ol":
            items = [_item(child, node.tag) for child in _elements(node, "li")]
            return {"type": "list", "items": items}
        case "table":
            return {"type": "table", "cells": [_row(row) for row in _elements(node, "tr")]}
        case "details":
            summary = [_text(child.children) for child in _elements(node, "summary")]
            shown = {"type": "details", "summary": summary[0] if summary else ""}
            opened = {"is_open": True} if "open" in node.attributes else {}
            return {**shown, **opened, "blocks": _blocks(node)}
        case "blockquote" if "expandable" in node.attributes:
            return {"type": "expandable_blockquote", "text": _text(node.children)}
        case "blockquote":
            return {"type": "blockquote", "blocks": _blocks(node)}
        case tag if tag in _TEXTS:
            return _text_block(node)
        case tag:
            raise _refusal(f'Unexpected tag "{tag}"')


def _text_block(node: _Node) -> Json:
    shown: Json = {"type": _TEXTS[node.tag], "text": _text(node.children)}
    if shown["type"] == "heading":
        shown["size"] = int(node.tag[1])
    return shown


def _item(node: _Node, kind: str) -> Json:
    return {"blocks": _blocks(node)} | ({"type": "1"} if kind == "ol" else {})


def _row(node: _Node) -> list[Json]:
    return [
        {"align": "left", "valign": "top", "text": _text(cell.children)}
        | ({"is_header": True} if cell.tag == "th" else {})
        for cell in _elements(node, *_CELLS)
    ]


def _elements(node: _Node, *tags: str) -> list[_Node]:
    return [child for child in node.children if isinstance(child, _Node) and child.tag in tags]


def _text(children: "list[_Node | str]") -> Any:
    """A RichText."""
    parts: list[Any] = []
    for child in children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag == "br":
            parts.append("\n")
        else:
            parts.append(_styled(child))
    return parts[0] if len(parts) == 1 else parts


def _styled(node: _Node) -> Json:
    if node.tag not in _INLINE:
        raise _refusal(f'Unexpected tag "{node.tag}"')
    shown: Json = {"type": _INLINE[node.tag], "text": _text(node.children)}
    if node.tag == "a":
        shown["url"] = node.attributes.get("href") or ""
    return shown


def _is_visible(text: Any) -> bool:
    if isinstance(text, str):
        return bool(text.strip())
    return not isinstance(text, list) or any(map(_is_visible, text))


def _refusal(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
