"""What of a talk is worth keeping: what a sentence tells of the person who said it."""

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from pipeline.alfred.rules.intent import is_farewell, is_greeting, is_thanks
from pipeline.language.stems import stems
from pipeline.language.verbs import orders
from pipeline.language.words import language, words
from pipeline.privacy.boundary import check_boundary_integrity
from pipeline.privacy.tokens import OPEN

_NAMED: Final = re.compile(r"(?<=[\w,;:] )[A-ZА-ЯЁ][\w’'-]+|\d+(?:[.,:/-]\d+)*")
"""Names, which have a capital within a sentence, and numbers."""
_FIRST: Final = re.compile(
    r"\b(?:i|i['’](?:m|ve|d|ll)|me|my|mine|we|we['’](?:re|ve|ll)|us|our|я|меня|мне|мной|мой|моя"
    r"|мо[её]|мои|моего|моей|моих|мою|мы|нас|нам|наш\w*)\b|\b(?:живу|работаю|учусь|учу|люблю"
    r"|хочу|планирую|собираюсь|занимаюсь|езжу|купил[аи]?|начал[аи]?)\b",
    re.IGNORECASE,
)
_SECOND: Final = re.compile(
    r"\b(?:you|your|yours|you['’](?:re|ve|ll|d)|ты|тебя|тебе|тобой|тво\w{1,3}|вы|вас|вам|вами"
    r"|ваш\w*)\b",
    re.IGNORECASE,
)
_ORDER: Final = re.compile(
    r"\W*(?:please|pls|can you|could you|let['’]s|let me know|tell|show|remind|write|give"
    r"|explain|translate|find|search|look up|help|remember|forget|ignore|make|send|repeat|say"
    r"|summari[sz]e|list|describe|call|stop|act|pretend|answer|imagine|suppose|from now on|you "
    r"(?:are|must|should|will)|пожалуйста|давай\w*|с этого момента|отныне|ты (?:должен|должна"
    r"|теперь)|вы (?:должны|теперь))\b",
    re.IGNORECASE,
)
_MOOD: Final = (
    "awesome amazing great glad happy proud inspiring inspire cool nice wonderful incredible "
    "fantastic excited hope thanks feeling special important beautiful sounds keep looking "
    "forward powerful best luck joy believe appreciate moment memories always real passion "
    "fun lucky positive круто здорово отлично классно супер рад рада приятно прекрасно "
    "замечательно чудесно удивительно надеюсь верю спасибо удачи важно красиво весело "
)
"""Praise, comfort and cheer: much of a talk and little of what somebody asks about later."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a sentence's worth is made of; few and plain, so that they hold for other talks too."""

    named: float = 1.0
    """What a name or a number counts for on top of being a word: questions ask for these."""
    first: float = 1.3
    """Who speaks of themselves tells what is remembered of them."""
    second: float = 0.6
    """Who speaks of the other tells what the other knows."""
    length: float = 0.5
    """Between the sum of its words (0), which keeps long sentences, and their density (1), which
    keeps fragments."""


WEIGHTS: Final = Weights()
"""Chosen on LoCoMo, each conversation by the other four, see docs/decisions/0029."""


@cache
def _mood() -> frozenset[str]:
    return frozenset(stems(_MOOD))


def is_statement(sentence: str) -> bool:
    """Whether a sentence may be remembered as the person's own words.

    No question, no order, nothing masked, and nothing that could be taken for a part of a prompt.
    """
    text = sentence.rstrip(" )\"'»”")
    if text.endswith("?") or OPEN in sentence or check_boundary_integrity([sentence]) < 1:
        return False
    return not is_order(sentence)


def is_small_talk(sentence: str) -> bool:
    return is_greeting(sentence) or is_thanks(sentence) or is_farewell(sentence)


def is_order(sentence: str) -> bool:
    """Whether something is asked of whoever reads it."""
    if _ORDER.match(sentence):
        return True
    spoken = words(sentence)[:1]
    return language(sentence) == "ru" and any(map(orders, spoken))


def worth(sentence: str, weights: Weights = WEIGHTS) -> float:
    """How much a sentence tells for its length; 0 if it tells nothing.

    Distinct content words, names and numbers, over a power of the length.
    """
    telling, named = set(stems(sentence)) - _mood(), set(_NAMED.findall(sentence))
    of_oneself, of_the_other = _FIRST.search(sentence), _SECOND.search(sentence)
    if is_small_talk(sentence) or (of_the_other and not of_oneself and not named):
        return 0.0
    value = len(telling) + weights.named * len(named)
    value *= weights.first if of_oneself else 1
    value *= weights.second if of_the_other else 1
    return value / math.pow(len(sentence) + 1, weights.length)
