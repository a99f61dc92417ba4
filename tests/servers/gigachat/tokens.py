"""The stand-in's tokenizer: no real one, but plausible, deterministic and fast.

GigaChat documents 3 to 4 characters a token on average, spaces and marks counted in
(developers.sber.ru/docs/ru/gigachat/guides/counting-tokens). Pieces of up to 5 Cyrillic or 7 Latin
letters come to 3.2 in a Russian chat, 3.8 in Russian prose and 4.0 in English prose. Up to three
digits are a token, and so is each mark; a single space belongs to the letters or digits after it.
"""

import re

TURN = 4
"""Tokens that a message costs beyond its text: its role and its two ends."""

_PIECE = re.compile(
    r" ?[а-яёА-ЯЁ]{1,5}"
    r"| ?[A-Za-z]{1,7}"
    r"| ?\d{1,3}"
    r"| ?[^\W\d_]{1,2}"  # letters of other scripts
    r"|\s+"
    r"|.",
    re.DOTALL,
)


def pieces(text: str) -> list[str]:
    """The tokens of a text; joined they are the text again."""
    return _PIECE.findall(text)


def count(text: str) -> int:
    return len(_PIECE.findall(text))
