"""Stored text as a reader may see it: names put back, masks in words, nothing that acts.

Chat text is hostile. A control character or a direction override in it could move the cursor of a
terminal or turn a line round, so none leaves here, whatever the view.
"""

import re
from collections.abc import Callable, Mapping

from pipeline.privacy.tokens import ANY_TOKEN, reveal

_SPACES = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTIONS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """Return the text on one line, its control characters made visible, overrides taken out."""
    text = _SPACES.sub(" ", text).strip()
    return _DIRECTIONS.sub("", _UNPRINTABLE.sub(_visible, text))


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of a name or title, cut at a word where there is one."""
    if len(text) <= limit:
        return text
    kept, space, _ = text[: limit - 1].rpartition(" ")
    # A cut that loses half is worse than one inside a word.
    return (kept if space and len(kept) > limit / 2 else text[: limit - 1]) + "…"


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # the block Control Pictures: ESC becomes ␛
    return "\u2421" if code == 0x7F else "\ufffd"


class Legible:
    """Makes the texts of one digest legible."""

    def __init__(self, people: Mapping[str, str], mask: Callable[[str], str]) -> None:
        self._people = people
        self._mask = mask
        """Gives the word for what a mask such as ``⟦phone⟧`` hides, and for a ``person``."""

    def __call__(self, text: str) -> str:
        named = reveal(text, self._people, unknown=self._word("person"))
        return harmless(ANY_TOKEN.sub(lambda match: self._word(match[0][1:-1]), named))

    def _word(self, kind: str) -> str:
        return f"[{self._mask(kind)}]"
