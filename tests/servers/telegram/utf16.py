"""Positions in a text as Telegram counts them: in UTF-16 code units."""

from typing import Final

_CODEC: Final = "utf-16-le"
_BYTES: Final = 2
"""Of a unit."""


def units(text: str) -> int:
    """The length of ``text``."""
    return len(text) if text.isascii() else len(_encoded(text)) // _BYTES


def index_at(text: str, offset: int) -> int:
    """The index of the character that begins ``offset`` units into ``text``."""
    if text.isascii():
        return min(offset, len(text))
    return len(_encoded(text)[: offset * _BYTES].decode(_CODEC, "ignore"))


def piece(text: str, offset: int, length: int) -> str:
    """The part of ``text`` that an entity covers."""
    begin = index_at(text, offset)
    rest = text[begin:]
    return rest[: index_at(rest, length)]


def _encoded(text: str) -> bytes:
    return text.encode(_CODEC, "surrogatepass")
