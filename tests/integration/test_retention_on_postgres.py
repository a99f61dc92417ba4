"""Removing old rows of the real tables: what stays, whoever asks and whatever happens."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from prometheus_client import CollectorRegistry

from pipeline.conversation.models import TELEGRAM, EntryKey, Incoming, Receipt, ReceiptKind, Sent
from pipeline.ingest.models import TenantId
from pipeline.retention.models import Batch, Expiring
from pipeline.retention.rules import FEWEST_DAYS
from scheduler.retention import Retention, RetentionMetrics
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import DatabaseUnavailableError
from storage.postgres.pool import open_pool
from storage.postgres.retention import LOCK, OldRows
from storage.postgres.tenant import tenant_transaction
from tests.fixtures.old_rows import AgedRows, ages, home_of, put
from tests.fixtures.postgres import Database
from tests.fixtures.retention_page import decisions
from tests.fixtures.stores import Stores

DAYS = 40
DELETE = "DELETE FROM {}"
DELETED_BY_THE_SERVICE = {
    Expiring.DIALOGUES,
    Expiring.ARTIFACTS,
    Expiring.COPIES,
    Expiring.THREADS,
    Expiring.REPEATS,
}
"""Dialogues end, and what was made of a message that is deleted goes at once."""
EVERY = pytest.mark.parametrize("expiring", list(Expiring), ids=lambda table: table.value)

_LATER = "UPDATE conversation_ledger SET accepted_at = now() - $1 * interval '24 hours'"
_RECEIPTED = "UPDATE conversation_ledger SET receipt_at = now() - $1 * interval '24 hours'"
_KILL = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'killed'
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_POLICIES = """
SELECT tablename, cmd, roles::text FROM pg_policies WHERE policyname = 'expiry'
"""


def entry(number: int) -> Incoming:
    return Incoming(EntryKey("5", TELEGRAM, number), chat="5", payload=b"words")


async def sweep(pool: Pool, *expiring: Expiring, days: int = DAYS) -> dict[Expiring, Batch]:
    """One batch of each."""
    async with OldRows(pool).turn() as turn:
        assert turn
        return {each: await turn.remove(each, days, most=100) for each in expiring}


async def call(connection: Connection, expiring: Expiring, days: object, most: object) -> None:
    """The function as whoever stole the service's password might call it."""
    place = "NULL, NULL" if expiring is Expiring.MESSAGES else "NULL"
    await connection.execute(f"SELECT expire_{expiring}({days}, {most}, {place})")


@pytest.fixture
async def service(database: Database) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(database.service_dsn)
    yield connection
    await connection.close()


