"""Keyboards under a message."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from tests.servers.telegram.errors import ApiError, bad_request
from tests.servers.telegram.fields import Fields, Json, string_of

MOST_BUTTONS: Final = 100
LONGEST_DATA: Final = 64
"""Bytes of callback_data."""
_LONGEST_COPY: Final = 256

_ACTIONS: Final = (
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)
_STYLES: Final = frozenset({"", "primary", "success", "danger"})


@dataclass(frozen=True, slots=True)
class Markup:
    inline: Json | None = None
    """An InlineKeyboardMarkup."""
    keyboard: list[list[str]] | None = None
    """Texts of a reply keyboard; empty where it is taken away."""


def reply_markup(fields: Fields) -> Markup:
    """The keyboard of a call.

    Raises:
        ApiError: It is broken.
    """
    given = fields.decoded("reply_markup", "reply keyboard markup JSON object")
    if given is None:
        return Markup()
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if given.get("keyboard"):
        return Markup(keyboard=[_texts(row) for row in _rows(given, "keyboard")])
    if given.get("inline_keyboard"):
        return Markup(inline=_inline(given))
    removed = given.get("remove_keyboard") or given.get("hide_keyboard")
    return Markup(keyboard=[]) if removed else Markup()


def inline_markup(fields: Fields) -> Json | None:
    """The keyboard of a call that allows no other kind."""
    markup = reply_markup(fields)
    if markup.keyboard is not None:
        raise bad_request("inline keyboard expected")
    return markup.inline


def buttons(markup: Json | None) -> Iterator[Json]:
    for row in (markup or {}).get("inline_keyboard", []):
        yield from row


def check_button(button: Any) -> None:
    """Of an inline keyboard or of a rich message.

    Raises:
        ApiError: Telegram would refuse it.
    """
    if not isinstance(button, dict):
        raise _unparsed("InlineKeyboardButton must be an Object")
    if not button.get("text"):
        if "text" not in button:
            raise _unparsed('Can\'t find field "text"')
        raise bad_request("inline keyboard button text must be non-empty")
    acts = button.get("url") or button.get("callback_data")
    if not acts and not any(action in button for action in _ACTIONS):
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if button.get("style", "") not in _STYLES:
        raise _unparsed("Unsupported button style specified")
    _check_action(button)


def _check_action(button: Json) -> None:
    if len(button.get("callback_data", "").encode()) > LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if not 0 < len(button.get("copy_text", {"text": "-"}).get("text", "")) <= _LONGEST_COPY:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    url = button.get("url", "t.me")
    host = url.partition("://")[2] or url
    if not url.startswith(("tg:", "ton:")) and "." not in host.split("/")[0]:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _inline(given: Json) -> Json:
    rows = _rows(given, "inline_keyboard")
    for row in rows:
        for button in row:
            check_button(button)
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": [row for row in rows if row]}


def _rows(given: Json, name: str) -> list[list[Any]]:
    rows = given[name]
    if not isinstance(rows, list):
        raise bad_request(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        of = " of the InlineKeyboardMarkup" if name == "inline_keyboard" else ""
        raise bad_request(f'field "{name}"{of} must be an Array of Arrays')
    return rows


def _texts(row: list[Any]) -> list[str]:
    found = []
    for button in row:
        if isinstance(button, str):
            found.append(button)
        elif isinstance(button, dict):
            found.append(string_of(button, "text"))
        else:
            reason = "KeyboardButton must be a String or an Object"
            raise bad_request(f"can't parse keyboard button: {reason}")
    return found


def _unparsed(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
