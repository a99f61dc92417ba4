"""Bots that say the same again and again, which the channel has too few of to learn from."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from bench.threads.ubuntu import FIRST, Chat
from pipeline.ingest.models import AuthorId, MessageId
from pipeline.threads.models import Utterance

ENDS = (
    "{} has marked this topic as resolved.",
    "{} closed the ticket, thanks to everybody who helped",
    "Задача закрыта, {}",
    "The build of {} passed, all checks are green",
    "This question was answered and is archived now.",
    "Заявка выполнена, оцените ответ",
)
"""Said at the end of a conversation, about one of its people."""
ASIDES = (
    "Welcome to the group, {}! Please read the rules first.",
    "Добро пожаловать, {}! Правила группы в закреплённом сообщении",
    "Daily reminder: please write your status before noon",
    "Напоминание: заполните отчёт до вечера",
    "The nightly build has failed again, see the log",
)
"""Said at any time, and no part of any conversation."""


@dataclass(frozen=True, slots=True)
class Bot:
    ends: str
    asides: str
    ending: float
    """Share of the conversations that it ends."""
    often: float
    """Asides a message of the chat."""
    marks: bool
    """Names stand after «@»."""

    @classmethod
    def any(cls, random: Random) -> "Bot":
        return cls(
            ends=random.choice(ENDS),
            asides=random.choice(ASIDES),
            ending=random.choice((0.0, 0.3, 0.8)),
            often=random.choice((0.0, 0.01, 0.05)),
            marks=random.random() < 0.7,
        )


def with_bot(chat: Chat, random: Random) -> Chat:
    """The chat, all of whose links are known, with a bot in it."""
    bot = Bot.any(random)
    told = [(each, chat.parents[each.id]) for each in chat.utterances]
    told += _endings(chat, bot, random)
    told += _asides(chat, bot, random)
    told.sort(key=lambda each: (each[0].sent_at, each[0].id))
    return _numbered(chat.name, told)


def _endings(
    chat: Chat, bot: Bot, random: Random
) -> Iterator[tuple[Utterance, frozenset[MessageId]]]:
    top: dict[MessageId, MessageId] = {}
    found: dict[MessageId, list[Utterance]] = defaultdict(list)
    for each in chat.utterances:
        top[each.id] = top[max(chat.parents[each.id])] if chat.parents[each.id] else each.id
        found[top[each.id]].append(each)
    for said in found.values():
        if len(said) > 1 and random.random() < bot.ending:
            person = random.choice((said[0], said[-1])).author_name
            yield _by_bot(said[-1], bot, bot.ends, person, random), frozenset({said[-1].id})


def _asides(
    chat: Chat, bot: Bot, random: Random
) -> Iterator[tuple[Utterance, frozenset[MessageId]]]:
    for each in chat.utterances:
        if random.random() < bot.often:
            yield _by_bot(each, bot, bot.asides, each.author_name, random), frozenset()


def _by_bot(after: Utterance, bot: Bot, text: str, person: str, random: Random) -> Utterance:
    return replace(
        after,
        sent_at=after.sent_at + timedelta(seconds=int(random.lognormvariate(3.0, 1.5))),
        author_id=AuthorId("userbot"),
        author_name="Notifications",
        text=text.format(f"@{person}" if bot.marks else person),
        reply_to=None,
    )


def _numbered(name: str, told: Sequence[tuple[Utterance, frozenset[MessageId]]]) -> Chat:
    """Ids in the order of the talk; what a bot says bears that of the message that it follows."""
    bots = AuthorId("userbot")
    ids: dict[MessageId, MessageId] = {}
    utterances: list[Utterance] = []
    true: dict[MessageId, frozenset[MessageId]] = {}
    for number, (said, parents) in enumerate(told, start=FIRST):
        message = MessageId(number)
        if said.author_id != bots:
            ids[said.id] = message
        reply = None if said.reply_to is None else ids[said.reply_to]
        true[message] = frozenset(ids[each] for each in parents)
        utterances.append(replace(said, id=message, reply_to=reply))
    return Chat(name, utterances, true)
