"""What a message carries beside its text."""

import json
from collections.abc import Callable
from typing import Any, Final

from handlers.export.entities import plain_text
from handlers.export.integers import whole_number
from handlers.export.problems import Problem, Problems
from handlers.export.text import MAX_FILE_NAME, clean_name
from pipeline.ingest.models import Media, MediaKind

Raw = dict[str, Any]

_FILE_KINDS: Final = {
    "sticker": MediaKind.STICKER,
    "video_message": MediaKind.VIDEO_NOTE,
    "voice_message": MediaKind.VOICE,
    "animation": MediaKind.ANIMATION,
    "video_file": MediaKind.VIDEO,
    "audio_file": MediaKind.AUDIO,
}
_NAMED_BY_PEOPLE: Final = frozenset({MediaKind.FILE, MediaKind.VIDEO, MediaKind.AUDIO})
_PLACEHOLDER: Final = "(File "
"""Telegram Desktop writes «(File not included. …)» where a path would stand."""
_LONGEST_INVOICE: Final = 10_000
_MOST_SECONDS: Final = 2**31 - 1


def read_media(raw: Raw, problems: Problems) -> Media | None:
    """The medium that the keys of a message describe; none if none of them does."""
    for key, reader in _READERS.items():
        if key in raw:
            return reader(raw, problems)
    return None


def _file(raw: Raw, problems: Problems) -> Media:
    written = raw.get("media_type")
    kind = MediaKind.FILE
    if written is not None:
        kind = _FILE_KINDS.get(str(written), MediaKind.OTHER)
    if kind is MediaKind.OTHER:
        problems.add(Problem.UNREADABLE_MEDIA)
    return Media(
        kind,
        name=_file_name(raw, kind),
        size=_count(raw.get("file_size")),
        seconds=_seconds(raw.get("duration_seconds")),
    )


def _file_name(raw: Raw, kind: MediaKind) -> str | None:
    if kind is MediaKind.STICKER:
        return _joined(raw, "sticker_emoji")
    if kind is MediaKind.AUDIO and (track := _joined(raw, "performer", "title", between=" — ")):
        return track
    name = raw.get("file_name")
    path = raw.get("file")
    if kind in _NAMED_BY_PEOPLE and not isinstance(name, str) and isinstance(path, str):
        # Exports before 2024 have no file_name.
        name = "" if path.startswith(_PLACEHOLDER) else path.rpartition("/")[2]
    return clean_name(name, MAX_FILE_NAME) or None if isinstance(name, str) else None


def _photo(raw: Raw, problems: Problems) -> Media:
    return Media(MediaKind.PHOTO, size=_count(raw.get("photo_file_size")))


def _contact(raw: Raw, problems: Problems) -> Media:
    person = _object(raw["contact_information"], problems)
    return Media(MediaKind.CONTACT, _joined(person, "first_name", "last_name"))


def _location(raw: Raw, problems: Problems) -> Media:
    return Media(MediaKind.LOCATION, _joined(raw, "place_name", "address", between=", "))


def _game(raw: Raw, problems: Problems) -> Media:
    return Media(MediaKind.GAME, _joined(raw, "game_title"))


def _invoice(raw: Raw, problems: Problems) -> Media:
    written = raw["invoice_information"]
    if isinstance(written, str) and len(written) <= _LONGEST_INVOICE:
        # Telegram Desktop writes this object as a string that holds its JSON.
        try:
            written = json.loads(written)
        except (ValueError, RecursionError):
            written = None
    return Media(MediaKind.INVOICE, _joined(_object(written, problems), "title"))


def _todo(raw: Raw, problems: Problems) -> Media:
    todo = raw["todo_list"]
    title = plain_text(todo.get("title")) if isinstance(todo, dict) else ""
    return Media(MediaKind.TODO, clean_name(title) or None)


def _other(raw: Raw, problems: Problems) -> Media:
    """Giveaways and paid media, whose content the export does not hold."""
    return Media(MediaKind.OTHER)


_READERS: Final[dict[str, Callable[[Raw, Problems], Media]]] = {
    "file": _file,
    "media_type": _file,
    "photo": _photo,
    "photo_file_size": _photo,  # alone, where a photo has destroyed itself
    "contact_information": _contact,
    "place_name": _location,
    "location_information": _location,
    "game_title": _game,
    "invoice_information": _invoice,
    "todo_list": _todo,
    "giveaway_information": _other,
    "giveaway_results": _other,
    "paid_stars_amount": _other,
}
MEDIA_KEYS: Final = frozenset(_READERS)


def _object(value: Any, problems: Problems) -> Raw:
    if isinstance(value, dict):
        return value
    problems.add(Problem.UNREADABLE_MEDIA)
    return {}


def _joined(raw: Raw, *keys: str, between: str = " ") -> str | None:
    parts = (raw.get(key) for key in keys)
    names = (clean_name(part) for part in parts if isinstance(part, str))
    return between.join(name for name in names if name) or None


def _count(value: Any) -> int | None:
    number = whole_number(value)
    return number if number is not None and number >= 0 else None


def _seconds(value: Any) -> int | None:
    number = _count(value)
    return number if number is not None and number <= _MOST_SECONDS else None
