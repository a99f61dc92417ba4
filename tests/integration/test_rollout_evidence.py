"""Whenever an invariant's gate is breached the rows that break it are named, and only then."""

import pytest

from pipeline.rollout.gates import GateClass, Verdict
from pipeline.rollout.models import Feature
from storage.postgres.connection import Connection, Pool
from storage.postgres.rollout_samples import RolloutSamples

CHAT, DIGESTS = Feature.CHAT_V11, Feature.DIGEST_AGENT
LOST = "ack_without_receipt_10s_rate"
TWICE = "timeline_duplicate_detected_rate"
BACK = "read_rollback_detected_rate"

_ENTRY = """
INSERT INTO conversation_ledger (actor, device, client_seq, chat, accepted_at, receipt_at, kind)
VALUES ('5', 'telegram', 7, '5', now() - $1::integer * interval '1 s',
    CASE WHEN $2 THEN now() END, CASE WHEN $2 THEN 'reply' END)
"""
_ORDER = """
WITH tenant AS (INSERT INTO tenants (name) VALUES ('one') RETURNING id),
grouped AS (
    INSERT INTO groups (tenant_id, telegram_id, kind, title, time_zone)
    SELECT id, -100, 'supergroup', 'g', 'UTC' FROM tenant RETURNING tenant_id, id),
moved AS (
    INSERT INTO ingest_cursors (tenant_id, group_id, source, message_id)
    SELECT tenant_id, id, 'live', 100 FROM grouped),
cut AS (
    INSERT INTO group_conversation_windows (tenant_id, group_id, size_hours, starts_at, ends_at)
    SELECT tenant_id, id, 4, now() - interval '5 h', now() - interval '1 h' FROM grouped
    RETURNING tenant_id, group_id, id)
INSERT INTO digest_orders (
    tenant_id, group_id, window_id, via, chat_id, thread_id, language, engine, created_at)
SELECT tenant_id, group_id, id, 'chat', 1, 0, 'ru', 'rules', now() - $1::integer * interval '1 s'
FROM cut RETURNING id
"""


@pytest.fixture
def looks(pool: Pool) -> RolloutSamples:
    return RolloutSamples(pool)


async def breached(looks: RolloutSamples, feature: Feature) -> dict[str, list[str]]:
    """The invariants that are broken, with the rows that are named; none is named in vain."""
    readings = await looks.look(feature)
    invariants = [each for each in readings if each.gate.gate_class is GateClass.P0]
    named = {
        each.gate.name: list(await looks.evidence(feature, each.gate.name)) for each in invariants
    }
    broken = {each.gate.name for each in invariants if each.verdict is Verdict.BREACH}
    assert broken == {name for name, rows in named.items() if rows}
    return {name: named[name] for name in broken}


async def break_of(behind: Connection, kind: str) -> str:
    number = await behind.fetchval("SELECT id FROM invariant_breaks WHERE kind = $1", kind)
    return f"invariant_breaks {number}"


async def test_a_message_without_a_receipt(looks: RolloutSamples, behind: Connection) -> None:
    await behind.execute(_ENTRY, 9, False)
    early = await breached(looks, CHAT)
    await behind.execute("UPDATE conversation_ledger SET accepted_at = now() - interval '11 s'")

    late = await breached(looks, CHAT)

    assert {} == early
    assert {LOST: ["conversation_ledger telegram:7"]} == late


async def test_an_answer_that_was_given_twice(looks: RolloutSamples, behind: Connection) -> None:
    await behind.execute(_ENTRY, 9, True)
    await behind.execute("UPDATE conversation_ledger SET receipt_at = clock_timestamp()")

    broken = await breached(looks, CHAT)

    assert {TWICE: [await break_of(behind, "receipt_twice")]} == broken


async def test_a_message_that_comes_after_a_later_one_was_answered(
    looks: RolloutSamples, behind: Connection
) -> None:
    await behind.execute(_ENTRY, 9, True)
    await behind.execute(
        "INSERT INTO conversation_ledger (actor, device, client_seq, chat, accepted_at)"
        " VALUES ('5', 'telegram', 6, '5', clock_timestamp())"
    )

    broken = await breached(looks, CHAT)

    assert {BACK: [await break_of(behind, "read_back")]} == broken


