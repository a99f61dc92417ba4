"""What a model wrote, made fit to be shown: plain, and with no link that nobody gave it."""

import re
from collections.abc import Iterable
from typing import Final

_LINK: Final = re.compile(r"(?:https?://|tg://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
_MARKDOWN_LINK: Final = re.compile(r"\[([^\]\n]{1,200})\]\((?:[^()\s]{1,500})\)")
_EMPHASIS: Final = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1", re.DOTALL)
_HEADING: Final = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_CITATION: Final = re.compile(r"\[(\d{1,3})\]")
_EMPTY: Final = re.compile(r"[ \t]+(?=[.,;:!?\n]|$)|\(\s*\)")


def presentable(text: str, *, known: Iterable[str], passages: int) -> str:
    """The text without markup, foreign links and citations of nothing.

    Args:
        text: As the model wrote it.
        known: What the person wrote themselves: links in it may be repeated. A link out of a
            quotation may not, for whoever wrote it into a group chose it for the reader.
        passages: How many may be cited.
    """
    allowed = {link for source in known for link in _LINK.findall(source)}
    text = _MARKDOWN_LINK.sub(lambda match: match[1], text)
    text = _LINK.sub(lambda match: match[0] if match[0] in allowed else "", text)
    text = _CITATION.sub(lambda match: match[0] if 0 < int(match[1]) <= passages else "", text)
    text = _HEADING.sub("", _EMPHASIS.sub(lambda match: match[2], text))
    return _EMPTY.sub("", text).strip()


def cited(text: str) -> frozenset[int]:
    return frozenset(int(match[1]) for match in _CITATION.finditer(text))
