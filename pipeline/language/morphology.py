"""Russian grammar of words and noun phrases, by pymorphy3 and the OpenCorpora dictionary.

Cases, numbers and parts of speech carry OpenCorpora's names: ``nomn``, ``gent``, ``NOUN``, …
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pymorphy3 import MorphAnalyzer

_PERSON = ("Name", "Surn", "Patr")
_ADJECTIVES = ("ADJF", "PRTF")
_LEAST_SCORE = 0.05
"""Readings below this share of a word's occurrences are curiosities of the dictionary."""


@dataclass(frozen=True, slots=True)
class Form:
    """One reading of a word."""

    part: str
    case: str
    number: str
    gender: str
    known: bool
    """The dictionary holds the word; otherwise its ending suggests the reading."""
    person: bool
    """A first name, surname or patronymic."""
    lemma: str
    parse: Any
    """pymorphy3's own object, which can inflect."""


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer()


@lru_cache(maxsize=32_768)
def forms(word: str) -> tuple[Form, ...]:
    """The readings of a word, the likeliest first; at least one."""
    parses = _analyzer().parse(word)
    likely = [parse for parse in parses if parse.score >= _LEAST_SCORE] or parses[:1]
    return tuple(
        Form(
            part=parse.tag.POS or "",
            case=parse.tag.case or "",
            number=parse.tag.number or "",
            gender=parse.tag.gender or "",
            known=parse.is_known,
            person=any(mark in parse.tag for mark in _PERSON),
            lemma=parse.normal_form,
            parse=parse,
        )
        for parse in likely
    )


def part(word: str) -> str:
    """``noun``, ``adjective``, ``person``, or empty for every other part of speech.

    The likeliest reading decides. A word that the dictionary misses is a noun if it may be one:
    what a dictionary misses are mostly new nouns.
    """
    found = forms(word)
    best = found[0]
    if best.known and best.person:
        return "person"
    if best.part == "NOUN" or not best.known and any(form.part == "NOUN" for form in found):
        return "noun"
    return "adjective" if best.part in _ADJECTIVES else ""


def head(adjectives: Sequence[str], noun: str, cases: Sequence[str] = ()) -> Form | None:
    """The likeliest reading of a noun in one of the cases that all its adjectives agree with."""
    for form in forms(noun):
        fits = form.part == "NOUN" and (not cases or form.case in cases)
        if fits and all(_agreeing(adjective, form) for adjective in adjectives):
            return form
    return None


def _agreeing(adjective: str, noun: Form) -> Form | None:
    for form in forms(adjective):
        same = form.case == noun.case and form.number == noun.number
        if form.part in _ADJECTIVES and same and (
            form.number == "plur" or form.gender == noun.gender
        ):
            return form
    return None


def nominative(adjectives: Sequence[str], noun: str) -> tuple[str, ...] | None:
    """The phrase in the nominative of its own number; None where that would be a guess."""
    if head(adjectives, noun, ("nomn",)):
        return (*adjectives, noun)
    found = head(adjectives, noun)
    if found is None or not found.known or len({form.lemma for form in forms(noun)}) > 1:
        return None
    agreeing = [_agreeing(adjective, found) for adjective in adjectives]
    inflected = [
        form.parse.inflect({"nomn", form.number, *([form.gender] if form.gender else [])})
        for form in (*agreeing, found)
        if form
    ]
    return tuple(parse.word for parse in inflected) if all(inflected) else None
