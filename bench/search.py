"""Searching 200 000 messages, and what their index costs those who store them.

``ALFRED_DATA=../shared/data python -m bench.search [--messages 200000] [--vectors]``

The messages are those of ``telegram/``, repeated with a fifth of their words changed for words of
others, so that the vocabulary is that of real chats. A question is three content words of one of
them, with "what was decided about" before them in half of the cases.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.embedders import Noise
from bench.embedding import Vectors
from bench.ingest import new_group, opened, timed
from bench.memory import ASKER
from bench.public_data import public_data
from bench.synthetic import messages
from pipeline.alfred.archive import Question
from pipeline.groups.models import ConnectedGroup, Reader
from pipeline.ingest.models import Chat, ChatKind, Message, MessageId
from pipeline.language.stems import content_stem
from pipeline.language.words import words
from pipeline.threads.models import Link, LinkReason, ThreadId
from storage.postgres.connection import Connection
from storage.postgres.database import Database
from storage.postgres.search import GroupArchive

RESULTS = Path(__file__).resolve().parent / "results" / "search.json"
QUESTIONS, WARM = 200, 20
PASSAGES = 6
BATCH = 2_000
ROUNDS = 8
"""Of storing with the index and without it, in turn."""
STORED = 60_000
"""Messages of a round."""
IN_A_THREAD = 5
GOAL_MS, GOAL_SLOWER = 30.0, 10.0


@dataclass(frozen=True, slots=True)
class Measured:
    messages: int
    search_p50_ms: float
    search_p95_ms: float
    store_us: float
    """A message, without the index; the least disturbed of the rounds."""
    store_indexed_us: float
    slower_percent: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument(
        "--vectors", action="store_true", help="compare vectors of 1 024 numbers, too"
    )
    options = parser.parse_args()
    source = public_data("telegram")
    row = asyncio.run(measure(varied(source, options.messages), with_vectors=options.vectors))
    table = Table("", "ours", "goal")
    table.add_row("search p50, ms", str(row.search_p50_ms), "")
    table.add_row("search p95, ms", str(row.search_p95_ms), f"< {GOAL_MS}")
    table.add_row("storing a message, us", f"{row.store_us} → {row.store_indexed_us}", "")
    table.add_row("slower by the index, %", str(row.slower_percent), f"< {GOAL_SLOWER}")
    Console().print(table)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(asdict(row), indent=2), encoding="utf-8")


def varied(source: Path, count: int) -> list[Message]:
    said = [
        (text, str(each.get("from") or ""))
        for export in sorted(source.glob("*.result.json"))
        for each in json.loads(export.read_text(encoding="utf-8"))["messages"]
        if (text := _plain(each.get("text", "")))
    ]
    vocabulary = [word for text, _ in said for word in text.split()]
    chance = random.Random(1)  # noqa: S311
    chat = []
    for number, message in enumerate(messages(count, hours=24 * 365)):
        text, author = said[number % len(said)]
        parts = text.split(" ")
        for _ in range(len(parts) // 5 if number >= len(said) else 0):
            parts[chance.randrange(len(parts))] = chance.choice(vocabulary)
        chat.append(replace(message, text=" ".join(parts), author_name=author))
    return chat


def _plain(text: Any) -> str:
    pieces = [text] if isinstance(text, str) else text
    return "".join(each if isinstance(each, str) else each["text"] for each in pieces)


def questions(chat: Sequence[Message]) -> list[str]:
    chance = random.Random(2)  # noqa: S311
    asked: list[str] = []
    while len(asked) < QUESTIONS + WARM:
        said = [word for word in words(chance.choice(chat).text) if content_stem(word)]
        if len(said) >= 3:
            before = "что решили про" if len(asked) % 2 else "где"
            asked.append(" ".join((before, *chance.sample(said, 3))))
    return asked


async def measure(chat: Sequence[Message], *, with_vectors: bool = False) -> Measured:
    async with opened() as (database, tenant, owner):
        without, indexed = await _stored(database, owner, chat[:STORED])
        group = await database.group_book.connect(
            tenant,
            Chat(-1_000_000_000_001, ChatKind.SUPERGROUP, "Bench"),
            reader=Reader.BOT,
            owner=ASKER,
            time_zone="UTC",
            language="ru",
        )
        for start in range(0, len(chat), BATCH):
            await database.messages.accept(tenant, group.id, chat[start : start + BATCH])
        async with database.threads.open(tenant, group.id) as ledger:
            for start in range(0, len(chat), BATCH):
                assert ledger is not None  # noqa: S101 - nobody else links
                await ledger.record(_links(chat[start : start + BATCH]))
        await owner.execute("ANALYZE")  # what the server does itself within a minute
        embed = None
        if with_vectors:
            vectors = Vectors(database, "noise", Noise())
            await vectors.fill(group)
            await owner.execute("ANALYZE")
            embed = vectors.questions
        archive = GroupArchive(database.pool, embed)
        seconds = [
            await _asked(archive, Question(ASKER, each, "ru", chat[-1].sent_at), group)
            for each in questions(chat)
        ][WARM:]
    return Measured(
        messages=len(chat),
        search_p50_ms=round(1_000 * median(seconds), 1),
        search_p95_ms=round(1_000 * quantiles(seconds, n=20)[-1], 1),
        store_us=round(without, 1),
        store_indexed_us=round(indexed, 1),
        slower_percent=round(100 * (indexed / without - 1), 1),
    )


async def _stored(
    database: Database, owner: Connection, chat: Sequence[Message]
) -> tuple[float, float]:
    """Microseconds of storing a message without the index, and with it."""
    tenant = await database.tenants.ensure("storing")
    index = await owner.fetchval("SELECT pg_get_indexdef('ix_group_messages_words'::regclass)")
    taken: dict[bool, list[float]] = {True: [], False: []}
    await timed(await new_group(database, tenant), chat, BATCH)
    for number in range(2 * ROUNDS):
        indexed = number % 4 in {1, 2}  # so that neither always comes second
        await owner.execute("TRUNCATE group_messages, group_message_versions, events CASCADE")
        await owner.execute("DROP INDEX IF EXISTS ix_group_messages_words")
        if indexed:
            await owner.execute(index)
        await owner.execute("CHECKPOINT")
        seconds = await timed(await new_group(database, tenant), chat, BATCH)
        taken[indexed].append(1e6 * seconds / len(chat))
    await owner.execute("TRUNCATE group_messages, group_message_versions, events CASCADE")
    await owner.execute(index.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS"))
    return min(taken[False]), min(taken[True])


def _links(batch: Sequence[Message]) -> list[Link]:
    """Threads of a few messages: how they are found is no matter of the index."""
    found = []
    for place, message in enumerate(batch):
        first = batch[place - place % IN_A_THREAD].id
        root = message.id == first
        found.append(
            Link(
                message.id,
                ThreadId(first),
                None if root else MessageId(first),
                LinkReason.ROOT if root else LinkReason.REPLY,
                1.0,
            )
        )
    return found


async def _asked(archive: GroupArchive, question: Question, group: ConnectedGroup) -> float:
    began = time.perf_counter()
    await archive.search(question, [group], limit=PASSAGES)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
