"""/pause_ingest and /resume_ingest, as operators type them and press."""

from datetime import timedelta

import pytest

from bot.buttons.pausing import ResumeButton
from handlers.commands.pausing_words import LONGEST_MINUTES, Wanted, read_pause, read_resume
from pipeline.conversation.models import ReceiptKind
from pipeline.ingest.models import GroupId, TenantId
from pipeline.ingest.pauses import Reach, Target
from tests.fixtures.canary import Control
from tests.servers.telegram import BotApiServer

ALL, FIVE, TWELVE = Target(), Target(Reach.GROUP, 5), Target(Reach.ACCOUNT, 12)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def control(bot_api: BotApiServer) -> Control:
    control = Control(bot_api)
    control.pauses.there = {FIVE, TWELVE}
    return control


async def paused(control: Control) -> list[Target]:
    return [each.target for each in await control.pauses.in_force()]


async def test_it_acts_at_once_and_says_what_it_means_and_how_to_go_on(control: Control) -> None:
    async with control.process() as visit:
        await visit.says(control.anna, "/pause_ingest", control.chat)

    assert (
        "⏸ Чтение остановлено\n\n"
        "• все учётные записи\n"
        "с 18 февраля, ср, 23:30 · пока не велите читать дальше · Анна\n\n"
        "Ничего не пропадёт: дальше я прочту с того места, где остановился. Что бот слышит в"
        " группах сам, записывается по-прежнему; сводки делаются из того, что прочитано."
    ) == control.shown()
    assert [["▶️ Читать дальше: все учётные записи"]] == control.buttons()
    assert [ALL] == await paused(control)


async def test_the_process_that_is_told_obeys_at_once(control: Control) -> None:
    async with control.process() as visit:
        await visit.says(control.anna, "/pause_ingest group 5", control.chat)
        during = control.known_pauses.of(TenantId(12), GroupId(5))
        other = control.known_pauses.of(TenantId(12), GroupId(6))
        await visit.says(control.anna, "/resume_ingest", control.chat)

    assert during is not None
    assert other is None
    assert control.known_pauses.of(TenantId(12), GroupId(5)) is None


async def test_a_group_or_an_account_may_be_stopped_for_some_minutes_and_for_a_reason(
    control: Control,
) -> None:
    async with control.process() as visit:
        await visit.says(control.anna, "/pause_ingest account 12 30 <b>flood</b>", control.chat)
        await visit.says(control.boris, "/pause_ingest group 5", control.chat)

    shown = control.shown()
    assert (
        "• учётная запись арендатора 12\nс 18 февраля, ср, 23:30 · до 19 февраля, чт, 00:00 · Анна"
        "\n«<b>flood</b>»"
    ) in shown
    assert "• группа 5" in shown
    assert [TWELVE, FIVE] == await paused(control)


async def test_a_press_goes_on_with_one_and_tells_what_is_still_stopped(control: Control) -> None:
    async with control.process() as visit:
        await visit.says(control.anna, "/pause_ingest", control.chat)
        await visit.says(control.anna, "/pause_ingest group 5", control.chat)
        control.time += 12 * MINUTE
        await visit.presses(control.boris, "▶️ Читать дальше: группа 5", control.chat)

    shown = control.shown()
    assert shown.startswith("▶️ Снова читаю: группа 5. Перерыв — 12 мин.")
    assert "Остановлено по-прежнему:\n\n• все учётные записи" in shown
    assert [ALL] == await paused(control)
    assert [["▶️ Читать дальше: все учётные записи"]] == control.buttons()


async def test_without_a_word_everything_goes_on(control: Control) -> None:
    async with control.process() as visit:
        await visit.says(control.anna, "/pause_ingest", control.chat)
        await visit.says(control.anna, "/pause_ingest account 12 5", control.chat)
        await visit.says(control.boris, "/resume_ingest", control.chat)

    assert "▶️ Снова читаю: все учётные записи." in control.shown()
    assert "▶️ Снова читаю: учётная запись арендатора 12." in control.shown()
    assert "Сперва дочитываю то, что было сказано за это время." in control.shown()
    assert [] == await paused(control)


