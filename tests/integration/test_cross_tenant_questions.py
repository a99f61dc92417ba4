"""The few questions that are asked across tenants, and that nothing else is."""

import asyncpg
import pytest

from pipeline.conversation.models import (
    TELEGRAM,
    EntryKey,
    Incoming,
    Receipt,
    ReceiptKind,
    Sent,
)
from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import ConnectedGroup, PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind, TenantId
from pipeline.orders.models import NewOrder, OrderState
from pipeline.retention.models import Expiring
from pipeline.schedules.models import NewSubscription, Rhythm, Timetable
from pipeline.windows.models import WindowSize
from storage.postgres.connection import Connection, Pool
from storage.postgres.dead_letters import bury
from storage.postgres.tenant import tenant_transaction
from tests.fixtures.stores import CHAT, MIDNIGHT, Stores, span

PERSON = PersonId(77)
SUPERGROUP = ChatKind.SUPERGROUP
BASIC = Chat(telegram_id=-501, kind=ChatKind.GROUP, title="Дача")
ENTRY = Incoming(EntryKey("77", TELEGRAM, 1), chat="77", payload=b"words of the person")

_FUNCTIONS = """
SELECT proname, pg_get_userbyid(proowner) AS owner, array_to_string(proconfig, ' ') AS setting,
    has_function_privilege('alfred_service', oid, 'EXECUTE') AS of_service,
    EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0) AS of_everybody
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
"""

ROLLOUT = {
    "rollout_allow",
    "rollout_approve",
    "rollout_ask",
    "rollout_configure",
    "rollout_evidence",
    "rollout_gates",
    "rollout_history",
    "rollout_is_on",
    "rollout_latest_look",
    "rollout_look",
    "rollout_open_proposals",
    "rollout_release_gates",
    "rollout_row",
    "rollout_samples_since",
    "rollout_state",
    "rollout_untold",
}
INNER = {
    "count_about",
    "forget_passage",
    "note_chunk_twice",
    "note_cursor_back",
    "note_read_back",
    "note_receipt_twice",
    "rollout_apply",
    "rollout_breaks_since",
    "rollout_lasting",
    "rollout_measured",
    "rollout_measured_chat",
    "rollout_measured_digests",
    "rollout_snapshot",
}
"""What only other functions may ask, or triggers."""

_DIRECTORIES = """
SELECT tablename, cmd, roles::text FROM pg_policies
WHERE schemaname = 'public' AND policyname NOT IN ('current_tenant', 'expiry', 'erasure')
"""


async def connected(stores: Stores, name: str) -> ConnectedGroup:
    """A tenant with a group, an order that was not let in and a subscription that is due."""
    tenant = await stores.tenants.ensure(name)
    group = await stores.group_book.connect(
        tenant, CHAT, reader=Reader.BOT, owner=PERSON, time_zone="UTC", language="ru"
    )
    place = Destination(Via.CHAT, PERSON)
    wanted = [NewOrder(place, "ru", "auto")]
    [order] = await stores.orders.place(tenant, group.id, span(0), wanted)
    await stores.orders.settle(tenant, [order.id], OrderState.UNDELIVERABLE, "blocked")
    weekly = Timetable(Rhythm.WINDOWS, WindowSize.FOUR, "UTC")
    wish = NewSubscription(group.id, PERSON, place, "ru", weekly)
    await stores.subscriptions.add(tenant, wish, MIDNIGHT)
    return group


async def test_only_these_functions_act_as_the_owner_and_only_for_the_service(
    behind: Connection,
) -> None:
    functions = {row["proname"]: row for row in await behind.fetch(_FUNCTIONS)}

    assert {
        "ensure_tenant",
        "find_tenant",
        "groups_of_chat",
        "groups_of_person",
        "groups_once_of_chat",
        "migrate_group",
        "tenants_due",
        "tenants_shut_out",
        "all_reading_accounts",
        "find_api_token",
        "count_dead_letters",
        "latest_dead_letters",
        "find_dead_letter",
        "untold_dead_letters",
        "readable_groups",
        "search_messages",
        "search_digests",
        *ROLLOUT,
        *INNER,
        "groups_without_passages",
        "nearest_passages",
        "tenants_with_recordings",
        "traced_orders",
        "unfinished_digests",
        "tenant_of_number",
        "group_of_number",
        *(f"expire_{table}" for table in Expiring),
    } == set(functions)
    inner = {name for name, row in functions.items() if not row["of_service"]}
    assert {("alfred_owner", "search_path=pg_catalog, pg_temp", False)} == {
        (
            row["owner"],
            row["setting"][: len("search_path=pg_catalog, pg_temp")],
            row["of_everybody"],
        )
        for row in functions.values()
    }
    assert INNER == inner


async def test_only_the_owner_whom_nobody_can_be_sees_all_tenants_and_only_to_read(
    behind: Connection,
) -> None:
    directories = {
        row["tablename"]: (row["cmd"], row["roles"]) for row in await behind.fetch(_DIRECTORIES)
    }

    assert ("ALL", "{alfred_owner}") == directories.pop("tenants")
    assert {
        "groups",
        "group_people",
        "subscriptions",
        "digest_orders",
        "reading_accounts",
        "api_tokens",
        "dead_letters",
        "events",
        "llm_usage",
        "group_messages",
        "group_digests",
        "delivery_ledger",
        "group_passage_messages",
        "group_passages",
        "recordings",
        "group_digest_metrics",
        "ingest_cursors",
    } == set(directories)
    assert {("SELECT", "{alfred_owner}")} == set(directories.values())


