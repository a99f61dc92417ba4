"""An alarm is one message of the admin chat, kept up to date, and an operator takes it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import pytest

from bot.buttons.alerts import AcknowledgeButton
from bot.operators.alarms import AlarmWatch
from pipeline.groups.models import PersonId
from pipeline.health.parts import Life
from pipeline.operators.alerts import Alert, AlertGroup
from tests.fixtures.bot_transport import until
from tests.fixtures.office import Office
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.faults import Fault

BEGAN = datetime(2026, 2, 18, 3, 12, tzinfo=UTC)
ENDED = datetime(2026, 2, 18, 3, 40, tzinfo=UTC)
AGAIN = "Возможно, об этом я уже докладывал"


@pytest.fixture
async def duty(bot_api: BotApiServer) -> Office:
    duty = Office(bot_api)
    await duty.people.meet(PersonId(duty.anna), language="ru", time_zone="Europe/Moscow")
    return duty


def alert(
    fingerprint: str = "a1",
    *,
    name: str = "DigestDeliveryFailures",
    value: str = "7 за 10 мин",
    about: str = "",
    ended: datetime | None = None,
) -> Alert:
    return Alert(
        fingerprint=fingerprint,
        name=name,
        severity="P1",
        about=about,
        summary="<b>it burns</b>",
        value=value,
        runbook=f"docs/runbooks/alerts.md#{name.lower()}",
        started_at=BEGAN,
        ended_at=ended,
    )


def group(*alerts: Alert, left_out: int = 0) -> AlertGroup:
    return AlertGroup(hashlib.sha256(b"group").digest(), alerts or (alert(),), left_out)


@asynccontextmanager
async def running(watch: AlarmWatch) -> AsyncIterator[None]:
    """The part as the supervisor runs it."""
    up = asyncio.Event()
    life = Life(lambda _: up.set())
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watch.run(life))
        await up.wait()
        yield
        life.stopping.set()


async def test_the_chat_learns_what_it_is_since_when_and_what_to_do(duty: Office) -> None:
    await duty.alarms.report(group())

    async with duty.process() as visit:
        await duty.alarm_watch(visit.transport).look()

    assert (
        "🟠 P1 · DigestDeliveryFailures\n\n"
        "Сводки не доходят: доставка срывается слишком часто.\n\n"
        "• 7 за 10 мин · с 18 февраля, ср, 03:12 UTC\n\n"
        "Что делать: docs/runbooks/alerts.md#digestdeliveryfailures"
    ) == duty.shown()


async def test_an_alarm_that_goes_on_is_said_once(duty: Office) -> None:
    async with duty.process() as visit:
        watch = duty.alarm_watch(visit.transport)
        for _ in range(3):
            await duty.alarms.report(group())
            await watch.look()

    assert 1 == len(duty.told())
    assert 0 == len(duty.telegram.journal.of("editMessageText"))


async def test_what_changes_is_changed_in_the_same_message(duty: Office) -> None:
    async with duty.process() as visit:
        watch = duty.alarm_watch(visit.transport)
        await duty.alarms.report(group(alert(value="7")))
        await watch.look()
        await duty.alarms.report(group(alert(value="9")))
        await watch.look()

    assert 1 == len(duty.told())
    assert "• 9 · с" in duty.shown()


async def test_the_end_is_written_into_it_and_takes_the_button_away(duty: Office) -> None:
    async with duty.process() as visit:
        watch = duty.alarm_watch(visit.transport)
        await duty.alarms.report(group())
        await watch.look()
        await duty.alarms.report(group(alert(ended=ENDED)))
        await watch.look()
        message = duty.newest()

    assert "✅ Отбой · P1 · DigestDeliveryFailures" in duty.shown()
    assert "с 18 февраля, ср, 03:12 по 18 февраля, ср, 03:40 UTC" in duty.shown()
    assert not message.get("reply_markup", {}).get("inline_keyboard")


async def test_who_takes_it_is_seen_by_all_at_once(duty: Office) -> None:
    await duty.alarms.report(group())

    async with duty.process() as visit, running(duty.alarm_watch(visit.transport)):
        await until(lambda: bool(duty.told()))
        told = await visit.presses(duty.anna, "Беру на себя", duty.chat)
        await until(lambda: "Этим занят" in duty.shown())

    assert "Благодарю. Чат видит, что этим заняты Вы." == told
    assert "👤 Этим занят: Анна (с 18 февраля, ср, 20:30 UTC)" in duty.shown()
    assert not duty.newest().get("reply_markup", {}).get("inline_keyboard")


async def test_the_second_who_takes_it_learns_of_the_first(duty: Office) -> None:
    duty.telegram.people.promotes(duty.anna, duty.boris, duty.chat)
    await duty.alarms.report(group())

    async with duty.process() as visit:
        await duty.alarm_watch(visit.transport).look()
        await visit.presses(duty.anna, "Беру на себя", duty.chat)
        told = await visit.presses(duty.boris, "Беру на себя", duty.chat)

    assert "Этим уже занят: Анна." == told


async def test_what_is_over_cannot_be_taken(duty: Office) -> None:
    async with duty.process() as visit:
        await duty.alarms.report(group())
        await duty.alarm_watch(visit.transport).look()
        await duty.alarms.report(group(alert(ended=ENDED)))
        told = await visit.presses(duty.anna, "Беру на себя", duty.chat)

    assert "Эта тревога миновала." == told


async def test_only_operators_take_it(duty: Office) -> None:
    await duty.alarms.report(group())

    async with duty.process() as visit:
        await duty.alarm_watch(visit.transport).look()
        told = await visit.presses(duty.boris, "Беру на себя", duty.chat)

    [alarm] = duty.alarms.all()
    assert "только от администраторов" in told
    assert alarm.acknowledged is None


async def test_a_button_made_up_elsewhere_leads_nowhere(duty: Office) -> None:
    await duty.alarms.report(group())

    async with duty.process() as visit:
        await visit.says(duty.anna, "/start")
        told = await visit.forges(duty.anna, AcknowledgeButton(alarm=1).pack())

    [alarm] = duty.alarms.all()
    assert "Эта кнопка больше ни к чему не ведёт" in told
    assert alarm.acknowledged is None


async def test_a_rule_that_is_not_ours_speaks_for_itself_and_no_markup_comes_of_it(
    duty: Office,
) -> None:
    await duty.alarms.report(group(alert(name="DiskOnFire", about="node=<i>a&b</i>")))

    async with duty.process() as visit:
        await duty.alarm_watch(visit.transport).look()
        message = duty.newest()

    assert "<b>it burns</b>\n\n• node=<i>a&b</i>: 7 за 10 мин" in duty.shown()
    assert ["bold"] == [entity["type"] for entity in message["entities"]]


async def test_of_a_multitude_the_message_shows_the_first_and_counts_the_rest(
    duty: Office,
) -> None:
    await duty.alarms.report(
        group(*(alert(f"{n}", about=f"n={n}") for n in range(20)), left_out=5)
    )

    async with duty.process() as visit:
        await duty.alarm_watch(visit.transport).look()

    assert "• n=7: " in duty.shown()
    assert "• n=8: " not in duty.shown()
    assert "• и ещё 17" in duty.shown()


async def test_it_is_said_in_the_language_of_an_administrator(duty: Office) -> None:
    await duty.people.change(PersonId(duty.anna), language="en")
    await duty.alarms.report(group())

    async with duty.process() as visit:
        await duty.alarm_watch(visit.transport).look()

    assert "Digests do not arrive: delivery fails too often." in duty.shown()


async def test_a_message_that_somebody_deleted_is_sent_anew(duty: Office) -> None:
    async with duty.process() as visit:
        watch = duty.alarm_watch(visit.transport)
        await duty.alarms.report(group())
        await watch.look()
        duty.telegram.people.deletes(duty.chat, duty.newest()["message_id"])
        await duty.alarms.report(group(alert(value="9")))
        await watch.look()

    assert "• 9 · с" in duty.shown()
    assert 2 == len(duty.told())


async def test_a_process_that_dies_over_it_leaves_it_to_the_next_which_owns_up(
    duty: Office,
) -> None:
    await duty.alarms.report(group())
    duty.telegram.faults.add(Fault.slow(60), method="sendMessage")
    async with duty.process(dies=True) as visit:
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                await duty.alarm_watch(visit.transport).look()
    duty.telegram.faults.clear()

    async with duty.process() as visit:
        await duty.alarm_watch(visit.transport).look()

    assert [False, True] == [AGAIN in said for said in duty.told()]


async def test_what_telegram_did_not_take_is_told_when_it_does(duty: Office) -> None:
    await duty.alarms.report(group())
    duty.telegram.faults.add(Fault.no_rights(), method="sendMessage")

    async with duty.process() as visit:
        watch = duty.alarm_watch(visit.transport)
        looks = [await watch.look(), await watch.look()]

    assert [False, True] == looks
    [said] = duty.told()
    assert AGAIN not in said


async def test_the_part_goes_on_after_what_telegram_did_not_take(duty: Office) -> None:
    await duty.alarms.report(group())
    duty.telegram.faults.add(Fault.no_rights(), method="sendMessage")

    async with duty.process() as visit, running(duty.alarm_watch(visit.transport)):
        await until(lambda: bool(duty.told()))

    assert 1 == len(duty.told())


async def test_without_an_admin_chat_alarms_wait_for_one(duty: Office) -> None:
    duty.admin_chat = None
    await duty.alarms.report(group())
    async with duty.process() as visit:
        await duty.alarm_watch(visit.transport).look()
    silent = duty.told()

    duty.admin_chat = duty.chat
    async with duty.process() as visit:
        await duty.alarm_watch(visit.transport).look()

    assert (0, 1) == (len(silent), len(duty.told()))


async def test_where_nothing_was_measured_the_line_tells_only_since_when(duty: Office) -> None:
    await duty.alarms.report(group(alert(name="DatabaseAway", value="")))

    async with duty.process() as visit:
        await duty.alarm_watch(visit.transport).look()

    assert "\n\n• с 18 февраля, ср, 03:12 UTC\n\n" in duty.shown()
