"""Chats unlike IRC, made of conversations whose links are known.

In a group people write minutes or hours apart, call nobody by name, reply by marks, vote, and are
the same few in every conversation. So a model that learned on a busy channel alone would wait for
signs that never come.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from bench.threads.ubuntu import DAY, FIRST, Chat
from pipeline.ingest.models import AuthorId, MessageId
from pipeline.threads.cues import VOCATIVE
from pipeline.threads.models import Utterance

VOTES = ("+1", "+", "👍", "+1!")
SHORT = 3
"""Words of an answer that may as well be a vote."""
DAYTIME, NIGHT = 16 * 3_600, 8 * 3_600


@dataclass(frozen=True, slots=True)
class Conversation:
    messages: Sequence[Utterance]
    parents: Mapping[MessageId, frozenset[MessageId]]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a group writes."""

    people: int
    gap: float
    """Seconds between messages of a conversation, the median."""
    spread: float
    """Deviation of their logarithm."""
    late: float
    """Share of the messages that come much later."""
    at_once: float
    """Conversations that go on at once, the mean."""
    alone: float
    """Share of the channel's messages that nobody answers which are said in the group too."""
    calls: float
    """Share of the names at the beginning of messages that are written."""
    replies: float
    """Share of the answers that are marked as replies."""
    votes: float
    """Share of the short answers to questions that are votes."""
    sleeps: bool
    minutes: bool
    """The clock tells no seconds."""

    @classmethod
    def any(cls, random: Random) -> "Manner":
        return cls(
            people=int(math.exp(random.uniform(math.log(3), math.log(41)))),
            gap=math.exp(random.uniform(math.log(10), math.log(400))),
            spread=random.uniform(0.7, 1.6),
            late=random.uniform(0.0, 0.1),
            at_once=math.exp(random.uniform(math.log(0.02), math.log(1.5))),
            alone=random.uniform(0.1, 1.0),
            calls=random.choice((0.0, 0.0, 0.0, 0.3, 0.6, 1.0)),
            replies=random.choice((0.0, 0.0, 0.15, 0.4, 0.7)),
            votes=random.choice((0.0, 0.5)),
            sleeps=random.random() < 0.5,
            minutes=random.random() < 0.25,
        )


def unnamed(chat: Chat) -> Chat:
    """The chat without the names that messages begin with."""
    names = {each.author_name.lower() for each in chat.utterances}
    return replace(
        chat,
        name=f"{chat.name} unnamed",
        utterances=[replace(each, text=_bare(each.text, names)) for each in chat.utterances],
    )


def _bare(text: str, names: set[str]) -> str:
    found = VOCATIVE.match(text)
    return text[found.end() :] if found and found[1].lower() in names else text


SIZES = (5, 500)
"""Messages of the smallest and the largest group; as many small ones as large ones on the log
scale, for a model must also know how a chat begins."""


def groups(chats: Sequence[Chat], count: int, random: Random) -> list[Chat]:
    """So many groups, made of the chats' conversations."""
    pool = [each for chat in chats for each in conversations(chat)]
    least, most = map(math.log, SIZES)
    sizes = [int(math.exp(random.uniform(least, most))) for _ in range(count)]
    return [_group(f"group {number}", pool, size, random) for number, size in enumerate(sizes)]


def conversations(chat: Chat) -> Iterator[Conversation]:
    """Those of people that are annotated from their beginning."""
    said = {each.id: each for each in chat.utterances}
    top: dict[MessageId, MessageId] = {}
    for child, parents in sorted(chat.parents.items()):
        for each in {child} | parents:
            top.setdefault(each, each)
        first = min(_top(top, each) for each in {child} | parents)
        for each in {child} | parents:
            top[_top(top, each)] = first
    found: dict[MessageId, list[Utterance]] = defaultdict(list)
    for each in sorted(top):
        found[_top(top, each)].append(said[each])
    for messages in found.values():
        if all(each.id in chat.parents and not each.service for each in messages):
            yield Conversation(messages, {each.id: chat.parents[each.id] for each in messages})


