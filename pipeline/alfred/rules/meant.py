"""Whether groups may be meant where they are not named, and what of them is no answer."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from pipeline.alfred.archive import Passage
from pipeline.alfred.rules.asked import understood
from pipeline.alfred.rules.intent import asks
from pipeline.alfred.rules.oneself import is_own_matter
from pipeline.language.stems import stems
from pipeline.language.words import composed, normal, words

HELD: Final = 0.5
"""Share of a question's content words that a passage holds, where groups are not named."""
_TO_ALFRED: Final = re.compile(
    r"(?<!\w)(?:ты|тебе|тебя|тобой|вы|вам|вас|вами|твой|твое|ваш\w*|you|your|yours)(?!\w)"
)
_ADVICE: Final = re.compile(
    r"(?<!\w)(?:(?:посоветуй|порекомендуй)(?:те)?|(?:дай(?:те)?|нужен) совет|стоит ли"
    r"|как (?:ты |вы )?(?:дума|счита)(?:ешь|ете)|(?:some|any) (?:advice|tips)|is it worth"
    r"|how (?:does one|do people|would one|can one)|do you think)(?!\w)"
    r"|^\W*(?:please |so |and )?(?:recommend|advise)(?!\w)"
)
"""What is to be thought of, not what somebody said."""
_HOW_TO: Final = re.compile(
    r"\W*(?:а |и |ну |но )?как (?:бы |же |лучше |мне |не )*\w{2,}(?:ть|ти|чь)(?:ся)?(?!\w)"
)
_SEARCHED: Final = re.compile(
    r"\W*(?:найди|поищи|покажи|напомни|find|search|look up|show|remind)(?:те)?(?!\w)"
)
_TOLD_OF: Final = re.compile(r"\W*(?:расскажи|перескажи|tell)(?:те)?(?!\w)")
_OF_BOTS: Final = re.compile(r"@\w{2,29}bot(?!\w)", re.IGNORECASE)
"""The names of all bots end so (core.telegram.org/bots/features#botfather)."""


def may_concern_groups(text: str) -> bool:
    """A question that is neither of Alfred nor of whoever asks it: «когда релиз?».

    What nobody but the asker can have told («как зовут мою собаку?») is none, nor is a plea for
    advice.
    """
    said = normal(composed(text))
    if not asks(text) or _TO_ALFRED.search(said) or _ADVICE.search(said):
        return False
    return not is_own_matter(text)


def is_how_to(text: str) -> bool:
    """«Как не бояться зубных?»: it is whole, however few things it names."""
    return bool(_HOW_TO.match(normal(composed(text))))


def wants_found(text: str, *, told: bool) -> bool:
    """A request to look something up; with ``told``, one to tell of something as well."""
    said = normal(composed(text))
    return bool(_SEARCHED.match(said) or (told and _TOLD_OF.match(said)))


def answering(question: str, passages: Iterable[Passage], now: datetime) -> list[Passage]:
    """The passages that hold enough of a question's words to be taken for its answer."""
    terms = [{each.stem for each in variants} for variants in understood(question, now).variants]
    return [passage for passage in passages if _held(terms, passage) >= HELD]


def said_to_others(passages: Iterable[Passage], to_alfred: Iterable[str]) -> list[Passage]:
    """The passages without what people said to Alfred: a question is no answer to itself.

    Args:
        passages: What was found.
        to_alfred: What the asker said to him lately.
    """
    own = frozenset(map(_bare, to_alfred))
    kept = []
    for passage in passages:
        if not _is_of_bots(passage.found.text, own):
            around = tuple(each for each in passage.around if not _is_of_bots(each.text, own))
            kept.append(replace(passage, around=around))
    return kept


def _held(terms: list[set[str]], passage: Passage) -> float:
    texts = [passage.found.text, *(cited.text for cited in passage.around)]
    held = {stem for text in texts for stem in stems(text)}
    return sum(not term.isdisjoint(held) for term in terms) / len(terms) if terms else 0.0


def _is_of_bots(text: str, own: frozenset[tuple[str, ...]]) -> bool:
    return bool(_OF_BOTS.search(text)) or _bare(text) in own


def _bare(text: str) -> tuple[str, ...]:
    return tuple(words(text))
