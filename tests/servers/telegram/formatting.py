"""Texts and captions of a call: parse mode, entities, trimming and limits."""

from dataclasses import dataclass
from typing import Any, Final

from tests.servers.telegram.entities import detected, ordered
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.fields import Fields, Json, integer_of, string_of
from tests.servers.telegram.html_mode import parse_html
from tests.servers.telegram.utf16 import units

LONGEST_TEXT: Final = 4096
LONGEST_CAPTION: Final = 1024
_LONGEST_SOURCE: Final = 1 << 15
"""Bytes of a text with its markup."""

_FOUND_BY_ITSELF: Final = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
)
_GIVEN: Final = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)


@dataclass(frozen=True, slots=True)
class Formatted:
    text: str
    entities: list[Json]

    def json(self, text: str = "text", entities: str = "entities") -> Json:
        shown: Json = {text: self.text}
        if self.entities:
            shown[entities] = self.entities
        return shown


def message_text(fields: Fields) -> Formatted:
    """The ``text`` of a call, which must not be empty.

    Raises:
        ApiError: It is empty, too long, or its markup is broken.
    """
    source = fields.text("text")
    if not source:
        raise bad_request("message text is empty")
    found = formatted(source, fields.text("parse_mode"), fields.decoded_or_none("entities"))
    if not found.text:
        raise bad_request("text must be non-empty")
    if units(found.text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return found


def caption(fields: Fields) -> Json:
    """The caption of a call as the fields of a Message."""
    given = fields.decoded_or_none("caption_entities")
    return caption_of(fields.text("caption"), fields.text("parse_mode"), given)


def caption_of(source: str, parse_mode: str, entities: Any) -> Json:
    """The fields that a caption has in a Message; none where it is empty."""
    found = formatted(source, parse_mode, entities)
    if units(found.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return found.json("caption", "caption_entities") if found.text else {}


def formatted(source: str, parse_mode: str, entities: Any = None) -> Formatted:
    """A text as Telegram keeps it: without markup and surrounding blanks.

    Raises:
        ApiError: The markup or the entities are broken.
    """
    if len(source.encode("utf-8", "surrogatepass")) > _LONGEST_SOURCE:
        raise bad_request("text is too long")
    mode = parse_mode.lower()
    if mode == "html":
        text, found = parse_html(source)
    elif mode in {"", "none"}:
        text, found = source, _entities(entities)
    else:
        raise bad_request("unsupported parse_mode")
    return _trimmed(text, found)


def _entities(given: Any) -> list[Json]:
    if not isinstance(given, list):
        return []
    found = []
    for entity in given:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        kind = string_of(entity, "type")
        if kind in _GIVEN:
            place = {name: integer_of(entity, name) for name in ("offset", "length")}
            found.append(entity | place)
        elif kind not in _FOUND_BY_ITSELF:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
    return ordered(found)


def _trimmed(text: str, entities: list[Json]) -> Formatted:
    kept = text.lstrip()
    shift = units(text) - units(kept)
    kept = kept.rstrip()
    length = units(kept)
    moved = []
    for entity in entities:
        begin = max(0, entity["offset"] - shift)
        end = min(length, entity["offset"] + entity["length"] - shift)
        if begin < end:
            moved.append(entity | {"offset": begin, "length": end - begin})
    return Formatted(kept, detected(kept, moved))
