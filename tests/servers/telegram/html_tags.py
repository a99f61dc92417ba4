"""What the tags of parse mode HTML mean."""

import re
from collections.abc import Mapping
from typing import Final

from tests.servers.telegram.errors import ApiError, bad_request
from tests.servers.telegram.fields import Json

TYPES: Final = {
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
    "span": "spoiler",
    "blockquote": "blockquote",
    "pre": "pre",
    "code": "code",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
"""The entity that each makes."""

REFERENCE: Final = re.compile(r"&(?:#x([0-9a-fA-F]+)|#(\d+)|([A-Za-z]+));?")
"""Of a character."""

_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_USER: Final = re.compile(r"tg://user\?id=(\d+)")


def details(tag: str, attributes: Mapping[str, str], inner: str) -> Json | None:
    """What an entity has besides its place; None where the tag makes none."""
    match tag:
        case "a":
            return _link(attributes.get("href") or inner)
        case "blockquote" if "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        case "code":
            language = attributes.get("class", "")
            if language.startswith("language-"):
                return {"language": language.removeprefix("language-")}
            return {}
        case "tg-emoji":
            return _emoji(attributes.get("emoji-id", ""))
        case "tg-time":
            return _time(attributes)
        case _:
            return {}


def _link(url: str) -> Json | None:
    user = _USER.fullmatch(url)
    if user is not None:
        number = int(user.group(1))
        return {
            "type": "text_mention",
            "user": {"id": number, "is_bot": False, "first_name": ""},
        }
    host = url.removeprefix("https://").removeprefix("http://").split("/")[0]
    valid = url.startswith(("tg://", "ton://")) or ("." in host and " " not in host)
    full = url if "://" in url else f"http://{url}"
    return {"url": full if "/" in full.split("://")[1] else f"{full}/"} if valid else None


def _emoji(identifier: str) -> Json:
    if not identifier.isdigit() or int(identifier) == 0:
        raise refusal("Invalid custom emoji identifier specified")
    return {"custom_emoji_id": identifier}


def _time(attributes: Mapping[str, str]) -> Json | None:
    seconds = attributes.get("unix", "")
    if not seconds.isdigit() or int(seconds) == 0:
        return None
    shown: Json = {"unix_time": int(seconds)}
    if attributes.get("format"):
        shown["date_time_format"] = attributes["format"]
    return shown


def reference(source: str, at: int) -> tuple[str, int]:
    """The character that a reference stands for, and where the text goes on."""
    match = REFERENCE.match(source, at)
    if match is None:
        return "&", at + 1
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return (_NAMED[name], match.end()) if name in _NAMED else ("&", at + 1)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if not 0 < code < 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "&", at + 1
    return chr(code), match.end()


def refusal(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
