"""Chat text made safe to store, to print on a terminal and to send on: nothing more is judged."""

import re
from typing import Final

MAX_TEXT: Final = 32_768
"""Characters kept of a message: Telegram allows 4 096, and 32 768 in a rich message."""
MAX_NAME: Final = 256
"""Characters kept of a name or a title: Telegram allows 64 + 64 and 128."""
MAX_FILE_NAME: Final = 255

# Bidirectional embeddings, overrides and isolates can make a line read as what it is not.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LINE_BREAK: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# ECMA-48: CSI and OSC sequences, then the two-character ones; 0x9b is CSI in one character.
_ESCAPE_SEQUENCE: Final = re.compile(
    "[\x1b\x9b]++\\][^\x07\x1b\x9b\x9c\n]*+(?:\x07|\x1b\\\\|\x9c)?"
    "|[\x1b\x9b]++\\[?[0-?]*+[ -/]*+[@-~]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    r"""Drop what can move a cursor or reverse a line, and what Postgres or UTF-8 cannot hold.

    Line breaks of every kind become ``\n``; tabs stay; lone surrogates become U+FFFD.
    """
    if text.isprintable() or not _UNWANTED.search(text):
        return text
    text = _LINE_BREAK.sub("\n", text)
    text = _ESCAPE_SEQUENCE.sub("", text)
    text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    return _UNWANTED.sub("", text)


def clean_name(name: str, limit: int = MAX_NAME) -> str:
    """A name on one line, without surrounding blanks, cut at ``limit`` characters."""
    return " ".join(clean(name[: 4 * limit]).split())[:limit].rstrip()
