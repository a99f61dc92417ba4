"""What a word may be in a noun phrase, in Russian, English and the mixture that chats speak."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.morphology import lemma, part
from pipeline.language.stems import stem
from pipeline.language.stopwords import is_generic, is_stop, is_swear, is_verb, is_weak
from pipeline.language.words import LONGEST_WORD, composed, listed, normal, script, surfaces

LONGEST_CHAIN = 40
"""Words between two marks; a longer run, which no person writes, is cut there."""

PREPOSITIONS = listed("в на по к с для без до из от у of for in on with")

# Words of one letter are alike in what phrases they may form.
ADJECTIVE, NOUN = "A", "N"
LATIN = "L"
"""English noun or name of a product, a program, a file."""
LEADING = "E"
"""English word that may begin a phrase but not end it: in -ed, -ing, -ous, …"""
NUMBER, CODE = "D", "C"
"""A code has three digits, as errors have."""
PREPOSITION = "P"
OUTSIDE = " "
"""No phrase holds it."""

_WEIGHTS = {ADJECTIVE: 0.7, NOUN: 1.0, LATIN: 1.0, LEADING: 0.5, NUMBER: 0.8, CODE: 1.2}
_GENERIC_WEIGHT = 0.3

_GAP = re.compile(r"[ \t\u00a0]+")
_ADVERB = re.compile(r"[a-z]{3,}ly")
_LEADING = re.compile(r"[a-z]{2,}(?:[^e]ed|ing|ous|ful|less|ical|ible)")
_DRAWN_OUT = re.compile(r"([^\W\dwi_])\1\1")
_PRODUCT = re.compile(r"[A-Za-z]+(?:[A-Z0-9]|[.-][A-Za-z0-9])|\.[a-z]|[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Word:
    surface: str
    stem: str
    letter: str
    weight: float
    """How much the word says by its kind, before it is counted."""


def chains(text: str, wanted: Collection[str] | None = None) -> Iterator[list[Word]]:
    """The words of a text in runs that only blanks interrupt.

    With ``wanted``, words whose stems are not among these count as words that no phrase holds.
    """
    text = composed(text)
    chain: list[Word] = []
    last = 0
    for match in surfaces(text):
        if len(chain) == LONGEST_CHAIN or not _GAP.fullmatch(text, last, match.start()):
            yield chain
            chain = []
        last = match.end()
        surface = match[1] or ""
        unwanted = wanted is not None and _stem(surface) not in wanted
        held = tagged if not unwanted or _is_preposition(surface) else _outside
        chain.append(held(surface))
    yield chain


@lru_cache(maxsize=65_536)
def _outside(surface: str) -> Word:
    return Word(surface, "", OUTSIDE, 0.0)


@lru_cache(maxsize=65_536)
def _stem(surface: str) -> str:
    return stem(normal(surface)) if len(surface) <= LONGEST_WORD else ""


def _is_preposition(surface: str) -> bool:
    return len(surface) <= len("with") and normal(surface) in PREPOSITIONS


@lru_cache(maxsize=65_536)
def tagged(surface: str) -> Word:
    word = normal(surface)
    letter = _letter(word)
    weight = _WEIGHTS.get(letter, 0.0)
    if _is_generic(surface, word, letter):
        weight *= _GENERIC_WEIGHT
    elif letter == LATIN and _PRODUCT.match(surface):
        weight *= _WEIGHTS[CODE]
    return Word(surface, stem(word), letter, weight)


def _is_generic(surface: str, word: str, letter: str) -> bool:
    """Capitals make a name of an English word: the "Code" of "Visual Studio Code"."""
    if letter == NOUN:
        return is_generic(lemma(word))
    return letter == LATIN and surface.islower() and is_generic(word)


def _letter(word: str) -> str:
    if word in PREPOSITIONS:
        return PREPOSITION
    if not 0 < len(word) <= LONGEST_WORD or is_stop(word) or is_swear(word):
        return OUTSIDE
    if _DRAWN_OUT.search(word):
        return OUTSIDE
    match script(word):
        case "ru":
            return _russian_letter(word)
        case "en":
            return _english_letter(word)
        case "other":
            return _number_letter(word)


def _russian_letter(word: str) -> str:
    if len(word) < 3 or is_weak(lemma(word)):
        return OUTSIDE
    return {"noun": NOUN, "adjective": ADJECTIVE}.get(part(word), OUTSIDE)


def _english_letter(word: str) -> str:
    if len(word) == 1 or is_verb(word) or is_weak(word) or _ADVERB.fullmatch(word):
        return OUTSIDE
    return LEADING if _LEADING.fullmatch(word) else LATIN


def _number_letter(word: str) -> str:
    if ":" in word or not word[0].isdigit():
        return OUTSIDE
    return CODE if len(word) == len("502") and word.isdigit() else NUMBER
