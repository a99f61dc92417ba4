"""Slow chats of the channel's conversations, with their true links: for training.

Conversations are told again without the names that messages begin with, in bursts that a silence
of the whole chat parts, each chat at a pace of its own that is drawn from wide ranges.
"""

from collections.abc import Iterator, Sequence
from random import Random

from bench.slow_chats.dialogues import Dialogue
from bench.slow_chats.making import made
from bench.slow_chats.regimes import Regime
from bench.threads.ubuntu import Chat
from bench.threads.variants import Conversation, conversations, unnamed
from pipeline.ingest.models import MessageId


def slowed(chats: Sequence[Chat], sizes: Sequence[int], random: Random) -> list[Chat]:
    """Slow chats of about so many messages each, of the conversations of ``chats``.

    Raises:
        ValueError: There are not enough conversations for one.
    """
    found = [each for chat in map(unnamed, chats) for each in conversations(chat)]
    ways = [list(_dialogues(found, joined=joined)) for joined in (False, True)]
    told = [made(random.choice(ways), _regime(random, n), 0, size) for n, size in enumerate(sizes)]
    return [Chat(chat.name, chat.utterances, chat.parents) for chat in told]


def _dialogues(found: Sequence[Conversation], *, joined: bool) -> Iterator[Dialogue]:
    """The messages are the turns; or all that a person says in a row makes one long turn."""
    for number, told in enumerate(found):
        turns: list[tuple[str, str]] = []
        answers: list[frozenset[int]] = []
        place: dict[MessageId, int] = {}
        for each in told.messages:
            above = frozenset(place[of] for of in told.parents[each.id])
            if joined and turns and turns[-1][0] == each.author_name:
                turns[-1] = (each.author_name, f"{turns[-1][1]}\n{each.text}")
                answers[-1] |= above - {len(turns) - 1}
            else:
                turns.append((each.author_name, each.text))
                answers.append(above)
            place[each.id] = len(turns) - 1
        yield Dialogue(str(number), turns, answers)


def _regime(draw: Random, number: int) -> Regime:
    within = draw.uniform(1.5, 5.5)
    return Regime(
        name=f"slowed {number} {draw.random()}",
        within=(within, draw.uniform(0.9, 1.7)),
        between=(min(10.0, within + draw.uniform(2.5, 6.5)), draw.uniform(0.6, 1.5)),
        size=(draw.uniform(0.4, 2.5), draw.uniform(0.8, 1.3)),
        people=draw.randint(8, 200),
        regulars=draw.uniform(1.0, 10.0),
        split=draw.uniform(0.0, 0.8),
        called=draw.uniform(0.0, 0.2),
        beside=draw.uniform(0.0, 0.6) ** 1.5,
        resumed=draw.uniform(0.0, 0.7),
    )
