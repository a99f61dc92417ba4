"""What the service's role can and cannot do, asked of the database itself."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import pytest

from pipeline.delivery.copies import CopyKind, DigestCopy
from pipeline.delivery.models import Destination, Via
from pipeline.digest.answers import Stage
from pipeline.digest.ports import ArtifactKey, SliceKey
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, MessageId, TenantId
from pipeline.llm.ledger import Limits, NewCall
from pipeline.llm.models import Tier
from pipeline.orders.models import NewOrder
from pipeline.schedules.models import NewSubscription, Rhythm, Timetable
from pipeline.threads.answers import ThreadAnswer
from pipeline.threads.models import Link, LinkReason, ThreadId
from pipeline.windows.models import WindowSize
from storage.postgres.connection import Connection, Pool
from storage.postgres.copies import StoredCopies
from storage.postgres.dead_letters import bury
from storage.postgres.outbox import Outbox
from storage.postgres.tenant import tenant_transaction
from storage.postgres.thread_answers import StoredThreadAnswers
from storage.postgres.threads import Threads
from tests.fixtures.postgres import Database
from tests.fixtures.stores import MIDNIGHT, Stores, new_digest, said, silent, window_of

QUEUE = {"pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics"}
PEOPLE = {"people", "chat_statuses", "conversation_ledger", "conversation_sends", "dialogues"}
"""People and what they say to the bot come before any tenant."""
ROLLOUT = {
    "rollout_features",
    "rollout_allowed",
    "rollout_limits",
    "rollout_proposals",
    "rollout_journal",
    "rollout_samples",
    "invariant_breaks",
    "recoveries",
}
OF_NO_TENANT = (
    QUEUE
    | PEOPLE
    | ROLLOUT
    | {"alembic_version", "flood_waits", "operator_alarms", "operator_notices", "sent_messages"}
    | {"gonogo", "ingest_pauses", "rights_exercised"}
)

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"

_UNPROTECTED = """
SELECT relname FROM pg_class AS class
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
    AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS (
        SELECT FROM pg_policy
        WHERE polrelid = class.oid AND polname = 'current_tenant' AND polcmd = '*'
            AND polroles = '{0}' AND polqual IS NOT NULL AND polwithcheck IS NOT NULL))
