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
_CUE_WORD = re.compile(r"(?:seed|mnemonic|phrase|wallet|recovery)\Z")
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
        words = _WORD.findall(match.group().lower())
        named = _CUE_WORD.match(words[0]) is not None and len(words) - 1 in _LENGTHS
        called = named or _is_called(match) or _is_apart(match, len(words))
        if not called or not _OTHER.isdisjoint(words):
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


_PURSE = re.compile(
    r"(?<![A-Za-z0-9/])(?:T[1-9A-HJ-NP-Za-km-z]{33}|(?:bc|ltc)1[a-z0-9]{25,62}"
    r"|[13LDX][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40}|[UEk]Q[\w-]{46}"
    r"|[1-9A-HJ-NP-Za-km-z]{43,44})(?![A-Za-z0-9])"
)
"""Addresses of Tron, Bitcoin and its like, Ethereum, TON and Solana."""
_PURSE_CUE = re.compile(
    r"(?:кошел|wallet|\b(?:btc|eth|ltc|sol|ton|trx|doge|usd[tc]|trc-?20|erc-?20|bep-?20)\b|бит(?:ок|ка|ко)|bitcoin|"
    r"эфир|\bтон\b|юсдт|крипт|crypto|solana|ethereum)",
    re.IGNORECASE,
)
_NO_PURSE = re.compile(
    r"(?:контракт|contract|token|токен|tx|транзакц|transaction|block|блок|hash|хеш|хэш)\w*[^\w\n]{0,3}$",
    re.IGNORECASE,
)
_PURSE_CUES = (
    "кошел", "wallet", "btc", "eth", "ltc", "sol", "ton", "trx", "usd", "20", "бит", "эфир",
    "тон", "юсдт", "крипт", "crypto", "doge",
)  # fmt: skip


def mask_purses(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask the address of a wallet that is called so; contracts and transactions stay."""
    if not any(map(lowered.__contains__, _PURSE_CUES)):
        return text

    def replace(match: re.Match[str]) -> str:
        start, end = match.span()
        before = text[max(0, start - _CONTEXT) : start]
        called = _PURSE_CUE.search(before) or _PURSE_CUE.search(text[end : end + 15])
        if not called or _NO_PURSE.search(before) or match[0].isalpha() or match[0].isdigit():
            return match[0]
        counts[MaskKind.ACCOUNT] += 1
        return MaskKind.ACCOUNT.token

    return _PURSE.sub(replace, text)
