"""``python -m tests.evaluation.archive_questions [--misses]``: what the archive finds, as a table.

On an embedded PostgreSQL of its own, linked into threads by the service's own rules. The rules
were chosen on the team's chat alone; the neighbours' chat is the trial.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from bench.ingest import opened
from pipeline.alfred.rules.intent import asks_about_groups
from pipeline.alfred.rules.meant import may_concern_groups
from pipeline.groups.models import PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind, TenantId
from pipeline.threads.linking import link_new_messages
from pipeline.threads.settings import ThreadSettings
from storage.postgres.database import Database
from storage.postgres.search import GroupArchive
from tests.fixtures.archive_questions import CHATS, Found, Talk, found, score, talk

ASKER = PersonId(1)
HEAD = ("chat", "answered", "hit@1, %", "hit@6, %", "unanswered", "refused, %", "looked up, %")


async def measured() -> list[tuple[str, Sequence[Found]]]:
    async with opened() as (database, tenant, _):
        return [(name, await _asked(database, tenant, n, talk(name))) for n, name in _numbered()]


def _numbered() -> Sequence[tuple[int, str]]:
    return list(enumerate(CHATS, 1))


async def _asked(database: Database, tenant: TenantId, number: int, chat: Talk) -> Sequence[Found]:
    group = await database.group_book.connect(
        tenant,
        Chat(-1_000_000_000_000 - number, ChatKind.SUPERGROUP, chat.title),
        reader=Reader.BOT,
        owner=ASKER,
        time_zone="Europe/Moscow",
        language="ru",
    )
    await database.messages.accept(tenant, group.id, chat.messages)
    await link_new_messages(database.threads, tenant, group.id, ThreadSettings())
    return await found(GroupArchive(database.pool), ASKER, group, chat)


def row(name: str, results: Sequence[Found]) -> Sequence[object]:
    answered = [each for each in results if each.asked.answers]
    looked_up = [_is_looked_up(each.asked.words) for each in results]
    marks = score(results)
    return (
        name,
        len(answered),
        marks.first,
        marks.six,
        len(results) - len(answered),
        marks.refused,
        round(100 * sum(looked_up) / len(looked_up), 1),
    )


def _is_looked_up(words: str) -> bool:
    """Whether a conversation asks the archive at all, though the group is not named."""
    return asks_about_groups(words) or may_concern_groups(words)


def markdown(rows: Sequence[Sequence[object]]) -> str:
    lines = [HEAD, ["---", *["---:"] * (len(HEAD) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def misses(results: Sequence[Found]) -> list[str]:
    """Questions whose answer did not come first, or that should have found nothing."""
    return [
        f"{each.place or '-'}\t{each.asked.words}\t{sorted(each.asked.answers)}\t{list(each.ids)}"
        for each in results
        if (each.place != 1 if each.asked.answers else each.ids)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what was missed, too")
    listed = parser.parse_args().misses
    results = asyncio.run(measured())
    sys.stdout.write(markdown([row(name, each) for name, each in results]) + "\n")
    for name, each in results if listed else ():
        sys.stdout.write("\n".join(("", name, *misses(each))) + "\n")


if __name__ == "__main__":
    main()
