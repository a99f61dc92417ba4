"""Which of the passages that were found tell something by themselves, without what is around."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from pipeline.alfred.archive import Cited, Passage
from pipeline.alfred.rules.asked import Asked, kinds_of, understood
from pipeline.alfred.rules.intent import asks
from pipeline.alfred.rules.naming import Named, named
from pipeline.alfred.rules.surroundings import Remark
from pipeline.groups.models import ConnectedGroup
from pipeline.language.bearing import bearing
from pipeline.language.stems import stems

WEAK: Final = 0.5
"""Share of the best passage's score below which another one answers something else."""


def telling(question: str, passages: Sequence[Passage], now: datetime) -> tuple[Passage, ...]:
    """First those that speak of what was asked, the best first; then the best of all.

    A message is found by its neighbours' words too («до 16:00 сделаю»). A model reads these along
    with it, but a quotation stands alone: so of such messages only the one that was found first is
    shown, for it may be the very answer. It is none if it was found by a lesser word: «что нового
    решили про релиз?» is not answered by «новый сервер». Nor is it, or a question, where one that
    speaks of the matter decides or promises, as was asked for.
    """
    asked = understood(question, now)
    whom = named(asked, [_remark(each.found, each.group) for each in passages])
    strong = [each for each in passages if each.score >= WEAK * passages[0].score]
    speaking = [each for each in strong if _speaks(asked, whom, each)]
    if any(kinds_of(each.found.text) & asked.sought for each in speaking):
        return tuple(each for each in speaking if _may_answer(asked, each))
    first = [each for each in passages[:1] if not _is_of_less(asked, whom, each)]
    return (*speaking, *(each for each in first if each not in speaking))


def _speaks(asked: Asked, whom: Named, passage: Passage) -> bool:
    things, lesser = _terms(asked, whom)
    said = stems(passage.found.text)
    if things and _any_in(said, lesser) and _any_in(_stems_around(passage), things):
        return True
    if things or lesser:
        return _any_in(said, things or lesser)
    remark = _remark(passage.found, passage.group)
    if whom.authors and not whom.holds(remark):
        return False
    return not asked.sought or bool(kinds_of(remark.text) & asked.sought)


def _is_of_less(asked: Asked, whom: Named, passage: Passage) -> bool:
    """It has a lesser word of the question, and nothing there names what the question names."""
    things, lesser = _terms(asked, whom)
    if not things or _any_in(_stems_around(passage), things):
        return False
    return _any_in(stems(passage.found.text), lesser)


def _may_answer(asked: Asked, passage: Passage) -> bool:
    said = passage.found.text
    return bool(kinds_of(said) & asked.sought) or not asks(said)


def _stems_around(passage: Passage) -> list[str]:
    return [stem for cited in passage.around for stem in stems(cited.text)]


def _terms(asked: Asked, whom: Named) -> tuple[list[set[str]], list[set[str]]]:
    """What stands for the things that are named, and for the other words."""
    things: list[set[str]] = []
    lesser: list[set[str]] = []
    for of, word, found in zip(asked.stems, asked.terms, asked.variants, strict=True):
        if of not in whom.stems:
            into = things if bearing(word) == 1.0 else lesser
            into.append({each.stem for each in found})
    return things, lesser


def _any_in(held: Iterable[str], terms: Iterable[set[str]]) -> bool:
    said = set(held)
    return any(not term.isdisjoint(said) for term in terms)


def _remark(cited: Cited, group: ConnectedGroup) -> Remark:
    return Remark(
        group=group.id,
        id=cited.id,
        thread=None,
        author_id="",
        author=cited.author,
        text=cited.text,
        sent_at=cited.sent_at,
    )
