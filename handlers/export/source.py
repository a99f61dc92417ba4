r"""The export's bytes on their way to the parser: counted, and mended where they must be.

Telegram Desktop writes two things that are no JSON: a control character as ``\x1B``
(tdesktop issue 27571), and a line separator as ``\u2028`` followed by two stray bytes of its
UTF-8 form. Lone surrogates and endless numbers are valid JSON that the C parser cannot take: it
raises, replaces or joins the former, and crashes the process on an integer of more than 4 300
digits. Every replacement is as long as what it replaces, so offsets stay those of the file.
"""

import re
from typing import BinaryIO, Final

CHUNK: Final = 64 * 1024
MAX_VALUE: Final = 16 * 1024 * 1024
"""Bytes that one message may take. Telegram's largest are some 100 KB."""

_LONGEST_ESCAPE: Final = 12
_FIRST_STEP: Final = 64
_BOM: Final = b"\xef\xbb\xbf"
_SUSPECT: Final = re.compile(
    rb"\\(?:x|u202[89]\x80|u[dD](?:"
    rb"[89abAB]..(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB]..\\u[dD])[c-fC-F]))",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(
    rb"\\(?:(?P<control>x[01][0-9A-F])|(?P<separator>u202[89]\x80[\xa8\xa9])"
    rb"|u[dD][89abAB]..\\u[dD][c-fC-F]..|(?P<lone>u[dD][89a-fA-F]..)|.)",
    re.DOTALL,
)
_ESCAPE_CHARACTER: Final = b"\\x1B"
# Control characters, too: the cleaning of texts takes them out, the first with its sequence.
_CONTROL_SEQUENCE_INTRODUCER: Final = "\x9b\x9b".encode()
_PADDING: Final = "\x80".encode()
_DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
_TOO_MANY_DIGITS: Final = re.compile(rb"[0-9]{2000}")


class OversizedMessageError(Exception):
    """One message takes more than `MAX_VALUE` bytes."""


class Source:
    """A binary file as the parser reads it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._value_start: int | None = None
        self.bytes_read = 0
        self.chunk_start = 0
        """Where the chunk begins that was handed over last."""

    def value_ended(self) -> None:
        """A message ends in what was read so far: the next one may take `MAX_VALUE` from here."""
        self._value_start = self.bytes_read

    def read(self, size: int = -1) -> bytes:
        if size == 0:  # the parser asks whether the file is binary
            return b""
        if self._value_start is not None and self.bytes_read > self._value_start + MAX_VALUE:
            raise OversizedMessageError
        chunk = self._file.read(size)
        chunk += self._rest_of_escape(chunk)
        self.chunk_start = self.bytes_read
        self.bytes_read += len(chunk)
        if self.chunk_start == 0 and chunk.startswith(_BOM):
            chunk = chunk.replace(_BOM, b"   ", 1)
        return mended(chunk)

    def _rest_of_escape(self, chunk: bytes) -> bytes:
        """More bytes, until no escape can be cut in two where the chunk ends."""
        rest = b""
        tail = chunk
        step = _FIRST_STEP
        while b"\\" in tail[-_LONGEST_ESCAPE:] and len(rest) < MAX_VALUE:
            tail = self._file.read(step)
            rest += tail
            step *= 2
        return rest


def mended(chunk: bytes) -> bytes:
    """The chunk with what is no JSON replaced, byte for byte."""
    if _SUSPECT.search(chunk):
        chunk = _ESCAPE.sub(_mended_escape, chunk)
    if b"0" * 2000 in chunk.translate(_DIGITS):
        # A blank ends the number, so the parser refuses it; in a text it does no harm.
        chunk = _TOO_MANY_DIGITS.sub(lambda found: found[0][:-1] + b" ", chunk)
    return chunk


def _mended_escape(found: re.Match[bytes]) -> bytes:
    escape = found[0]
    match found.lastgroup:
        case "control":
            introducer = escape == _ESCAPE_CHARACTER
            return _CONTROL_SEQUENCE_INTRODUCER if introducer else rb"\b\b"
        case "separator":
            return escape[:6] + _PADDING
        case "lone":
            return rb"\ufffd"
        case _:
            return escape
