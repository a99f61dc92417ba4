"""What a Russian verb's form says its speaker does: promise («сделаю») or order («сделай»)."""

from functools import lru_cache

from pipeline.language.morphology import Form, forms
from pipeline.language.words import listed, script

_NO_DEED = listed(
    "сказать подумать понять пойти лечь умереть быть увидеть забыть вспомнить узнать встать "
    "сесть поесть съесть выпить уснуть заснуть полюбить убить согласиться стать остаться "
    "показаться считать"
)
"""Verbs whose first person future promises nothing to others."""
_NO_ORDER = listed(
    "смотреть слушать знать извинить простить давать держать быть стоять стоить постоять "
    "погодить подождать"
)
"""Verbs whose imperative only opens a sentence: «смотри», «давайте»."""
_LEAST_SHARE = 0.5
"""Share of a word's readings that the imperative has to hold: «суши» is mostly a dish."""


@lru_cache(maxsize=16_384)
def promises(word: str) -> bool:
    """The word is a verb in the first person singular future: «сделаю», «напишу»."""
    if script(word) != "ru":
        return False
    best = forms(word)[0]
    return (
        best.known
        and best.part == "VERB"
        and {"1per", "sing", "futr"} in best.parse.tag
        and best.lemma not in _NO_DEED
    )


@lru_cache(maxsize=16_384)
def orders(word: str) -> bool:
    """The word is an imperative to another person: «напиши», «проверьте»."""
    if script(word) != "ru":
        return False
    found = forms(word)
    best = found[0]
    if not (best.known and _is_imperative(best)) or best.lemma in _NO_ORDER:
        return False
    share = sum(form.score for form in found if _is_imperative(form))
    return share >= _LEAST_SHARE * sum(form.score for form in found)


def _is_imperative(form: Form) -> bool:
    return form.part == "VERB" and {"impr", "excl"} in form.parse.tag
