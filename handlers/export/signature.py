from typing import Final

from handlers.export.errors import NotAnExportError

HEAD: Final = 1024
"""Bytes that tell what a file is."""

_EXPORT_AGAIN: Final = (
    "in Telegram Desktop choose «Export chat history», format «Machine-readable JSON», "
    "and give its result.json"
)
_UNPACK: Final = "unpack it and give the result.json inside"
_SIGNATURES: Final = (
    (b"\x1f\x8b", "it is compressed by gzip", _UNPACK),
    (b"PK\x03\x04", "it is a ZIP archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7-Zip archive", _UNPACK),
    (b"Rar!", "it is a RAR archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "it is compressed by Zstandard", _UNPACK),
    (b"\xff\xfe", "it is written in UTF-16", "save it as UTF-8, or export the chat again"),
    (b"\xfe\xff", "it is written in UTF-16", "save it as UTF-8, or export the chat again"),
    (b"SQLite format 3", "it is a database", _EXPORT_AGAIN),
    (b"%PDF", "it is a PDF document", _EXPORT_AGAIN),
)


def refuse_other_formats(head: bytes) -> None:
    """Say what a file is that cannot be an export, by its first `HEAD` bytes.

    Raises:
        NotAnExportError: It begins with anything but a JSON object.
    """
    for signature, found, remedy in _SIGNATURES:
        if head.startswith(signature):
            raise NotAnExportError(found, remedy)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if not start:
        raise NotAnExportError("it is empty", _EXPORT_AGAIN)
    if start.startswith(b"<"):
        raise NotAnExportError("it is an HTML export", _EXPORT_AGAIN)
    if start.startswith(b"["):
        raise NotAnExportError("its JSON is a list", _EXPORT_AGAIN)
    if b"\x00" in head:
        raise NotAnExportError("it is a binary file", _EXPORT_AGAIN)
    if not start.startswith(b"{"):
        raise NotAnExportError("it is no JSON", _EXPORT_AGAIN)


def no_chats() -> NotAnExportError:
    return NotAnExportError("its JSON holds no chat with messages", _EXPORT_AGAIN)
