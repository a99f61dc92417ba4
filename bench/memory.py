"""Evidence of long conversations, found by the archive search as the service does it.

``ALFRED_DATA=../shared/data python -m bench.memory [--embedder hashing|latent]``

LoCoMo (Maharana et al., ACL 2024), the conversations that ``memory/`` holds: each becomes a group
of an embedded PostgreSQL, linked into threads by the service's own rules, and every question with
evidence is asked by a member of that group alone. Recall at k is the share of a question's
evidence among the first k messages that are found, averaged over the questions; neighbours that
are shown with them do not count. An image has its caption as text, as in the paper.
"""

import argparse
import asyncio
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from bench.board import Figure, Watch, publish
from bench.embedders import KINDS, embedder
from bench.embedding import Vectors
from bench.ingest import opened
from bench.public_data import public_data
from pipeline.alfred.archive import Question
from pipeline.groups.models import ConnectedGroup, PersonId, Reader
from pipeline.ingest.models import (
    AuthorId,
    Chat,
    ChatKind,
    Message,
    MessageId,
    MessageKind,
    TenantId,
)
from pipeline.threads.linking import link_new_messages
from pipeline.threads.settings import ThreadSettings
from storage.postgres.database import Database
from storage.postgres.search import GroupArchive

DEPTHS = (5, 10, 25, 50)
ASKER = PersonId(1)
FLOOR = (62.6, 73.1, 81.5, 86.3)
"""BM25 over stems with the turns before and after, as the data's README tells."""
REFERENCE = (56.7, 66.2, 76.7, 82.7)
"""The paper's dense retrieval."""
GOAL = {10: 78.0}
_EVIDENCE = re.compile(r"D\d+:\d+")


@dataclass(frozen=True, slots=True)
class Conversation:
    name: str
    messages: Sequence[Message]
    questions: Sequence[tuple[str, frozenset[int]]]
    """Each with the ids of its evidence."""


@dataclass(frozen=True, slots=True)
class Measured:
    what: str
    questions: int
    recall: Sequence[float]
    """Percent, at ``DEPTHS``."""
    unanswered: int
    """Questions to which nothing was found at all."""
    p50_ms: float
    p95_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embedder", choices=KINDS, help="search by vectors of it, too")
    parser.add_argument("--file", type=Path, default=None, help="conversations of the same form")
    given = parser.parse_args()
    source = given.file or public_data("memory/locomo-first5.json")
    watch = Watch()
    told = json.loads(source.read_text(encoding="utf-8"))
    rows = asyncio.run(measure([conversation(each) for each in told], given.embedder))
    publish("memory", f"{rows[-1].questions} questions about {source.stem}", figures(rows), watch)


def figures(rows: Sequence[Measured]) -> list[Figure]:
    """Of all conversations, and of each of them its recall at 10; the last row is of all."""
    *each, every = rows
    found = [
        Figure(f"recall at {depth}, %", ours, floor, reference, GOAL.get(depth))
        for depth, ours, floor, reference in zip(
            DEPTHS, every.recall, FLOOR, REFERENCE, strict=True
        )
    ]
    found += [Figure(f"recall at 10, {row.what}, %", row.recall[1]) for row in each]
    found += [
        Figure("questions to which nothing was found", every.unanswered, lower_is_better=True),
        Figure("a question, half of the time, ms", every.p50_ms, lower_is_better=True),
        Figure("a question, 95 % of the time, ms", every.p95_ms, lower_is_better=True),
    ]
    return found


