"""The forms of a Russian word that Snowball gives other stems: «ошибка» and «ошибок»."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from pipeline.language.morphology import forms
from pipeline.language.stems import stem
from pipeline.language.words import normal, script

LIKELY: Final = 0.4
"""Share of the likeliest reading's occurrences from which another word may be meant as well."""
_PARTS: Final = frozenset({"NOUN", "ADJF", "ADJS", "COMP", "NUMR", "INFN", "VERB"})
"""Participles and gerunds are left out: they are written, and hardly said."""
_UNUSUAL: Final = ("incl", "voct", "Arch", "V-oy", "V-ey", "Supr", "Cmp2", "V-ej")
_USUAL: Final = ("past", "3per", "INFN", "1per", "2per")
"""Forms of verbs, those that are used most in talk first."""


@lru_cache(maxsize=8_192)
def inflected(word: str) -> tuple[str, ...]:
    """The word, and one form of each other stem that its cases, persons and tenses have.

    A word that the dictionary misses, or of another alphabet, has only itself.
    """
    found = {stem(word): word}
    if script(word) == "ru":
        for form in _forms(word):
            written = normal(form)
            found.setdefault(stem(written), written)
    return tuple(found.values())


def _forms(word: str) -> Iterator[str]:
    read: set[str] = set()
    for form in forms(word):
        if not form.known or form.lemma in read:
            continue
        if form.score < LIKELY * forms(word)[0].score:
            continue
        read.add(form.lemma)
        usable = [each for each in form.parse.lexeme if _is_usable(each.tag)]
        yield from (each.word for each in sorted(usable, key=_usual))


def _is_usable(tag: Any) -> bool:
    return str(tag.POS) in _PARTS and not any(mark in tag for mark in _UNUSUAL)


def _usual(form: Any) -> int:
    return next((n for n, mark in enumerate(_USUAL) if mark in form.tag), 0)
