"""HTML built as a tree, so that no text can become markup: the serialiser escapes all of it."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

Node = Element | str | None


def element(
    tag: str, attributes: Mapping[str, str | float | int] | None = None, /, *children: Node
) -> Element:
    """Return an element; a child that is None is left out."""
    node = Element(tag, {name: _value(value) for name, value in (attributes or {}).items()})
    for child in children:
        if isinstance(child, Element):
            node.append(child)
        elif child is not None and len(node):
            node[-1].tail = (node[-1].tail or "") + child
        elif child is not None:
            node.text = (node.text or "") + child
    return node


def document(root: Element) -> str:
    """Serialise a page; the content of ``style`` stays as it is, so give it only what is ours."""
    body = ET.tostring(root, encoding="unicode", method="html")
    return f"<!doctype html>\n{body}\n"


def percent(share: float) -> str:
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def _value(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
