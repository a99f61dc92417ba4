"""The queries about recordings go by their indexes, on empty tables and on large ones."""

import uuid
from datetime import timedelta

import pytest

from pipeline.ingest.models import TenantId
from storage.postgres import archive, recording_queue, recordings, tombstones
from storage.postgres.connection import Connection, Pool
from storage.postgres.pool import _PLANNING
from tests.fixtures.plans import Node, explain, plan
from tests.fixtures.postgres import Database
from tests.fixtures.stores import MIDNIGHT, Stores

_ROWS = 6000

# Of those that there are one in a hundred waits.
_SEED = """
WITH tenant AS (
    INSERT INTO tenants (name) SELECT 'tenant ' || number FROM generate_series(1, 10) AS number
    RETURNING id
),
known AS (
    INSERT INTO groups (tenant_id, telegram_id, kind, title, time_zone)
    SELECT id, -number, 'supergroup', 'title', 'UTC' FROM tenant, generate_series(1, 3) AS number
    RETURNING tenant_id, id
),
span AS (
    INSERT INTO group_conversation_windows (tenant_id, group_id, size_hours, starts_at, ends_at)
    SELECT tenant_id, id, 4, $2, $3 FROM known
),
said AS (
    INSERT INTO group_messages (
        tenant_id, group_id, message_id, sent_at, edit_version, kind, author_id, author_name, text)
    SELECT tenant_id, id, number, $2 + number * interval '1 hour', 0, 'media', 'user1', 'n', 't'
    FROM known, generate_series(1, $1 / 30) AS number
    RETURNING tenant_id, group_id, message_id, sent_at
)
INSERT INTO recordings (
    tenant_id, group_id, message_id, transport, kind, seconds, sent_at, state, begun_at, claim)
SELECT tenant_id, group_id, message_id, 'bot', 'voice', 5, sent_at,
    CASE WHEN waits THEN 'waiting' ELSE 'heard' END, now() - message_id * interval '1 hour',
    CASE WHEN waits AND message_id % 200 = 0 THEN gen_random_uuid() END
FROM said CROSS JOIN LATERAL (SELECT message_id % 100 = 0) AS state (waits)
"""

OF_A_GROUP = {"recordings_pkey": "group_id", "ix_recordings_window": "group_id"}
CLAIM = {"ix_recordings_claim": "claim"}
QUERIES: dict[str, tuple[str, tuple[object, ...], dict[str, str]]] = {
    "what is due": (
        recordings._DUE,
        (7, "bot", 3, None, None, None),
        {"ix_recordings_waiting": "tenant_id"},
    ),
    "what a day cost": (recordings._SPENT, (7,), {"ix_recordings_begun": "begun_at"}),
    "a claim": (
        recordings._CLAIM,
        ([(7, 7)], timedelta(seconds=30)),
        {"groups_pkey": "id", "groups_tenant_id_id_key": "id"},
    ),
    "an end": (recordings._SETTLE, (uuid.uuid4(), "heard", None), CLAIM),
    "a sign of life": (recordings._KEEP, (uuid.uuid4(), timedelta(seconds=30)), CLAIM),
    "a return": (recordings._PUT_BACK, (uuid.uuid4(), timedelta(seconds=30), 0), CLAIM),
    "the text": (
        recordings._TELL,
        (7, 7, "{}", "text"),
        {"group_messages_pkey": "message_id"},
    ),
    "what a digest waits for": (
        recordings._AWAITED,
        (7, timedelta(minutes=2)),
        {
            "group_conversation_windows_pkey": "id",
            "group_conversation_windows_tenant_id_id_key": "id",
            "ix_recordings_window": "sent_at",
        },
    ),
    "another recording": (recording_queue._FORGET, (7, [7]), OF_A_GROUP),
}


@pytest.fixture
def database(untouched_database: Database) -> Database:
    """How large files are and what statistics say decides on plans."""
    return untouched_database


@pytest.fixture(params=[0, _ROWS], ids=["empty", "large"])
async def tenant(
    request: pytest.FixtureRequest, postgres_stores: Stores, behind: Connection
) -> TenantId:
    """The tenant of the first group; statistics know the tables if they are large."""
    if not request.param:
        found, _ = await postgres_stores.group()
        return found
    async with behind.transaction():
        await behind.execute("SET LOCAL session_replication_role = replica")
        await behind.execute(_SEED, request.param, MIDNIGHT, MIDNIGHT + timedelta(hours=4))
    await behind.execute("ANALYZE")
    first: TenantId = await behind.fetchval("SELECT tenant_id FROM groups ORDER BY id LIMIT 1")
    return first


def scans(found: list[Node], table: str = "") -> list[Node]:
    return [
        node
        for node in found
        if ("Index Name" in node or node["Node Type"] == "Seq Scan")
        and (not table or node.get("Relation Name") == table)
    ]


def astray(found: list[Node], allowed: dict[str, str]) -> list[Node]:
    """The scans that read a table, or an index that is not allowed or not by its condition."""
    return [
        node
        for node in scans(found) or found
        if allowed.get(node.get("Index Name", ""), "nothing") not in node.get("Index Cond", "")
    ]


async def test_every_query_goes_by_an_index_made_for_it(pool: Pool, tenant: TenantId) -> None:
    plans = {
        name: await plan(pool, tenant, query, *arguments)
        for name, (query, arguments, _) in QUERIES.items()
    }

    wrong = {name: astray(found, QUERIES[name][2]) for name, found in plans.items()}
    assert {} == {name: nodes for name, nodes in wrong.items() if nodes}


async def test_who_has_something_due_is_found_by_its_index(
    behind: Connection, tenant: TenantId
) -> None:
    """The function's own query, asked as its owner on a connection set as the service's are."""
    query = await behind.fetchval(
        "SELECT prosrc FROM pg_proc WHERE proname = 'tenants_with_recordings'"
    )
    async with behind.transaction():
        await behind.execute("SET LOCAL ROLE alfred_owner")
        for setting, value in _PLANNING.items():
            await behind.execute(f"SET LOCAL {setting} = {value}")
        found = await explain(behind, query.replace("wanted", "'bot'"))

    assert [] == astray(found, {"ix_recordings_waiting": "next_at"})


@pytest.mark.parametrize(
    ("query", "arguments", "allowed"),
    [
        (archive._COUNTS, ([7],), {"ix_recordings_window": "sent_at"}),
        (tombstones._ERASE, ([7], [7], 7, "name"), OF_A_GROUP),
    ],
    ids=["counts", "deletion"],
)
async def test_other_queries_find_recordings_by_an_index(
    pool: Pool,
    tenant: TenantId,
    query: str,
    arguments: tuple[object, ...],
    allowed: dict[str, str],
) -> None:
    found = scans(await plan(pool, tenant, query, *arguments), "recordings")

    assert 1 == len(found)
    assert [] == astray(found, allowed)
