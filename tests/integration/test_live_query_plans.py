"""The queries of the live service go by their indexes, on empty tables and on large ones."""

import re
from datetime import timedelta
from typing import Any

import pytest

from pipeline.ingest.models import TenantId
from storage.postgres import (
    chat_statuses,
    conversation,
    dialogues,
    group_book,
    members,
    missed_orders,
    order_rows,
    order_waiters,
    orders,
    people,
    settling,
    subscriptions,
)
from storage.postgres.connection import Connection, Pool
from storage.postgres.pool import _PLANNING
from tests.fixtures.plans import Node, explain, plan
from tests.fixtures.postgres import Database
from tests.fixtures.stores import MIDNIGHT, Stores

_ROWS = 3000

# What is done with stays in these tables for good, and what waits is little: one in a hundred.
_SEED = """
WITH tenant AS (
    INSERT INTO tenants (name) SELECT 'tenant ' || number FROM generate_series(1, 30) AS number
    RETURNING id
),
known AS (
    INSERT INTO groups (tenant_id, telegram_id, kind, title, time_zone)
    SELECT id, -number, 'supergroup', 'title', 'UTC'
    FROM tenant, generate_series(1, $1 / 30) AS number
    RETURNING tenant_id, id
),
span AS (
    INSERT INTO group_conversation_windows (tenant_id, group_id, size_hours, starts_at, ends_at)
    SELECT tenant_id, id, 4, $2, $3 FROM known
    RETURNING tenant_id, group_id, id
),
ordered AS (
    INSERT INTO digest_orders (tenant_id, group_id, window_id, via, chat_id, thread_id, language,
        engine, subscription_id, slot, state, settled_at, created_at)
    SELECT tenant_id, group_id, span.id, 'chat', number, 0, 'ru', 'auto', span.id,
        number::text, CASE WHEN waits THEN 'waiting' WHEN span.id % 100 = 0 THEN 'undeliverable'
            ELSE 'delivered' END,
        CASE WHEN NOT waits THEN now() END, now() - number * interval '1 minute'
    FROM span, generate_series(1, 10) AS number
    CROSS JOIN LATERAL (SELECT (number + span.id) % 100 = 0) AS state (waits)
),
subscribed AS (
    INSERT INTO subscriptions (tenant_id, group_id, person_id, via, chat_id, thread_id, language,
        rhythm, size_hours, weekdays, time_zone, next_due_at)
    SELECT tenant_id, id, number, 'chat', number, 0, 'ru', 'windows', 4, '{1}', 'UTC',
        $2 + number * interval '1 minute'
    FROM known, generate_series(1, 10) AS number
),
seen AS (
    INSERT INTO group_people (tenant_id, group_id, person_id)
    SELECT tenant_id, id, number FROM known, generate_series(1, 5) AS number
),
entered AS (
    INSERT INTO conversation_ledger (actor, device, client_seq, chat, receipt_at, kind)
    SELECT number % 97, 'telegram', number, '1', CASE WHEN closed THEN now() END,
        CASE WHEN closed THEN 'reply' END
    FROM generate_series(1, $1) AS number
    CROSS JOIN LATERAL (SELECT number % 100 <> 0) AS state (closed)
    RETURNING actor, device, client_seq
),
sent AS (
    INSERT INTO conversation_sends (actor, device, client_seq, ordinal)
    SELECT *, 0 FROM entered
),
stepped AS (
    INSERT INTO dialogues SELECT 1, number, number, 0, 'default', 'state', '{}'
    FROM generate_series(1, $1) AS number
),
noted AS (
    INSERT INTO chat_statuses (chat_id, state)
    SELECT number, 'blocked' FROM generate_series(1, $1) AS number
),
joined AS (
    INSERT INTO members (tenant_id, telegram_user_id)
    SELECT tenant.id, number FROM tenant, generate_series(1, $1 / 30) AS number
)
INSERT INTO people (id, language, time_zone)
SELECT number, 'ru', 'UTC' FROM generate_series(1, $1) AS number
"""


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
    until = MIDNIGHT + timedelta(hours=4)
    async with behind.transaction():
        await behind.execute("SET LOCAL session_replication_role = replica")
        await behind.execute(_SEED, request.param, MIDNIGHT, until)
    await behind.execute("ANALYZE")
    first: TenantId = await behind.fetchval("SELECT tenant_id FROM groups ORDER BY id LIMIT 1")
    return first


OWN = object()
"""Stands for the tenant among a query's arguments."""
KEY = ("5", "telegram", 7)
CHANGE = ("daily", 4, None, [1], "UTC", None, None)

