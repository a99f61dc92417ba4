"""After a restore nothing is said twice: what was open at the backup is over."""

from datetime import UTC, datetime
from pathlib import Path

from pipeline.ingest.models import GroupId, MessageId, TenantId
from storage.backup.settling import RESTORED, Settled
from storage.postgres.cursors import Cursors
from storage.postgres.pool import open_pool
from tests.fixtures.installations import Installation

_ORDERS = "SELECT DISTINCT state, reason, told_at IS NOT NULL FROM digest_orders"
_ENTRIES = """
SELECT client_seq, kind, payload, receipt_at <= now() FROM conversation_ledger ORDER BY client_seq
"""
_JOBS = "SELECT entrypoint FROM pgqueuer ORDER BY id"
_CLAIMED = "SELECT DISTINCT chunk FROM delivery_ledger WHERE state = 'claimed'"
_BREAKS = "SELECT count(*) FROM invariant_breaks"


async def test_what_was_under_way_is_over_and_nobody_is_told(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)

    restored = await fresh.restore(archive)

    assert Settled(orders=2, messages=1, jobs=2, schedules=2) == restored.settled
    assert [("skipped", RESTORED, True)] == await fresh.look(_ORDERS)
    assert [(1, "reply", None, True), (2, "silent", None, True)] == await fresh.look(_ENTRIES)
    assert [] == await fresh.look("SELECT * FROM conversation_sends")
    assert [
        ("digest.generate.requested.v1",),
        ("group.message.ingested.v1",),
    ] == await fresh.look(_JOBS)


async def test_a_chunk_that_was_on_its_way_stays_uncertain(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)

    await fresh.restore(archive)

    assert [(1,)] == await fresh.look(_CLAIMED)


async def test_a_schedule_goes_on_with_its_next_slot(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)

    await fresh.restore(archive)

    [(due,)] = await fresh.look("SELECT DISTINCT next_due_at FROM subscriptions")
    assert isinstance(due, datetime)
    assert due > datetime.now(UTC)
    assert (6, 0) == (due.astimezone(UTC).hour, due.minute)


async def test_work_goes_on_where_the_other_copy_was_stopped_before(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)

    restored = await fresh.restore(archive, resume_work=True)

    assert restored.settled is None
    assert [("waiting", None, False)] == await fresh.look(_ORDERS)
    assert 4 == len(await fresh.look(_JOBS))


async def test_a_cursor_that_a_restore_put_back_breaks_no_invariant(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    """The account reads on from there: its history tells again what the backup does not know."""
    await original.back_up(archive)
    await original.do("UPDATE ingest_cursors SET message_id = 900")
    before = await original.look(_BREAKS)
    await fresh.restore(archive)
    [(tenant, group)] = await fresh.look("SELECT tenant_id, id FROM groups ORDER BY id LIMIT 1")

    async with open_pool(fresh.service_dsn) as pool:
        advanced = await Cursors(pool).advance(
            TenantId(int(str(tenant))), GroupId(int(str(group))), "account:7", MessageId(301)
        )

    assert advanced
    assert before == await fresh.look(_BREAKS)
