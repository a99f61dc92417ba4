"""What a message and the memory of its chat say before any candidate is looked at."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.ingest.models import AuthorId
from pipeline.threads.conversations import Conversation
from pipeline.threads.memory import Memory
from pipeline.threads.models import ThreadId
from pipeline.threads.turns import Turn

LATELY = 30
"""Messages that tell how many people and threads a chat has at once."""

FEW = 4
"""Turns that tell whom somebody talks with."""

REPEATED = 8
"""Turns of a person that are looked at for the same words again."""


class SceneFeatures(NamedTuple):
    """Signs of the message and the chat; 0 or 1 where no range is given.

    They tell whether a message opens a thread, and how much a sign of a pair is worth here.
    """

    asks: float
    """It holds a question mark."""
    question: float
    """... or begins like a question."""
    answer: float
    """It begins like an answer."""
    joint: float
    """It begins with a word that goes on with something said."""
    opening: float
    """It holds a word that brings up a matter of its own."""
    greeting: float
    thanks: float
    vote: float
    length: float
    """log(1 + words) less that of the chat's mean message."""
    calls: float
    """It calls a person who spoke lately."""
    calls_unknown: float
    """It calls, and nobody who spoke lately bears that name, nor is it a word of theirs."""
    names: float
    """It speaks of a person who spoke lately without calling."""
    newcomer: float
    """How surely its author has not spoken lately, 0..1."""
    turns: float
    """log(1 + remembered turns of its author)."""
    own_distance: float
    """log(1 + messages since its author's latest turn)."""
    own_gap: float
    """log(1 + time since then, in paces of the chat)."""
    awaited: float
    """Somebody called its author since then."""
    pause: float
    """log of the time since the message before over the shortest pause that parts
    conversations, at least -5."""
    silence: float
    """log(1 + that time, in paces of the chat)."""
    depth: float
    """See ``Valley.depth``."""
    marked: float
    """See ``Memory.marked``."""
    experience: float
    """See ``Memory.experience``."""
    people: float
    """Share of different people among the last messages."""
    threads: float
    """Share of different threads among the last messages."""
    openings: float
    """Share of messages without a parent among the last ones."""
    rank: float
    """See ``Valley.rank``, of the time since the message before."""
    inside: float
    """log of ``Rhythm.inside``."""
    switches: float
    """log of ``Rhythm.switches``."""
    bridged: float
    """log of ``Rhythm.bridged``."""
    refers: float
    """It begins with a word for something said before."""
    repeats: float
    """How nearly its author has said it before, 0..1; see ``sameness``."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A message, the memory, and what follows from both for every candidate."""

    turn: Turn
    memory: Memory
    called: frozenset[str]
    """Names that it calls, as far as they are names of people in memory."""
    people: frozenset[AuthorId]
    """Who bears them."""
    named: frozenset[str]
    """Names that it holds without calling."""
    begins: frozenset[str]
    """The name that it begins with, without a colon or comma after it."""
    names: frozenset[str]
    """Words of its author's name that mean a person when others say them."""
    partners: frozenset[str]
    """Names that its author's latest turns call."""
    callers: frozenset[AuthorId]
    """Who called its author lately."""
    own: Turn | None
    """Its author's latest turn."""
    talk: ThreadId | None
    """The thread of that turn."""
    before: Turn | None
    """The message before it in its forum topic."""
    pace: float
    """Seconds."""
    valley: float
    """See ``Valley.log_seconds``."""
    words: float
    """See ``Memory.words``."""
    likeness: dict[ThreadId, float] = field(default_factory=dict)
    """To threads, as far as asked for."""

    def like(self, thread: ThreadId, conversation: Conversation) -> float:
        """Sum of the rarities of the stems that the message shares with a thread, 0..3."""
        found = self.likeness.get(thread)
        if found is None:
            shared = self.turn.stems & conversation.stems.keys()
            found = min(3.0, math.fsum(map(self.memory.rarity, shared)))
            self.likeness[thread] = found
        return found


