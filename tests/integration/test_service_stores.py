"""What the adapters of the live service promise beyond their ports, on PostgreSQL itself."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import orjson
import pytest

from pipeline.digest.citations import cited_messages
from pipeline.digest.models import Digest, DigestId
from pipeline.events.consumers import Consumer, Retry
from pipeline.events.models import Event
from pipeline.events.runs import DigestPersisted
from pipeline.feedback.models import Feedback, Opinion
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, MessageId, TenantId
from storage.bus import open_bus
from storage.postgres.connection import Connection, Pool
from storage.postgres.outbox import Outbox
from storage.postgres.queue import dedupe_key, pack_one
from tests.fixtures.digests import team_digest
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import new_digest, said, silent, window_of

LINE = 1
"""A statement of the team's digest."""
_ROWS = "SELECT * FROM {} ORDER BY 1, 2, 3, 4"
_OF_DIGEST = (
    "group_digest_topics",
    "group_digest_participants",
    "group_digest_metrics",
    "group_digest_citations",
)


@pytest.fixture
def live(postgres_service_stores: ServiceStores) -> ServiceStores:
    return postgres_service_stores


async def digest_of(live: ServiceStores) -> tuple[TenantId, GroupId, DigestId]:
    tenant, group = await live.stores.group()
    window = await window_of(live.stores, tenant, group)
    return tenant, group, await live.stores.digests.add(tenant, new_digest(window), silent)


