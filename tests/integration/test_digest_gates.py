"""What the gates of digests see, of what the real adapters write; with an account and without."""

from datetime import timedelta

import pytest

from bench.gates import DIGESTS
from pipeline.digest.models import DigestId
from pipeline.ingest.models import TenantId, Transport
from pipeline.ingest.recoveries import Recovery, RecoveryKind
from pipeline.rollout.gates import Decision, Reading, Verdict, decide
from pipeline.rollout.models import Feature
from storage.postgres.connection import Connection, Pool
from storage.postgres.recoveries import NotedRecoveries
from storage.postgres.rollout import RolloutDesk
from tests.fixtures.stores import Stores, new_digest, silent, window_of

CHAT = "-100"
SESSION = RecoveryKind.SESSION

_SLOWLY = """
UPDATE digest_orders SET settled_at = created_at + interval '6 minutes'
WHERE id IN (SELECT id FROM digest_orders ORDER BY id LIMIT $1)
"""
_ON_REQUEST = "UPDATE digest_orders SET slot = NULL, subscription_id = NULL"
_SCORE = """
UPDATE group_digest_metrics SET value = 0.5 WHERE metric = $1
    AND digest_id IN (SELECT id FROM group_digests ORDER BY id LIMIT 2)
"""


class Gates:
    def __init__(self, pool: Pool) -> None:
        self._desk = RolloutDesk(pool)
        self._recoveries = NotedRecoveries(pool)

    async def all(self, feature: Feature = Feature.DIGEST_AGENT) -> dict[str, Reading]:
        return {reading.gate.name: reading for reading in await self._desk.gates(feature)}

    async def verdict(self, name: str) -> Verdict:
        return (await self.all())[name].verdict

    async def note(self, source: Transport, *kinds: RecoveryKind) -> None:
        await self._recoveries.note([Recovery(kind, source) for kind in kinds])


@pytest.fixture
def gates(pool: Pool) -> Gates:
    return Gates(pool)


async def sent_digest(stores: Stores) -> tuple[TenantId, DigestId]:
    """A digest whose first chunk went out."""
    tenant, group = await stores.group()
    window = await window_of(stores, tenant, group)
    digest = await stores.digests.add(tenant, new_digest(window), silent)
    await stores.deliveries.claim(tenant, digest, 0, CHAT, "hash")
    await stores.deliveries.sent(tenant, digest, 0, CHAT, "42")
    return tenant, digest


async def breaks(behind: Connection) -> int:
    return int(await behind.fetchval("SELECT count(*) FROM invariant_breaks"))


async def a_good_day(behind: Connection) -> None:
    """Three groups that only the bot reads, and six digests of each."""
    async with behind.transaction():
        await behind.execute("SET LOCAL session_replication_role = replica")
        await behind.execute(DIGESTS, 3)


class TestChunks:
    async def test_a_chunk_that_is_sent_a_second_time_breaks_the_invariant(
        self, gates: Gates, postgres_stores: Stores, behind: Connection
    ) -> None:
        tenant, digest = await sent_digest(postgres_stores)

        await postgres_stores.deliveries.sent(tenant, digest, 0, CHAT, "43")

        twice = (await gates.all())["timeline_duplicate_detected_rate"]
        assert (1.0, Verdict.BREACH) == (twice.measured.value, twice.verdict)
        kept = "SELECT (evidence ->> 'digest')::bigint FROM invariant_breaks"
        assert digest == await behind.fetchval(kept)

    async def test_a_chunk_that_was_given_back_before_it_went_out_breaks_nothing(
        self, postgres_stores: Stores, behind: Connection
    ) -> None:
        tenant, digest = await sent_digest(postgres_stores)
        deliveries = postgres_stores.deliveries

        await deliveries.claim(tenant, digest, 1, CHAT, "hash")
        await deliveries.release(tenant, digest, 1, CHAT)
        await deliveries.claim(tenant, digest, 1, CHAT, "hash")
        await deliveries.sent(tenant, digest, 1, CHAT, "44")

        assert 0 == await breaks(behind)

    async def test_a_chunk_that_was_taken_out_of_the_chat_may_go_out_again(
        self, postgres_stores: Stores, behind: Connection
    ) -> None:
        tenant, digest = await sent_digest(postgres_stores)
        deliveries = postgres_stores.deliveries

        await deliveries.withdraw(tenant, digest, CHAT)
        await deliveries.claim(tenant, digest, 0, CHAT, "hash")
        await deliveries.sent(tenant, digest, 0, CHAT, "45")

        assert 0 == await breaks(behind)

    async def test_a_corrected_chunk_and_a_second_claim_break_nothing(
        self, postgres_stores: Stores, behind: Connection
    ) -> None:
        tenant, digest = await sent_digest(postgres_stores)
        deliveries = postgres_stores.deliveries

        await deliveries.resent(tenant, digest, 0, CHAT, "another hash")
        await deliveries.claim(tenant, digest, 0, CHAT, "hash")
        await deliveries.release(tenant, digest, 0, CHAT)

        assert 0 == await breaks(behind)

    async def test_what_broke_counts_though_nothing_was_sent_since(
        self, gates: Gates, postgres_stores: Stores, behind: Connection
    ) -> None:
        tenant, digest = await sent_digest(postgres_stores)
        await postgres_stores.deliveries.sent(tenant, digest, 0, CHAT, "43")
        await behind.execute("UPDATE delivery_ledger SET state = 'released', sent_at = NULL")

        assert Verdict.BREACH == await gates.verdict("timeline_duplicate_detected_rate")