"""

_PRIVILEGES = """
SELECT tablename, string_agg(privilege, ' ' ORDER BY privilege) AS granted
FROM pg_tables, unnest(ARRAY[
    'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'
]) AS privilege
WHERE schemaname = 'public' AND has_table_privilege('alfred_service', tablename, privilege)
GROUP BY tablename
"""


async def tables(behind: Connection) -> set[str]:
    return {row["tablename"] for row in await behind.fetch(_TABLES)}


async def count(connection: Connection, table: str) -> int:
    query = f"SELECT count(*) FROM {table}"  # noqa: S608  # the name is the catalog's own
    return int(await connection.fetchval(query))


async def fill(
    stores: Stores, pool: Pool, behind: Connection, name: str
) -> tuple[TenantId, GroupId]:
    """A tenant with at least one row in each of its tables."""
    tenant, group = await stores.group(name)
    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2)])
    await stores.sink.accept(tenant, group, [said(1, 1, "иначе", edit_version=1)])
    async with Threads(pool).open(tenant, group) as ledger:
        assert ledger is not None
        await ledger.record([Link(MessageId(1), ThreadId(1), None, LinkReason.ROOT, 1.0)])
    window = await window_of(stores, tenant, group)
    key = ArtifactKey(window.id, Stage.TOPIC, "hash", "rules-1", "rules", 1)
    await stores.artifacts.save(tenant, key, b"{}")
    await stores.segments.save(tenant, group, {SliceKey("hash", "v", "m", 1): b"{}"})
    call = NewCall("topic", "run", Tier.BASE, "m", "v", 1)
    await stores.usage.reserve(tenant, call, [Tier.BASE], Limits(0, 0))
    digest = await stores.digests.add(tenant, new_digest(window), silent)
    await stores.deliveries.claim(tenant, digest, 0, "terminal", "hash")
    async with tenant_transaction(pool, tenant) as connection:
        await bury(connection, tenant, "digest.blocked.v1", "1", b"{}", "why", 5)
    await behind.execute("INSERT INTO members VALUES ($1, 1)", tenant)
    await behind.execute(
        "INSERT INTO recordings (tenant_id, group_id, message_id, transport, kind, seconds,"
        " sent_at) VALUES ($1, $2, 1, 'account', 'voice', 5, now())",
        *(tenant, group),
    )
    await behind.execute("INSERT INTO ingest_cursors VALUES ($1, $2, 'export', 1)", tenant, group)
    await behind.execute("INSERT INTO reading_accounts VALUES ($1, 1)", tenant)
    await behind.execute(
        "INSERT INTO group_digest_citations VALUES ($1, $2, 1, $3)", *(tenant, group, digest)
    )
    await behind.execute(
        "INSERT INTO group_digest_feedback (tenant_id, digest_id, person_id, opinion)"
        " VALUES ($1, $2, 1, 'good')",
        *(tenant, digest),
    )
    await behind.execute(
        "INSERT INTO group_passages (tenant_id, group_id, model, dimension, first_at, last_at,"
        " vector) VALUES ($1, $2, 'm', 1, now(), now(), ARRAY[1]::real[])",
        *(tenant, group),
    )
    await behind.execute(
        "INSERT INTO group_passage_messages SELECT tenant_id, group_id, 1, id"
        " FROM group_passages WHERE group_id = $1",
        group,
    )
    await StoredCopies(pool).add(tenant, [DigestCopy(digest, CopyKind.SHARE, 1, 1, "ru")])
    answer = ThreadAnswer(group, 1, (1,), (MessageId(1),), cut=False, language="ru")
    await StoredThreadAnswers(pool, Outbox()).add(tenant, answer)
    await behind.execute(
        "INSERT INTO webhook_endpoints (tenant_id, url, secret) VALUES ($1, 'u', 's')", tenant
    )
    await behind.execute(
        "INSERT INTO api_tokens (tenant_id, token_hash, scopes, label)"
        " VALUES ($1, sha256(int8send($1)), '{DIGEST_READ}', 'l')",
        tenant,
    )
    await behind.execute(
        "INSERT INTO api_answers (tenant_id, token_id, key_hash, request_hash, claim)"
        " SELECT $1, id, sha256('k'), sha256('r'), gen_random_uuid() FROM api_tokens"
        " WHERE tenant_id = $1",
        tenant,
    )
    await stores.group_book.know(tenant, group, PersonId(1))
    destination = Destination(Via.CHAT, 1)
    await stores.orders.place(tenant, group, window.span, [NewOrder(destination, "ru", "auto")])
    weekly = Timetable(Rhythm.WINDOWS, WindowSize.FOUR, "UTC")
    wish = NewSubscription(group, PersonId(1), destination, "ru", weekly)
    await stores.subscriptions.add(tenant, wish, MIDNIGHT)
    return tenant, group


@pytest.fixture
async def service(database: Database) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(database.service_dsn)
    yield connection
    await connection.close()


async def become(service: Connection, tenant: int | str) -> None:
    await service.execute("SELECT set_config('app.current_tenant', $1, false)", str(tenant))


async def test_every_table_of_a_tenant_forces_row_level_security(behind: Connection) -> None:
    unprotected = {row["relname"] for row in await behind.fetch(_UNPROTECTED)}

    assert OF_NO_TENANT == unprotected


async def test_a_tenant_sees_its_own_rows_and_nobody_elses(
    postgres_stores: Stores, pool: Pool, behind: Connection, service: Connection
) -> None:
    one, _ = await fill(postgres_stores, pool, behind, "one")
    await fill(postgres_stores, pool, behind, "two")
    granted = {row["tablename"]: row["granted"] for row in await behind.fetch(_PRIVILEGES)}
    everyones = await tables(behind) - OF_NO_TENANT
    readable = {table for table in everyones if "SELECT" in granted.get(table, "")}

    seen = {}
    for tenant in ("", one, 10**9):
        await become(service, tenant)
        seen[tenant] = {table: await count(service, table) for table in readable}
    total = {table: await count(behind, table) for table in everyones}

    assert {0} == {*seen[""].values(), *seen[10**9].values()}
    assert {table: total[table] / 2 for table in readable} == seen[one]
    assert [] == [table for table in everyones if total[table] == 0]


async def test_nothing_can_be_written_without_a_tenant(service: Connection) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await service.execute(
            "INSERT INTO events (tenant_id, name, key, payload) VALUES (1, 'n', 'k', '{}')"
        )


async def test_a_tenant_cannot_write_rows_of_another(
    postgres_stores: Stores, service: Connection
) -> None:
    one, group = await postgres_stores.group("one")
    two = await postgres_stores.tenants.ensure("two")
    await become(service, two)

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await service.execute(
            "INSERT INTO groups (tenant_id, telegram_id, kind, title, time_zone)"
            " VALUES ($1, 1, 'group', 't', 'UTC')",
            one,
        )
    changed = await service.execute("UPDATE groups SET title = 'mine' WHERE id = $1", group)

    assert "UPDATE 0" == changed


async def test_a_tenant_cannot_refer_to_rows_of_another(
    postgres_stores: Stores, service: Connection
) -> None:
    tenant, group = await postgres_stores.group("one")
    window = await window_of(postgres_stores, tenant, group)
    two = await postgres_stores.tenants.ensure("two")
    await become(service, two)

    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await service.execute(
            "INSERT INTO group_conversation_windows"
            " (tenant_id, group_id, size_hours, starts_at, ends_at)"
            " VALUES ($1, $2, 4, $3, $4)",
            *(two, group, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)),
        )
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await service.execute(
            "INSERT INTO group_digest_stage_artifacts VALUES ($1, $2, 's', 'h', 'p', 'm', 1, '')",
            *(two, window.id),
        )
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await service.execute(
            "INSERT INTO thread_segments VALUES ($1, $2, 'h', 'p', 'm', 1, '')", two, group
        )
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await service.execute(
            "INSERT INTO group_messages (tenant_id, group_id, message_id, sent_at, edit_version,"
            " kind, author_id, author_name, text) VALUES ($1, $2, 1, $3, 0, 'text', '', '', '')",
            *(two, group, MIDNIGHT),
        )


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE group_messages",
        "ALTER TABLE group_messages DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE group_messages OWNER TO alfred_service",
        "DROP POLICY current_tenant ON group_messages",
        "TRUNCATE group_messages",
        "TRUNCATE pgqueuer",
        "DELETE FROM group_messages",
        "DELETE FROM events",
        "UPDATE events SET payload = '{}'",
        "UPDATE group_messages SET tenant_id = 1",
        "UPDATE group_messages SET message_id = 1",
        "UPDATE group_message_versions SET message_id = 1",
        "UPDATE group_threads SET thread_id = 1",
        "UPDATE groups SET telegram_id = 1",
        "UPDATE groups SET migrated_at = NULL",
        "DELETE FROM ingest_cursors",
        "UPDATE group_digests SET window_id = 1",
        "UPDATE llm_usage SET booked_tokens = 0",
        "UPDATE llm_usage SET created_at = 'epoch'",
        "DELETE FROM llm_usage",
        "UPDATE thread_segments SET answer = ''",
        "UPDATE alembic_version SET version_num = '0001'",
        "SELECT * FROM tenants",
        "INSERT INTO tenants (name) VALUES ('x')",
        "DELETE FROM members",
        "CREATE TABLE mine (id bigint)",
        "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE alfred_owner",
        "SET SESSION AUTHORIZATION postgres",
        "CREATE ROLE another",
        "CREATE DATABASE another",
        "COPY group_messages TO PROGRAM 'cat'",
    ],
)
async def test_the_service_cannot(service: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service.execute(statement)


async def test_the_service_cannot_look_past_the_policies(
    postgres_stores: Stores, pool: Pool, behind: Connection, service: Connection
) -> None:
    await fill(postgres_stores, pool, behind, "one")

    await service.execute("SET row_security = off")

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await service.fetch("SELECT * FROM group_messages")


async def test_nothing_is_granted_beyond_what_the_adapters_need(behind: Connection) -> None:
    granted = {row["tablename"]: row["granted"] for row in await behind.fetch(_PRIVILEGES)}

    # Updates of a tenant's rows are granted by the column, and show in no table's privileges.
    assert {
        "alembic_version": "SELECT",
        "people": "INSERT SELECT",
        "chat_statuses": "INSERT SELECT",
        "sent_messages": "INSERT SELECT",
        "conversation_ledger": "INSERT SELECT",
        "conversation_sends": "DELETE INSERT SELECT",
        "dialogues": "DELETE INSERT SELECT",
        "flood_waits": "INSERT SELECT",
        "operator_alarms": "DELETE INSERT SELECT",
        "operator_notices": "INSERT SELECT",
        "gonogo": "INSERT SELECT",
        "ingest_pauses": "INSERT SELECT",
        "rights_exercised": "INSERT SELECT",
        "members": "INSERT SELECT",
        "reading_accounts": "DELETE INSERT SELECT UPDATE",
        "api_tokens": "INSERT SELECT",
        "webhook_endpoints": "DELETE INSERT SELECT",
        "groups": "INSERT SELECT",
        "group_people": "INSERT SELECT",
        "subscriptions": "DELETE INSERT SELECT",
        "digest_orders": "INSERT SELECT",
        "ingest_cursors": "INSERT SELECT",
        "group_messages": "INSERT SELECT",
        "group_message_versions": "INSERT SELECT",
        "recordings": "DELETE INSERT SELECT",
        "group_threads": "INSERT SELECT",
        "group_passages": "DELETE INSERT SELECT",
        "group_passage_messages": "INSERT SELECT",
        "group_conversation_windows": "INSERT SELECT",
        "group_digest_stage_artifacts": "DELETE INSERT SELECT",
        "group_digests": "INSERT SELECT",
        "group_digest_topics": "DELETE INSERT SELECT",
        "group_digest_participants": "DELETE INSERT SELECT",
        "group_digest_metrics": "DELETE INSERT SELECT",
        "group_digest_citations": "DELETE INSERT SELECT",
        "group_digest_feedback": "INSERT SELECT",
        "digest_copies": "DELETE INSERT SELECT",
        "thread_answers": "DELETE INSERT SELECT",
        "api_answers": "DELETE INSERT SELECT",
        "events": "INSERT SELECT",
        "dead_letters": "DELETE INSERT SELECT",
        "delivery_ledger": "INSERT SELECT",
        "llm_usage": "INSERT SELECT",
        "thread_segments": "INSERT SELECT",
        "pgqueuer": "DELETE INSERT SELECT UPDATE",
        "pgqueuer_log": "INSERT SELECT",
        "pgqueuer_statistics": "SELECT",
    } == granted


async def test_one_tenant_is_made_however_many_ask_for_it(postgres_stores: Stores) -> None:
    found = await asyncio.gather(*(postgres_stores.tenants.ensure("one") for _ in range(8)))

    assert 1 == len(set(found))


async def test_the_tenant_of_a_transaction_does_not_outlive_it(
    postgres_stores: Stores, pool: Pool
) -> None:
    tenant, _ = await postgres_stores.group("one")
    async with pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute(
                "SELECT set_config('app.current_tenant', $1, true)", str(tenant)
            )
        seen = await connection.fetchval("SELECT count(*) FROM groups")

    assert 0 == seen


async def test_only_a_transaction_that_may_be_forgotten_does_not_wait_for_the_disk(
    postgres_stores: Stores, pool: Pool
) -> None:
    tenant, _ = await postgres_stores.group("one")
    query = "SELECT setting || ' by ' || source FROM pg_settings WHERE name = 'synchronous_commit'"

    async with tenant_transaction(pool, tenant) as connection:
        usual = await connection.fetchval(query)
    async with tenant_transaction(pool, tenant, durable=False) as connection:
        hurried = await connection.fetchval(query)
        seen = await connection.fetchval("SELECT count(*) FROM groups")
    async with pool.acquire() as connection:
        after = await connection.fetchval(query)

    assert "off by session" == hurried
    assert usual == after != hurried
    assert 1 == seen