def scene(turn: Turn, memory: Memory) -> Scene:
    by_name = memory.by_name
    own = memory.last_of(turn.author)
    called = known(turn.calls, memory) - turn.names
    said = turn.stems - turn.names - turn.calls
    return Scene(
        turn=turn,
        memory=memory,
        called=called,
        people=frozenset(bearer.author for name in called if (bearer := by_name.last(name))),
        named=memory.telling(name for name in said if name in by_name),
        begins=memory.telling(known((turn.first,), memory)) - turn.names,
        names=memory.telling(turn.names),
        partners=frozenset().union(*(each.calls for each in _latest(turn, memory))),
        callers=frozenset(
            call.author for name in turn.names for call in memory.by_call.latest(name, FEW)
        ),
        own=own,
        talk=own.link.thread_id if own else None,
        before=memory.by_topic.last(turn.topic),
        pace=memory.pace.seconds,
        valley=memory.valley.log_seconds,
        words=memory.words,
    )


def _latest(turn: Turn, memory: Memory) -> Iterator[Turn]:
    return memory.by_author.latest(turn.author, FEW) if turn.author else iter(())


def known(names: Iterable[str], memory: Memory) -> frozenset[str]:
    """Those that people who spoke lately bear."""
    return frozenset(name for name in names if name in memory.by_name)


def scene_features(scene: Scene) -> SceneFeatures:
    turn, memory, own = scene.turn, scene.memory, scene.own
    lately = list(memory.by_topic.latest(turn.topic, LATELY))
    share = 1.0 / max(1, len(lately))
    since = turn.sent - scene.before.sent if scene.before else 0.0
    valley = memory.valley.place
    return SceneFeatures(
        asks=turn.asks,
        question=turn.question,
        answer=turn.answer,
        joint=turn.joint,
        opening=turn.opening,
        greeting=turn.greeting,
        thanks=turn.thanks,
        vote=turn.vote,
        length=math.log1p(turn.length) - math.log1p(scene.words),
        calls=bool(scene.called),
        calls_unknown=bool(turn.calls) and not scene.called and not _topics(scene),
        names=bool(scene.named),
        newcomer=0.0 if own else memory.experience,
        turns=math.log1p(memory.by_author.count(turn.author)) if own else 0.0,
        own_distance=math.log(memory.position - own.position) if own else 0.0,
        own_gap=math.log1p(max(0.0, turn.sent - own.sent) / scene.pace) if own else 0.0,
        awaited=_awaited(scene),
        pause=beyond(since, scene.valley) if scene.before else 0.0,
        silence=math.log1p(max(0.0, since) / scene.pace),
        depth=memory.valley.depth,
        marked=memory.marked,
        experience=memory.experience,
        people=share * len({other.author for other in lately}),
        threads=share * len({other.link.thread_id for other in lately}),
        openings=share * sum(other.link.parent_id is None for other in lately),
        rank=memory.valley.rank(max(0.0, since)),
        inside=math.log(memory.rhythm.inside(valley)),
        switches=math.log(memory.rhythm.switches(valley)),
        bridged=math.log(memory.rhythm.bridged(valley)),
        refers=turn.refers,
        repeats=_repeats(scene),
    )


def beyond(seconds: float, valley: float) -> float:
    """Log of a time over the shortest pause that parts conversations, at least -5."""
    return max(-5.0, math.log1p(max(0.0, seconds)) - valley)


def _repeats(scene: Scene) -> float:
    turn = scene.turn
    if not turn.author or not turn.said:
        return 0.0
    before = scene.memory.by_author.latest(turn.author, REPEATED)
    return max((sameness(turn, other) for other in before), default=0.0)


def sameness(turn: Turn, other: Turn) -> float:
    """Share of the words said, but for names and numbers, that both turns hold (Jaccard 1912)."""
    shared = len(turn.said & other.said)
    return shared / (len(turn.said) + len(other.said) - shared) if shared else 0.0


def _topics(scene: Scene) -> bool:
    """Whether what it seems to call is a matter that was spoken of: «tests: two are red»."""
    return any(name in scene.memory.by_stem for name in scene.turn.calls)


def _awaited(scene: Scene) -> bool:
    since = scene.own.position if scene.own else -1
    calls = (scene.memory.by_call.last(name) for name in scene.turn.names)
    return any(call is not None and call.position > since for call in calls)
