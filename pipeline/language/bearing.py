"""How much of what a question is about stands in one of its words."""

from functools import lru_cache
from typing import Final

from pipeline.language.morphology import forms
from pipeline.language.stopwords import is_generic, is_verb, is_weak
from pipeline.language.words import script

SLIGHT: Final = 0.5


@lru_cache(maxsize=8_192)
def bearing(word: str) -> float:
    """1 for what is named; less for what is done to it, and for words that measure or grade.

    «Кто потерял ключ?»: without a key the answer is no answer, without a loss it may be one.
    """
    if script(word) != "ru":
        return SLIGHT if is_verb(word) or is_weak(word) or is_generic(word) else 1.0
    best = forms(word)[0]
    known = best.lemma.replace("ё", "е")
    if is_weak(known) or is_generic(known):
        return SLIGHT
    return 1.0 if best.part == "NOUN" or not best.known else SLIGHT
