"""Does each number of a statement stand in the messages, in digits or in words?"""

import re
from collections.abc import Iterator
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from pipeline.language.morphology import lemma
from pipeline.language.words import script, words
from pipeline.privacy.tokens import PERSON

_FIGURE = r"\d+(?:[.,:/-]\d+)*"
_NUMBER = re.compile(rf"(?<![\w⟦])(?<!\w[.,:/-]){_FIGURE}(?:\s*%)?")
_ANY_NUMBER = re.compile(_FIGURE)
_CLOCK = re.compile(r"(?<![\d.,:/-])([01]?\d|2[0-3])[. ]([0-5]\d)(?![\d.,:/-]|\s?[%\d])")
"""A time, however its minutes are set off: «8.15», "8 15"."""

_EN = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_RU = """
два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать
пятнадцать шестнадцать семнадцать восемнадцать девятнадцать
"""
_TENS_EN = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS_RU = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
_SPELLED: Final = MappingProxyType(
    {word: n for row in (_EN, _RU) for n, word in enumerate(row.split(), start=2)}
    | {word: 10 * n for row in (_TENS_EN, _TENS_RU) for n, word in enumerate(row.split(), start=2)}
    | {"hundred": 100, "сто": 100, "двое": 2, "трое": 3, "четверо": 4, "dozen": 12, "дюжина": 12}
)
"""Without "one", which mostly counts nothing."""


def stand(text: str, source: str) -> bool:
    """Each number is one of the source's; part of a word («v2.4», «x502») it may be there too."""
    mine, theirs = PERSON.sub(" ", text), PERSON.sub(" ", source)
    if not _ANY_NUMBER.search(mine):
        return True
    return _stand(mine, theirs) or _stand(*(_CLOCK.sub(r"\1:\2", one) for one in (mine, theirs)))


def _stand(mine: str, theirs: str) -> bool:
    anywhere = {part for figure in _ANY_NUMBER.findall(theirs) for part in _parts(figure)}
    spelled = {str(number) for number in _spelled(theirs)}
    alone = _numbers(theirs) | {number for number in anywhere if len(number) > 1} | spelled
    return _numbers(mine) <= alone and set(_ANY_NUMBER.findall(mine)) <= anywhere | spelled


def _parts(figure: str) -> Iterator[str]:
    """A number as it stands, and the ends of a range or a list of times: «10-12», «9:00,13:00»."""
    yield figure
    yield from re.split("[,-]" if ":" in figure else "-", figure)


def _numbers(text: str) -> set[str]:
    return {re.sub(r"\s", "", number) for number in _NUMBER.findall(text)}


def _spelled(text: str) -> Iterator[int]:
    """Numbers written in words, up to a hundred; "twenty five" is all three of 20, 5 and 25."""
    tens = 0
    for word in words(text.replace("-", " ")):
        number = _number(word)
        if number is None:
            tens = 0
            continue
        yield number
        if tens and number < 10:
            yield tens + number
        tens = number if 20 <= number < 100 else 0


@lru_cache(maxsize=8_192)
def _number(word: str) -> int | None:
    return _SPELLED.get(lemma(word) if script(word) == "ru" else word)
