"""The hot queries take the same way whatever the planner knows about the table.

A plan that is made for a small table stays in use on its connection when the table has grown, and
statistics know nothing of a group that has just been imported.
"""

from datetime import timedelta
from typing import Any

import pytest

from pipeline.digest.ports import SliceKey
from pipeline.events.groups import GroupMessageIngested
from pipeline.ingest.models import GroupId, TenantId
from storage.postgres import (
    archive,
    digests,
    messages,
    segments,
    thread_reading,
    threads,
    usage,
    windows,
)
from storage.postgres.connection import Connection, Pool
from storage.postgres.message_rows import columns
from tests.fixtures.plans import plan
from tests.fixtures.postgres import Database
from tests.fixtures.stores import MIDNIGHT, Stores, said

_SEED = """
INSERT INTO group_messages (tenant_id, group_id, message_id, sent_at, edit_version, kind,
    author_id, author_name, text, thread_id, link_reason, link_score)
SELECT $1, $2, number, $3::timestamptz + number * interval '20 seconds', 0, 'text',
    'user1', 'Аня', 'привет', linked.thread_id, linked.reason, linked.score
FROM generate_series(1, $4) AS number
CROSS JOIN LATERAL (
    SELECT number, 'root', 1.0 WHERE number < $4 * 0.95
    UNION ALL SELECT NULL, NULL, NULL WHERE number >= $4 * 0.95
) AS linked (thread_id, reason, score)
"""

Seeded = tuple[TenantId, GroupId]


@pytest.fixture
def database(untouched_database: Database) -> Database:
    """How large files are and what statistics say decides on plans."""
    return untouched_database


@pytest.fixture(params=[0, 12, 30_000], ids="{} messages".format)
async def seeded(
    request: pytest.FixtureRequest, postgres_stores: Stores, behind: Connection
) -> Seeded:
    """A group whose last messages are not linked yet; statistics know it if it is large."""
    tenant, group = await postgres_stores.group()
    await behind.execute(_SEED, tenant, group, MIDNIGHT, request.param)
    if request.param > 1000:
        await behind.execute("ANALYZE group_messages")
    return tenant, group


async def scans(
    pool: Pool, tenant: TenantId, query: str, *arguments: Any
) -> list[tuple[str, str]]:
    """How ``group_messages`` is read: kind of scan and index, in the order of the plan."""
    return [
        (node["Node Type"], node.get("Index Name", ""))
        for node in await plan(pool, tenant, query, *arguments)
        if node.get("Relation Name") == "group_messages" and "Scan" in node["Node Type"]
    ]


async def test_a_window_is_read_by_its_index(pool: Pool, seeded: Seeded) -> None:
    tenant, group = seeded
    start = MIDNIGHT + timedelta(hours=48)

    found = await scans(pool, tenant, archive._MESSAGES, group, start, start + timedelta(hours=4))

    assert [("Index Scan", "ix_group_messages_window")] == found


async def test_what_has_no_link_is_read_by_its_index_and_what_it_answers_by_the_key(
    pool: Pool, seeded: Seeded
) -> None:
    tenant, group = seeded

    found = await scans(pool, tenant, threads._UNLINKED, group, 2000, threads._NO_PARENTS)

    assert [
        ("Index Scan", "ix_group_messages_unlinked"),
        ("Index Scan", "group_messages_pkey"),
    ] == found


async def test_what_was_linked_last_is_read_backwards_from_the_end(
    pool: Pool, seeded: Seeded
) -> None:
    tenant, group = seeded

    found = await scans(pool, tenant, threads._RECENT, group, 500)

    assert [("Index Scan", "ix_group_messages_window")] == found


async def test_a_thread_is_read_within_its_time(pool: Pool, seeded: Seeded) -> None:
    tenant, group = seeded

    found = await scans(pool, tenant, thread_reading._THREAD, group, 100, 16)

    assert [
        ("Index Scan", "group_messages_pkey"),
        ("Index Scan", "ix_group_messages_window"),
    ] == found


async def test_cited_messages_are_read_by_the_primary_key(pool: Pool, seeded: Seeded) -> None:
    tenant, group = seeded

    found = await scans(pool, tenant, thread_reading._CITED, group, [1, 2, 3])

    assert [("Index Scan", "group_messages_pkey")] == found


async def test_the_last_digest_of_each_size_is_the_first_row_of_its_stretch(
    pool: Pool, seeded: Seeded
) -> None:
    tenant, group = seeded

    found = await plan(pool, tenant, digests._LAST_SENT, [group], [4, 6, 12, 24], 3)

    [scan] = [node for node in found if node.get("Relation Name") == "group_digests"]
    assert ("Index Scan", "ix_group_digests_baseline") == (scan["Node Type"], scan["Index Name"])


