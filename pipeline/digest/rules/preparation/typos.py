"""Whether one word is another that was mistyped."""

from pipeline.language.morphology import is_common, is_word
from pipeline.language.words import script

SHORTEST = 5
"""Letters below which a slip makes another word too easily."""


def is_typo(one: str, other: str) -> bool:
    """Whether the words are one slip apart, and only one of them can be meant; symmetric.

    In Russian the dictionary knows exactly one of them, and not as a name. There is no dictionary
    of English here, so only letters that change places inside a word, or stand twice, are slips:
    "contact" and "contract" are two words.
    """
    if min(len(one), len(other)) < SHORTEST or one[0] != other[0]:
        return False
    if not (one.isalpha() and other.isalpha()) or script(one) != script(other):
        return False
    if script(one) == "ru":
        return _is_slip(one, other) and is_word(one) != is_word(other) and _is_common(one, other)
    return len(one) > SHORTEST and one[-1] == other[-1] and _is_inner_slip(one, other)


def _is_common(one: str, other: str) -> bool:
    return is_common(one if is_word(one) else other)


def _is_slip(one: str, other: str) -> bool:
    """Damerau's four: a letter more, less, another, or two that change places."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    return short[start + 1 :] == long[start + 1 :] or _is_swap(short[start:], long[start:])


def _is_inner_slip(one: str, other: str) -> bool:
    if len(one) == len(other):
        start = next((i for i, letter in enumerate(one) if letter != other[i]), 0)
        return _is_swap(one[start:], other[start:])
    short, long = sorted((one, other), key=len)
    start = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    return short[start:] == long[start + 1 :] and long[start] == long[start - 1]


def _is_swap(one: str, other: str) -> bool:
    return one[:2] == other[1::-1] and one[2:] == other[2:] and one[:2] != other[:2]
