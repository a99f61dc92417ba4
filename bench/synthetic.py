"""Talk of any length for benchmarks: several conversations at once, replies, Russian and English.

Deterministic: the same count gives the same chat. Words are drawn from a fixed vocabulary with a
long tail, so that stems, rarities and threads behave as in a real chat.
"""

import json
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.ingest.models import AuthorId, Message, MessageId, MessageKind

START = datetime(2026, 3, 2, tzinfo=UTC)
NAMES = (
    "Аня Белова",
    "Борис",
    "Вика",
    "Даня Котов",
    "Костя",
    "Olga",
    "Pavel",
    "Rita",
    "Sam",
    "Timur",
)
TOPICS = (
    "релиз сборка тест ветка деплой откат версия фича флаг канарейка",
    "платёж шлюз оплата таймаут прокси банк возврат чек лимит карта",
    "docker compose container image volume network registry layer build port",
    "отчёт таблица метрика график выгрузка клиент договор счёт аудит срок",
    "deploy pipeline branch merge review test coverage flaky runner cache",
    "база индекс миграция запрос блокировка реплика бэкап восстановление диск план",
)
FRAMES = (
    "у нас опять {a} и {b} не работает, {c} падает с ошибкой {n}",
    "кто знает, почему {a} {b} после обновления {c}?",
    "починил {a}: дело было в {b}, {c} снова в порядке",
    "решили: {a} переносим на четверг, {b} остаётся как есть",
    "я посмотрю {a} до завтра и напишу про {b}",
    "we see {a} fail when {b} restarts, error {n}",
    "does anybody know how to move {a} to the new {b}?",
    "fixed, the {a} was misconfigured, {b} works now",
    "давайте проверим {a}, {b} и {c} перед релизом",
    "да, согласен",
    "спасибо, помогло",
    "+1",
    "а что с {a}?",
    "по {a} данные такие: {b} вырос на {n} процентов, {c} без изменений, подробности в отчёте",
)
CHATTER = (
    "ну {a} у них всегда такой, я {b} тоже смотрел вчера вечером",
    "{a} сегодня лежит рядом с {b}, ничего особенного",
    "в соседней команде {a} пишут на другом языке, и {c} там нет",
    "we had {a} and {b} in the office back then",
    "{b} вообще отдельная история",
    "видел {a} на прошлой неделе, обычный {b}",
    "my {a} looks about the same as yours",
    "за {c} обычно смотрит соседний отдел",
)
"""Frames of messages that do nothing in particular: most of a real chat is such talk."""


def messages(count: int, *, hours: float = 24.0, chatter: float = 0.0) -> Iterator[Message]:
    """``count`` messages spread over ``hours``, four conversations at a time.

    ``chatter`` is the share of messages that do nothing in particular. At 0.55 about a third of
    the messages hold a cue of the rules engine, as in the real chats that Alfred was tried on
    (11 to 44 %).
    """
    draw = random.Random(count)  # noqa: S311 - a benchmark's chat, not a secret
    step = timedelta(hours=hours) / max(count, 1)
    conversations: list[list[int]] = [[] for _ in range(4)]
    subjects = [draw.choice(TOPICS).split() for _ in conversations]
    for number in range(1, count + 1):
        index = draw.randrange(len(conversations))
        if len(conversations[index]) > 30:
            conversations[index], subjects[index] = [], draw.choice(TOPICS).split()
        talk = conversations[index]
        yield Message(
            id=MessageId(number),
            sent_at=START + step * number,
            kind=MessageKind.TEXT,
            author_id=AuthorId(f"user{100 + (number * 7 + index) % len(NAMES)}"),
            author_name=NAMES[(number * 7 + index) % len(NAMES)],
            text=_sentence(draw, subjects[index], number, chatter),
            reply_to=MessageId(draw.choice(talk[-5:])) if talk and draw.random() < 0.4 else None,
        )
        talk.append(number)


def write_export(path: Path, count: int, *, hours: float = 24.0, chatter: float = 0.0) -> None:
    """A talk of ``count`` messages, see ``messages``, as ``write_talk`` writes it."""
    write_talk(path, messages(count, hours=hours, chatter=chatter))


def write_talk(path: Path, talk: Iterable[Message]) -> None:
    """A Telegram Desktop export of one supergroup, written message by message."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '{"name": "Bench", "type": "private_supergroup", "id": 1234567890, "messages": ['
        )
        for number, message in enumerate(talk):
            file.write(",\n" if number else "\n")
            file.write(json.dumps(_exported(message), ensure_ascii=False))
        file.write("\n]}")


def _sentence(draw: random.Random, subject: list[str], number: int, chatter: float) -> str:
    a, b, c = draw.sample(subject, 3)
    rare = f"{c}-{number % 97}"
    frames = CHATTER if chatter and draw.random() < chatter else FRAMES
    return draw.choice(frames).format(a=a, b=b, c=rare, n=100 + number % 411)


def _exported(message: Message) -> dict[str, object]:
    exported: dict[str, object] = {
        "id": message.id,
        "type": "message",
        "date": message.sent_at.strftime("%Y-%m-%dT%H:%M:%S"),
        "date_unixtime": str(int(message.sent_at.timestamp())),
        "from": message.author_name,
        "from_id": message.author_id,
        "text": message.text,
        "text_entities": [{"type": "plain", "text": message.text}],
    }
    if message.reply_to is not None:
        exported["reply_to_message_id"] = message.reply_to
    return exported