@pytest.mark.parametrize(("seconds", "lost"), [(3590, False), (3610, True)])
async def test_an_order_without_an_outcome(
    looks: RolloutSamples, behind: Connection, seconds: int, lost: bool
) -> None:
    number = await behind.fetchval(_ORDER, seconds)

    broken = await breached(looks, DIGESTS)

    assert ({LOST: [f"digest_orders {number}"]} if lost else {}) == broken


async def test_a_cursor_that_went_back(looks: RolloutSamples, behind: Connection) -> None:
    await behind.execute(_ORDER, 60)
    await behind.execute("UPDATE ingest_cursors SET message_id = 99")

    broken = await breached(looks, DIGESTS)

    assert {BACK: [await break_of(behind, "cursor_back")]} == broken


_PAST = """
INSERT INTO rollout_journal (
    feature, at, act, from_stage, to_stage, killed, held, version, decision, gates, owner, note)
VALUES ('digest_agent', now() - $2::integer * interval '1 minute', $1, 'full', 'full',
    $1 = 'kill', false, 1, 'ROLLBACK', '[]', 'somebody', 'why')
"""
_KILLED = "UPDATE rollout_features SET killed = $1 WHERE feature = 'digest_agent'"
_AGED = "UPDATE invariant_breaks SET at = now() - $1::integer * interval '1 minute'"


async def a_break_minutes_ago(behind: Connection, minutes: int) -> None:
    await behind.execute(_ORDER, 60)
    await behind.execute("UPDATE ingest_cursors SET message_id = 99")
    await behind.execute(_AGED, minutes)


@pytest.mark.parametrize(("minutes", "counts"), [(1_430, True), (1_450, False)])
async def test_a_break_that_nobody_acted_on_counts_for_a_day(
    looks: RolloutSamples, behind: Connection, minutes: int, counts: bool
) -> None:
    await a_break_minutes_ago(behind, minutes)

    assert counts == (BACK in await breached(looks, DIGESTS))


@pytest.mark.parametrize(("minutes", "counts"), [(14, True), (16, False)])
async def test_while_digests_are_killed_a_break_counts_for_fifteen_minutes(
    looks: RolloutSamples, behind: Connection, minutes: int, counts: bool
) -> None:
    await a_break_minutes_ago(behind, minutes)
    await behind.execute(_PAST, "kill", 20)
    await behind.execute(_KILLED, True)

    assert counts == (BACK in await breached(looks, DIGESTS))


@pytest.mark.parametrize(("minutes", "counts"), [(16, True), (59, True), (61, False), (90, False)])
async def test_what_was_known_when_digests_were_resumed_does_not_shut_them_again(
    looks: RolloutSamples, behind: Connection, minutes: int, counts: bool
) -> None:
    await a_break_minutes_ago(behind, minutes)
    await behind.execute(_PAST, "kill", 80)
    await behind.execute(_PAST, "resume", 60)

    assert counts == (BACK in await breached(looks, DIGESTS))


async def test_resuming_does_not_hide_a_break_of_the_last_fifteen_minutes(
    looks: RolloutSamples, behind: Connection
) -> None:
    await a_break_minutes_ago(behind, 10)
    await behind.execute(_PAST, "resume", 5)

    assert BACK in await breached(looks, DIGESTS)


async def test_of_many_rows_the_newest_five_are_named(
    looks: RolloutSamples, behind: Connection
) -> None:
    await behind.execute(
        "INSERT INTO conversation_ledger (actor, device, client_seq, chat, accepted_at)"
        " SELECT '5', 'telegram', n, '5', now() - (40 - n) * interval '1 s'"
        " FROM generate_series(1, 20) AS n"
    )

    rows = await looks.evidence(CHAT, LOST)

    assert [f"conversation_ledger telegram:{n}" for n in range(20, 15, -1)] == list(rows)
