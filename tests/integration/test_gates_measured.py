"""Gates measure what stands in the ledgers, and what triggers saw."""

from collections.abc import Sequence

import pytest

from pipeline.conversation.models import TELEGRAM, EntryKey, Incoming, Receipt, ReceiptKind
from pipeline.rollout.gates import Decision, Reading, Verdict, decide
from pipeline.rollout.models import Act, Feature, Outcome, Refusal, Stage, Wish
from storage.postgres.connection import Connection, Pool
from storage.postgres.rollout import RolloutDesk
from tests.fixtures.stores import Stores

CHAT, DIGESTS = Feature.CHAT_V11, Feature.DIGEST_AGENT

# $1 how many, $2 seconds since they were accepted, $3 milliseconds until their receipt.
_TALK = """
INSERT INTO conversation_ledger (
    actor, device, client_seq, chat, accepted_at, receipt_at, kind, attempts)
SELECT number::text, 'telegram', number, number::text, accepted,
    accepted + $3::integer * interval '1 ms', CASE WHEN $3 IS NOT NULL THEN 'reply' END, 0
FROM generate_series(1, $1::integer) AS number,
    LATERAL (SELECT now() - $2::integer * interval '1 s') AS moment (accepted)
"""


async def talk(behind: Connection, count: int, ago: int = 60, took: int | None = 300) -> None:
    await behind.execute(_TALK, count, ago, took)


async def session(behind: Connection) -> None:
    await behind.execute("INSERT INTO recoveries (kind, source) VALUES ('session', 'bot')")


def named(readings: Sequence[Reading], name: str) -> Reading:
    [found] = [reading for reading in readings if reading.gate.name == name]
    return found


@pytest.fixture
def desk(pool: Pool) -> RolloutDesk:
    return RolloutDesk(pool)


@pytest.mark.parametrize("feature", [CHAT, DIGESTS])
async def test_silence_is_no_success(desk: RolloutDesk, feature: Feature) -> None:
    readings = await desk.gates(feature)

    assert {Verdict.TOO_FEW} == {reading.verdict for reading in readings}
    assert Decision.HOLD == decide(readings)


async def test_a_conversation_that_is_answered_opens_every_gate(
    desk: RolloutDesk, behind: Connection
) -> None:
    await session(behind)
    await talk(behind, 20)

    readings = await desk.gates(CHAT)

    assert [] == [each.gate.name for each in readings if each.verdict is not Verdict.OK]
    assert Decision.PROCEED == decide(readings)
    assert 300.0 == named(readings, "write_receipt_p95_ms").measured.value


async def test_what_was_said_long_ago_is_stale_news(desk: RolloutDesk, behind: Connection) -> None:
    await talk(behind, 20, ago=3600)

    readings = await desk.gates(CHAT)

    assert Decision.HOLD == decide(readings)


async def test_one_message_without_a_receipt_breaks_the_invariant(
    desk: RolloutDesk, behind: Connection
) -> None:
    await talk(behind, 1, ago=11, took=None)

    readings = await desk.gates(CHAT)

    lost = named(readings, "ack_without_receipt_10s_rate")
    assert (1.0, 1, Verdict.BREACH) == (lost.measured.value, lost.measured.samples, lost.verdict)
    assert Decision.ROLLBACK == decide(readings)


async def test_a_message_that_a_process_is_at_is_not_lost(
    desk: RolloutDesk, behind: Connection
) -> None:
    await talk(behind, 1, ago=40, took=None)
    await behind.execute("UPDATE conversation_ledger SET working_at = now() - interval '5 s'")

    readings = await desk.gates(CHAT)

    assert Verdict.BREACH is not named(readings, "ack_without_receipt_10s_rate").verdict


async def test_a_second_receipt_is_seen_whoever_writes_it(
    desk: RolloutDesk, behind: Connection
) -> None:
    await talk(behind, 2)
    await behind.execute("UPDATE conversation_ledger SET receipt_at = now() WHERE client_seq = 1")

    twice = named(await desk.gates(CHAT), "timeline_duplicate_detected_rate")

    assert (0.5, Verdict.BREACH) == (twice.measured.value, twice.verdict)


async def test_a_message_that_comes_after_a_later_one_was_answered_is_seen(
    desk: RolloutDesk, behind: Connection
) -> None:
    await behind.execute(
        "INSERT INTO conversation_ledger (actor, device, client_seq, chat, accepted_at,"
        " receipt_at, kind) VALUES ('1', 'telegram', 5, '1', now() - interval '9 s',"
        " now() - interval '8 s', 'reply')"
    )
    await behind.execute(
        "INSERT INTO conversation_ledger (actor, device, client_seq, chat)"
        " VALUES ('1', 'telegram', 4, '1'), ('2', 'telegram', 3, '2')"
    )

    back = named(await desk.gates(CHAT), "read_rollback_detected_rate")

    assert Verdict.BREACH == back.verdict
    assert [4] == [
        row["late"]
        for row in await behind.fetch(
            "SELECT (evidence ->> 'client_seq')::integer AS late FROM invariant_breaks"
        )
    ]


async def test_slow_answers_close_a_gate_and_break_nothing(
    desk: RolloutDesk, behind: Connection
) -> None:
    await session(behind)
    await talk(behind, 20, took=2_500)

    readings = await desk.gates(CHAT)

    assert Verdict.BREACH == named(readings, "write_receipt_p95_ms").verdict
    assert Decision.HOLD == decide(readings)