async def test_the_questions_are_answered_alike_within_a_tenant_and_outside(
    postgres_stores: Stores, pool: Pool
) -> None:
    one, two = [await connected(postgres_stores, name) for name in ("one", "two")]
    questions = (
        ("SELECT tenant_id FROM groups_of_chat($1)", CHAT.telegram_id),
        ("SELECT tenant_id FROM groups_of_person($1)", PERSON),
        ("SELECT tenant_id FROM tenants_due(now(), $1)", 9),
        ("SELECT tenant_id FROM tenants_shut_out($1)", PERSON),
    )

    async with tenant_transaction(pool, one.tenant) as connection:
        within = [await connection.fetch(*question) for question in questions]
    outside = [await pool.fetch(*question) for question in questions]

    assert outside == within
    assert [{one.tenant, two.tenant}] * len(questions) == [
        {row["tenant_id"] for row in rows} for rows in outside
    ]


async def test_what_pseudonyms_are_made_with_is_not_told_across_tenants(
    postgres_stores: Stores, pool: Pool
) -> None:
    group = await connected(postgres_stores, "one")
    await postgres_stores.group_book.connect(
        group.tenant, BASIC, reader=Reader.BOT, owner=PERSON, time_zone="UTC", language="ru"
    )
    await postgres_stores.group_book.migrate(BASIC.telegram_id, Chat(-1009, SUPERGROUP, "Дача"))

    for question in (
        ("SELECT * FROM groups_of_chat($1)", CHAT.telegram_id),
        ("SELECT * FROM groups_of_person($1)", PERSON),
        ("SELECT * FROM groups_once_of_chat($1)", BASIC.telegram_id),
    ):
        row = (await pool.fetch(*question))[0]
        assert "pseudonym_salt" not in row.keys()  # noqa: SIM118  # a record's "in" looks at values


async def test_what_a_dead_letter_carries_is_not_told_across_tenants(
    postgres_stores: Stores, pool: Pool
) -> None:
    tenant = await postgres_stores.tenants.ensure("one")
    async with tenant_transaction(pool, tenant) as connection:
        letter = await bury(connection, tenant, "an.event.v1", "1", b'{"a": "word"}', "why", 5)

    for question in (
        ("SELECT * FROM latest_dead_letters($1, $2)", 0, 9),
        ("SELECT * FROM find_dead_letter($1)", letter),
        ("SELECT * FROM untold_dead_letters($1)", 9),
    ):
        [row] = await pool.fetch(*question)
        assert letter == row["id"]
        assert "payload" not in row.keys()  # noqa: SIM118  # a record's "in" looks at values
    assert [] == await pool.fetch("SELECT * FROM dead_letters")


@pytest.mark.parametrize("table", ["digest_orders", "subscriptions", "group_people", "groups"])
async def test_rows_are_seen_and_changed_by_their_own_tenant_only(
    postgres_stores: Stores, pool: Pool, table: str
) -> None:
    one, two = [await connected(postgres_stores, name) for name in ("one", "two")]
    query = f"SELECT tenant_id FROM {table}"  # noqa: S608  # one of four names

    seen: dict[int, set[TenantId]] = {}
    for tenant in (one.tenant, two.tenant, TenantId(10**9)):
        async with tenant_transaction(pool, tenant) as connection:
            seen[tenant] = {row["tenant_id"] for row in await connection.fetch(query)}
    outside = await pool.fetch(query)

    assert {one.tenant: {one.tenant}, two.tenant: {two.tenant}, 10**9: set()} == seen
    assert [] == outside


async def test_an_order_cannot_be_written_for_another_tenant_or_its_window(
    postgres_stores: Stores, pool: Pool
) -> None:
    one, two = [await connected(postgres_stores, name) for name in ("one", "two")]
    [window] = await postgres_stores.windows.ensure(one.tenant, one.id, [span(0)])
    insert = (
        "INSERT INTO digest_orders (tenant_id, group_id, window_id, via, chat_id, thread_id,"
        " language, engine) VALUES ($1, $2, $3, 'chat', 1, 0, 'ru', 'auto')"
    )

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with tenant_transaction(pool, two.tenant) as connection:
            await connection.execute(insert, one.tenant, one.id, window.id)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with tenant_transaction(pool, two.tenant) as connection:
            await connection.execute(insert, two.tenant, one.id, window.id)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM digest_orders",
        "UPDATE digest_orders SET chat_id = 1",
        "UPDATE digest_orders SET tenant_id = 1",
        "DELETE FROM people",
        "DELETE FROM conversation_ledger",
        "UPDATE conversation_ledger SET chat = '1'",
        "DELETE FROM members",
        "UPDATE members SET tenant_id = 1",
        "UPDATE groups SET tenant_id = 1",
        "UPDATE groups SET pseudonym_salt = gen_random_uuid()",
        "DELETE FROM groups",
        "UPDATE group_people SET person_id = 1",
    ],
)
async def test_the_service_cannot_rewrite(pool: Pool, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(statement)


async def test_the_conversation_holds_no_words_once_it_is_receipted(
    postgres_stores: Stores, behind: Connection
) -> None:
    ledger = postgres_stores.conversation
    await ledger.accept([ENTRY])
    await ledger.sending(ENTRY.key, 0)
    await ledger.sending(ENTRY.key, 1, [Sent(0, b"words of the answer")])

    await ledger.receipt(ENTRY.key, Receipt(ReceiptKind.REPLY, "1", (Sent(1, b"more words"),)))

    [kept] = await behind.fetch("SELECT payload, kind, reply FROM conversation_ledger")
    assert (None, "reply", "1") == tuple(kept)
    assert 0 == await behind.fetchval("SELECT count(*) FROM conversation_sends")
