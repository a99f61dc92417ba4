"""What is written after the commands about rollouts, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.views.rollout import USUAL_HISTORY
from bot.views.rollout_acts import Intent
from pipeline.rollout.models import Act, Feature, Stage
from pipeline.rollout.standing import IN_USE

STATUS: Final = "status"
MOST_HISTORY: Final = 200
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Unknown:
    """No feature is called so, or several begin so."""

    word: str


@dataclass(frozen=True, slots=True)
class Asked:
    feature: Feature | None
    """None is all of them."""
    intent: Intent | None = None
    """None only looks."""


@dataclass(frozen=True, slots=True)
class Listed:
    tenant: int
    note: str


def named_feature(word: str) -> Feature | None:
    """The feature of this name, or the only one that begins so.

    Of those in use the first word is enough: ``chat`` is the conversation.
    """
    word = word.lower().replace("-", "_")
    if word in frozenset(Feature):
        return Feature(word)
    found = [each for each in Feature if word and each.startswith(word)]
    used = [each for each in found if each in IN_USE and each.partition("_")[0] == word]
    candidates = used or found
    return candidates[0] if len(candidates) == 1 else None


def read_canary(arguments: str | None) -> Asked | Unknown | None:
    """What follows ``/canary``; None if it is nothing that can be done."""
    first, *rest = (arguments or "").split() or [STATUS]
    verb = first.lower()
    if verb == STATUS:
        return _looked_at(rest)
    if verb not in frozenset(Act):
        return None if rest else _looked_at([first])
    if not rest:
        return None
    feature = named_feature(rest[0])
    if feature is None:
        return Unknown(rest[0])
    return Asked(feature, _intent(Act(verb), rest[1:]))


def read_history(arguments: str | None) -> tuple[Feature | None, int] | Unknown | None:
    """A feature and how many entries of its journal; without a feature they are of all."""
    words = (arguments or "").split()
    most = USUAL_HISTORY
    if words and words[-1].isascii() and words[-1].isdecimal():
        most = min(max(int(words.pop()[:9]), 1), MOST_HISTORY)
    asked = _looked_at(words)
    return (asked.feature, most) if isinstance(asked, Asked) else asked


def read_gates(arguments: str | None) -> Asked | Unknown | None:
    return _looked_at((arguments or "").split())


def read_tenant(arguments: str | None) -> Listed | None:
    number, _, note = (arguments or "").strip().partition(" ")
    known = number.isascii() and number.isdecimal() and int(number[:20]) <= _LARGEST
    return Listed(int(number), note.strip()) if known else None


def _looked_at(words: Sequence[str]) -> Asked | Unknown | None:
    if len(words) > 1:
        return None
    if not words:
        return Asked(None)
    feature = named_feature(words[0])
    return Unknown(words[0]) if feature is None else Asked(feature)


def _intent(act: Act, words: Sequence[str]) -> Intent:
    """A rollback may name its stage before the note."""
    names = act is Act.ROLLBACK and bool(words) and words[0].lower() in frozenset(Stage)
    target = Stage(words[0].lower()) if names else None
    return Intent(act, target, " ".join(words[1:] if names else words))
