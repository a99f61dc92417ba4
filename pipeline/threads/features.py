"""The signs by which a message may answer another, each a number of its own."""

import math
from typing import NamedTuple

from pipeline.threads.conversations import Conversation
from pipeline.threads.memory import Memory
from pipeline.threads.scenes import Scene, beyond, sameness
from pipeline.threads.turns import Turn

MOST_TURNS = 8
"""Turns of one person that are counted."""

_NOBODY: frozenset[str] = frozenset()


class PairFeatures(NamedTuple):
    """Signs that a message answers another; 0 or 1 where no range is given."""

    addresses: float
    """It calls the other's author."""
    addresses_another: float
    """It calls somebody else."""
    begins: float
    """It begins with the other's author's name, without calling."""
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
    addressed_lately: float
    """Its author's latest turn calls the other's author."""
    partner: float
    """Its author's latest turns call the other's author."""
    caller: float
    """The other's author called its author lately."""
    own: float
    """Both have one author."""
    adjacent: float
    """Nobody spoke in between."""
    own_adjacent: float
    """... and both have one author."""
    latest: float
    """The other is its author's latest turn."""
    turns_since: float
    """log(1 + turns of the other's author since)."""
    own_since: float
    """The other came before its author's latest turn."""
    other_turns: float
    """log(1 + remembered turns of the other's author)."""
    same_talk: float
    """The other is in the thread of its author's latest turn."""
    takes_part: float
    """Its author has spoken in the other's thread."""
    own_in_thread: float
    """log(1 + messages since its author's latest turn there), 0 if there is none."""
    called_takes_part: float
    """Somebody whom it calls has spoken in the other's thread."""
    started: float
    """Its author opened the other's thread, as far as that is remembered."""
    size: float
    """log(1 + remembered messages of the other's thread)."""
    people: float
    """log(people of the other's thread)."""
    last: float
    """The other is the latest message of its thread."""
    thread_distance: float
    """log(1 + messages since the latest one of the other's thread)."""
    thread_gap: float
    """log(1 + time since then, in paces of the chat)."""
    last_calls: float
    """The latest message of the other's thread calls its author."""
    last_own: float
    """The latest message of the other's thread is of its author."""
    opens: float
    """The other opens its thread."""
    returned: float
    """The other answers its author."""
    answers: float
    """log(1 + answers to the other)."""
    answered: float
    """Its author has answered the other."""
    continued: float
    """The other's author went on with it."""
    unanswered: float
    """The other is a question of another person without an answer, and it is no question."""
    vote: float
    """It votes, and the other is a question of another person with no answers but votes."""
    other_asks: float
    """The other holds a question mark."""
    other_question: float
    """... or begins like a question."""
    other_answer: float
    """The other begins like an answer."""
    other_opening: float
    """The other holds a word that brings up a matter of its own."""
    other_thanks: float
    other_length: float
    """log(1 + words of the other) less that of the chat's mean message."""
    similarity: float
    """Half the sum of the shared stems' rarities, 0..2: two words said nowhere else make 1."""
    shared: float
    """Share of its stems that the other holds."""
    thread_similarity: float
    """Sum of the rarities of the stems that it shares with the other's thread, 0..3."""
    distance: float
    """log(1 + messages between)."""
    few_between: float
    """1 / (1 + messages between)."""
    gap: float
    """log(1 + time between, in paces of the chat)."""
    apart: float
    """log of the time between over the shortest pause that parts conversations, at least -5."""
    silence: float
    """log of the longest pause since the other over that shortest one, at least -5."""
    repeats: float
    """How nearly both are one thing said twice by one author, 0..1; see ``sameness``."""


