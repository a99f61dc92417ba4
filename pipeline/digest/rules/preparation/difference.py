"""What two texts of nearly the same words do not have in common, and whether it matters.

Two texts say the same if they differ in the order of words, in filler («коллеги», "please"), in a
typo, or in a clause that one adds at either end. One other word, or one word moved across what
governs it, says something else: «все» and «не все», «сделал» and «сделаю», «с A на B» and «с B на
A».
"""

import re
from collections.abc import Collection, Set
from dataclasses import dataclass

from pipeline.digest.rules.cues import AGREEMENT, HEDGE, normal
from pipeline.digest.rules.preparation.typos import is_typo
from pipeline.digest.rules.preparation.word_order import is_moved
from pipeline.language.words import composed, language, listed, surfaces
from pipeline.language.words import normal as folded

_FILLER = listed(
    """
    привет приветствую здравствуйте здравствуй пожалуйста плиз пж пжл спасибо спс коллеги ребята
    ребят народ друзья господа товарищи кстати короче итак ну вот же ведь таки напоминаю повторяю
    дублирую ой эй хей ах ох хм эм ммм хаха ахаха хах лол а я мы
    hi hey hello please pls plz thanks thx guys folks btw fyi reminder oh hm hmm um lol haha
    """
)
"""Words that make no text another one. «Я» and «мы» stand in the Russian verb."""
_SALUTING = (
    _FILLER
    | listed("добрый доброе доброго день дня утро утра вечер времени суток всем")
    | listed("good morning afternoon evening")
)
_RESERVE = re.compile(
    r"(?<!\w)(?:но|однако|хотя|если|кроме|только|лишь|почти|вряд|якобы|зато|иначе|против|за|врет|"
    r"врут|вранье|ложь|неправда|фейк|бред|чушь|фигня|ерунда|шут\w+|ошиб\w+|отмен\w+|неактуальн\w+|"
    r"устарел\w*|поправк\w+|апд|увы|ура|жаль|рад[аы]?|надеюсь|хочу|хочется|кто-то|будто|"
    r"but|however|though|although|if|unless|except|only|almost|disagree\w*|wrong|false|fake|lie|"
    r"lies|nonsense|bullshit|nope|jok\w+|kidding|mistake\w*|cancel\w*|outdated|correction|upd|edit|"
    r"against|hope\w*|wish|sadly|hooray|allegedly|supposedly|instead)(?!\w)"
)
"""What turns a text round by standing beside it."""
_GREETING = re.compile(
    r"(?i:(?<!\w)(?:добр(?:ый|ое|ого)(?: всем)? (?:день|дня|утро|утра|вечер|"
    r"времени(?: суток| дня)?)|(?:день|утро|вечер) добр(?:ый|ое)|всем привет|"
    r"good (?:morning|afternoon|evening))(?!\w))"
)
_BREAK = re.compile(r"[.,;:!?…\n()«»\"—–]|\s-\s")
MOST_TYPOS = 3
"""Words that differ, beyond which no typos are looked for."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text in their order, without filler."""

    text: str
    words: tuple[str, ...]
    breaks: frozenset[int]
    """Words with punctuation before them."""


def wording(text: str) -> Wording:
    told = _GREETING.sub(" ", composed(text))
    found: list[str] = []
    breaks: set[int] = set()
    end, parted = 0, False
    for match in surfaces(told):
        parted = parted or _BREAK.search(told, end, match.start()) is not None
        end = match.end()
        for word in folded(match[1] or "").split("-"):
            if word and word not in _FILLER:
                breaks.update({len(found)} if parted else ())
                found.append(word)
                parted = False
    return Wording(told, tuple(found), frozenset(breaks))


def differ(one: Wording, other: Wording) -> bool:
    """Whether one of the texts says what the other does not; symmetric."""
    if one.words == other.words:
        return False
    mine, theirs = set(one.words) - set(other.words), set(other.words) - set(one.words)
    typed = _typos(mine, theirs)
    mine, theirs = mine - typed.keys(), theirs - set(typed.values())
    if mine and theirs:
        return True
    first, second = [typed.get(word, word) for word in one.words], list(other.words)
    core, rest = _core(first, one, mine), _core(second, other, theirs)
    if core is None or rest is None:
        return True
    return is_moved(core, rest, english=language(one.text) == language(other.text) == "en")


def replaces(one: Set[str], other: Set[str]) -> bool:
    """Whether each set of words has one that the other has not.

    Such texts differ; it spares looking at their wording.
    """
    mine, theirs = one - other - _SALUTING, other - one - _SALUTING
    if not mine or not theirs:
        return False
    typed = _typos(mine, theirs)
    return len(typed) < min(len(mine), len(theirs))


def adds(later: Wording, earlier: Wording) -> bool:
    """Whether a text has a word that the other has not, be it a typo."""
    return not set(later.words) <= set(earlier.words)


def substitutes(one: Wording, other: Wording) -> bool:
    """Whether each has words that the other has not, or what one adds turns the text round."""
    mine, theirs = set(one.words) - set(other.words), set(other.words) - set(one.words)
    return bool(mine and theirs) or any(_turns_round(word) for word in mine | theirs)


def _typos(mine: Collection[str], theirs: Collection[str]) -> dict[str, str]:
    """Words that are one, and mistyped; each of theirs once."""
    if max(len(mine), len(theirs)) > MOST_TYPOS:
        return {}
    found: dict[str, str] = {}
    for word in sorted(mine):
        left = sorted(set(theirs) - set(found.values()))
        meant = next((other for other in left if is_typo(word, other)), None)
        if meant is not None:
            found[word] = meant
    return found


def _core(words: list[str], source: Wording, extra: Collection[str]) -> list[str] | None:
    """The words without clauses that are added at the ends; None if words are added elsewhere."""
    if not extra:
        return words
    common = [place for place, word in enumerate(source.words) if word not in extra]
    if not common or common[-1] - common[0] >= len(common):
        return None
    start, end = common[0], common[-1] + 1
    parted = source.breaks | {0, len(words)}
    added = " ".join((*source.words[:start], *source.words[end:]))
    return words[start:end] if {start, end} <= parted and not _turns_round(added) else None


def _turns_round(added: str) -> bool:
    told = normal(added)
    return any(sign.search(told) for sign in (_RESERVE, HEDGE, AGREEMENT))
