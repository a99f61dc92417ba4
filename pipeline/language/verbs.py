"""What a Russian verb's form says its speaker does: promise («сделаю») or order («сделай»)."""

from functools import lru_cache

from pipeline.language.morphology import forms
from pipeline.language.words import listed, script

_NO_DEED = listed(
    "сказать подумать думать понять пойти лечь спать умереть жить быть мочь хотеть знать увидеть "
    "забыть вспомнить узнать встать сесть поесть съесть выпить уснуть заснуть "
    "полюбить умирать убить согласиться стать остаться казаться показаться считать"
)
"""Verbs whose first person future promises nothing to others."""
_NO_ORDER = listed("смотри слушай знай извини прости давай держи пусть будь стой погоди подожди")
"""Imperatives that only open a sentence."""


@lru_cache(maxsize=16_384)
def promises(word: str) -> bool:
    """The word is a verb in the first person singular future: «сделаю», «напишу»."""
    if script(word) != "ru":
        return False
    best = forms(word)[0]
    tag = str(best.parse.tag)
    return (
        best.known
        and best.part == "VERB"
        and "1per" in tag
        and "sing" in tag
        and "futr" in tag
        and best.parse.normal_form not in _NO_DEED
    )


@lru_cache(maxsize=16_384)
def orders(word: str) -> bool:
    """The word is an imperative to another person: «напиши», «проверьте»."""
    if script(word) != "ru" or word in _NO_ORDER:
        return False
    best = forms(word)[0]
    tag = str(best.parse.tag)
    return best.known and best.part == "VERB" and "impr" in tag and "excl" in tag
