"""What a model wrote, made fit to be shown: plain, and with no link that nobody gave it."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from pipeline.alfred.rules.linking import addresses, unlinked
from pipeline.privacy.invisible import without_invisible

_DIRECTIONS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Views take these out, which must not join what stands on both sides."""
_MARKDOWN_LINK: Final = re.compile(r"\[([^\]\n]{1,200})\]\((?:[^()\s]{1,500})\)")
_EMPHASIS: Final = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1", re.DOTALL)
_HEADING: Final = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_CITATION: Final = re.compile(r"\[(\d{1,3})\]")
_EMPTY: Final = re.compile(r"[ \t]+(?=[.,;:!?\n]|$)|\(\s*\)")
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a symbol without a picture."""
_SHOWN: Final = frozenset("LNPS")
"""Letters, numbers, punctuation and symbols."""


def presentable(text: str, *, known: Iterable[str], passages: int) -> str:
    """The text without markup, foreign links and citations of nothing.

    Empty if nothing is left of it that anybody would see.

    Args:
        text: As the model wrote it, with people's names.
        known: What the person wrote themselves: links in it may be repeated. A link out of a
            quotation may not, for whoever wrote it into a group chose it for the reader; nor may
            a username, which the model may have been made to recommend.
        passages: How many may be cited.
    """
    text = _DIRECTIONS.sub("", without_invisible(text))
    text = _MARKDOWN_LINK.sub(lambda match: match[1], text)
    text = _HEADING.sub("", _EMPHASIS.sub(lambda match: match[2], text))
    text = _CITATION.sub(lambda match: match[0] if 0 < int(match[1]) <= passages else "", text)
    own = addresses(known)
    # Each step may join what stood apart, so addresses are looked for after the last one too.
    text = _EMPTY.sub("", unlinked(_EMPTY.sub("", text), own))
    text = unlinked(text, own).strip()
    return text if any(map(_is_shown, text)) else ""


def _is_shown(char: str) -> bool:
    return unicodedata.category(char)[0] in _SHOWN and char not in _BLANK


def cited(text: str) -> frozenset[int]:
    return frozenset(int(match[1]) for match in _CITATION.finditer(text))