LEDGER = {"conversation_ledger_pkey": "actor", "ix_conversation_ledger_unanswered": "client_seq"}
SENDS = {"conversation_sends_pkey": "client_seq"}
GROUP = {"groups_pkey": "id", "groups_tenant_id_id_key": "(id = "}
CHAT_OF_GROUP = {
    "groups_tenant_id_telegram_id_key": "telegram_id",
    "ix_groups_chat": "telegram_id",
}
ORDER = {"digest_orders_pkey": "id", "digest_orders_tenant_id_id_key": "(id = "}
MISSED = {"ix_digest_orders_undeliverable": "chat_id"}
WAITING = {"ix_digest_orders_waiting": "window_id"}
SUBSCRIPTION = {"subscriptions_pkey": "id", "subscriptions_tenant_id_id_key": "(id = "}
ONES_SUBSCRIPTIONS = {
    "subscriptions_group_id_person_id_via_chat_id_thread_id_rhyt_key": "group_id"
}

# Each with the indexes that it may go by, and what has to be in the condition on each.
QUERIES: dict[str, tuple[str, tuple[Any, ...], dict[str, str]]] = {
    "what was accepted": (
        conversation._TAKE_UP,
        ("telegram", 100),
        {
            **SENDS,
            "conversation_ledger_pkey": "actor",
            "ix_conversation_ledger_unanswered": "device",
        },
    ),
    "a message goes out": (conversation._SENDING, (*KEY, [0], [None]), LEDGER),
    "a receipt": (conversation._RECEIPT, (*KEY, "reply", "1"), LEDGER | SENDS),
    "an entry": (conversation._KNOWN, KEY, LEDGER),
    "a dialogue": (dialogues._GET, (1, 2, 2, 0, "default"), {"dialogues_pkey": "user_id"}),
    "the end of a dialogue": (
        dialogues._DELETE,
        ([1], [2], [2], [0], ["default"]),
        {"dialogues_pkey": "user_id"},
    ),
    "a chat's status": (chat_statuses._GET, (7,), {"chat_statuses_pkey": "chat_id"}),
    "a chat that opens": (chat_statuses._OPEN, (7,), {"chat_statuses_pkey": "chat_id"}),
    "a person": (people._FIND, (7,), {"people_pkey": "id"}),
    "a person's scopes": (members._SCOPES, (OWN, 7), {"members_pkey": "telegram_user_id"}),
    "a group": (group_book._GET, (7,), GROUP),
    "a tenant's groups": (
        group_book._OF_TENANT,
        (OWN,),
        {"groups_tenant_id_id_key": "tenant_id"},
    ),
    "a person who was seen": (group_book._KNOW, (7, 1), GROUP),
    "a described group": (group_book._DESCRIBE, (7, "supergroup", "title", None), GROUP),
    "a chat that migrated": (group_book._MERGE, (OWN, -5, -6), CHAT_OF_GROUP),
    "an order": (orders._GET, (7,), ORDER),
    "what waits in windows": (order_rows._WAITING, ([7, 8],), WAITING),
    "what fills slots": (
        order_rows._OF_SLOTS,
        ([7, 8], ["1", "2"]),
        {"digest_orders_subscription_id_slot_key": "slot"},
    ),
    "messages for orders": (order_rows._ADOPT, ([7, 8], [1, 2]), ORDER),
    "who waits": (orders._WAITING, (7, "ru", "auto"), WAITING),
    "what is wanted": (orders._WANTED, (7,), WAITING),
    "a release": (orders._RELEASE, (7, "ru", "auto", 1), WAITING),
    "the end of orders": (settling._SETTLE, ([7, 8], "failed", None), ORDER),
    "the end of what is wanted": (settling._SETTLE_WANTED, (7, "failed", None, "ru"), WAITING),
    "an order for a digest that is there": (orders._RELEASE_ONE, (7, 1), ORDER),
    "who joins": (order_waiters._JOIN, (7, 1), ORDER),
    "who withdraws": (order_waiters._WITHDRAW, (7, 1), ORDER),
    "what was missed": (missed_orders._UNTOLD, (7,), MISSED),
    "what was missed last": (missed_orders._LAST, (7, 1), MISSED),
    "what was told of": (missed_orders._MARK_TOLD, ([7, 8],), ORDER),
    "a group's orders": (
        orders._OF_GROUP,
        (7, MIDNIGHT, 10),
        {"ix_digest_orders_group": "created_at"},
    ),
    "a digest's orders": (orders._OF_DIGEST, (7,), {"ix_digest_orders_digest": "digest_id"}),
    "whether it was told that digests are off": (
        orders._CLAIM_OFF_NOTICE,
        (7,),
        {
            **ORDER,
            "ix_digest_orders_told_off": "chat_id",
            "ix_digest_orders_group": "created_at",
            "groups_tenant_id_id_key": "tenant_id",
        },
    ),
    "a subscription": (subscriptions._GET, (7,), SUBSCRIPTION),
    "a group's subscriptions": (subscriptions._OF_GROUP, (7,), ONES_SUBSCRIPTIONS),
    "a person's subscriptions": (
        subscriptions._OF_PERSON,
        (7,),
        {"ix_subscriptions_person": "person_id"},
    ),
    "a person's language": (
        subscriptions._SPEAK_TO_PERSON,
        (7, "en"),
        {"ix_subscriptions_person": "person_id"},
    ),
    "a group's language": (subscriptions._SPEAK_IN_GROUP, (7, "en"), ONES_SUBSCRIPTIONS),
    "a changed timetable": (subscriptions._CHANGE, (7, MIDNIGHT, *CHANGE), SUBSCRIPTION),
}


