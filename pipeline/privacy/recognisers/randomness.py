"""Telling generated secrets from words that people and compilers write."""

import math
import re
from collections import Counter

_SWITCH = re.compile(r"[A-Za-z](?=\d)|\d(?=[A-Za-z])")
_SYLLABLES = re.compile(r"[A-Z]?[a-z]{3,}")


def looks_random(word: str, *, shortest: int = 16) -> bool:
    """Whether ``word`` is a generated token rather than a name, a slug or an identifier.

    A token switches between letters and digits often, or is long and has nearly as many different
    characters as a random one. If it mixes cases, less than half of it may read like the words of
    ``CamelCaseName2``; a random base-62 string has about a quarter of such runs.
    """
    if len(word) < shortest or not any(map(str.isdigit, word)):
        return False
    mixed = word not in {word.lower(), word.upper()}
    if mixed and sum(map(len, _SYLLABLES.findall(word))) * 2 >= len(word):
        return False
    switches = sum(1 for _ in _SWITCH.finditer(word))
    return switches >= 3 or (mixed and len(word) >= 32 and entropy(word) >= 4.0)


def entropy(word: str) -> float:
    """Shannon entropy of the characters, bits per character."""
    counts = Counter(word).values()
    return -sum(count / len(word) * math.log2(count / len(word)) for count in counts)


def restless(word: str, *, shortest: int = 16) -> bool:
    """Whether capitals and small letters mix as in a random base-62 string, digits or none.

    No more than two fifths of it may read like the words of ``CamelCaseNames``.
    """
    mixed = word not in {word.lower(), word.upper()}
    return (
        len(word) >= shortest
        and mixed
        and 5 * sum(map(len, _SYLLABLES.findall(word))) <= 2 * len(word)
    )