async def test_open_gates_let_a_feature_on_and_a_broken_one_shuts_the_way(
    desk: RolloutDesk, behind: Connection
) -> None:
    await session(behind)
    await talk(behind, 20)
    await behind.execute(
        "UPDATE rollout_features SET approvals = 1, dwell = '{0 s, 0 s, 0 s}', stage = 'canary_1'"
        " WHERE feature = 'chat_v11'"
    )

    version = (await desk.state(CHAT)).version
    promoted = await desk.ask(Wish(CHAT, Act.PROMOTE, version, "telegram:1"))
    await behind.execute("UPDATE conversation_ledger SET receipt_at = now() WHERE client_seq = 1")
    refused = await desk.ask(Wish(CHAT, Act.PROMOTE, version + 1, "telegram:1"))
    [entry] = await desk.history(CHAT, limit=1)

    assert (Outcome.DONE, Stage.CANARY_10) == (promoted.outcome, promoted.state.stage)
    assert Refusal.GATES == refused.refusal
    assert Decision.PROCEED == entry.decision
    assert {reading.verdict for reading in entry.gates} == {Verdict.OK}


_ORDERED = """
WITH tenant AS (INSERT INTO tenants (name) VALUES ('one') RETURNING id),
grouped AS (
    INSERT INTO groups (tenant_id, telegram_id, kind, title, time_zone)
    SELECT id, -100, 'supergroup', 'g', 'UTC' FROM tenant RETURNING tenant_id, id),
cut AS (
    INSERT INTO group_conversation_windows (tenant_id, group_id, size_hours, starts_at, ends_at)
    SELECT tenant_id, id, 4, now() - interval '5 h', now() - interval '1 h' FROM grouped
    RETURNING tenant_id, group_id, id),
moved AS (
    INSERT INTO ingest_cursors (tenant_id, group_id, source, message_id)
    SELECT tenant_id, group_id, 'live', 100 FROM cut)
INSERT INTO digest_orders (
    tenant_id, group_id, window_id, via, chat_id, thread_id, language, engine, state, created_at,
    settled_at)
SELECT cut.tenant_id, cut.group_id, cut.id, 'chat', 1, 0, 'ru', 'rules', $1,
    now() - $2::integer * interval '1 s', CASE WHEN $1 <> 'waiting' THEN now() END
FROM cut, generate_series(1, $3::integer)
"""


async def test_an_order_without_an_outcome_breaks_the_invariant_after_its_time(
    desk: RolloutDesk, behind: Connection
) -> None:
    await behind.execute(_ORDERED, "waiting", 59 * 60, 1)
    waiting = named(await desk.gates(DIGESTS), "ack_without_receipt_10s_rate")
    await behind.execute("UPDATE digest_orders SET created_at = created_at - interval '2 minutes'")

    lost = named(await desk.gates(DIGESTS), "ack_without_receipt_10s_rate")

    assert (Verdict.TOO_FEW, Verdict.BREACH) == (waiting.verdict, lost.verdict)


async def test_failed_orders_close_a_gate(desk: RolloutDesk, behind: Connection) -> None:
    await behind.execute(_ORDERED, "failed", 60, 3)

    success = named(await desk.gates(DIGESTS), "delivery_success_rate")

    assert (0.0, 3, Verdict.BREACH) == (
        success.measured.value,
        success.measured.samples,
        success.verdict,
    )


async def test_a_cursor_that_goes_back_is_seen_whoever_moves_it(
    desk: RolloutDesk, behind: Connection
) -> None:
    await behind.execute(_ORDERED, "delivered", 60, 1)
    await behind.execute("UPDATE ingest_cursors SET message_id = 101")
    forwards = named(await desk.gates(DIGESTS), "read_rollback_detected_rate")
    await behind.execute("UPDATE ingest_cursors SET message_id = 99")

    backwards = named(await desk.gates(DIGESTS), "read_rollback_detected_rate")

    assert Verdict.BREACH is not forwards.verdict
    assert Verdict.BREACH == backwards.verdict


async def test_what_was_written_for_the_gates_the_service_may_not_change(
    pool: Pool, behind: Connection
) -> None:
    granted = await behind.fetch(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee IN ('alfred_service', 'alfred_operator')"
        " AND (table_name LIKE 'rollout%' OR table_name IN ('invariant_breaks', 'recoveries'))"
    )

    assert [] == granted


async def test_a_second_receipt_counts_though_nothing_was_said_since(
    desk: RolloutDesk, behind: Connection
) -> None:
    await talk(behind, 1, ago=3600)
    await behind.execute("UPDATE conversation_ledger SET receipt_at = now()")

    twice = named(await desk.gates(CHAT), "timeline_duplicate_detected_rate")

    assert (1.0, Verdict.BREACH) == (twice.measured.value, twice.verdict)


async def test_what_a_later_process_took_up_is_a_repair(
    desk: RolloutDesk, postgres_stores: Stores
) -> None:
    ledger = postgres_stores.conversation
    one, two = (Incoming(EntryKey("1", TELEGRAM, number), "1", b"{}") for number in (1, 2))
    await ledger.accept([one])
    await ledger.receipt(one.key, Receipt(ReceiptKind.REPLY, "7"))
    await ledger.accept([two])
    await ledger.take_up(TELEGRAM, limit=9)
    await ledger.receipt(two.key, Receipt(ReceiptKind.INTERRUPTED, "8"))

    readings = await desk.gates(CHAT)

    assert 0.5 == named(readings, "forced_resync_rate").measured.value
    assert 0.5 == named(readings, "full_state_rate").measured.value
