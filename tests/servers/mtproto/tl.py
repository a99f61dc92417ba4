"""The wire's objects. Telethon's generated classes make and read them; they carry no types."""

import struct
from datetime import datetime
from typing import Any, TypeAlias

from telethon.extensions import BinaryReader
from telethon.tl.core import GzipPacked

Tl: TypeAlias = Any
"""An object of the schema, or what a request may return besides: a bool or a list of objects."""

_VECTOR = 0x1CB5C415
_TRUE = struct.pack("<I", 0x997275B5)
_FALSE = struct.pack("<I", 0xBC799737)
_RPC_RESULT = 0xF35C6D01
_CONTAINER = 0x73F1F8DC
_GZIP_FROM = 512
"""Bytes from which an answer is packed, as Telegram does with long ones."""


def name_of(request: Tl) -> str:
    """The schema's name of a request: ``messages.getHistory``, ``ping``."""
    kind = type(request)
    space = kind.__module__.partition(".functions")[2].lstrip(".")
    stem = kind.__name__.removesuffix("Request")
    name = stem[:1].lower() + stem[1:]
    return f"{space}.{name}" if space else name


def read(data: bytes) -> Tl:
    """
    Raises:
        TypeNotFoundError: The layer has no such constructor.
    """
    found = BinaryReader(data).tgread_object()
    return read(found.data) if isinstance(found, GzipPacked) else found


def encode(result: Tl) -> bytes:
    if isinstance(result, bool):
        return _TRUE if result else _FALSE
    if isinstance(result, list):
        return struct.pack("<II", _VECTOR, len(result)) + b"".join(map(bytes, result))
    return bytes(result)


def rpc_result(message_id: int, result: Tl) -> bytes:
    body = encode(result)
    if len(body) >= _GZIP_FROM:
        body = min(body, bytes(GzipPacked(body)), key=len)
    return struct.pack("<Iq", _RPC_RESULT, message_id) + body


def messages_in(message_id: int, number: int, data: bytes) -> list[tuple[int, int, bytes]]:
    """The messages of a container as (message id, sequence number, body), or the one itself."""
    if struct.unpack_from("<I", data)[0] != _CONTAINER:
        return [(message_id, number, data)]
    found: list[tuple[int, int, bytes]] = []
    offset = 8
    for _ in range(struct.unpack_from("<I", data, 4)[0]):
        inner, order, length = struct.unpack_from("<qII", data, offset)
        offset += 16
        found.append((inner, order, data[offset : offset + length]))
        offset += length
    return found


def changed(original: Tl, /, **values: Any) -> Tl:
    """A copy with other values; the old version stays as it was pushed."""
    copy = object.__new__(type(original))
    copy.__dict__.update(original.__dict__, **values)
    return copy


def moment(given: datetime | None) -> datetime | None:
    """A date of a request: zero, which is read as the epoch, says nothing."""
    return given if given and given.timestamp() > 0 else None
