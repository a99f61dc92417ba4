"""The signs by which a message may answer another, each a number of its own.

They know nothing of the decision: hand-set weights today and a trained model later read the same.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.threads.memory import Memory
from pipeline.threads.models import ThreadId
from pipeline.threads.turns import Turn

LONG_SILENCE = 30.0
"""Paces of the chat without a message, after which silence begins to count."""


class PairFeatures(NamedTuple):
    """Signs that a message answers another; 0 or 1 where no range is given."""

    addresses: float
    """It calls the other's author."""
    addresses_another: float
    """It calls somebody else."""
    names: float
    """It speaks of the other's author without calling."""
    both_call: float
    """Both call the same person."""
    addressed: float
    """The other calls its author."""
    addressed_another: float
    """The other calls somebody else."""
    named: float
    """The other speaks of its author without calling."""
    quiet: float
    """Neither calls, in a chat where few messages say whom they answer, 0..1."""
    own: float
    """Both have one author."""
    own_adjacent: float
    """... and nobody spoke in between."""
    own_answer: float
    """... and it begins like an answer."""
    own_question: float
    """... and it is a question."""
    latest: float
    """The other is its author's latest turn."""
    same_talk: float
    """The other is in the thread of its author's latest turn."""
    returned: float
    """The other answers its author."""
    answer: float
    """It begins like an answer, to another person."""
    unanswered: float
    """The other is a question of another person without an answer, and it is no question."""
    vote: float
    """It votes, and the other is a question of another person with no answers but votes."""
    similarity: float
    """How many rare words both hold, 0..2."""
    distance: float
    """log(1 + messages between)."""
    gap: float
    """log(1 + time between, in paces of the chat)."""


class RootFeatures(NamedTuple):
    """Signs that a message opens a thread; 0 or 1 where no range is given."""

    bias: float
    question: float
    opening: float
    """It holds a word that brings up a matter of its own."""
    newcomer: float
    """How surely its author has not spoken lately, 0..1."""
    calls: float
    """It calls a person who spoke lately."""
    answer: float
    """It begins like an answer."""
    joint: float
    """It begins with a word that goes on with something said."""
    silence: float
    """log of the time since the last message over a long silence, 0 before that."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A message, the memory, and what follows from both for every candidate."""

    turn: Turn
    memory: Memory
    called: frozenset[str]
    """Names that it calls, as far as they are names of people in memory."""
    named: frozenset[str]
    """Names that it holds without calling."""
    names: frozenset[str]
    """Words of its author's name that mean a person when others say them."""
    own: Turn | None
    """Its author's latest turn."""
    talk: ThreadId | None
    """The thread of that turn."""
    quiet: float
    """See ``Memory.quiet``."""
    pace: float
    """Seconds."""


def scene(turn: Turn, memory: Memory) -> Scene:
    by_name = memory.by_name
    own = memory.last_of(turn.author)
    return Scene(
        turn=turn,
        memory=memory,
        called=frozenset(name for name in turn.calls if name in by_name) - turn.names,
        named=memory.telling(
            name for name in turn.stems - turn.names - turn.calls if name in by_name
        ),
        names=memory.telling(turn.names),
        own=own,
        talk=own.link.thread_id if own else None,
        quiet=memory.quiet,
        pace=memory.pace.seconds,
    )


def pair(scene: Scene, other: Turn) -> PairFeatures:
    """The signs between a message and one that was not said after it."""
    if scene.turn.author == other.author != "":
        return _own_pair(scene, other)
    return _pair_of_two(scene, other)


def _own_pair(scene: Scene, other: Turn) -> PairFeatures:
    turn, memory = scene.turn, scene.memory
    return PairFeatures(
        addresses=0.0,
        addresses_another=bool(scene.called),
        names=0.0,
        both_call=not scene.called.isdisjoint(other.calls),
        addressed=0.0,
        addressed_another=_calls_somebody(other, memory),
        named=0.0,
        quiet=0.0,
        own=1.0,
        own_adjacent=memory.position - other.position == 1,
        own_answer=turn.answer,
        own_question=turn.question,
        latest=other is scene.own,
        same_talk=other.link.thread_id == scene.talk,
        returned=0.0,
        answer=0.0,
        unanswered=0.0,
        vote=0.0,
        similarity=similarity(turn, other, memory),
        distance=math.log(memory.position - other.position),
        gap=_gap(scene, other),
    )


def _pair_of_two(scene: Scene, other: Turn) -> PairFeatures:
    turn, memory = scene.turn, scene.memory
    addresses = not scene.called.isdisjoint(other.names)
    addressed = not turn.names.isdisjoint(other.calls)
    asked = other.question and not turn.question
    parent = memory.find(other.link.parent_id)
    return PairFeatures(
        addresses=addresses,
        addresses_another=not addresses and bool(scene.called),
        names=not scene.named.isdisjoint(other.names),
        both_call=not scene.called.isdisjoint(other.calls),
        addressed=addressed,
        addressed_another=not addressed and _calls_somebody(other, memory),
        named=not addressed and not scene.names.isdisjoint(other.stems),
        quiet=0.0 if addresses or addressed else scene.quiet,
        own=0.0,
        own_adjacent=0.0,
        own_answer=0.0,
        own_question=0.0,
        latest=other is memory.last_of(other.author),
        same_talk=other.link.thread_id == scene.talk,
        returned=parent is not None and parent.author == turn.author != "",
        answer=turn.answer,
        unanswered=asked and not other.answers,
        vote=asked and turn.vote and other.answers == other.votes,
        similarity=similarity(turn, other, memory),
        distance=math.log(memory.position - other.position),
        gap=_gap(scene, other),
    )


def root(scene: Scene) -> RootFeatures:
    turn, memory = scene.turn, scene.memory
    return RootFeatures(
        bias=1.0,
        question=turn.question,
        opening=turn.opening,
        newcomer=0.0 if scene.own else memory.experience,
        calls=bool(scene.called),
        answer=turn.answer,
        joint=turn.joint,
        silence=_silence(scene),
    )


def similarity(turn: Turn, other: Turn, memory: Memory) -> float:
    """Half the sum of the shared stems' rarities, up to 2: two words said nowhere else make 1."""
    shared = turn.stems & other.stems
    return min(2.0, math.fsum(map(memory.rarity, shared)) / 2) if shared else 0.0


def _calls_somebody(turn: Turn, memory: Memory) -> bool:
    return bool(turn.calls) and any(name in memory.by_name for name in turn.calls)


def _gap(scene: Scene, other: Turn) -> float:
    return math.log1p((scene.turn.sent - other.sent) / scene.pace)


def _silence(scene: Scene) -> float:
    last = scene.memory.by_topic.last(scene.turn.topic)
    paces = (scene.turn.sent - last.sent) / scene.pace if last else 0.0
    return math.log(paces / LONG_SILENCE) if paces > LONG_SILENCE else 0.0
