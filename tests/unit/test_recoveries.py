"""What gates are told of repairs: by whom, when it is written, and what an outage costs."""

import asyncio
from collections.abc import Sequence

import pytest
from prometheus_client import CollectorRegistry

from bot.telegram.metrics import BotMetrics
from bot.telethon.intake import Reason
from bot.telethon.metrics import IngestMetrics
from pipeline.health.parts import Life, PartState, PartStatus
from pipeline.ingest.models import Transport
from pipeline.ingest.recoveries import MOST_WAITING, Recovery, RecoveryKind, RecoveryLog
from storage.postgres.errors import DatabaseUnavailableError
from tests.fakes.recoveries import MemoryRecoveries

SESSION = Recovery(RecoveryKind.SESSION, Transport.BOT)
FLOOD = Recovery(RecoveryKind.FLOOD_WAIT, Transport.ACCOUNT)


class Recoveries(MemoryRecoveries):
    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.writes = 0

    async def note(self, batch: Sequence[Recovery]) -> None:
        self.writes += 1
        if self.away:
            raise DatabaseUnavailableError("the connection was lost")
        await super().note(batch)


async def test_what_was_noted_is_written_together_and_once() -> None:
    recoveries = Recoveries()
    log = RecoveryLog(recoveries)
    log.note(SESSION)
    log.note(FLOOD)

    await log.write()
    await log.write()

    assert [SESSION, FLOOD] == recoveries.noted
    assert 1 == recoveries.writes


async def test_an_outage_costs_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    recoveries = Recoveries()
    log = RecoveryLog(recoveries)
    recoveries.away = True
    log.note(SESSION)
    await log.write()
    await log.write()
    recoveries.away = False
    log.note(FLOOD)

    await log.write()

    assert [SESSION, FLOOD] == recoveries.noted
    assert ["recoveries are not noted: DatabaseUnavailableError"] == caplog.messages


async def test_of_a_long_outage_no_more_is_kept_than_there_is_room_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    recoveries = Recoveries()
    log = RecoveryLog(recoveries)
    for _ in range(MOST_WAITING + 3):
        log.note(FLOOD)

    await log.write()

    assert MOST_WAITING == len(recoveries.noted)
    assert ["3 recoveries were lost while they could not be noted"] == caplog.messages


async def test_the_end_of_the_process_loses_nothing() -> None:
    recoveries = MemoryRecoveries()
    log = RecoveryLog(recoveries, interval=3600)
    states: list[PartStatus] = []
    life = Life(states.append)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(log.run(life))
        await asyncio.sleep(0)
        log.note(SESSION)
        life.stopping.set()

    assert [SESSION] == recoveries.noted
    assert [PartState.READY] == [status.state for status in states]


@pytest.mark.parametrize(
    ("reason", "kinds"),
    [
        (Reason.START, []),
        (Reason.RECONNECT, []),
        (Reason.PERIODIC, []),
        (Reason.TOO_LONG, []),
        (Reason.GAP, [RecoveryKind.RECONCILIATION]),
        (Reason.OVERFLOW, [RecoveryKind.FULL_HISTORY]),
        (Reason.INCOMPLETE, [RecoveryKind.FULL_HISTORY]),
    ],
)
def test_only_what_went_wrong_is_noted_of_histories(
    reason: Reason, kinds: list[RecoveryKind]
) -> None:
    noted: list[Recovery] = []

    IngestMetrics(CollectorRegistry(), noted.append).reconciled(reason)

    assert [Recovery(kind, Transport.ACCOUNT) for kind in kinds] == noted


def test_a_message_that_was_asked_for_by_its_number_is_counted_and_not_noted() -> None:
    registry, noted = CollectorRegistry(), list[Recovery]()

    IngestMetrics(registry, noted.append).fetched()

    counted = registry.get_sample_value("ingest_reconciliations_total", {"reason": "incomplete"})
    assert (1.0, []) == (counted, noted)


def test_who_asks_for_codes_too_often_does_not_close_a_gate() -> None:
    noted: list[Recovery] = []
    metrics = IngestMetrics(CollectorRegistry(), noted.append)

    metrics.flood_wait("auth.sendCode", 300)
    metrics.flood_wait("messages.getHistory", 3)

    assert [FLOOD] == noted


@pytest.mark.parametrize("outcome", ["ok", "network", "forbidden"])
def test_only_a_wait_that_telegram_asks_for_is_noted_of_the_bots_requests(outcome: str) -> None:
    noted: list[Recovery] = []
    metrics = BotMetrics(CollectorRegistry(), noted.append)

    metrics.called("sendMessage", outcome)
    metrics.called("sendMessage", "retry_after")

    assert [Recovery(RecoveryKind.FLOOD_WAIT, Transport.BOT)] == noted
