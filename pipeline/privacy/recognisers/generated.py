"""Long generated words in talk: the secrets of issuers that nobody has listed."""

import re
from collections import Counter

from pipeline.privacy.models import MaskKind
from pipeline.privacy.recognisers.randomness import looks_random

_WORD = re.compile(r"(?<![\w/.:+@⟦-])[A-Za-z0-9_-]{30,512}+={0,2}(?![\w/.:+@⟧-])")
_PARTS = re.compile(r"[_-]")
_SHORTEST, _SHORTEST_PART = 30, 20
_PUBLIC = re.compile(
    r"(?:0x[0-9a-fA-F]+|AAAA[\w-]+|[UEk]Q[\w-]{46}|Qm[1-9A-HJ-NP-Za-km-z]{44}"
    r"|[1-9A-HJ-NP-Za-km-z]{26,44}|[1-9A-HJ-NP-Za-km-z]{87,88})\Z"
)
"""Public: keys of SSH, contents of IPFS, addresses and transactions of chains of blocks."""
_HASH_BEFORE = re.compile(
    r"(?:sha-?\d*|md5|hash|хеш|хэш|digest|checksum|integrity|fingerprint|отпечат\w*|\w*id|commit|tx|"
    r"файл|file|video|видео)[^\w\n]{1,3}$",
    re.IGNORECASE,
)
_CONTEXT = 20


def mask_generated(text: str, counts: Counter[MaskKind]) -> str:
    """Mask words of thirty characters and more that mix cases and digits as only generators do."""

    def replace(match: re.Match[str]) -> str:
        word = match[0]
        longest = max(_PARTS.split(word.rstrip("=")), key=len)
        mixed = longest not in {longest.lower(), longest.upper()}
        if not mixed or not looks_random(longest, shortest=_SHORTEST_PART):
            return word
        before = text[max(0, match.start() - _CONTEXT) : match.start()]
        if _PUBLIC.match(word) or _HASH_BEFORE.search(before):
            return word
        counts[MaskKind.SECRET] += 1
        return MaskKind.SECRET.token

    longest_word = max(map(len, text.split()), default=0)
    return _WORD.sub(replace, text) if longest_word >= _SHORTEST else text
