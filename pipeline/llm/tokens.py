"""How many tokens a text is, guessed from its letters."""

import re
from enum import StrEnum

# One match is about one token. GigaChat documents 3 to 4 characters a token, spaces and marks
# counted in (developers.sber.ru/docs/ru/gigachat/guides/counting-tokens). No token spans two
# words, so the short words of a chat cost more than prose: with up to four letters a token,
# Russian prose comes to 3.4 characters a token, the middle of that range, and chats to 2.8.
# Capitals in a row, digits and other alphabets are rarer in what tokenizers learn from, so their
# tokens are shorter. The space before a word belongs to its token.
_TOKEN = re.compile(
    r"[А-ЯЁA-Z]{2}"
    r"|[А-ЯЁ]?[а-яё]{1,4}"
    r"|[A-Z]?[a-z]{1,4}"
    r"|\s{2,}"
    r"|[^ ]"
)
_RARE = re.compile(r"[\U00010000-\U0010ffff]")
_RARE_TOKENS = 3
"""An emoji that is in no vocabulary is spelled by its four bytes, the first two as one token."""
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


class Script(StrEnum):
    CYRILLIC = "cyrillic"
    LATIN = "latin"
    OTHER = "other"


def estimate(text: str) -> int:
    """Tokens of a text for a model that knows Russian: a tenth too many rather than too few."""
    tokens = len(_TOKEN.findall(text)) + (_RARE_TOKENS - 1) * len(_RARE.findall(text))
    return tokens + -(-tokens // 10)


def dominant_script(text: str) -> Script:
    """The script of most letters; neither of the two: OTHER."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if not cyrillic and not latin:
        return Script.OTHER
    return Script.CYRILLIC if cyrillic >= latin else Script.LATIN
