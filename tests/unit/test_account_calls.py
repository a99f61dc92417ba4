import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from telethon import errors, functions

from bot.telethon.calls import Calls, method_of
from bot.telethon.continuity import Continuity
from bot.telethon.intake import Reason
from bot.telethon.losses import loss
from bot.telethon.metrics import IngestMetrics
from bot.telethon.repairs import RepairList
from pipeline.ingest.models import GroupId, MessageId
from tests.fakes.floods import MemoryFloods

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
REQUEST = functions.messages.GetDialogFiltersRequest()
METHOD = "messages.getDialogFilters"


class Desk:
    """Calls with a clock of their own, and a Telegram that answers from a list."""

    def __init__(self, *answers: Any, floods: MemoryFloods | None = None) -> None:
        self.now = NOON
        self.slept: list[float] = []
        self.asked = 0
        self.registry = CollectorRegistry()
        self.floods = floods or MemoryFloods()
        self._answers = list(answers)
        self.calls = Calls(
            "7",
            self.floods,
            IngestMetrics(self.registry),
            clock=lambda: self.now,
            sleep=self._sleep,
        )

    async def make(self) -> Any:
        return await self.calls.make(REQUEST, self._send)

    async def _send(self) -> Any:
        self.asked += 1
        answer = self._answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def flood(seconds: int) -> errors.FloodWaitError:
    return errors.FloodWaitError(request=REQUEST, capture=seconds)


class TestFloodWaits:
    async def test_a_wait_is_written_down_and_counted(self) -> None:
        desk = Desk(flood(30))

        with pytest.raises(errors.FloodWaitError):
            await desk.make()

        assert NOON + timedelta(seconds=30) == await desk.floods.until("7", METHOD)
        counted = desk.registry.get_sample_value(
            "ingest_flood_wait_seconds_total", {"method": METHOD}
        )
        assert 30 == counted

    async def test_nothing_is_asked_before_its_end(self) -> None:
        desk = Desk(flood(30), "answer")
        with pytest.raises(errors.FloodWaitError):
            await desk.make()

        with pytest.raises(errors.FloodWaitError):
            await desk.make()

        assert 1 == desk.asked

    async def test_another_process_finds_the_wait(self) -> None:
        first = Desk(flood(30))
        with pytest.raises(errors.FloodWaitError):
            await first.make()
        second = Desk("answer", floods=first.floods)

        with pytest.raises(errors.FloodWaitError) as refused:
            await second.make()

        assert 31 == refused.value.seconds
        assert 0 == second.asked

    async def test_a_patient_caller_waits_as_long_as_it_takes(self) -> None:
        desk = Desk(flood(30), flood(600), "answer")

        answer = await desk.calls.patiently(desk.make)

        assert "answer" == answer
        assert [30, 600] == desk.slept

    async def test_failures_of_the_server_are_tried_five_times(self) -> None:
        failure = errors.ServerError(request=None, message="INTERNAL", code=500)
        desk = Desk(*[failure] * 5)

        with pytest.raises(errors.ServerError):
            await desk.calls.patiently(desk.make)

        assert [1, 2, 4, 8] == desk.slept


class TestCancelling:
    async def test_an_answer_that_telethon_breaks_off_is_a_lost_connection(self) -> None:
        desk = Desk(asyncio.CancelledError())

        with pytest.raises(ConnectionError):
            await desk.make()

    async def test_a_cancelled_task_stays_cancelled(self) -> None:
        started = asyncio.Event()

        async def send() -> None:
            started.set()
            await asyncio.Event().wait()

        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(Desk().calls.make(REQUEST, send))
            await started.wait()
            task.cancel()

        assert task.cancelled()