async def test_what_is_not_stopped_needs_no_going_on(control: Control) -> None:
    async with control.process() as visit:
        await visit.says(control.anna, "/resume_ingest group 5", control.chat)

    assert "Возобновлять нечего: это и так читается." == control.shown()


async def test_what_is_stopped_can_be_looked_at(control: Control) -> None:
    async with control.process() as visit:
        await visit.says(control.anna, "/pause_ingest list", control.chat)
        none = control.shown()
        await visit.says(control.anna, "/pause_ingest 5", control.chat)
        control.time += 4 * MINUTE
        await visit.says(control.boris, "/pause_ingest list", control.chat)
        some = control.shown()
        control.time += 2 * MINUTE
        await visit.says(control.boris, "/pause_ingest list", control.chat)

    assert "Ничего не остановлено: читаю все группы." == none == control.shown()
    assert "до 18 февраля, ср, 23:35" in some


async def test_what_there_is_not_cannot_be_stopped(control: Control) -> None:
    async with control.process() as visit:
        await visit.says(control.anna, "/pause_ingest group 404", control.chat)
        group = control.shown()
        await visit.says(control.anna, "/pause_ingest account 404", control.chat)

    assert group.startswith("Группы с номером 404 у меня нет.")
    assert control.shown().startswith("У арендатора 404 нет подключённой учётной записи.")
    assert [] == await paused(control)


async def test_in_english_for_who_reads_english(control: Control) -> None:
    john = control.telegram.people.person("John", language_code="en")
    control.telegram.people.joins(john, control.chat)
    control.telegram.people.promotes(control.anna, john, control.chat)

    async with control.process() as visit:
        await visit.says(john, "/pause_ingest group 5 60 flood waits", control.chat)
        stopped = control.shown()
        await visit.presses(john, "▶️ Go on: group 5", control.chat)

    assert stopped.startswith("⏸ Reading is stopped\n\n• group 5\nsince Wed 18 Feb, 23:30 · ")
    assert "Nothing is lost" in stopped
    assert control.shown().startswith("▶️ Reading again: group 5.")


@pytest.mark.parametrize("said", ["/pause_ingest", "/resume_ingest"])
async def test_it_is_for_administrators_of_the_chat(control: Control, said: str) -> None:
    control.telegram.people.joins(control.vera, control.chat)
    await control.pauses.begin(FIVE, "telegram:1", lasts=None)

    async with control.process() as visit:
        await visit.says(control.vera, said, control.chat)
        pressed = ResumeButton(reach=Reach.GROUP, number=5).pack()
        told = await visit.forges(control.vera, pressed, control.chat)

    assert "только от администраторов этого чата" in control.shown()
    assert "только от администраторов этого чата" in told
    assert [ReceiptKind.REFUSAL] * 2 == visit.receipts()
    assert [FIVE] == await paused(control)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (None, Wanted(ALL)),
        ("30", Wanted(ALL, 30 * MINUTE)),
        ("30 too many waits", Wanted(ALL, 30 * MINUTE, "too many waits")),
        ("ALL", Wanted(ALL)),
        ("all for a while", Wanted(ALL, note="for a while")),
        ("group 5", Wanted(FIVE)),
        ("Account 12 1 why", Wanted(TWELVE, MINUTE, "why")),
        ("gruop 5", None),
        ("for a while", None),
        ("group", None),
        ("group five", None),
        ("group 0", None),
        ("0", None),
        (str(LONGEST_MINUTES), Wanted(ALL, timedelta(days=7))),
        (str(LONGEST_MINUTES + 1), None),
        ("٣", None),
        ("group " + "9" * 19, None),
    ],
)
def test_what_is_written_after_pause_ingest(written: str | None, wanted: Wanted | None) -> None:
    assert wanted == read_pause(written)


@pytest.mark.parametrize(
    ("written", "target"),
    [(None, ALL), ("all", ALL), ("group 5", FIVE), ("group 5 now", None), ("everything", None)],
)
def test_what_is_written_after_resume_ingest(written: str | None, target: Target | None) -> None:
    assert target == read_resume(written)
