"""How a participant's name is written in talk, and where such a word is surely the person.

A missed mention is a name that the model reads; a false one turns an ordinary word into a person
and spoils a sentence. The rules prefer the former: where a word may be either, it has to be
capitalised inside a sentence, or to call somebody.
"""

import re
from enum import IntEnum
from functools import cache, lru_cache
from typing import Any

from pymorphy3 import MorphAnalyzer

from pipeline.privacy import lexicon

WORD = re.compile(r"\w+")
_CYRILLIC = re.compile(r"[а-яё]+(?:-[а-яё]+)?\Z")
_JOINED = re.compile(r"[^\W_]_[^\W_]")
_CAMEL = re.compile(r"[a-z][A-Z]")


class Reach(IntEnum):
    """Where a word that is a name is taken for its bearer."""

    ANYWHERE = 0
    CAPITALISED = 1
    INSIDE = 2
    """Capitalised, and not where a sentence, a heading or a quotation gives the capital."""
    CALLED = 3
    """Only as ``@nick``, ``nick:`` or ``nick,`` at the start of a line."""


def fold(text: str) -> str:
    """Lower case, ё as е, every character at its place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char if len(char.lower()) > 1 else char.lower() for char in text)
    return lowered.replace("ё", "е")


def words_of(name: str) -> list[str]:
    """Words of a display name by which people may mention its bearer.

    The only word always may; of several words those that are names, so that nobody becomes every
    "master" because of a Master Yoda.
    """
    words = WORD.findall(name)
    return words if len(words) == 1 else [word for word in words[:6] if _is_name(word)]


def cases(word: str) -> frozenset[str]:
    """Folded forms of a name word: itself and, for Russian, its cases in the singular."""
    folded = fold(word)
    return _cases(folded) if _CYRILLIC.match(folded) else frozenset({folded})


def diminutives(word: str) -> frozenset[str]:
    """Folded forms of what the bearers of a full Russian name are called."""
    called = lexicon.DIMINUTIVES.get(fold(word), "").split()
    return frozenset().union(*map(_cases, called))


@lru_cache(maxsize=16_384)
def reach(word: str, form: str) -> Reach:
    """Where ``form``, one of the forms of the name ``word``, is taken for the person."""
    if _is_generic(form):
        return Reach.CALLED
    return _russian_reach(word, form) if _CYRILLIC.match(form) else _other_reach(word)


def _russian_reach(word: str, form: str) -> Reach:
    if not _is_known(form):
        # A rare name, or slang that the dictionary misses and somebody took for a nickname.
        return Reach.CALLED if word.islower() else Reach.CAPITALISED
    ordinary = _ordinary(form)
    if ordinary < 0.1 or form in lexicon.CERTAIN:
        return Reach.ANYWHERE
    if word.islower() and not _is_given_or_family_name(fold(word)):
        return Reach.CALLED
    return Reach.CAPITALISED if ordinary < 0.35 and len(form) > 3 else Reach.INSIDE


def _other_reach(word: str) -> Reach:
    folded = word.lower()
    if folded in lexicon.PLACES_AND_TIMES:
        return Reach.CALLED
    if _is_distinctive(word):
        return Reach.ANYWHERE
    if not word[0].isupper() or (word.isupper() and len(word) <= 4):
        return Reach.CALLED
    return Reach.INSIDE if folded in lexicon.WORD_NAMES else Reach.CAPITALISED


def _is_generic(form: str) -> bool:
    word = form in lexicon.GENERIC and form not in lexicon.WORD_NAMES
    return word or len(form) < 3 or form.isdigit()


def _is_distinctive(word: str) -> bool:
    """Whether a nickname looks like no word: ``dragon788``, ``Robbie_Crash``, ``MadMub``."""
    if len(word) < 6:
        return False
    lettered = any(map(str.isalpha, word)) and any(map(str.isdigit, word))
    joined = _JOINED.search(word) is not None and not lexicon.GENERIC.issuperset(
        word.lower().split("_")
    )
    return lettered or joined or _CAMEL.search(word) is not None


def _is_name(word: str) -> bool:
    folded = fold(word)
    if _is_generic(folded):
        return False
    if not _CYRILLIC.match(folded):
        return word[0].isupper()
    return _is_given_or_family_name(folded) or not _is_known(folded)


@cache
def _analyzer() -> MorphAnalyzer:
    # Not `language.morphology`: it leaves out rare readings, and as a name «Света» is one.
    return MorphAnalyzer()


@lru_cache(maxsize=16_384)
def _readings(form: str) -> tuple[Any, ...]:
    return tuple(_analyzer().parse(form))


def _is_person(reading: Any) -> bool:
    return any(mark in reading.tag for mark in ("Name", "Surn", "Patr"))


def _is_known(form: str) -> bool:
    return any(reading.is_known for reading in _readings(form))


def _ordinary(form: str) -> float:
    """How probably the dictionary's word is something else than a name."""
    return float(sum(reading.score for reading in _readings(form) if not _is_person(reading)))


def _is_given_or_family_name(folded: str) -> bool:
    return any(_is_person(reading) for reading in _nominatives(folded))


def _nominatives(folded: str) -> list[Any]:
    return [reading for reading in _readings(folded) if {"NOUN", "nomn", "sing"} in reading.tag]


@lru_cache(maxsize=16_384)
def _cases(folded: str) -> frozenset[str]:
    """The cases of a name in the singular, of the gender in which it is written."""
    nominatives = _nominatives(folded)
    found = {folded}
    for reading in list(filter(_is_person, nominatives)) or nominatives[:1]:
        found.update(
            fold(form.word)
            for form in reading.lexeme
            if "sing" in form.tag and form.tag.gender == reading.tag.gender
        )
    return frozenset(found)