def test_methods_are_named_as_telegram_names_them() -> None:
    names = [
        method_of(request)
        for request in (functions.messages.GetHistoryRequest, functions.InvokeWithLayerRequest)
    ]

    assert ["messages.getHistory", "invokeWithLayer"] == names


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errors.AuthKeyUnregisteredError(request=None), "AUTH_KEY_UNREGISTERED"),
        (errors.AuthKeyDuplicatedError(request=None), "AUTH_KEY_DUPLICATED"),
        (errors.UserDeactivatedBanError(request=None), "USER_DEACTIVATED_BAN"),
        (errors.UnauthorizedError(request=None, message="NEW_WORD", code=401), "NEW_WORD"),
        (errors.AuthKeyNotFound(), "AUTH_KEY_UNKNOWN"),
        (ExceptionGroup("", [OSError(), errors.SessionRevokedError(None)]), "SESSION_REVOKED"),
    ],
)
def test_a_lost_session_is_told_by_its_reason(error: Exception, reason: str) -> None:
    found = loss(error)

    assert found is not None
    assert reason == found.reason


@pytest.mark.parametrize("error", [OSError(), flood(5), ExceptionGroup("", [OSError()])])
def test_what_passes_is_no_loss(error: Exception) -> None:
    assert loss(error) is None


def ids(*numbers: int) -> list[MessageId]:
    return [MessageId(number) for number in numbers]


class TestContinuity:
    def test_ids_are_followed_in_any_order(self) -> None:
        continuity = Continuity(MessageId(10))

        continuity.add(ids(12, 11, 13), now=0.0)

        assert (13, None) == (continuity.reached, continuity.broken_since())

    def test_an_id_that_is_left_out_is_noticed_until_it_comes(self) -> None:
        continuity = Continuity(MessageId(10))

        continuity.add(ids(12), now=5.0)
        noticed = continuity.broken_since()
        continuity.add(ids(11), now=6.0)

        assert (5.0, 12, None) == (noticed, continuity.reached, continuity.broken_since())

    def test_the_history_closes_every_gap(self) -> None:
        continuity = Continuity(MessageId(10))
        continuity.add(ids(15, 21), now=5.0)

        continuity.repaired(MessageId(20), now=7.0)

        assert (21, None) == (continuity.reached, continuity.broken_since())


class TestRepairs:
    async def test_a_chat_is_read_once_however_often_it_is_asked(self) -> None:
        repairs = RepairList()
        repairs.follow(frozenset({-5}))

        repairs.ask(Reason.GAP, -5)
        repairs.ask(Reason.PERIODIC)
        repairs.fetch(-5, [7])
        chat, work = await repairs.take()

        assert (-5, Reason.GAP, {7}) == (chat, work.reason, work.ids)

    async def test_a_chat_that_is_not_read_is_not_repaired(self) -> None:
        repairs = RepairList()
        repairs.follow(frozenset({-5, -6}))
        repairs.ask(Reason.START, -5)
        repairs.follow(frozenset({-6}))

        repairs.ask(Reason.GAP)
        repairs.ask(Reason.GAP, -7)
        chat, _ = await repairs.take()

        assert -6 == chat

    async def test_a_gap_that_stays_is_asked_for(self) -> None:
        repairs = RepairList()
        repairs.follow(frozenset({-5}))
        repairs.repaired(-5, MessageId(10))
        repairs.stored(-5, ids(12))
        repairs._continuity[-5]._broken_at = 0.0

        repairs.look_for_gaps()
        chat, work = await repairs.take()

        assert (-5, Reason.GAP) == (chat, work.reason)

    async def test_only_what_moved_is_told(self) -> None:
        repairs = RepairList()
        repairs.follow(frozenset({-5, -6}))
        repairs.repaired(-5, MessageId(10))
        repairs.repaired(-6, MessageId(10))

        first = repairs.moved()
        repairs.stored(-5, ids(11))
        second = repairs.moved()

        assert ({-5: 10, -6: 10}, {-5: 11}) == (first, second)


def test_coverage_is_that_of_all_groups_together() -> None:
    registry = CollectorRegistry()
    metrics = IngestMetrics(registry)

    metrics.covered(GroupId(1), stored=90, expected=100)
    metrics.covered(GroupId(2), stored=100, expected=100)
    metrics.covered(GroupId(1), stored=100, expected=100)

    assert 1.0 == registry.get_sample_value("ingest_coverage")
