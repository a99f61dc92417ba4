"""A person's name in the case that a preposition asks for: «у Анны», where «у Анна» is wrong.

Cases are named as in ``morphology``.
"""

import re
from functools import cache, lru_cache
from typing import Any, Final

from pipeline.language.morphology import readings

LONGEST: Final = 3
"""Words of a name: first name, patronymic, surname."""
_WORD: Final = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?")
_PERSON: Final = ("Name", "Patr", "Surn")
_EITHER: Final = frozenset({"masc", "femn"})
_GOVERNED: Final = {
    "gent": (
        *("у", "от", "для", "без", "до", "после", "около", "возле", "кроме", "вместо", "против"),
        *("ради", "насчёт", "насчет", "помимо", "из-за", "по словам", "со слов", "по мнению"),
        *("по просьбе", "по данным", "от имени", "со стороны"),
    ),
    "datv": ("к", "ко", "благодаря", "вопреки", "согласно"),
    "accs": ("про", "через"),
    "ablt": ("с", "со", "перед", "над", "между"),
    "loct": ("о", "об", "обо", "при"),
}
"""Prepositions that ask for one case of a person, «с» being taken for «together with». «На»,
«в», «за», «по» and «под» ask for several, and which it is the verb says."""


@lru_cache(maxsize=4_096)
def declined(name: str, case: str) -> str:
    """The name in this case; as it is where the dictionary leaves that open.

    All its words have to be known there as names in the nominative, of a gender that all of them
    may have, and the result has to be one.
    """
    words = name.split()
    if not 0 < len(words) <= LONGEST or not all(map(_WORD.fullmatch, words)):
        return name
    named = [_nominatives(word) for word in words]
    genders = set.intersection(*(set().union(*map(_genders, each)) for each in named))
    found = {
        tuple(form for each in named for form in _forms(each, gender, case)) for gender in genders
    }
    [inflected] = found if len(found) == 1 else [()]
    return " ".join(inflected).title() if len(inflected) == len(words) else name


def governed(before: str) -> str | None:
    """The case of a person's name after these words; None where they leave that open.

    ``@1`` stands for a name: after «у @1 и» it is the genitive too.
    """
    match = _governors().search(before)
    return None if match is None else match.lastgroup


def _nominatives(word: str) -> list[Any]:
    return [
        reading
        for reading in readings(word.lower())
        if reading.is_known
        and {"NOUN", "nomn", "sing"} in reading.tag
        and any(mark in reading.tag for mark in _PERSON)
    ]


def _genders(reading: Any) -> frozenset[str]:
    """«Саша» may be either, and so may «Шевченко»."""
    return _EITHER if "ms-f" in str(reading.tag) else frozenset({str(reading.tag.gender)})


def _forms(named: list[Any], gender: str, case: str) -> set[str]:
    inflected = (each.inflect({case, "sing"}) for each in named if gender in _genders(each))
    return {form.word for form in inflected if form is not None}


@cache
def _governors() -> re.Pattern[str]:
    cases = "|".join(
        f"(?P<{case}>{'|'.join(map(re.escape, words))})" for case, words in _GOVERNED.items()
    )
    others = r"(?:@\d{1,6}(?:, | и | или ))*"
    return re.compile(rf"(?<![\w-])(?:{cases}) {others}\Z", re.IGNORECASE)