@pytest.mark.parametrize("known", [True, False], ids=["known group", "new group"])
async def test_a_batch_is_compared_by_the_primary_key(
    pool: Pool, seeded: Seeded, postgres_stores: Stores, known: bool
) -> None:
    tenant, group = seeded if known else await postgres_stores.group("new")
    batch = columns([said(number, number) for number in range(1, 2001)])

    found = await scans(
        pool, tenant, messages._ACCEPT, tenant, group, GroupMessageIngested.name, *batch
    )

    assert {("Index Scan", "group_messages_pkey")} == set(found)


@pytest.mark.parametrize("known", [True, False], ids=["known group", "new group"])
async def test_links_are_written_by_the_primary_key_and_the_rows_place(
    pool: Pool, seeded: Seeded, postgres_stores: Stores, known: bool
) -> None:
    tenant, group = seeded if known else await postgres_stores.group("new")
    ids = list(range(28000, 30000))

    found = await scans(
        *(pool, tenant, threads._RECORD, tenant, group),
        *(ids, ids, [None] * 2000, ["root"] * 2000, [1.0] * 2000),
    )

    assert [("Tid Scan", ""), ("Index Scan", "group_messages_pkey")] == sorted(found)[::-1]


async def test_a_window_that_is_known_is_found_by_its_start(
    pool: Pool, postgres_stores: Stores
) -> None:
    tenant, group = await postgres_stores.group()
    spans = ([group], [MIDNIGHT], [MIDNIGHT + timedelta(hours=4)], [4])

    found = await plan(pool, tenant, windows._ENSURE, tenant, *spans)

    [condition] = [node["Index Cond"] for node in found if "Index Cond" in node]
    assert "starts_at" in condition


_SEED_USAGE = """
INSERT INTO llm_usage (
    tenant_id, created_at, purpose, run_id, tier, model, prompt_version, booked_tokens)
SELECT $1, now() - number * interval '1 second', 'topic', 'run', 'pro', 'm', 'v', 1000
FROM generate_series(1, $2) AS number
"""


@pytest.fixture(params=[0, 12, 3000], ids="{} calls".format)
async def used(
    request: pytest.FixtureRequest, postgres_stores: Stores, behind: Connection
) -> TenantId:
    """A tenant whose calls are all of one run, tier and day, which statistics know if it is large.

    Nothing then tells the planner that one index is better than another.
    """
    tenant, _ = await postgres_stores.group()
    await behind.execute(_SEED_USAGE, tenant, request.param)
    if request.param > 1000:
        await behind.execute("ANALYZE llm_usage")
    return tenant


async def test_the_calls_of_a_day_are_summed_by_tier_and_time(pool: Pool, used: TenantId) -> None:
    booking = (used, "topic", "run", "pro", "m", "v", 1000, ["pro", "max"], 50, 400_000)
    purposes = (["condensing", "conversation"], True)

    found = await plan(pool, used, usage._BOOK_WITHIN, *booking, *purposes)

    [scan] = [node for node in found if "Index Cond" in node]
    assert "ix_llm_usage_quota" == scan["Index Name"]
    assert all(name in scan["Index Cond"] for name in ("tier", "tenant_id", "created_at"))


async def test_the_calls_of_a_run_are_found_by_it(pool: Pool, used: TenantId) -> None:
    found = await plan(pool, used, usage._SPENT, "run")

    [scan] = [node for node in found if "Index Name" in node]
    assert "ix_llm_usage_run" == scan["Index Name"]
    assert "run_id" in scan["Index Cond"]


async def test_a_call_is_settled_by_its_id(pool: Pool, used: TenantId) -> None:
    found = await plan(pool, used, usage._SETTLE, 1, "ok", 1, 1, 0, 1.0)

    assert ["llm_usage_pkey"] == [node["Index Name"] for node in found if "Index Name" in node]


_SEED_SEGMENTS = """
INSERT INTO thread_segments (
    tenant_id, group_id, slice_hash, prompt_version, model, schema_version, answer)
SELECT $1, $2, md5(number::text), 'v', 'm', 1, '{}' FROM generate_series(1, $3) AS number
"""


@pytest.mark.parametrize("known", [0, 12, 3000])
@pytest.mark.parametrize("wanted", [1, 3000])
async def test_slices_are_looked_up_each_by_its_whole_key(
    pool: Pool, postgres_stores: Stores, behind: Connection, known: int, wanted: int
) -> None:
    tenant, group = await postgres_stores.group()
    await behind.execute(_SEED_SEGMENTS, tenant, group, known)
    await behind.execute("ANALYZE thread_segments")
    keys = segments._columns([SliceKey(f"hash {n}", "v", "m", 1) for n in range(wanted)])

    found = await plan(pool, tenant, segments._FIND, group, *keys)

    [scan] = [node for node in found if node.get("Relation Name") == "thread_segments"]
    assert ("Index Scan", "thread_segments_pkey") == (scan["Node Type"], scan["Index Name"])
    assert all(name in scan["Index Cond"] for name in ("slice_hash", "schema_version"))