async def test_what_is_still_to_be_answered_stays_with_what_was_sent_of_it(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    ledger = postgres_stores.conversation
    await ledger.accept([entry(1), entry(2)])
    await ledger.sending(entry(1).key, 1, [Sent(0, b"words of the answer")])
    await ledger.receipt(entry(2).key, Receipt(ReceiptKind.REPLY, "7"))
    await behind.execute(_LATER, 400)
    await behind.execute(f"{_RECEIPTED} WHERE client_seq = 2", 400)

    await sweep(pool, Expiring.CONVERSATIONS)

    [waiting] = await ledger.take_up(TELEGRAM, limit=9)
    assert (entry(1), 1, (Sent(0, b"words of the answer"),)) == (
        waiting.entry,
        waiting.sending,
        waiting.sent,
    )


async def test_what_was_answered_a_moment_ago_is_known_for_another_while(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    ledger = postgres_stores.conversation
    await ledger.accept([entry(1)])
    await behind.execute(_LATER, 400)
    await ledger.receipt(entry(1).key, Receipt(ReceiptKind.REPLY, "7"))

    removed = await sweep(pool, Expiring.CONVERSATIONS)

    assert {Expiring.CONVERSATIONS: Batch(0, ended=True)} == removed
    assert [] == list(await ledger.accept([entry(1)]))


async def test_what_was_left_of_an_answer_goes_with_its_entry(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    await postgres_stores.conversation.accept([entry(1), entry(2)])
    for number in (1, 2):
        await postgres_stores.conversation.sending(entry(number).key, 0)
    await behind.execute(_LATER, 400)
    await behind.execute(
        "UPDATE conversation_ledger SET receipt_at = now() - interval '400 days', kind = 'reply',"
        " payload = NULL WHERE client_seq = 1"
    )

    await sweep(pool, Expiring.CONVERSATIONS)

    assert 2 == await behind.fetchval("SELECT client_seq FROM conversation_ledger")
    assert [2] == [
        row[0] for row in await behind.fetch("SELECT client_seq FROM conversation_sends")
    ]


async def test_a_thread_goes_with_the_last_of_its_messages(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    home = await home_of(postgres_stores, "one")
    for number, days in ((1, 90), (2, 80), (3, 80)):
        await put(behind, Expiring.MESSAGES, home, number, days)
    await behind.execute(
        "INSERT INTO group_threads SELECT tenant_id, group_id, message_id, sent_at,"
        " CASE message_id WHEN 1 THEN now() ELSE sent_at END, 1 FROM group_messages"
    )

    await sweep(pool, Expiring.MESSAGES)

    assert [] == await ages(behind, Expiring.MESSAGES)
    assert 1 == await behind.fetchval("SELECT thread_id FROM group_threads")


async def test_old_messages_of_all_groups_go_batch_by_batch(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    for name in ("one", "two", "three"):
        home = await home_of(postgres_stores, name)
        for number, days in enumerate((90, 80, 80, 80, 5), 1):
            await put(behind, Expiring.MESSAGES, home, number, days)

    batches: list[Batch] = []
    async with OldRows(pool).turn() as turn:
        assert turn
        while not (batches and batches[-1].ended):
            batches.append(await turn.remove(Expiring.MESSAGES, DAYS, most=2))

    assert 12 == sum(batch.removed for batch in batches)
    assert [5, 5, 5] == await ages(behind, Expiring.MESSAGES)


async def test_the_opinion_stays_when_its_evidence_goes(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    home = await home_of(postgres_stores, "one")
    await put(behind, Expiring.EVIDENCE, home, 1, 90)

    await sweep(pool, Expiring.EVIDENCE)

    [kept] = await behind.fetch("SELECT opinion, evidence FROM group_digest_feedback")
    assert ("wrong", None) == tuple(kept)


async def test_the_latest_session_of_each_reader_stays(pool: Pool, behind: Connection) -> None:
    await behind.execute(
        "INSERT INTO recoveries (kind, source, at) SELECT kind, source, now() - interval '90 days'"
        " FROM unnest('{session,session,flood_wait}'::text[]) AS kind,"
        " unnest('{bot,account}'::text[]) AS source"
    )

    removed = await sweep(pool, Expiring.RECOVERIES)

    assert {Expiring.RECOVERIES: Batch(4, ended=True)} == removed
    assert [("account", "session"), ("bot", "session")] == [
        tuple(row)
        for row in await behind.fetch("SELECT source, kind FROM recoveries ORDER BY source")
    ]


@EVERY
@pytest.mark.parametrize("within", [False, True], ids=["outside", "within a tenant"])
async def test_whoever_is_the_current_tenant_all_old_rows_go_and_no_young_ones(
    postgres_stores: Stores, pool: Pool, behind: Connection, expiring: Expiring, within: bool
) -> None:
    homes = [await home_of(postgres_stores, name) for name in ("one", "two")]
    await behind.execute("DELETE FROM events")
    await behind.execute("DELETE FROM pgqueuer_log")
    for place, home in enumerate(homes):
        await put(behind, expiring, home, 10 + place, 90)
        await put(behind, expiring, home, 20 + place, 5)

    tenant = homes[0].tenant if within else TenantId(10**9)
    async with tenant_transaction(pool, tenant) as connection:
        await call(connection, expiring, DAYS, 100)

    assert [5, 5] == await ages(behind, expiring)


@EVERY
@pytest.mark.parametrize("days", ["too few", "0", "-1", "NULL"])
async def test_the_service_cannot_remove_what_is_young(
    postgres_stores: Stores,
    behind: Connection,
    service: Connection,
    expiring: Expiring,
    days: str,
) -> None:
    home = await home_of(postgres_stores, "one")
    await put(behind, expiring, home, 10, 400)
    before = await ages(behind, expiring)
    given = FEWEST_DAYS[expiring] - 1 if days == "too few" else days

    with pytest.raises(
        asyncpg.InvalidParameterValueError, match=f"than {FEWEST_DAYS[expiring]} d"
    ):
        await call(service, expiring, given, 100)

    assert before == await ages(behind, expiring)


@EVERY
async def test_the_database_is_content_with_the_fewest_days(
    postgres_stores: Stores, behind: Connection, service: Connection, expiring: Expiring
) -> None:
    home = await home_of(postgres_stores, "one")
    # What the home itself left would come before it by number.
    await behind.execute("DELETE FROM events")
    await behind.execute("DELETE FROM pgqueuer_log")
    await put(behind, expiring, home, 10, FEWEST_DAYS[expiring] + 1)

    await call(service, expiring, FEWEST_DAYS[expiring], 100)

    assert [] == await ages(behind, expiring)


@EVERY
@pytest.mark.parametrize("most", ["0", "10001", "NULL"])
async def test_a_batch_is_never_a_large_one(
    service: Connection, expiring: Expiring, most: str
) -> None:
    with pytest.raises(asyncpg.InvalidParameterValueError, match="1 to 10000 rows"):
        await call(service, expiring, 400, most)


@pytest.mark.parametrize(
    "expiring",
    [each for each in Expiring if each not in DELETED_BY_THE_SERVICE],
    ids=lambda table: table.value,
)
async def test_the_service_has_no_other_way(
    postgres_stores: Stores, behind: Connection, service: Connection, expiring: Expiring
) -> None:
    home = await home_of(postgres_stores, "one")
    await put(behind, expiring, home, 10, 400)
    before = await ages(behind, expiring)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service.execute(DELETE.format(expiring))

    assert before == await ages(behind, expiring)


async def test_the_service_cannot_ask_for_another_border(service: Connection) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service.execute("SELECT retention_border(1, 0, 1)")


async def test_the_owner_whom_nobody_can_be_touches_only_what_is_old(
    postgres_stores: Stores, behind: Connection
) -> None:
    home = await home_of(postgres_stores, "one")
    policies = {row["tablename"]: tuple(row)[1:] for row in await behind.fetch(_POLICIES)}
    shown = [each for each in Expiring if each in policies]
    await behind.execute("DELETE FROM events")
    for expiring in shown:
        await put(behind, expiring, home, 10, FEWEST_DAYS[expiring] + 1)
        await put(behind, expiring, home, 20, FEWEST_DAYS[expiring] - 1)

    async with behind.transaction():
        await behind.execute("SET LOCAL ROLE alfred_owner")
        for expiring in shown:
            await behind.execute(DELETE.format(expiring))

    assert {("ALL", "{alfred_owner}")} == set(policies.values())
    assert {each: [FEWEST_DAYS[each] - 1] for each in shown} == {
        each: await ages(behind, each) for each in shown
    }


async def test_rows_that_somebody_holds_are_left_to_the_next_time(
    postgres_old_rows: AgedRows, pool: Pool, behind: Connection
) -> None:
    for _ in range(3):
        for expiring in Expiring:
            await postgres_old_rows.put(expiring, 90)

    held = "SELECT FROM {} WHERE ctid = (SELECT min(ctid) FROM {}) FOR UPDATE"
    async with behind.transaction():
        for expiring in Expiring:
            await behind.execute(held.format(expiring, expiring))
        meanwhile = await sweep(pool, *Expiring)
    afterwards = await sweep(pool, *Expiring)

    assert dict.fromkeys(Expiring, 2) == {each: batch.removed for each, batch in meanwhile.items()}
    assert dict.fromkeys(Expiring, 1) == {
        each: batch.removed for each, batch in afterwards.items()
    }


async def test_who_is_killed_in_the_middle_leaves_whole_batches_and_the_turn(
    postgres_old_rows: AgedRows, database: Database, behind: Connection
) -> None:
    for _ in range(6):
        await postgres_old_rows.put(Expiring.EVENTS, 90)

    async def be_killed_in_the_middle(doomed: Pool) -> None:
        async with OldRows(doomed).turn() as turn:
            assert turn
            await turn.remove(Expiring.EVENTS, DAYS, most=2)
            await behind.execute(_KILL)
            await turn.remove(Expiring.EVENTS, DAYS, most=2)

    async with open_pool(database.service_dsn, application_name="killed") as doomed:
        with pytest.raises(DatabaseUnavailableError):
            await be_killed_in_the_middle(doomed)
    left = await ages(behind, Expiring.EVENTS)
    async with postgres_old_rows.rows.turn() as turn:
        assert turn
        batch = await turn.remove(Expiring.EVENTS, DAYS, most=100)

    assert [90] * 4 == left
    assert Batch(4, ended=True) == batch


async def test_two_processes_take_turns(
    postgres_old_rows: AgedRows, database: Database, behind: Connection
) -> None:
    for _ in range(20):
        for expiring in Expiring:
            await postgres_old_rows.put(expiring, 90)

    async with open_pool(database.service_dsn) as one, open_pool(database.service_dsn) as two:
        ran = await asyncio.gather(
            *(
                Retention(
                    OldRows(pool),
                    dict.fromkeys(Expiring, DAYS),
                    RetentionMetrics(CollectorRegistry()),
                )()
                for pool in (one, two, one)
            )
        )

    assert dict.fromkeys(Expiring, 20) == {
        each: sum(removed.rows[each] for removed in ran) for each in Expiring
    }
    assert [] == [each for each in Expiring if await ages(behind, each)]


async def test_while_another_process_has_its_turn_nothing_is_removed(
    postgres_old_rows: AgedRows, pool: Pool, behind: Connection
) -> None:
    await postgres_old_rows.put(Expiring.EVENTS, 90)
    await behind.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", LOCK)

    async with OldRows(pool).turn() as turn:
        assert turn is None

    await behind.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", LOCK)


async def test_of_every_table_it_is_decided_how_long_it_is_kept(behind: Connection) -> None:
    tables = {row["tablename"] for row in await behind.fetch(_TABLES)}

    assert tables == set(decisions()), "decide in docs/decisions/0023-what-is-kept-and-how-long.md"
