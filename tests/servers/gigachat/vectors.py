"""Deterministic embeddings: texts that share words are near each other, in every process alike.

Feature hashing with signs (Weinberger et al., 2009) over the first letters of each word.
"""

import math
import re
from functools import lru_cache
from hashlib import blake2b

_WORD = re.compile(r"\w+")
_STEM = 5
"""Letters of a word that count, so that the forms of a Russian word mostly meet."""


def embedding(text: str, dimensions: int) -> list[float]:
    """A unit vector; a text without words points along the first axis."""
    vector = [0.0] * dimensions
    for word in _WORD.findall(text.lower()):
        place = _place(word[:_STEM])
        vector[(place >> 1) % dimensions] += 1.0 if place & 1 else -1.0
    length = math.hypot(*vector)
    if not length:
        return [1.0, *vector[1:]]
    return [round(value / length, 6) for value in vector]


@lru_cache(maxsize=65_536)
def _place(stem: str) -> int:
    return int.from_bytes(blake2b(stem.encode("utf-8", "replace"), digest_size=8).digest())