def _top(top: Mapping[MessageId, MessageId], message: MessageId) -> MessageId:
    while top[message] != message:
        message = top[message]
    return message


def _group(name: str, pool: Sequence[Conversation], size: int, random: Random) -> Chat:
    manner = Manner.any(random)
    names = sorted({each.messages[0].author_name for each in pool})
    nicks = random.sample(names, min(manner.people, len(names)))
    placed: list[tuple[float, int, Utterance, frozenset[tuple[int, MessageId]]]] = []
    now, number = 0.0, 0
    while len(placed) < size:
        chosen = random.choice(pool)
        if len(chosen.messages) == 1 and random.random() > manner.alone:
            continue
        number += 1
        now += random.expovariate(manner.at_once / (len(chosen.messages) * manner.gap * 1.6))
        named = _cast(chosen, nicks, random)
        at = now
        for each in chosen.messages:
            said = _said(each, chosen, named, manner, random)
            parents = frozenset((number, parent) for parent in chosen.parents[each.id])
            placed.append((at, number, said, parents))
            at += random.lognormvariate(math.log(manner.gap), manner.spread) * _delay(
                manner, random
            )
    return _told(name, sorted(placed, key=lambda each: each[0]), manner, random)


def _delay(manner: Manner, random: Random) -> float:
    return random.uniform(10.0, 100.0) if random.random() < manner.late else 1.0


def _cast(chosen: Conversation, nicks: Sequence[str], random: Random) -> dict[str, str]:
    """A member of the group for each person of a conversation; some members talk much."""
    people = dict.fromkeys(each.author_name.lower() for each in chosen.messages)
    wish = sorted(range(len(nicks)), key=lambda place: random.random() ** (1.0 + place / 4))
    members = [nicks[place] for place in reversed(wish)]
    return {person: members[n % len(members)] for n, person in enumerate(people)}


def _said(
    each: Utterance,
    chosen: Conversation,
    named: Mapping[str, str],
    manner: Manner,
    random: Random,
) -> Utterance:
    text = each.text
    found = VOCATIVE.match(text)
    if found and found[1].lower() in named:
        rest = text[found.end() :]
        called = random.random() < manner.calls
        text = f"{named[found[1].lower()]}{found[2]} {rest}" if called else rest
    if _may_vote(each, text, chosen) and random.random() < manner.votes:
        text = random.choice(VOTES)
    name = named[each.author_name.lower()]
    return replace(each, author_name=name, author_id=AuthorId(f"user{name.lower()}"), text=text)


def _may_vote(each: Utterance, text: str, chosen: Conversation) -> bool:
    asked = (other for other in chosen.messages if other.id in chosen.parents[each.id])
    answers = any("?" in other.text and other.author_id != each.author_id for other in asked)
    return answers and "?" not in text and len(text.split()) <= SHORT


def _told(
    name: str,
    placed: Iterable[tuple[float, int, Utterance, frozenset[tuple[int, MessageId]]]],
    manner: Manner,
    random: Random,
) -> Chat:
    utterances: list[Utterance] = []
    true: dict[MessageId, frozenset[MessageId]] = {}
    known: dict[tuple[int, MessageId], MessageId] = {}
    for number, (at, conversation, said, above) in enumerate(placed, start=FIRST):
        message = MessageId(number)
        parents = frozenset(known[each] for each in above if each in known)
        known[conversation, said.id] = message
        true[message] = parents
        last = max(parents, default=None)
        wanted = manner.replies * (0.5 if last == number - 1 else 1.0)
        reply = last if last is not None and random.random() < wanted else None
        sent = _sent(at, manner)
        utterances.append(replace(said, id=message, sent_at=sent, reply_to=reply))
    return Chat(name, utterances, true)


def _sent(at: float, manner: Manner) -> datetime:
    nights = at // DAYTIME if manner.sleeps else 0.0
    seconds = int(at + nights * NIGHT)
    return DAY + timedelta(seconds=seconds - seconds % 60 if manner.minutes else seconds)
