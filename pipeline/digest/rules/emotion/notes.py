"""What happened to the mood: notes that a digest words in its own language, each with evidence."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from pipeline.digest.answers import Ids
from pipeline.digest.corpus import Line
from pipeline.digest.findings import Threads
from pipeline.digest.rules.emotion.lexicon import Feeling
from pipeline.digest.rules.emotion.signals import Signals, hardness

FAST = timedelta(minutes=3)
"""Between the turns of two people who do not let go of each other."""
TURNS = 4
"""Turns of a fast exchange from which hard words on both sides make it heated."""
HARD = 0.4
GRAVE = 0.6
SEVERAL = 3
"""Messages, of two people at least: nobody gives a chat its mood alone."""
SHARES = {"tension": 0.04, "celebration": 0.03, "gratitude": 0.08, "humour": 0.12}
"""Shares of the messages from which a mood is worth a note."""


class Note(StrEnum):
    """In the order in which they are told."""

    RELIEF_AFTER_INCIDENT = "relief_after_incident"
    HEATED_ARGUMENT = "heated_argument"
    TENSION = "tension"
    CELEBRATION = "celebration"
    GRATITUDE = "gratitude"
    HUMOUR = "humour"
    ROUTINE = "routine"
    """Nothing else to say; without evidence."""


@dataclass(frozen=True, slots=True)
class Heard:
    line: Line
    signals: Signals


def heated(heard: Sequence[Heard]) -> AbstractSet[int]:
    """Messages of fast exchanges in which two people are hard on each other and one is loud.

    Contradicting each other alone is a debate.
    """
    runs: list[list[Heard]] = []
    run_of: dict[int, list[Heard]] = {}
    for one in heard:
        run = run_of.get(one.line.parent_id or 0, [])
        if not _goes_on(run, one):
            run = []
            runs.append(run)
        run.append(one)
        run_of[one.line.id] = run
    return frozenset(one.line.id for run in runs if _is_heated(run) for one in run)


def _goes_on(run: Sequence[Heard], one: Heard) -> bool:
    if not run or run[-1].line.id != one.line.parent_id or run[-1].line.author == one.line.author:
        return False
    in_turn = len(run) == 1 or run[-2].line.author == one.line.author
    return in_turn and one.line.at - run[-1].line.at <= FAST


def _is_heated(run: Sequence[Heard]) -> bool:
    hard = {one.line.author for one in run if hardness(one.signals) >= HARD}
    return len(run) >= TURNS and len(hard) > 1 and any(_is_loud(one.signals) for one in run)


def _is_loud(shown: Signals) -> bool:
    return max(shown[Feeling.INSULT], shown[Feeling.ANGER], shown.arousal) >= HARD


def find_notes(
    heard: Sequence[Heard], threads: Threads, hot: AbstractSet[int]
) -> Mapping[Note, Ids]:
    """The notes that the messages bear out, each with up to three of them, in order of telling."""
    found = {
        Note.RELIEF_AFTER_INCIDENT: _relief(heard, threads),
        Note.HEATED_ARGUMENT: tuple(one.line.id for one in heard if one.line.id in hot),
        Note.TENSION: _many(heard, SHARES["tension"], _is_tense),
        Note.CELEBRATION: _many(
            heard, SHARES["celebration"], lambda shown: shown[Feeling.CELEBRATION] >= GRAVE
        ),
        Note.GRATITUDE: _many(
            heard, SHARES["gratitude"], lambda shown: shown[Feeling.GRATITUDE] >= HARD
        ),
        Note.HUMOUR: _many(heard, SHARES["humour"], lambda shown: shown[Feeling.HUMOUR] >= 0.3),
    }
    return {note: ids[:SEVERAL] for note, ids in found.items() if ids}


def _is_tense(shown: Signals) -> bool:
    blames = max(shown[Feeling.INSULT], shown[Feeling.ANGER]) >= HARD and hardness(shown) >= HARD
    return blames or max(shown[Feeling.STRESS], shown[Feeling.INCIDENT]) >= GRAVE


def _many(heard: Sequence[Heard], share: float, shows: Callable[[Signals], bool]) -> Ids:
    found = [one.line for one in heard if shows(one.signals)]
    people = {line.author for line in found}
    enough = len(found) >= max(SEVERAL, share * len(heard)) and len(people) > 1
    return tuple(line.id for line in found) if enough else ()


def _relief(heard: Sequence[Heard], threads: Threads) -> Ids:
    """A grave incident, the message that ends it in its thread, and another's word that it did."""
    by_id = {one.line.id: one for one in heard}
    for thread in threads.threads:
        told: list[Heard] = []
        for one in (by_id[id_] for id_ in thread.message_ids if id_ in by_id):
            if _is_next_step(told, one):
                told.append(one)
        if len(told) > 1:
            return tuple(one.line.id for one in told)
    return ()


def _is_next_step(told: Sequence[Heard], one: Heard) -> bool:
    shown = one.signals
    if not told:
        return max(shown[Feeling.INCIDENT], shown[Feeling.STRESS]) >= GRAVE
    if len(told) == 1:
        return shown[Feeling.RELIEF] >= GRAVE and "?" not in one.line.text
    confirms = max(shown[Feeling.RELIEF], shown[Feeling.GRATITUDE]) >= HARD
    return len(told) < SEVERAL and confirms and one.line.author != told[1].line.author