def conversation(told: dict[str, Any]) -> Conversation:
    """Turns of a session follow one another by a minute; the data tell only when it began."""
    turns = told["conversation"]
    messages: list[Message] = []
    numbers: dict[str, int] = {}
    for session in sorted(
        (key for key in turns if re.fullmatch(r"session_\d+", key)),
        key=lambda key: int(key.removeprefix("session_")),
    ):
        began = _moment(turns[f"{session}_date_time"])
        for minute, turn in enumerate(turns[session]):
            numbers[turn["dia_id"]] = len(messages) + 1
            messages.append(
                Message(
                    id=MessageId(len(messages) + 1),
                    sent_at=began + timedelta(minutes=minute),
                    kind=MessageKind.TEXT,
                    author_id=AuthorId(f"user{turn['speaker']}"),
                    author_name=turn["speaker"],
                    text=" ".join(filter(None, (turn["text"], turn.get("blip_caption")))),
                )
            )
    asked = (
        (each["question"], frozenset(_numbers(each["evidence"], numbers))) for each in told["qa"]
    )
    questions = [(question, evidence) for question, evidence in asked if evidence]
    return Conversation(told["sample_id"], messages, questions)


def _moment(written: str) -> datetime:
    return datetime.strptime(f"{written} +0000", "%I:%M %p on %d %B, %Y %z")


def _numbers(evidence: Sequence[str], numbers: dict[str, int]) -> Sequence[int]:
    """The data write some lists of turns as one string, and some turns that are not there."""
    named = (name for each in evidence for name in _EVIDENCE.findall(each))
    return [numbers[name] for name in named if name in numbers]


async def measure(
    conversations: Sequence[Conversation], kind: str | None = None
) -> list[Measured]:
    rows = []
    recalls: list[Sequence[float]] = []
    seconds: list[float] = []
    unanswered = 0
    async with opened() as (database, tenant, owner):
        for number, told in enumerate(conversations):
            group = await _loaded(database, tenant, number, told)
            await owner.execute("ANALYZE")  # what the server does itself within a minute
            questions = None
            if kind is not None:
                texts = [message.text for message in told.messages]
                vectors = Vectors(database, f"{kind} {number}", embedder(kind, texts))
                await vectors.fill(group)
                questions = vectors.questions
            archive = GroupArchive(database.pool, questions)
            now = told.messages[-1].sent_at + timedelta(days=1)
            found = [await _asked(archive, group, question, now) for question, _ in told.questions]
            each = [
                _recall(ids, evidence)
                for (ids, _), (_, evidence) in zip(found, told.questions, strict=True)
            ]
            times = [spent for _, spent in found]
            nothing = sum(not ids for ids, _ in found)
            rows.append(_row(told.name, each, nothing, times))
            recalls += each
            seconds += times
            unanswered += nothing
    return [*rows, _row(f"ours, {kind}" if kind else "ours", recalls, unanswered, seconds)]


async def _loaded(
    database: Database, tenant: TenantId, number: int, told: Conversation
) -> ConnectedGroup:
    group = await database.group_book.connect(
        tenant,
        Chat(-1_000_000_000_001 - number, ChatKind.SUPERGROUP, told.name),
        reader=Reader.BOT,
        owner=ASKER,
        time_zone="UTC",
        language="en",
    )
    await database.messages.accept(tenant, group.id, told.messages)
    await link_new_messages(database.threads, tenant, group.id, ThreadSettings())
    return group


async def _asked(
    archive: GroupArchive, group: ConnectedGroup, question: str, now: datetime
) -> tuple[Sequence[int], float]:
    began = time.perf_counter()
    found = await archive.search(Question(ASKER, question, "en", now), [group], limit=max(DEPTHS))
    return [passage.found.id for passage in found], time.perf_counter() - began


def _recall(found: Sequence[int], evidence: frozenset[int]) -> Sequence[float]:
    return [len(evidence & set(found[:depth])) / len(evidence) for depth in DEPTHS]


def _row(
    what: str, recalls: Sequence[Sequence[float]], unanswered: int, seconds: Sequence[float]
) -> Measured:
    marks = quantiles(seconds, n=20)
    return Measured(
        what=what,
        questions=len(recalls),
        recall=[round(100 * mean(column), 1) for column in zip(*recalls, strict=True)],
        unanswered=unanswered,
        p50_ms=round(1_000 * marks[9], 1),
        p95_ms=round(1_000 * marks[18], 1),
    )


if __name__ == "__main__":
    main()
