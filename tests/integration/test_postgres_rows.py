"""What the adapters leave in the tables, beyond what their ports tell."""

import asyncio
from typing import Any

import orjson
import pytest

from pipeline.ingest.models import Reaction
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import DatabaseUnavailableError
from storage.postgres.threads import Threads
from tests.fixtures.stores import Stores, new_digest, said, silent, window_of


async def rows(behind: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await behind.fetch(query)]


async def test_the_versions_that_were_replaced_are_kept(
    postgres_stores: Stores, behind: Connection
) -> None:
    tenant, group = await postgres_stores.group()
    first = said(1, 1, "раз", reactions=(Reaction("👍", 1),))
    second = said(1, 1, "два", edit_version=5, author_name="Аня Б.")
    third = said(1, 1, "три", edit_version=9)

    for version in (first, second, third):
        await postgres_stores.sink.accept(tenant, group, [version, said(2, 2)])

    kept = await rows(
        behind,
        "SELECT message_id, edit_version, text, author_name, details IS NULL"
        " FROM group_message_versions ORDER BY edit_version",
    )
    assert [(1, 0, "раз", "Аня", False), (1, 5, "два", "Аня Б.", True)] == kept


async def test_a_message_with_nothing_special_has_no_details(
    postgres_stores: Stores, behind: Connection
) -> None:
    tenant, group = await postgres_stores.group()

    await postgres_stores.sink.accept(tenant, group, [said(1, 1), said(2, 2, via_bot="@gif")])

    kept = await rows(behind, "SELECT details FROM group_messages ORDER BY message_id")
    assert [(None,), ('{"via_bot": "@gif"}',)] == kept


async def test_a_digest_has_rows_for_its_topics_people_and_metrics(
    postgres_stores: Stores, behind: Connection
) -> None:
    tenant, group = await postgres_stores.group()
    new = new_digest(await window_of(postgres_stores, tenant, group))

    await postgres_stores.digests.add(tenant, new, silent)
    await postgres_stores.digests.add(tenant, new, silent)

    digest = new.digest
    topics = await rows(
        behind, "SELECT title, status, message_ids FROM group_digest_topics ORDER BY position"
    )
    people = await rows(
        behind,
        "SELECT person, author_id, name, dominant_role, message_count"
        " FROM group_digest_participants ORDER BY author_id",
    )
    metrics = dict(await rows(behind, "SELECT metric, value FROM group_digest_metrics"))
    assert [(t.title, t.status.value, [*t.message_ids]) for t in digest.topics] == topics
    assert [
        (p.person, new.authors[p.person], new.people[p.person], p.dominant.value, p.message_count)
        for p in digest.participants
    ] == people
    assert (digest.quality.score, digest.statistics.expected, len(digest.statements)) == (
        metrics["quality_score"],
        metrics["expected"],
        metrics["statements_total"],
    )


async def test_every_job_says_whose_it_is_and_holds_no_text(
    postgres_stores: Stores, behind: Connection
) -> None:
    tenant, group = await postgres_stores.group()
    await postgres_stores.sink.accept(tenant, group, [said(1, 1, "тайна", author_name="Тайный")])
    window = await window_of(postgres_stores, tenant, group)

    jobs = await behind.fetch("SELECT payload, headers FROM pgqueuer ORDER BY id")

    ready = {"start": window.span.start, "end": window.span.end}
    assert [{"tenant_id": str(tenant)}] * 2 == [orjson.loads(job["headers"]) for job in jobs]
    assert [
        {
            "shared": {"tenant_id": tenant, "group_id": group},
            "fields": ["message_id", "edit_version"],
            "rows": [[1, 0]],
        },
        {
            "shared": {
                "tenant_id": tenant,
                "group_id": group,
                "window_id": window.id,
                "size_hours": 4,
                **{name: f"{moment:%Y-%m-%dT%H:%M:%SZ}" for name, moment in ready.items()},
            },
            "fields": [],
            "rows": [[]],
        },
    ] == [orjson.loads(job["payload"]) for job in jobs]


async def test_batches_of_one_group_at_the_same_time_count_each_message_once(
    postgres_stores: Stores, behind: Connection
) -> None:
    tenant, group = await postgres_stores.group()
    batches = [
        [said(number, number) for number in range(start, start + 200)] for start in (1, 101, 1)
    ]

    accepted = await asyncio.gather(
        *(postgres_stores.sink.accept(tenant, group, batch) for batch in batches)
    )

    assert 300 == sum(each.added for each in accepted)
    assert [(300, 300)] == await rows(
        behind, "SELECT (SELECT count(*) FROM group_messages), (SELECT count(*) FROM events)"
    )


async def test_a_second_worker_waits_and_sees_what_the_first_left(
    postgres_stores: Stores, pool: Pool
) -> None:
    tenant, group = await postgres_stores.group()
    threads = Threads(pool)
    seen: list[int] = []

    async def second() -> None:
        async with threads.open(tenant, group) as ledger:
            assert ledger is not None
            seen.extend(utterance.id for utterance in await ledger.unlinked(10))

    async with asyncio.TaskGroup() as tasks, threads.open(tenant, group) as first:
        assert first is not None
        assert [] == list(await first.unlinked(10))
        await postgres_stores.sink.accept(tenant, group, [said(1, 1)])
        tasks.create_task(second())
        await waiting_for_lock(pool)
        assert [] == seen

    assert [1] == seen


async def test_a_third_worker_leaves_its_messages_to_the_one_that_waits(
    postgres_stores: Stores, pool: Pool
) -> None:
    tenant, group = await postgres_stores.group()
    threads = Threads(pool)

    async def second() -> None:
        async with threads.open(tenant, group) as ledger:
            assert ledger is not None

    async with asyncio.TaskGroup() as tasks, threads.open(tenant, group):
        tasks.create_task(second())
        await waiting_for_lock(pool)
        async with threads.open(tenant, group) as third:
            assert third is None

    async with threads.open(tenant, group) as later:
        assert later is not None


async def test_a_worker_that_lost_its_lock_cannot_write_and_hinders_nobody(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    tenant, group = await postgres_stores.group()
    threads = Threads(pool)

    async with threads.open(tenant, group) as lost:
        assert lost is not None
        await behind.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        )
        with pytest.raises(DatabaseUnavailableError):
            await lost.unlinked(10)
        async with threads.open(tenant, group) as next_one:
            assert next_one is not None


async def waiting_for_lock(pool: Pool) -> None:
    """Return as soon as somebody waits for an advisory lock."""
    query = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
    async with asyncio.timeout(5):
        while not await pool.fetchval(query):  # noqa: ASYNC110  # the server has no event for it
            await asyncio.sleep(0.01)
