"""Phrases that open a wallet (BIP-39)."""

import re
from collections import Counter

from pipeline.language.words import listed
from pipeline.privacy.models import MaskKind

_PHRASE = re.compile(
    r"(?<![\w.@/-])(?:1[.)][ ]?)?[A-Za-z][a-z]{2,7}"
    r"(?:(?:,[ ]?|[ ]|\n)(?:\d{1,2}[.)][ ]?)?[a-z]{3,8}(?![\w@/-])){11,23}+"
)
_LENGTHS = frozenset({12, 15, 18, 21, 24})
_SHORTEST = 12 * 4 - 1
_WORD = re.compile("[a-z]+")
_CUE = re.compile(
    r"(?:\bсид\b|\bсид-|seed|мнемо|mnemo|recovery|восстан|кошел|wallet|фраз)[^\n]{0,30}\n?$",
    re.IGNORECASE,
)
_CONTEXT = 50
_CUES = ("сид", "seed", "мнемо", "mnemo", "recovery", "восстан", "кошел", "wallet", "фраз")
_ORDINARY = (" the ", " a ", " to ", " is ", " i ", " of ", " and ")
"""Talk in English has one of these, and a phrase of a wallet none."""
_OTHER = listed("and are but for from had has his not the was were with")
"""Frequent words that the list of BIP-39 does not have."""
_LATIN_BEFORE = re.compile(r"[A-Za-z0-9]\W{0,3}$")
_LATIN_AFTER = re.compile(r"\W{0,3}[A-Za-z0-9]")


def mask_wallets(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask phrases of 12 to 24 words, called so or with no other words of English around them."""

    def replace(match: re.Match[str]) -> str:
        words = _WORD.findall(match.group())
        if not _OTHER.isdisjoint(words) or not (_is_called(match) or _is_apart(match, len(words))):
            return match.group()
        counts[MaskKind.SECRET] += 1
        return MaskKind.SECRET.token

    called = any(map(lowered.__contains__, _CUES))
    talk = not called and any(map(lowered.__contains__, _ORDINARY))
    return text if talk or len(text) < _SHORTEST else _PHRASE.sub(replace, text)


def _is_called(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - _CONTEXT) : match.start()]
    return _CUE.search(before) is not None


def _is_apart(match: re.Match[str], words: int) -> bool:
    text, (start, end) = match.string, match.span()
    return (
        words in _LENGTHS
        and _LATIN_BEFORE.search(text[max(0, start - 4) : start]) is None
        and _LATIN_AFTER.match(text, end) is None
    )