async def plan_of(pool: Pool, tenant: TenantId, name: str) -> list[Node]:
    query, arguments, _ = QUERIES[name]
    given = [tenant if argument is OWN else argument for argument in arguments]
    return await plan(pool, tenant, query, *given)


def astray(found: list[Node], allowed: dict[str, str]) -> list[Node]:
    """The scans that read a table, or an index that is not allowed or not by its condition.

    A plan without a scan is astray as well.
    """
    scans = [node for node in found if "Index Name" in node or node["Node Type"] == "Seq Scan"]
    return [
        node
        for node in scans or found
        if allowed.get(node.get("Index Name", ""), "nothing") not in node.get("Index Cond", "")
    ]


async def test_every_query_goes_by_an_index_made_for_it(pool: Pool, tenant: TenantId) -> None:
    plans = {name: await plan_of(pool, tenant, name) for name in QUERIES}

    wrong = {name: astray(found, QUERIES[name][2]) for name, found in plans.items()}
    assert {} == {name: nodes for name, nodes in wrong.items() if nodes}


async def test_what_comes_in_order_takes_the_order_of_its_index(
    pool: Pool, tenant: TenantId
) -> None:
    ordered = ("a group's orders", "a person's subscriptions", "who waits", "what was missed")

    plans = {name: await plan_of(pool, tenant, name) for name in ordered}

    assert [] == [
        name for name, found in plans.items() if any(node["Node Type"] == "Sort" for node in found)
    ]


@pytest.mark.parametrize(
    ("function", "values", "allowed"),
    [
        ("groups_of_chat", {"chat": "-5"}, {"ix_groups_chat": "telegram_id"}),
        ("groups_once_of_chat", {"chat": "-5"}, {"ix_groups_migrated_from": "migrated_from"}),
        (
            "groups_of_person",
            {"person": "7"},
            {"group_people_pkey": "person_id", "groups_pkey": "id"},
        ),
        (
            "tenants_shut_out",
            {"chat": "7"},
            {"ix_digest_orders_undeliverable": "chat_id"},
        ),
        (
            "tenants_due",
            {"moment": "now()", "most": "100"},
            {"ix_subscriptions_due": "next_due_at"},
        ),
    ],
)
async def test_a_question_across_tenants_goes_by_its_index(
    behind: Connection,
    tenant: TenantId,
    function: str,
    values: dict[str, str],
    allowed: dict[str, str],
) -> None:
    """The function's own query, asked as its owner on a connection set as the service's are."""
    query = await behind.fetchval("SELECT prosrc FROM pg_proc WHERE proname = $1", function)
    for argument, value in values.items():
        query = re.sub(rf"\b{argument}\b", value, query)

    async with behind.transaction():
        await behind.execute("SET LOCAL ROLE alfred_owner")
        for setting, value in _PLANNING.items():
            await behind.execute(f"SET LOCAL {setting} = {value}")
        found = await explain(behind, query)

    assert [] == astray(found, allowed)


_READ = """
SELECT relname, seq_scan, coalesce(idx_tup_fetch, 0) AS fetched FROM pg_stat_xact_user_tables
WHERE relname IN ('subscriptions', 'groups', 'digest_orders', 'group_conversation_windows',
    'events')
"""


async def test_a_claim_reads_no_more_than_it_claims(pool: Pool, tenant: TenantId) -> None:
    span = (MIDNIGHT + timedelta(days=1), MIDNIGHT + timedelta(days=1, hours=4))
    async with pool.acquire() as connection, connection.transaction():
        due = await connection.fetch(
            "SELECT * FROM claim_subscriptions($1, $2, 3)", [tenant], span[1]
        )
        ids = [row["id"] for row in due]
        await connection.execute(
            "SELECT fill_slots($1, $2, $3, $4, $5, $6, $7, $8)",
            *([tenant] * len(due), [row["group_id"] for row in due], ids),
            *([str(number) for number in ids], *([moment] * len(due) for moment in span)),
            *([4] * len(due), [None] * len(due)),
        )
        await connection.execute(
            "SELECT move_subscriptions_on($1, $2, $3)",
            *([tenant] * len(due), ids, [span[1]] * len(due)),
        )
        await connection.execute("SELECT append_events($1, '{name}', '{key}', '{1}')", [tenant])
        read = await connection.fetch(_READ)

    assert {"subscriptions", "events"} <= {row["relname"] for row in read}
    assert [] == [row["relname"] for row in read if row["seq_scan"]]
    assert [] == [row["relname"] for row in read if row["fetched"] > 5 * len(due)]