class TestReading:
    async def test_where_only_the_bot_reads_a_good_day_opens_every_gate(
        self, gates: Gates, behind: Connection
    ) -> None:
        await a_good_day(behind)
        await gates.note(Transport.BOT, SESSION)

        found = await gates.all()

        assert [] == [name for name, each in found.items() if each.verdict is not Verdict.OK]
        assert Decision.PROCEED == decide(found.values())
        assert 3 == found["read_rollback_detected_rate"].measured.samples

    async def test_one_group_that_is_read_is_enough_and_none_is_not(
        self, gates: Gates, behind: Connection
    ) -> None:
        nobody = await gates.verdict("read_rollback_detected_rate")
        await a_good_day(behind)
        await behind.execute(
            "DELETE FROM group_messages WHERE group_id > (SELECT min(id) FROM groups)"
        )
        one = await gates.verdict("read_rollback_detected_rate")
        await behind.execute("UPDATE groups SET readers = '{account}'")
        unread = await gates.verdict("read_rollback_detected_rate")

        assert (Verdict.TOO_FEW, Verdict.OK, Verdict.TOO_FEW) == (nobody, one, unread)

    async def test_repairs_are_counted_by_the_sessions_of_all_readers(
        self, gates: Gates, behind: Connection
    ) -> None:
        await a_good_day(behind)
        await gates.note(Transport.BOT, SESSION, RecoveryKind.FLOOD_WAIT)
        await gates.note(Transport.ACCOUNT, SESSION, *[RecoveryKind.RECONCILIATION] * 3)
        await gates.note(Transport.ACCOUNT, *[RecoveryKind.FULL_HISTORY] * 22)

        found = await gates.all()

        assert (1.5, 11.0, 0.0, 0.5) == tuple(
            found[name].measured.value
            for name in (
                "forced_resync_rate",
                "full_state_rate",
                "ERR_RESYNC_RANGE_UNAVAILABLE_rate",
                "ERR_RESYNC_THROTTLED_rate",
            )
        )
        assert Verdict.BREACH == found["full_state_rate"].verdict

    async def test_the_conversation_counts_the_repairs_of_the_bot_alone(
        self, gates: Gates
    ) -> None:
        await gates.note(Transport.BOT, SESSION)
        await gates.note(Transport.ACCOUNT, SESSION, *[RecoveryKind.FLOOD_WAIT] * 99)

        throttled = (await gates.all(Feature.CHAT_V11))["ERR_RESYNC_THROTTLED_rate"]

        assert (0.0, 1) == (throttled.measured.value, throttled.measured.samples)

    async def test_who_reads_on_since_long_ago_has_one_session(
        self, gates: Gates, behind: Connection
    ) -> None:
        await gates.note(Transport.BOT, SESSION)
        await behind.execute("UPDATE recoveries SET at = at - $1::interval", timedelta(days=60))
        await gates.note(Transport.BOT, RecoveryKind.FLOOD_WAIT)

        throttled = (await gates.all())["ERR_RESYNC_THROTTLED_rate"]

        assert (1.0, 1) == (throttled.measured.value, throttled.measured.samples)


class TestDigests:
    async def test_of_eighteen_pushes_one_may_be_slow_and_two_close_the_gate(
        self, gates: Gates, behind: Connection
    ) -> None:
        await a_good_day(behind)
        taken = []
        for slow in range(3):
            await behind.execute(_SLOWLY, slow)
            taken.append((await gates.all())["window_to_delivery_p95_ms"])

        assert [18] * 3 == [each.measured.samples for each in taken]
        assert 9_000.0 == taken[0].measured.value
        assert [Verdict.OK, Verdict.OK, Verdict.BREACH] == [each.verdict for each in taken]

    async def test_what_was_asked_for_at_once_is_no_push(
        self, gates: Gates, behind: Connection
    ) -> None:
        await a_good_day(behind)
        await behind.execute(_ON_REQUEST)

        found = await gates.all()

        assert Verdict.TOO_FEW == found["window_to_delivery_p95_ms"].verdict
        assert Verdict.OK == found["delivery_success_rate"].verdict

    @pytest.mark.parametrize("score", ["faithfulness", "relevance", "completeness"])
    async def test_a_few_poor_digests_close_the_gate_of_their_score_alone(
        self, gates: Gates, behind: Connection, score: str
    ) -> None:
        await a_good_day(behind)
        await gates.note(Transport.BOT, SESSION)
        await behind.execute(_SCORE, score)

        found = await gates.all()

        assert [f"{score}_p05"] == [
            name for name, each in found.items() if each.verdict is Verdict.BREACH
        ]
        assert Decision.HOLD == decide(found.values())

    async def test_digests_of_yesterday_say_nothing(
        self, gates: Gates, behind: Connection
    ) -> None:
        await a_good_day(behind)
        await behind.execute("UPDATE group_digests SET created_at = created_at - interval '1 day'")

        assert Verdict.TOO_FEW == await gates.verdict("relevance_p05")
