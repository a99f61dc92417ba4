"""What a message carries beside its text, named as Telegram Desktop's exports name it."""

from collections.abc import Callable
from typing import Any, Final

from telethon import types

from handlers.export.text import MAX_FILE_NAME, clean_name
from handlers.telethon.text import shown
from pipeline.ingest.models import Media, MediaKind

_MOST: Final = 2**31 - 1


def read_media(media: Any) -> Media | None:
    """None if an export says nothing of it either: a link's preview, a die, a story."""
    reader = _READERS.get(type(media))
    return reader(media) if reader else None


def _document(media: Any) -> Media:
    document = media.document
    attributes = getattr(document, "attributes", None)
    found = {type(each): each for each in attributes} if isinstance(attributes, list) else {}
    kind = _file_kind(found)
    return Media(
        kind,
        name=_file_name(kind, found),
        size=_count(getattr(document, "size", None)),
        seconds=_seconds(found),
    )


def _file_kind(found: dict[type, Any]) -> MediaKind:
    video = found.get(types.DocumentAttributeVideo)
    audio = found.get(types.DocumentAttributeAudio)
    kinds = (
        (types.DocumentAttributeSticker in found, MediaKind.STICKER),
        (video is not None and bool(video.round_message), MediaKind.VIDEO_NOTE),
        (audio is not None and bool(audio.voice), MediaKind.VOICE),
        (types.DocumentAttributeAnimated in found, MediaKind.ANIMATION),
        (video is not None, MediaKind.VIDEO),
        (audio is not None, MediaKind.AUDIO),
    )
    return next((kind for is_it, kind in kinds if is_it), MediaKind.FILE)


def _file_name(kind: MediaKind, found: dict[type, Any]) -> str | None:
    if kind is MediaKind.STICKER:
        return _joined(found[types.DocumentAttributeSticker].alt)
    audio = found.get(types.DocumentAttributeAudio)
    if kind is MediaKind.AUDIO and (
        track := _joined(audio.performer, audio.title, between=" — ") if audio else None
    ):
        return track
    named = found.get(types.DocumentAttributeFilename)
    name = getattr(named, "file_name", None)
    return clean_name(name, MAX_FILE_NAME) or None if isinstance(name, str) else None


def _seconds(found: dict[type, Any]) -> int | None:
    timed = found.get(types.DocumentAttributeVideo) or found.get(types.DocumentAttributeAudio)
    seconds = getattr(timed, "duration", None)
    if not isinstance(seconds, int | float) or not 1 <= seconds <= _MOST:
        return None  # an export leaves 0 out
    return int(seconds)


def _photo(media: Any) -> Media:
    """The size is that of the largest version, which is what an export would hold."""
    sizes = getattr(media.photo, "sizes", None)
    found = [_photo_size(each) for each in sizes] if isinstance(sizes, list) else []
    return Media(MediaKind.PHOTO, size=max(filter(None, found), default=None))


def _photo_size(size: Any) -> int | None:
    steps = getattr(size, "sizes", None)
    if isinstance(steps, list):
        return max((step for step in steps if _count(step) is not None), default=None)
    return _count(getattr(size, "size", None))


def _contact(media: Any) -> Media:
    return Media(MediaKind.CONTACT, _joined(media.first_name, media.last_name))


def _place(media: Any) -> Media:
    return Media(MediaKind.LOCATION)


def _venue(media: Any) -> Media:
    return Media(MediaKind.LOCATION, _joined(media.title, media.address, between=", "))


def _game(media: Any) -> Media:
    return Media(MediaKind.GAME, _joined(getattr(media.game, "title", None)))


def _invoice(media: Any) -> Media:
    return Media(MediaKind.INVOICE, _joined(media.title))


def _todo(media: Any) -> Media:
    return Media(MediaKind.TODO, _joined(shown(getattr(media.todo, "title", None))))


def _other(media: Any) -> Media:
    """Giveaways and paid media, whose content is not shown to who has not paid."""
    return Media(MediaKind.OTHER)


_READERS: Final[dict[type, Callable[[Any], Media]]] = {
    types.MessageMediaDocument: _document,
    types.MessageMediaPhoto: _photo,
    types.MessageMediaContact: _contact,
    types.MessageMediaGeo: _place,
    types.MessageMediaGeoLive: _place,
    types.MessageMediaVenue: _venue,
    types.MessageMediaGame: _game,
    types.MessageMediaInvoice: _invoice,
    types.MessageMediaToDo: _todo,
    types.MessageMediaGiveaway: _other,
    types.MessageMediaGiveawayResults: _other,
    types.MessageMediaPaidMedia: _other,
}


def _joined(*parts: Any, between: str = " ") -> str | None:
    names = (clean_name(part) for part in parts if isinstance(part, str))
    return between.join(name for name in names if name) or None


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < 2**63 else None
