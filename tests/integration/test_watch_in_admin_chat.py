"""What the watch did by itself is said in the admin chat: each time, and once."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.views.rollout_watch import watch_screen
from pipeline.groups.models import PersonId
from pipeline.health.parts import Life
from pipeline.rollout.models import Act, Feature, Wish
from pipeline.rollout.samples import WatchNotice
from tests.fakes.rollout import MemoryRollouts
from tests.fakes.rollout_samples import MemoryWatchNotices
from tests.fixtures.bot_transport import until
from tests.fixtures.digests import wording
from tests.fixtures.office import NOW, Office
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.faults import Fault

AGAIN = "Возможно, об этом я уже докладывал"
LOST = "ack_without_receipt_10s_rate 0.05 > 0 (n = 20): conversation_ledger telegram:7, telegram:9"


class Duty(Office):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.moved = MemoryRollouts(now=lambda: NOW)
        self.watched = MemoryWatchNotices(self.moved, quiet=timedelta(seconds=-1))

    async def done(self, act: Act, feature: Feature = Feature.CHAT_V11, note: str = LOST) -> None:
        state = await self.moved.state(feature)
        await self.moved.ask(Wish(feature, act, state.version, "watch", note=note))


@pytest.fixture
async def duty(bot_api: BotApiServer) -> Duty:
    duty = Duty(bot_api)
    await duty.people.meet(PersonId(duty.anna), language="ru", time_zone="Europe/Moscow")
    return duty


async def test_the_chat_learns_what_is_off_by_which_figures_and_rows_and_the_way_back(
    duty: Duty,
) -> None:
    await duty.done(Act.KILL)

    async with duty.process() as visit:
        await duty.watch_reports(visit.transport, duty.watched).look()

    assert (
        "🔴 chat_v11: выключено\n\n"
        "Прошу прощения за беспокойство. Нарушено правило, которое нарушать нельзя, и рубильник"
        " я опустил сам: 18 февраля, ср, 20:30 UTC.\n\n"
        f"• {LOST}\n\n"
        "Сейчас выключена беседа: текстом, голосом и по обращению в группах. Команды работают."
        " Ступень «выключено» сохранена.\n\n"
        "Показатели: /gates chat_v11\n"
        "Вернуть, когда нарушения в них больше не видно: /canary resume chat_v11"
    ) == duty.shown()


async def test_a_hold_says_that_nobody_loses_anything(duty: Duty) -> None:
    await duty.people.change(PersonId(duty.anna), language="en")
    await duty.done(Act.HOLD, Feature.DIGEST_AGENT, "relevance_p05 0.6 < 0.7 (n = 31)")

    async with duty.process() as visit:
        await duty.watch_reports(visit.transport, duty.watched).look()

    assert "🟠 digest_agent: on hold\n\n" in duty.shown()
    assert "• relevance_p05 0.6 < 0.7 (n = 31)" in duty.shown()
    assert "Whoever has it keeps it" in duty.shown()
    assert "/canary resume digest_agent" in duty.shown()


async def test_each_act_is_said_once(duty: Duty) -> None:
    await duty.done(Act.HOLD)
    await duty.done(Act.KILL)

    async with duty.process() as visit:
        reports = duty.watch_reports(visit.transport, duty.watched)
        for _ in range(3):
            await reports.look()

    assert [True, False] == ["придержано" in said for said in duty.told()]


async def test_what_telegram_did_not_take_is_said_when_it_does(duty: Duty) -> None:
    await duty.done(Act.KILL)
    duty.telegram.faults.add(Fault.no_rights(), method="sendMessage")
    life = Life(lambda _: None)

    async with duty.process() as visit, asyncio.TaskGroup() as tasks:
        tasks.create_task(duty.watch_reports(visit.transport, duty.watched).run(life))
        await until(lambda: bool(duty.told()))
        life.stopping.set()

    [said] = duty.told()
    assert AGAIN not in said


async def test_a_process_that_dies_over_it_leaves_it_to_the_next_which_owns_up(
    duty: Duty,
) -> None:
    await duty.done(Act.KILL)
    duty.telegram.faults.add(Fault.slow(60), method="sendMessage")
    async with duty.process(dies=True) as visit:
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                await duty.watch_reports(visit.transport, duty.watched).look()
    duty.telegram.faults.clear()

    async with duty.process() as visit:
        await duty.watch_reports(visit.transport, duty.watched).look()

    assert [False, True] == [AGAIN in said for said in duty.told()]


async def test_without_an_admin_chat_it_waits_for_one(duty: Duty) -> None:
    duty.admin_chat = None
    await duty.done(Act.KILL)
    async with duty.process() as visit:
        await duty.watch_reports(visit.transport, duty.watched).look()
    silent = duty.told()

    duty.admin_chat = duty.chat
    async with duty.process() as visit:
        await duty.watch_reports(visit.transport, duty.watched).look()

    assert (0, 1) == (len(silent), len(duty.told()))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("act", [Act.KILL, Act.HOLD])
@pytest.mark.parametrize("note", ["\U0001f525" * 2000, "x\n" * 1000], ids=["long", "many lines"])
async def test_it_fits_into_one_message(duty: Duty, language: str, act: Act, note: str) -> None:
    await duty.done(act, note=note)
    [entry] = await duty.moved.history(Feature.CHAT_V11, limit=1)

    screen = watch_screen(WatchNotice(entry, again=True), wording(language))

    assert len(screen.text.encode("utf-16-le")) // 2 <= 4096
