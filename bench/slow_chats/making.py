"""Makes a slow chat of dialogues: who says what when is drawn, which conversation it is is known.

A chat is a row of bursts. In each there is a conversation, and at times another one beside it;
each is new, or goes on after having been broken off in an earlier burst. The dialogues' speakers
become people of the chat, who take part in many conversations.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.slow_chats.chats import KnownChat
from bench.slow_chats.dialogues import Dialogue
from bench.slow_chats.regimes import Regime
from pipeline.ingest.models import AuthorId, MessageId
from pipeline.threads.models import Utterance

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\w)")


@dataclass(slots=True)
class _Conversation:
    dialogue: Dialogue
    people: dict[str, str]
    """The person of the chat that each speaker became."""
    left: list[tuple[int, str]]
    """Messages that were not yet sent: number of the turn, and text."""
    last: str = ""
    """The speaker of the one sent last."""


@dataclass(slots=True)
class _Sent:
    at: float
    person: str
    text: str
    dialogue: Dialogue
    turn: int


def made(dialogues: Sequence[Dialogue], regime: Regime, seed: int, messages: int) -> KnownChat:
    """A chat of about so many messages; the same seed gives the same chat.

    Raises:
        ValueError: There are fewer dialogues than such a chat needs.
    """
    sent = sorted(_Maker(dialogues, regime, seed).sent(messages), key=lambda each: each.at)
    truth = {MessageId(number): each.dialogue.name for number, each in enumerate(sent, 1)}
    utterances = [
        Utterance(
            id=MessageId(number),
            sent_at=START + timedelta(seconds=round(each.at)),
            author_id=AuthorId(f"user{each.person}"),
            author_name=each.person,
            text=each.text,
        )
        for number, each in enumerate(sent, 1)
    ]
    return KnownChat(f"{regime.name} {seed}", utterances, truth, _parents(sent))


def _parents(sent: Sequence[_Sent]) -> dict[MessageId, frozenset[MessageId]]:
    """The later messages of a turn answer the one before; the first one what the turn answers."""
    found: dict[MessageId, frozenset[MessageId]] = {}
    latest: dict[tuple[str, int], MessageId] = {}
    for number, each in enumerate(sent, 1):
        if each.dialogue.answers:
            name = each.dialogue.name
            answered = (each.turn,) if (name, each.turn) in latest else ()
            turns = answered or each.dialogue.answers[each.turn]
            found[MessageId(number)] = frozenset(latest[name, turn] for turn in turns)
            latest[name, each.turn] = MessageId(number)
    return found


@dataclass(slots=True)
class _Maker:
    dialogues: Sequence[Dialogue]
    regime: Regime
    seed: int
    draw: random.Random = field(init=False)
    unused: list[Dialogue] = field(init=False)
    paused: list[_Conversation] = field(init=False, default_factory=list)
    people: list[str] = field(init=False)
    weights: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.draw = random.Random(f"{self.regime.name} {self.seed}")  # noqa: S311
        small = [each for each in self.dialogues if len(each.speakers) <= self.regime.people]
        self.unused = self.draw.sample(small, len(small))
        self.people = [f"U{self.draw.randrange(16**8):08x}" for _ in range(self.regime.people)]
        self.weights = [1 / (rank + self.regime.regulars) for rank in range(self.regime.people)]

    def sent(self, messages: int) -> Iterator[_Sent]:
        now, count = 0.0, 0
        while count < messages:
            burst = list(self._burst(now))
            yield from burst
            count += len(burst)
            now = max(each.at for each in burst) + self.draw.lognormvariate(*self.regime.between)

    def _burst(self, now: float) -> Iterator[_Sent]:
        going = [self._conversation()]
        while self.draw.random() < self.regime.beside:
            going.append(self._conversation())
        begin, end = now, now
        for conversation in going:
            told = list(self._part(conversation, begin))
            yield from told
            end = max(end, told[-1].at)
            begin = self.draw.uniform(now, end) if end > now else end + self._pause()
            if conversation.left and self.draw.random() < self.regime.resumed:
                self.paused.append(conversation)

    def _conversation(self) -> _Conversation:
        if self.paused and self.draw.random() < self.regime.resumed:
            return self.paused.pop(self.draw.randrange(len(self.paused)))
        if not self.unused:
            raise ValueError("there are not enough dialogues — ask for fewer messages")
        dialogue = self.unused.pop()
        people: dict[str, str] = {}
        for speaker in dialogue.speakers:
            free = [rank for rank, each in enumerate(self.people) if each not in people.values()]
            [chosen] = self.draw.choices(free, [self.weights[rank] for rank in free])
            people[speaker] = self.people[chosen]
        return _Conversation(dialogue, people, list(self._messages(dialogue, people)))

    def _messages(self, dialogue: Dialogue, people: dict[str, str]) -> Iterator[tuple[int, str]]:
        """A turn of several sentences may be sent as several messages."""
        known = re.compile(r"\b(?:" + "|".join(map(re.escape, people)) + r")\b")
        for turn, (_, text) in enumerate(dialogue.turns):
            told = ""
            for sentence in _SENTENCE.split(known.sub(lambda name: people[name[0]], text)):
                if told and self.draw.random() < self.regime.split:
                    yield turn, told
                    told = ""
                told = f"{told} {sentence}".strip()
            yield turn, told

    def _part(self, conversation: _Conversation, now: float) -> Iterator[_Sent]:
        """What is said of a conversation in one burst."""
        size = max(1, round(self.draw.lognormvariate(*self.regime.size)))
        part, conversation.left = conversation.left[:size], conversation.left[size:]
        for turn, text in part:
            speaker, _ = conversation.dialogue.turns[turn]
            answers = conversation.last not in ("", speaker)
            called = answers and self.draw.random() < self.regime.called
            name = f"@{conversation.people[conversation.last]} " if called else ""
            person = conversation.people[speaker]
            yield _Sent(now, person, name + text, conversation.dialogue, turn)
            now += self._pause()
            conversation.last = speaker

    def _pause(self) -> float:
        return self.draw.lognormvariate(*self.regime.within)
