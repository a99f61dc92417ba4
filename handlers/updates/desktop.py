"""A message of the Bot API in the words of a Telegram Desktop export.

What both tell alike is read by the same code, so that a message is the same row whichever way it
came (core.telegram.org/bots/api#message; export_output_json.cpp for the words of Desktop).
"""

from collections.abc import Callable
from typing import Any, Final

from handlers.updates.rich import rich_form

Raw = dict[str, Any]

_ENTITIES: Final = {
    "mention": "mention",
    "text_mention": "mention_name",
    "url": "link",
    "text_link": "text_link",
    "bot_command": "bot_command",
    "code": "code",
    "pre": "pre",
}
_OPENINGS: Final = frozenset({"bot_command", "code", "pre"})
"""They tell something at the beginning of a text alone."""
_FILES: Final = {
    "animation": "animation",
    "video": "video_file",
    "video_note": "video_message",
    "voice": "voice_message",
    "audio": "audio_file",
    "sticker": "sticker",
    "document": None,
}
"""Media that are files, by Desktop's ``media_type``. An animation is given as a document too, so
the order counts."""


def desktop_form(message: Raw) -> Raw:
    """Text, entities and media, as Desktop would write them."""
    written = {"type": "message", **_text(message), **_media(message)}
    if isinstance(message.get("rich_message"), dict):
        written["rich_message"] = rich_form(message["rich_message"])
        written.pop("text")
    return written


def _text(message: Raw) -> Raw:
    text = message.get("text") or message.get("caption") or ""
    entities = message.get("entities") or message.get("caption_entities")
    if not isinstance(text, str):
        return {"text": ""}
    if not isinstance(entities, list) or not entities:
        return {"text": text}
    units = text.encode("utf-16-le", "surrogatepass")
    return {
        "text": text,
        "text_entities": [
            _entity(each, units) for each in sorted(filter(_is_told, entities), key=_is_no_opening)
        ],
    }


def _is_told(entity: Any) -> bool:
    """Whether it points to something, or makes a command of the slash that a text begins with."""
    if not isinstance(entity, dict):
        return False
    return entity.get("type") in _ENTITIES and (
        entity["type"] not in _OPENINGS or entity.get("offset") == 0
    )


def _is_no_opening(entity: Raw) -> bool:
    return entity["type"] not in _OPENINGS


def _entity(entity: Raw, units: bytes) -> Raw:
    """Offsets count UTF-16 units."""
    start, length = entity.get("offset"), entity.get("length")
    shown = b""
    if type(start) is int and type(length) is int and start >= 0 and length > 0:
        shown = units[2 * start : 2 * (start + length)]
    return {
        "type": _ENTITIES[entity["type"]],
        "text": shown.decode("utf-16-le", "replace"),
        "href": entity.get("url"),
    }


def _media(message: Raw) -> Raw:
    for key, media_type in _FILES.items():
        if isinstance(message.get(key), dict):
            return _file(message[key], media_type)
    for key, form in _OTHERS.items():
        if message.get(key):
            return form(message[key])
    return {}


def _file(file: Raw, media_type: str | None) -> Raw:
    form = {
        "file": "",
        "file_size": file.get("file_size"),
        "duration_seconds": file.get("duration"),
        "media_type": media_type,
        "file_name": file.get("file_name"),
        "sticker_emoji": file.get("emoji"),
        "performer": file.get("performer"),
        "title": file.get("title"),
    }
    return {key: value for key, value in form.items() if value is not None}


def _photo(sizes: Any) -> Raw:
    known = [each.get("file_size") for each in sizes if isinstance(each, dict)]
    return {"photo": "", "photo_file_size": known[-1] if known else None}


def _live_photo(photo: Any) -> Raw:
    return _photo(photo.get("photo") or ())


def _contact(contact: Any) -> Raw:
    return {"contact_information": contact}


def _venue(venue: Any) -> Raw:
    place = {"place_name": venue.get("title"), "address": venue.get("address")}
    return {**place, "location_information": venue.get("location")}


def _location(location: Any) -> Raw:
    return {"location_information": location}


def _poll(poll: Any) -> Raw:
    answers = [
        {"text": each.get("text"), "voters": each.get("voter_count")}
        for each in poll.get("options") or ()
        if isinstance(each, dict)
    ]
    return {"poll": {"question": poll.get("question"), "answers": answers}}


def _checklist(checklist: Any) -> Raw:
    return {
        "todo_list": {"title": checklist.get("title"), "answers": checklist.get("tasks") or []}
    }


def _game(game: Any) -> Raw:
    return {"game_title": game.get("title")}


def _invoice(invoice: Any) -> Raw:
    return {"invoice_information": {"title": invoice.get("title")}}


_OTHERS: Final[dict[str, Callable[[Any], Raw]]] = {
    "photo": _photo,
    "live_photo": _live_photo,
    "contact": _contact,
    "venue": _venue,  # a venue is given as a location too
    "location": _location,
    "poll": _poll,
    "checklist": _checklist,
    "game": _game,
    "invoice": _invoice,
    "giveaway": lambda _: {"giveaway_information": {}},
    "giveaway_winners": lambda _: {"giveaway_results": {}},
    "paid_media": lambda _: {"paid_stars_amount": 0},
}
