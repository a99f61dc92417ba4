"""What is written after the commands about pauses, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from pipeline.ingest.pauses import Reach, Target

LIST: Final = "list"
LONGEST_MINUTES: Final = 7 * 24 * 60
"""Who means longer than a week leaves the minutes out."""
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    target: Target
    lasts: timedelta | None = None
    note: str = ""


def read_pause(arguments: str | None) -> Wanted | None:
    """What to stop, for how long and why; None if it is nothing that can be done.

    A word that is neither of these is no note: what was to be one group must not become all.
    """
    words = (arguments or "").split()
    found = _target(words)
    if found is None:
        return None
    target, rest = found
    minutes = _number(rest[0]) if rest else None
    if minutes is None:
        return Wanted(target, note=" ".join(rest)) if len(rest) < len(words) or not rest else None
    if not 1 <= minutes <= LONGEST_MINUTES:
        return None
    return Wanted(target, timedelta(minutes=minutes), " ".join(rest[1:]))


def read_resume(arguments: str | None) -> Target | None:
    """What is to go on, ``ALL`` without a word; None if it is nothing that can be done."""
    found = _target((arguments or "").split())
    if found is None or found[1]:
        return None
    return found[0]


def _target(words: Sequence[str]) -> tuple[Target, Sequence[str]] | None:
    """The target that the words begin with, all accounts by default, and the rest of them."""
    if not words or words[0].lower() not in frozenset(Reach):
        return Target(), words
    reach = Reach(words[0].lower())
    if reach is Reach.ALL:
        return Target(), words[1:]
    number = _number(words[1]) if len(words) > 1 else None
    return None if not number else (Target(reach, number), words[2:])


def _number(word: str) -> int | None:
    known = word.isascii() and word.isdecimal() and int(word[:20]) <= _LARGEST
    return int(word) if known else None
