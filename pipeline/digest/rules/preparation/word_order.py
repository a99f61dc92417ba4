"""Whether the same words in another order say something else.

English tells by order who does what to whom, Russian by endings; prepositions, negations and
«только» mean the word after them in both.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from pipeline.language.morphology import forms
from pipeline.language.words import listed, script

_SCOPED = listed(
    """
    не ни без только лишь почти вместо кроме до после за против
    not never no without only just even almost nearly instead except before after than against
    until if unless
    """
)
"""Words that mean something else in front of another word."""
_RELATING = listed(
    """
    в во на с со из от к ко у по под над при через для про о об между перед ради
    in on at from to into onto with of by for over under via between as
    """
)
"""Prepositions, which texts may move about with the word that they govern."""
_JOINING = listed("и или да либо and or plus")
_LISTING = _JOINING | _RELATING | _SCOPED | listed("так как также тоже")
"""Words that may stand between the members of a list."""
_COMPARING = listed(
    "лучше хуже больше меньше дороже дешевле быстрее медленнее раньше позже выше ниже важнее чем"
)


def is_moved(one: list[str], other: list[str], *, english: bool) -> bool:
    """Whether the order of the same words says something else; symmetric."""
    if one == other:
        return False
    if _governed(one, _SCOPED) != _governed(other, _SCOPED):
        return True
    if _compared(one) != _compared(other):
        return True
    if _crossed(one, other):
        return True
    if english:
        return _rearranged(one, other)
    return _swapped(one, other) or _exchanged(one, other)


def _governed(words: Sequence[str], by: Collection[str]) -> frozenset[tuple[str, ...]]:
    """Words of ``by`` with what they stand before; a word that comes again brings the next one."""
    times = Counter(words)
    return frozenset(
        (word, *words[place + 1 : place + (3 if times[words[place + 1]] > 1 else 2)])
        for place, word in enumerate(words[:-1])
        if word in by
    )


def _compared(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """What something is compared with: «правильнее чем наша версия»."""
    places = (place for place, word in enumerate(words[1:], start=1) if word == "чем")
    return frozenset(
        tuple(words[place + 1 : place + 3])
        for place in places
        if forms(words[place - 1])[0].part == "COMP"
    )


def _crossed(one: Sequence[str], other: Sequence[str]) -> bool:
    """Two words have changed their prepositions: «из A в B», «из B в A»."""
    left, come = (
        {after: by for by, after in pairwise(words) if by in _RELATING} for words in (one, other)
    )
    return any(come.get(word, by) != by for word, by in left.items())


def _rearranged(one: list[str], other: list[str]) -> bool:
    """English tells by order: one run of words may move as a whole, no two change places."""
    if len(one) != len(other):
        return True
    mine, theirs = _between_equals(one, other)
    turned = any(mine[cut:] + mine[:cut] == theirs for cut in range(1, len(mine)))
    return not turned and not _listed_otherwise(mine, theirs)


def _between_equals(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """What is left of two different orders without their common beginning and end."""
    unequal = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return one[unequal[0] : unequal[-1] + 1], other[unequal[0] : unequal[-1] + 1]


def _exchanged(one: list[str], other: list[str]) -> bool:
    """Two runs have changed places around what is said of them, and fit grammatically in either.

    «Сервер в Москве жив, в Питере нет»; runs that a list joins may change places.
    """
    if Counter(one) != Counter(other):
        return False
    mine, theirs = _between_equals(one, other)
    end, start = len(mine) - theirs.index(mine[0]), mine.index(theirs[0])
    first, between, last = mine[:end], mine[end:start], mine[start:]
    return (
        theirs == [*last, *between, *first]
        and not _LISTING.issuperset(between)
        and _form(first) == _form(last)
    )


def _form(run: Sequence[str]) -> tuple[str, ...]:
    """Its preposition, and part of speech, case and number of the word after it.

    A genitive alone belongs to the noun before it, whatever its number: «сервис уведомлений».
    """
    governs = run[0] in _RELATING and len(run) > 1
    best = forms(run[1] if governs else run[0])[0]
    belongs = not governs and best.part == "NOUN" and best.case == "gent"
    return run[0] if governs else "", best.part, best.case, "" if belongs else best.number


def _listed_otherwise(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """«A or B» is «B or A»."""
    return any(
        word in _JOINING and [*mine[place + 1 :], word, *mine[:place]] == list(theirs)
        for place, word in enumerate(mine)
    )


def _swapped(one: Sequence[str], other: Sequence[str]) -> bool:
    """Russian tells by endings; words that change places matter where these tell nothing."""
    turned = {(c, b, a) for a, b, c in zip(other, other[1:], other[2:], strict=False)}
    regoverned = _governed(one, _RELATING) != _governed(other, _RELATING)
    return any(
        (a, b, c) in turned
        and a != c
        and (_tells_by_order(a, b, c) or (regoverned and b in _RELATING))
        for a, b, c in zip(one, one[1:], one[2:], strict=False)
    )


def _tells_by_order(one: str, between: str, other: str) -> bool:
    if between in _JOINING or between in _RELATING:
        return False
    if between in _COMPARING:
        return True
    does = forms(between)[0].part in {"VERB", "INFN", "PRTS", "PRED"}
    return does and _is_uninflected(one) and _is_uninflected(other)


def _is_uninflected(word: str) -> bool:
    """A foreign name, or a noun that is the same as who does and as whom it is done to."""
    if script(word) != "ru":
        return True
    found = forms(word)
    cases = {form.case for form in found if form.part == "NOUN"}
    return found[0].part == "NOUN" and {"nomn", "accs"} <= cases
