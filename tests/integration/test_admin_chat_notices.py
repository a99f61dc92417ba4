"""The admin chat is told of dead letters: soon, together, not too often, once."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.operators.dead_letters import LOOK_SECONDS, QUIET, SETTLED, DeadLetterWatch
from pipeline.delivery.models import DeadLetterNotice
from pipeline.delivery.ports import DeadLetterNotices
from pipeline.errors import AlfredError
from pipeline.events.runs import DigestGenerateRequested
from pipeline.groups.models import PersonId, Reader
from pipeline.health.parts import Life, PartState, PartStatus
from pipeline.ingest.models import Chat, ChatKind, TenantId
from tests.fixtures.bot_transport import until
from tests.fixtures.office import Office
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.faults import Fault

LOOK = timedelta(seconds=LOOK_SECONDS)
AGAIN = "Возможно, об этом я уже докладывал"


@pytest.fixture
async def duty(bot_api: BotApiServer) -> Office:
    duty = Office(bot_api)
    await duty.people.meet(PersonId(duty.anna), language="ru", time_zone="Europe/Moscow")
    return duty


async def test_it_is_told_within_a_minute_of_the_death(duty: Office) -> None:
    async with duty.process() as visit:
        watch = duty.watch(visit.transport)
        await watch.look()
        duty.time += timedelta(milliseconds=1)
        duty.buried()
        died = duty.time
        while not duty.told():
            duty.time += LOOK
            await watch.look()

    assert duty.time - died < timedelta(minutes=1)


async def test_what_died_together_is_told_together_by_kinds(duty: Office) -> None:
    for tenant in ("telegram:77", "default"):
        duty.buried(tenant=tenant)
    duty.buried(event=DigestGenerateRequested.name)

    async with duty.process() as visit:
        watch = duty.watch(visit.transport)
        await watch.look()
        early = duty.told()
        duty.time += SETTLED
        await watch.look()
        await watch.look()

    assert [] == early
    [said] = duty.told()
    assert "ни с одной попытки не удалось исполнить 3 поручения." in said
    assert "• доставка сводки: 2\n• составление сводки: 1" in said


async def test_while_it_goes_on_there_is_one_message_in_ten_minutes(duty: Office) -> None:
    looks = int(timedelta(minutes=35) / LOOK)
    async with duty.process() as visit:
        watch = duty.watch(visit.transport)
        for _ in range(looks):
            duty.buried()
            await watch.look()
            duty.time += LOOK
        duty.time += QUIET
        await watch.look()

    counts = [int(said.split("исполнить ")[1].split()[0]) for said in duty.told()]
    assert 5 == len(counts)
    assert looks == sum(counts)


async def test_the_button_opens_the_list_below_it(duty: Office) -> None:
    duty.buried()
    duty.time += SETTLED

    async with duty.process() as visit:
        await duty.watch(visit.transport).look()
        await visit.presses(duty.anna, "Открыть список", duty.chat)

    assert [True, False] == ["Прошу внимания" in said for said in duty.told()]
    assert visit.last(duty.chat).startswith("Неисполненные поручения: 1")


async def test_a_restart_neither_repeats_nor_loses_it(duty: Office) -> None:
    duty.buried()
    duty.time += SETTLED
    async with duty.process() as visit:
        await duty.watch(visit.transport).look()

    duty.buried()
    duty.time += QUIET
    async with duty.process() as visit:
        for _ in range(3):
            await duty.watch(visit.transport).look()

    assert ["исполнить 1 поручение."] * 2 == [
        "исполнить" + said.split("исполнить")[1].split("\n")[0] for said in duty.told()
    ]


async def test_a_process_that_dies_over_it_leaves_it_to_the_next_which_owns_up(
    duty: Office,
) -> None:
    duty.buried()
    duty.time += SETTLED
    duty.telegram.faults.add(Fault.slow(60), method="sendMessage")
    async with duty.process(dies=True) as visit:
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                await duty.watch(visit.transport).look()
    duty.telegram.faults.clear()

    async with duty.process() as visit:
        watch = duty.watch(visit.transport)
        await watch.look()
        early = duty.told()
        duty.time += QUIET
        await watch.look()

    assert 1 == len(early)
    assert [False, True] == [AGAIN in said for said in duty.told()]


async def test_a_broken_connection_is_no_reason_to_say_it_twice_at_once(duty: Office) -> None:
    duty.buried()
    duty.time += SETTLED
    duty.telegram.faults.add(Fault.cut(), method="sendMessage")

    async with duty.process() as visit:
        watch = duty.watch(visit.transport)
        for _ in range(3):
            await watch.look()
            duty.time += LOOK
        soon = duty.told()
        duty.time += QUIET
        await watch.look()

    assert 1 == len(soon)
    assert [False, True] == [AGAIN in said for said in duty.told()]


async def test_what_telegram_did_not_take_is_told_when_it_does(duty: Office) -> None:
    duty.buried()
    duty.time += SETTLED
    duty.telegram.faults.add(Fault.no_rights(), method="sendMessage")

    async with duty.process() as visit:
        watch = duty.watch(visit.transport)
        first = await watch.look()
        second = await watch.look()

    assert (False, True) == (first, second)
    [said] = duty.told()
    assert AGAIN not in said


async def test_it_is_said_in_the_language_of_an_administrator(duty: Office) -> None:
    await duty.people.change(PersonId(duty.anna), language="en")
    duty.buried()
    duty.time += SETTLED

    async with duty.process() as visit:
        await duty.watch(visit.transport).look()

    assert "If I may have your attention" in duty.told()[0]


async def test_or_in_that_of_the_group_which_the_chat_is(duty: Office) -> None:
    await duty.groups.connect(
        TenantId(1),
        Chat(duty.chat, ChatKind.SUPERGROUP, "Дежурные"),
        reader=Reader.BOT,
        owner=PersonId(duty.anna),
        time_zone="UTC",
        language="en",
    )
    duty.buried()
    duty.time += SETTLED

    async with duty.process() as visit:
        await duty.watch(visit.transport).look()

    assert "If I may have your attention" in duty.told()[0]


async def test_a_private_admin_chat_is_told_too(duty: Office) -> None:
    duty.admin_chat = duty.anna
    duty.buried()
    duty.time += SETTLED

    async with duty.process() as visit:
        await visit.says(duty.anna, "/start")
        await duty.watch(visit.transport).look()

    assert "Прошу внимания" in visit.last(duty.anna)


async def test_without_an_admin_chat_letters_wait_for_one(duty: Office) -> None:
    duty.admin_chat = None
    duty.buried()
    duty.time += SETTLED
    async with duty.process() as visit:
        await duty.watch(visit.transport).look()

    duty.admin_chat = duty.chat
    async with duty.process() as visit:
        await duty.watch(visit.transport).look()

    assert 1 == len(duty.told())


class Broken:
    """The port ``DeadLetterNotices``, whose database comes back after a while."""

    def __init__(self, notices: DeadLetterNotices, failures: int) -> None:
        self._notices = notices
        self.failures = failures

    async def next(self, *, settled: timedelta, quiet: timedelta) -> DeadLetterNotice | None:
        if self.failures:
            self.failures -= 1
            raise AlfredError("the database is away — wait")
        return await self._notices.next(settled=settled, quiet=quiet)

    async def arrived(self, notice: DeadLetterNotice) -> None:
        await self._notices.arrived(notice)

    async def failed(self, notice: DeadLetterNotice) -> None:
        await self._notices.failed(notice)


async def running(watch: DeadLetterWatch, done: Callable[[], bool]) -> list[PartState]:
    """Run the part until this is so, and stop it."""
    reported: list[PartStatus] = []
    life = Life(reported.append)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watch.run(life))
        await until(done)
        life.stopping.set()
    return [status.state for status in reported]


async def test_the_part_looks_until_it_is_stopped_also_while_the_database_is_away(
    duty: Office,
) -> None:
    duty.buried()
    duty.time += SETTLED

    async with duty.process() as visit:
        broken = Broken(duty.letter_notices, failures=2)
        watch = duty.watch(visit.transport, broken)
        states = await running(watch, lambda: bool(duty.told()))

    assert [PartState.READY] == states
    assert 1 == len(duty.told())
