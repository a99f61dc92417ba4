"""Whether what a model wrote of a person is founded on what the person said."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from pipeline.alfred.condensing.days import dated
from pipeline.digest.rules.evidence import dates
from pipeline.digest.rules.evidence.checks import PARTLY_SHARE, word_share
from pipeline.language.stems import stems
from pipeline.language.words import language
from pipeline.privacy.boundary import check_boundary_integrity
from pipeline.privacy.tokens import OPEN

_NUMBER: Final = re.compile(r"\d+")
_NAME: Final = re.compile(r"(?<=[\w,;:] )[A-ZА-ЯЁ][\w’'-]+")
_MONTHS: Final = frozenset(f"{month:02}" for month in range(1, 13))


class Source:
    """What was said, with its days: also as «вчера» reads when it is resolved."""

    def __init__(self, said: Iterable[tuple[date | None, str]]) -> None:
        self.text = "\n".join(line for day, words in said for line in _lines(day, words))
        self.language = language(self.text)
        self.numbers = {
            form for number in _NUMBER.findall(self.text) for form in (number, number.lstrip("0"))
        }
        self.days = dates.named(self.text) | _MONTHS
        self.stems = frozenset(stems(self.text))

    def founds(self, text: str) -> bool:
        """Whether the text names nothing that was not said, and shares its words.

        Names and words are compared within one language only: a summary may be in another one.
        """
        if OPEN in text or check_boundary_integrity([text]) < 1 or not self.names_all_of(text):
            return False
        return language(text) != self.language or word_share(text, self.text) >= PARTLY_SHARE

    def names_all_of(self, text: str) -> bool:
        """Whether the numbers, days and names of a text were all said."""
        if not set(_NUMBER.findall(text)) <= self.numbers or not dates.claimed(text) <= self.days:
            return False
        named = [name for name in _NAME.findall(text) if not dates.named(name)]
        return language(text) != self.language or set(stems(" ".join(named))) <= self.stems


def _lines(day: date | None, words: str) -> Iterator[str]:
    yield words
    if day is not None:
        yield from (dated(words, day), day.isoformat(), dated("yesterday", _next(day)))


def _next(day: date) -> date:
    return day if day == date.max else date.fromordinal(day.toordinal() + 1)
