"""Rich messages of the Bot API in the words of an export."""

from typing import Any, Final

_SPANS: Final = {"url": "text_link", "text_mention": "mention_name"}
_RENAMED: Final = {
    "summary": "title",
    "credit": "author",
    "expression": "formula",
    "alternative_text": "text",
    "url": "href",
}
"""What the Bot API calls otherwise than Telegram Desktop."""


def rich_form(value: Any) -> Any:
    """The blocks, or a part of one, with Desktop's names."""
    if isinstance(value, list):
        return [rich_form(each) for each in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    form = {_RENAMED.get(key, key): rich_form(each) for key, each in value.items()}
    if kind == "table":
        form["rows"] = [{"cells": row} for row in form.pop("cells", None) or ()]
        form["title"] = form.pop("caption", None)
    if isinstance(kind, str):
        form["type"] = _SPANS.get(kind, kind)
    return form
