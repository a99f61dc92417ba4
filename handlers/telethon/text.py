"""Texts and what their entities point to, as exports give them."""

from collections.abc import Iterable
from typing import Any, Final

from telethon import types

from handlers.export.entities import NO_REFERENCES, References, keep, link
from handlers.export.text import MAX_TEXT, clean, clean_name

_MENTIONS: Final = (types.MessageEntityMention, types.MessageEntityMentionName)
_REFERENCES: Final = (*_MENTIONS, types.MessageEntityUrl, types.MessageEntityTextUrl)
_OPENINGS: Final = {
    types.MessageEntityBotCommand: True,
    types.MessageEntityCode: False,
    types.MessageEntityPre: False,
}
_LAST_OF_ONE_UNIT: Final = "\uffff"


def shown(value: Any) -> str:
    """The words of a text, or of a ``TextWithEntities``."""
    if isinstance(value, str):
        return value
    words = getattr(value, "text", None)
    return words if isinstance(words, str) else ""


def tidied(text: str) -> str:
    return clean(text)[:MAX_TEXT]


def references(text: str, entities: Any) -> References:
    """The people and addresses that entities name, each once and in their order.

    Entities count in units of UTF-16 (core.telegram.org/api/entities#entity-length).
    """
    if not isinstance(entities, list):
        return NO_REFERENCES
    telling = [each for each in entities if isinstance(each, _REFERENCES)]
    if not telling:
        return NO_REFERENCES
    units = None if max(text, default="") <= _LAST_OF_ONE_UNIT else _utf16(text)
    return collected((type(each), _part(text, units, each), each) for each in telling)


def command(text: str, entities: Any) -> bool | None:
    """As ``Message.command``: what stands at the very beginning decides."""
    if not text.startswith("/") or not isinstance(entities, list):
        return None
    found = [_OPENINGS.get(type(each)) for each in entities if getattr(each, "offset", -1) == 0]
    return next((each for each in found if each is not None), None)


def collected(found: Iterable[tuple[type, str, Any]]) -> References:
    """From kinds of entities, what they show, and the entities themselves."""
    mentions: dict[str, None] = {}
    links: dict[str, None] = {}
    for kind, words, entity in found:
        if kind in _MENTIONS:
            keep(mentions, clean_name(words))
        else:
            address = entity.url if kind is types.MessageEntityTextUrl else words
            keep(links, link(address))
    return References(tuple(mentions), tuple(links))


def _part(text: str, units: bytes | None, entity: Any) -> str:
    offset, length = entity.offset, entity.length
    if type(offset) is not int or type(length) is not int or offset < 0 or length <= 0:
        return ""
    if units is None:
        return text[offset : offset + length]
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
