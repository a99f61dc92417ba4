"""Numbers said in words, as transcripts of voice messages have them: «восемь девятьсот …»."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.privacy.models import MaskKind
from pipeline.privacy.recognisers import checksums


def _numbered(words: str, start: int, step: int) -> dict[str, int]:
    return {word: start + step * place for place, word in enumerate(words.split())}


_VALUES = {
    **_numbered("ноль один два три четыре пять шесть семь восемь девять", 0, 1),
    **_numbered("zero one two three four five six seven eight nine", 0, 1),
    **_numbered(
        "десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать "
        "семнадцать восемнадцать девятнадцать", 10, 1,
    ),
    **_numbered(
        "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто", 20, 10
    ),
    **_numbered(
        "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот", 100, 100
    ),
    "нуль": 0,
    "oh": 0,
}  # fmt: skip
_WORD = "|".join(sorted(_VALUES, key=len, reverse=True))
_RUN = re.compile(
    rf"(?<!\w)(?:(?:плюс|plus)\s|[+]?[78][\s(]{{1,2}})?(?:{_WORD})(?!\w)"
    rf"(?:[\s,.-]{{1,3}}(?:{_WORD}|\d{{1,7}})(?!\w)){{4,}}+",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:[78][3489]\d{9}|9\d{9}|[2-9]\d\d[2-9]\d{6})\Z")
"""Of Russia, with the trunk and without, and of North America."""
_FREQUENT = ("семь", "восемь", "девят", "три")
_FREQUENT_IN_ENGLISH = ("five", "seven", "three", "nine", "eight")
"""Of numbers of ten digits and more one in a hundred has none of these, and none of Russia."""


def mask_spoken(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask telephones and cards that are said in words; sums of money and counts stay."""
    frequent = _FREQUENT_IN_ENGLISH if text.isascii() else _FREQUENT
    if not any(map(lowered.__contains__, frequent)):
        return text

    def replace(match: re.Match[str]) -> str:
        kind = _kind(list(_numbers(match.group().lower())))
        if kind is None:
            return match.group()
        counts[kind] += 1
        return kind.token

    return _RUN.sub(replace, text)


def _kind(numbers: Sequence[str]) -> MaskKind | None:
    counted = [int(number) for number in numbers]
    if all(after == before + 1 for before, after in pairwise(counted)):
        return None  # somebody counts
    digits = "".join(numbers)
    if _PHONE.match(digits):
        return MaskKind.PHONE
    return MaskKind.CARD if len(digits) == 16 and checksums.luhn(digits) else None


def _numbers(run: str) -> Iterator[str]:
    """What was said, one after another: a hundred takes in what is less than it.

    Digits among the words stand as they are.
    """
    number = room = 0
    for word in re.findall(r"\w+", run):
        value = 0 if word.isdecimal() else _VALUES.get(word)
        if value is None:
            continue
        if 0 < value < room:
            number += value
        else:
            if room:
                yield str(number)
            number = value
        room = 100 if value >= 100 else 10 if value >= 20 else 1
        if word.isdecimal():
            yield "".join(str(int(digit)) for digit in word)
            room = 0
    if room:
        yield str(number)
