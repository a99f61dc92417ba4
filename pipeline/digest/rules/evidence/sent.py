"""What a message sends beside its words, as a digest would call it: «прислал фото», "a link"."""

from collections.abc import Mapping
from typing import Final

from pipeline.digest.corpus import Line
from pipeline.ingest.models import MediaKind
from pipeline.language.words import Script

_LINK: Final[Mapping[Script, str]] = {"en": "link website", "ru": "ссылка сайт"}
_NAMES: Final[Mapping[MediaKind, Mapping[Script, str]]] = {
    MediaKind.PHOTO: {"en": "photo picture image", "ru": "фото фотография снимок картинка"},
    MediaKind.VIDEO: {"en": "video", "ru": "видео ролик"},
    MediaKind.VIDEO_NOTE: {"en": "video", "ru": "видео кружок"},
    MediaKind.ANIMATION: {"en": "gif animation", "ru": "гифка гиф"},
    MediaKind.STICKER: {"en": "sticker", "ru": "стикер"},
    MediaKind.VOICE: {"en": "voice recording", "ru": "голосовое запись"},
    MediaKind.AUDIO: {"en": "audio song recording", "ru": "аудио песня запись"},
    MediaKind.FILE: {"en": "file document", "ru": "файл документ"},
    MediaKind.LOCATION: {"en": "location map", "ru": "геолокация карта место"},
    MediaKind.CONTACT: {"en": "contact number", "ru": "контакт номер"},
}


def names(line: Line, language: Script) -> str:
    """Words of this language that name what the message sends; empty if it sends nothing."""
    found = _NAMES.get(line.media.kind, {}).get(language, "") if line.media is not None else ""
    return f"{found} {_LINK[language]}".strip() if line.links else found