async def rows(behind: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """What the tables hold that are written for each digest."""
    return {
        table: [tuple(row) for row in await behind.fetch(_ROWS.format(table))]
        for table in _OF_DIGEST
    }


def fail(digest: DigestId) -> Sequence[Event]:
    raise LookupError(digest)


def shortened(digest: Digest) -> Digest:
    return digest.model_copy(
        update={
            "statements": digest.statements[:LINE],
            "topics": digest.topics[1:],
            "participants": digest.participants[1:],
        }
    )


async def test_a_digests_citations_are_those_that_it_tells(
    live: ServiceStores, behind: Connection
) -> None:
    _, group, digest = await digest_of(live)

    stored = await behind.fetch("SELECT * FROM group_digest_citations ORDER BY message_id")

    assert sorted(cited_messages(team_digest())) == [row["message_id"] for row in stored]
    assert {(group, digest)} == {(row["group_id"], row["digest_id"]) for row in stored}


async def test_a_digest_that_is_not_added_leaves_no_citations(
    live: ServiceStores, behind: Connection
) -> None:
    tenant, group = await live.stores.group()
    window = await window_of(live.stores, tenant, group)

    with pytest.raises(LookupError):
        await live.stores.digests.add(tenant, new_digest(window), fail)

    assert {table: [] for table in _OF_DIGEST} == await rows(behind)


async def test_an_amended_digest_has_the_rows_of_one_that_was_never_longer(
    live: ServiceStores, behind: Connection
) -> None:
    tenant, _, digest = await digest_of(live)
    people = await behind.fetch(
        "SELECT person, author_id, name FROM group_digest_participants ORDER BY person"
    )
    amended = shortened(team_digest())

    await live.amendments.amend(tenant, digest, amended, silent)

    after = await rows(behind)
    kept = await behind.fetch(
        "SELECT person, author_id, name FROM group_digest_participants ORDER BY person"
    )
    columns = await behind.fetchrow(
        "SELECT statements_total, content_hash, quality_score FROM group_digests"
    )
    told = {participant.person for participant in amended.participants}
    metrics = {row[2]: row[3] for row in after["group_digest_metrics"]}
    assert [row for row in people if row["person"] in told] == kept
    assert len(amended.topics) == len(after["group_digest_topics"])
    assert LINE == metrics["statements_total"]
    assert cited_messages(amended) == {row[2] for row in after["group_digest_citations"]}
    assert columns is not None
    assert (LINE, amended.decision.content_hash, amended.quality.score) == tuple(columns)


async def test_an_amendment_that_fails_leaves_all_as_it_was(
    live: ServiceStores, behind: Connection
) -> None:
    tenant, _, digest = await digest_of(live)
    before, stored = await rows(behind), await live.stores.digests.get(tenant, digest)

    with pytest.raises(LookupError):
        await live.amendments.amend(tenant, digest, shortened(team_digest()), fail)

    assert before == await rows(behind)
    assert stored == await live.stores.digests.get(tenant, digest)


async def test_a_wrong_line_is_kept_with_all_that_a_fixture_needs(
    live: ServiceStores, behind: Connection
) -> None:
    tenant, group, digest = await digest_of(live)
    await live.stores.sink.accept(tenant, group, [said(102, 1), said(105, 2, "да")])
    await live.stores.sink.accept(tenant, group, [said(102, 1, "иначе", edit_version=7)])

    await live.feedback.add(tenant, Feedback(digest, PersonId(1), Opinion.WRONG, LINE))

    whole = team_digest()
    assert {
        "run_id": whole.run_id,
        "judged": whole.statements[LINE].model_dump(mode="json"),
        "messages": [
            {"message_id": 102, "edit_version": 7, "text": "иначе"},
            {"message_id": 105, "edit_version": 0, "text": "да"},
        ],
    } == orjson.loads(await behind.fetchval("SELECT evidence FROM group_digest_feedback"))


async def test_a_message_that_is_deleted_meanwhile_leaves_no_evidence(
    live: ServiceStores, pool: Pool, behind: Connection
) -> None:
    tenant, group, digest = await digest_of(live)
    await live.stores.sink.accept(tenant, group, [said(102, 1, "тайна")])
    wrong = [Feedback(digest, PersonId(n), Opinion.WRONG, LINE) for n in range(8)]

    async with asyncio.TaskGroup() as tasks:
        for given in wrong[:4]:
            tasks.create_task(live.feedback.add(tenant, given))
        tasks.create_task(_delete(live, tenant, group))
        for given in wrong[4:]:
            tasks.create_task(live.feedback.add(tenant, given))

    evidence = await behind.fetch("SELECT evidence FROM group_digest_feedback")
    assert [None] * 8 == [row["evidence"] for row in evidence]


async def _delete(live: ServiceStores, tenant: TenantId, group: GroupId) -> None:
    await live.stores.sink.delete(tenant, group, [MessageId(102)])


def persisted(tenant: TenantId) -> DigestPersisted:
    return DigestPersisted(
        tenant_id=tenant, group_id=1, window_id=2, digest_id=7, version=1, content_hash="h"
    )


async def test_a_letter_that_many_replay_at_once_gives_one_job(
    live: ServiceStores,
) -> None:
    tenant, _ = await live.stores.group()
    event = persisted(tenant)
    await live.bury(tenant, event.name, event.key, pack_one(event))
    [letter] = await live.dead_letters.since(tenant, said(1, 0).sent_at)

    replayed = await asyncio.gather(
        *(live.dead_letters.replay(tenant, letter.id) for _ in range(6))
    )

    assert 1 == sum(replayed)
    assert 1 == len(await live.jobs())


async def test_a_job_that_still_has_the_key_does_not_hinder_a_replay(
    live: ServiceStores, behind: Connection
) -> None:
    tenant, _ = await live.stores.group()
    event = persisted(tenant)
    await live.stores.events.publish([event])
    await live.bury(tenant, event.name, event.key, pack_one(event))
    [letter] = await live.dead_letters.since(tenant, said(1, 0).sent_at)

    replayed = await live.dead_letters.replay(tenant, letter.id)

    keys = await behind.fetch("SELECT dedupe_key FROM pgqueuer ORDER BY id")
    assert replayed
    assert [dedupe_key(event.name, event.key), None] == [row["dedupe_key"] for row in keys]


async def test_what_died_is_handled_after_its_replay(live: ServiceStores, pool: Pool) -> None:
    tenant, _ = await live.stores.group()
    event, got = persisted(tenant), list[Event]()

    async def handle(events: Sequence[DigestPersisted]) -> None:
        if not got:
            got.append(event)
            raise ValueError
        got.extend(events)

    consumer = Consumer(DigestPersisted, handle, retry=Retry(attempts=1))
    async with open_bus(pool, [consumer], Outbox([DigestPersisted.name])) as bus:
        await live.stores.events.publish([event])
        await bus.idle()
        [letter] = await bus.dead_letters(tenant)
        await live.dead_letters.replay(tenant, letter.id)
        await bus.idle()

    assert [event, event] == got
    assert [] == list(await live.dead_letters.since(tenant, said(1, 0).sent_at))


async def test_a_token_is_stored_as_a_hash_of_its_size_only(live: ServiceStores) -> None:
    tenant, _ = await live.stores.group()

    with pytest.raises(asyncpg.CheckViolationError):
        await live.tokens.add(tenant, b"the token itself", frozenset(), "label")


async def test_tokens_and_accounts_of_all_tenants_are_told_by_their_functions_alone(
    live: ServiceStores, pool: Pool
) -> None:
    tenant, _ = await live.stores.group()
    await live.accounts.add(tenant, 1)

    assert 1 == len(await live.accounts.all())
    assert 0 == await pool.fetchval("SELECT count(*) FROM reading_accounts")
    assert 0 == await pool.fetchval("SELECT count(*) FROM api_tokens")