def pair(scene: Scene, other: Turn) -> PairFeatures:
    """The signs between a message and one that was not said after it."""
    turn, memory = scene.turn, scene.memory
    mine = turn.author or None
    own = other.author == mine
    thread = memory.conversations[other.link.thread_id]
    addresses = not own and not scene.called.isdisjoint(other.names)
    addressed = not own and not turn.names.isdisjoint(other.calls)
    asked = not own and other.question and not turn.question
    parent = memory.find(other.link.parent_id)
    between = memory.position - other.position
    shared = turn.stems & other.stems
    longest = max(memory.silences.longest_since(other.position), _pause(scene))
    last = thread.last
    latest = scene.own
    lately = latest.calls if latest else _NOBODY
    own_position = latest.position if latest else -1
    return PairFeatures(
        addresses=addresses,
        addresses_another=not addresses and bool(scene.called),
        begins=not own and not scene.begins.isdisjoint(other.names),
        names=not own and not scene.named.isdisjoint(other.names),
        both_call=not scene.called.isdisjoint(other.calls),
        addressed=addressed,
        addressed_another=not addressed and _calls_somebody(other, memory),
        named=not own and not addressed and not scene.names.isdisjoint(other.stems),
        addressed_lately=not lately.isdisjoint(other.names),
        partner=not own and not scene.partners.isdisjoint(other.names),
        caller=not own and other.author in scene.callers,
        own=own,
        adjacent=other is scene.before,
        own_adjacent=own and other is scene.before,
        latest=other is memory.last_of(other.author),
        turns_since=math.log1p(_since(other, memory)),
        own_since=other.position < own_position,
        other_turns=math.log1p(memory.by_author.count(other.author)),
        same_talk=other.link.thread_id == scene.talk,
        takes_part=mine in thread.people,
        own_in_thread=_own_in(thread, turn, memory),
        called_takes_part=_called_in(scene, thread),
        started=thread.turns[0].author == mine,
        size=math.log1p(len(thread.turns)),
        people=math.log(len(thread.people)),
        last=other is last,
        thread_distance=math.log(memory.position - last.position),
        thread_gap=_paces(scene, last),
        last_calls=not turn.names.isdisjoint(last.calls),
        last_own=last.author == mine,
        opens=other.link.parent_id is None,
        returned=not own and parent is not None and parent.author == mine,
        answers=math.log1p(other.answers),
        answered=mine in other.answerers,
        continued=other.continued,
        unanswered=asked and not other.answers,
        vote=asked and turn.vote and other.answers == other.votes,
        other_asks=other.asks,
        other_question=other.question,
        other_answer=other.answer,
        other_opening=other.opening,
        other_thanks=other.thanks,
        other_length=math.log1p(other.length) - math.log1p(scene.words),
        similarity=min(2.0, math.fsum(map(memory.rarity, shared)) / 2) if shared else 0.0,
        shared=len(shared) / len(turn.stems) if shared else 0.0,
        thread_similarity=scene.like(other.link.thread_id, thread),
        distance=math.log(between),
        few_between=1.0 / between,
        gap=_paces(scene, other),
        apart=beyond(turn.sent - other.sent, scene.valley),
        silence=beyond(longest, scene.valley),
        repeats=sameness(turn, other) if own else 0.0,
    )


def _called_in(scene: Scene, thread: Conversation) -> bool:
    people = thread.people
    return any(person in people for person in scene.people)


def _own_in(thread: Conversation, turn: Turn, memory: Memory) -> float:
    latest = thread.latest.get(turn.author) if turn.author else None
    return 0.0 if latest is None else math.log1p(memory.position - latest)


def _since(other: Turn, memory: Memory) -> int:
    """Turns of the other's author after it, up to ``MOST_TURNS``."""
    latest = memory.by_author.latest(other.author, MOST_TURNS)
    return sum(each.position > other.position for each in latest)


def _calls_somebody(turn: Turn, memory: Memory) -> bool:
    return bool(turn.calls) and any(name in memory.by_name for name in turn.calls)


def _pause(scene: Scene) -> float:
    return max(0.0, scene.turn.sent - scene.before.sent) if scene.before else 0.0


def _paces(scene: Scene, other: Turn) -> float:
    return math.log1p(max(0.0, scene.turn.sent - other.sent) / scene.pace)
