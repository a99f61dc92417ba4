"""Russian grammar of words and noun phrases, by pymorphy3 and the OpenCorpora dictionary.

Cases, numbers and parts of speech carry OpenCorpora's names: ``nomn``, ``gent``, ``NOUN``, …
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pymorphy3 import MorphAnalyzer

_PERSON = ("Name", "Surn", "Patr")
_PROPER = (*_PERSON, "Geox", "Orgn", "Trad")
_ADJECTIVES = ("ADJF", "PRTF")
_CURIOUS = 0.1
"""Readings that are so much rarer than the likeliest one are curiosities of the dictionary."""
_SURE = 0.6
"""Share of a noun's readings that one dictionary form has to hold to be put in another case."""
_OBLIQUE = re.compile(r".*(?:ами|ями|ах|ях|ам|ям|ов|ого|его|у|ю)")
"""A word that the dictionary misses is hardly a nominative with such an ending."""
_NAMELESS = "\N{REPLACEMENT CHARACTER}"
_CHAT_FORMS = {"лога": "логи"}
"""Where the dictionary's form is not the one that people use."""


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
    proper: bool
    """A name of a person, place, organisation or brand."""
    lemma: str
    score: float
    """Share of the word's occurrences in the dictionary's corpus."""
    parse: Any
    """pymorphy3's own object, which can inflect."""


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer()


def readings(word: str) -> Sequence[Any]:
    """pymorphy3's own, the rare ones too: as a name «Света» is one. The likeliest comes first."""
    return list(_analyzer().parse(_named(word)))


@lru_cache(maxsize=16_384)
def forms(word: str) -> tuple[Form, ...]:
    """The readings of a word, the likeliest first; at least one."""
    parses = readings(word)
    likely = [parse for parse in parses if parse.score >= parses[0].score * _CURIOUS]
    return tuple(
        Form(
            part=str(parse.tag.POS or ""),
            case=str(parse.tag.case or ""),
            number=str(parse.tag.number or ""),
            gender=str(parse.tag.gender or ""),
            known=parse.is_known,
            person=any(mark in parse.tag for mark in _PERSON),
            proper=any(mark in parse.tag for mark in _PROPER),
            lemma=parse.normal_form,
            score=parse.score,
            parse=parse,
        )
        for parse in likely
    )


def _named(word: str) -> str:
    """The word without letters that Unicode counts but gives no name: pymorphy3 fails on these."""
    return "".join(letter if unicodedata.name(letter, "") else _NAMELESS for letter in word)


def part(word: str) -> str:
    """``noun``, ``adjective``, ``person``, or empty for every other part of speech.

    The likeliest reading decides. A word that the dictionary misses is a noun if it may be one:
    what a dictionary misses are mostly new nouns.
    """
    found = forms(word)
    best = found[0]
    if best.known and best.person:
        return "person"
    if any(form.part in _ADJECTIVES and form.lemma == best.lemma for form in found):
        return "adjective"  # «мёртвых токенов» is meant more often than «мёртвых» alone
    if best.part == "NOUN" or (not best.known and any(form.part == "NOUN" for form in found)):
        return "noun"
    return "adjective" if best.part in _ADJECTIVES else ""


def is_word(word: str) -> bool:
    """Whether the dictionary holds a word, in this form; faster than any reading of it."""
    return bool(_analyzer().word_is_known(word))


def is_common(word: str) -> bool:
    """Whether the dictionary holds a word, and not as a name."""
    best = forms(word)[0]
    return best.known and not best.proper


@lru_cache(maxsize=32_768)
def lemma(word: str) -> str:
    """The dictionary form of a word's likeliest reading, ё as е."""
    return forms(word)[0].lemma.replace("ё", "е")


def head(
    adjectives: Sequence[str],
    noun: str,
    cases: Collection[str] = (),
    *,
    of_lemma: str | None = None,
) -> Form | None:
    """The likeliest reading of a noun that all its adjectives agree with.

    With ``cases`` in one of these, with ``of_lemma`` as a form of that word.
    """
    for form in forms(noun):
        fits = (
            form.part == "NOUN"
            and (not cases or form.case in cases)
            and of_lemma in {None, form.lemma}
        )
        if fits and all(_agreeing(adjective, form) for adjective in adjectives):
            return form
    return None


def _agreeing(adjective: str, noun: Form) -> Form | None:
    for form in forms(adjective):
        if (
            form.part in _ADJECTIVES
            and (form.case, form.number) == (noun.case, noun.number)
            and (form.number == "plur" or form.gender == noun.gender)
        ):
            return form
    return None


def nominative(adjectives: Sequence[str], noun: str) -> tuple[str, ...] | None:
    """The phrase in the nominative of its own number; None where that would be a guess."""
    known = forms(noun)[0].known
    if head(adjectives, noun, ("nomn",)) and (known or not _OBLIQUE.fullmatch(noun.lower())):
        return (*adjectives, noun)
    word = _word_meant(noun) if known else None
    found = head(adjectives, noun, of_lemma=word) if word else None
    if found is None:
        return None
    agreeing = (_agreeing(adjective, found) for adjective in adjectives)
    inflected = [_in_nominative(form, found) for form in (*agreeing, found) if form]
    return tuple(inflected) if all(inflected) else None


def _word_meant(noun: str) -> str | None:
    """The dictionary form that a noun is of, if it is clearly of one."""
    shares: dict[str, float] = {}
    for form in forms(noun):
        if form.part == "NOUN":
            shares[form.lemma] = shares.get(form.lemma, 0.0) + form.score
    word = max(shares, key=lambda lemma: shares[lemma], default=None)
    return word if word and shares[word] >= _SURE * sum(shares.values()) else None


def _in_nominative(form: Form, noun: Form) -> str:
    """The word in the nominative of the noun's number and gender; empty if it has none."""
    gender = noun.gender if noun.number == "sing" and form is not noun else ""
    parse = form.parse.inflect({"nomn", noun.number, gender} - {""})
    return _CHAT_FORMS.get(parse.word, str(parse.word)) if parse else ""
