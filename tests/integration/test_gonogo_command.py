"""/gonogo: rows that are measured, rows that operators answer, and what is kept of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.buttons.gonogo import MeasureButton, ReplyButton
from handlers.commands.canary_words import Unknown
from handlers.commands.gonogo import Asked, read_gonogo
from pipeline.health.models import fail
from pipeline.ingest.pauses import Target
from pipeline.operators.exercises import Exercise
from pipeline.rollout.checklist import LASTS, Checklist, Question, Verdict
from pipeline.rollout.measuring import NEEDED_ALERTS, Rule
from pipeline.rollout.models import Stage
from tests.fixtures.canary import DIGESTS, WAITING, Control
from tests.fixtures.commands import Visit
from tests.servers.telegram import BotApiServer

YES = ("Дежурный назван", "Описание прочитано", "Откат отрепетирован", "Поддержка знает")


@dataclass
class Rules:
    """The port ``AlertRules``."""

    rules: Sequence[Rule] = tuple(Rule(name, True, False) for name in sorted(NEEDED_ALERTS))

    async def loaded(self) -> Sequence[Rule]:
        return self.rules


@pytest.fixture
async def control(bot_api: BotApiServer) -> Control:
    """Everything that is measured is well."""
    control = Control(bot_api)
    control.alert_rules = Rules()
    for exercise in Exercise:
        await control.exercises.ended(exercise)
    control.time += timedelta(hours=3)
    return control


async def kept(control: Control) -> Checklist:
    found = await control.checklists.last(DIGESTS)
    assert found is not None
    return found


async def answers(visit: Visit, control: Control, *buttons: str) -> None:
    for number, button in enumerate(buttons):
        await visit.presses((control.anna, control.boris)[number % 2], button, control.chat)


class TestGo:
    async def test_every_row_is_measured_and_every_question_open_at_first(
        self, control: Control
    ) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest", control.chat)

        assert (
            "GO / NO-GO: Сводки · digest_agent\n\n"
            "⛔ NO-GO: не хватает 4 «да».\n\n"
            "✅ Миграции: 0031\n"
            "✅ Здоровье: 2 из 2 в порядке\n"
            "✅ Правила тревог: 8, ни одна не звучит\n"
            "✅ Показатели: PROCEED\n"
            "✅ Чтение групп идёт\n"
            "✅ Невыполненных поручений нет\n"
            "✅ Выгрузка своего: 3 ч назад\n"
            "✅ Забвение: 3 ч назад\n\n"
            "❔ Дежурный назван\n"
            "❔ Описание выпуска прочитано\n"
            "❔ Откат отрепетирован\n"
            "❔ Поддержка предупреждена\n\n"
            "№ 1 · Анна · измерено 19 февраля, чт, 02:30\n"
            "Ответы принимаю до 03:30."
        ) == control.shown()
        assert [
            *([button, "Нет"] for button in YES),
            ["🔄 Измерить снова"],
        ] == control.buttons()

    async def test_a_yes_to_everything_is_a_go_with_the_names_of_who_said_so(
        self, control: Control
    ) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest", control.chat)
            await answers(visit, control, *YES)

        found = await kept(control)
        assert "✅ GO: всё на месте." in control.shown()
        assert "✅ Дежурный назван · Анна, 02:30" in control.shown()
        assert "✅ Описание выпуска прочитано · Борис, 02:30" in control.shown()
        assert (Verdict.GO, 5) == (found.verdict, found.version)
        assert [f"telegram:{control.anna}", f"telegram:{control.boris}"] * 2 == [
            each.owner for each in found.replies
        ]
        assert 1 == len(control.told())

    async def test_a_no_is_kept_and_can_be_thought_better_of(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest", control.chat)
            await visit.presses(control.boris, "Нет", control.chat)
            refused, first = control.shown(), await kept(control)
            await answers(visit, control, *YES)

        assert "❌ Дежурный назван · Борис, 02:30" in refused
        assert [False] == [each.yes for each in first.replies]
        assert "✅ GO" in control.shown()

    async def test_in_english_for_who_reads_english(self, control: Control) -> None:
        john = control.telegram.people.person("John", language_code="en")
        control.telegram.people.joins(john, control.chat)
        control.telegram.people.promotes(control.anna, john, control.chat)

        async with control.process() as visit:
            await visit.says(john, "/gonogo digest", control.chat)
            await visit.presses(john, "Support is told", control.chat)

        shown = control.shown()
        assert "⛔ NO-GO: a “yes” is wanting in 3 rows." in shown
        assert "✅ Alert rules: 8, none of them fires" in shown
        assert "✅ Support is told · John, 02:30" in shown


class TestNoGo:
    async def test_each_row_that_lacks_names_its_remedy(self, control: Control) -> None:
        control.revision = "0030"
        control.examined.checks["PostgreSQL"] = fail("no answer", "see that it runs")
        control.alert_rules = None
        control.rollouts.readings[DIGESTS] = WAITING
        await control.at(Stage.OFF)
        control.buried(2)
        await control.pauses.begin(Target(), "telegram:1", lasts=None)
        control.known_pauses.learn(await control.pauses.in_force())
        control.time += timedelta(days=40)

        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest", control.chat)

        shown = control.shown()
        assert "не хватает 11 «да»" in shown
        for row in (
            "❌ Миграции: 0030 → 0031 — python main.py migrate",
            "❌ Здоровье: PostgreSQL — смотрите /ready",
            "❔ Тревоги: неизвестно — задайте ALERTS_PROMETHEUS_URL",
            # Nobody has it yet, so nothing can have been measured.
            "✅ Показатели: HOLD, для начала довольно",
            "❌ Чтение остановлено (1) — /resume_ingest",
            "❌ Невыполненных поручений: 2 — /dlq",
            "❌ Выгрузка своего: 40 дн. назад — повторите /export_me",
            "❌ Забвение: 40 дн. назад — повторите /forget",
        ):
            assert row in shown

    async def test_gates_that_hold_are_no_go_once_somebody_has_it(self, control: Control) -> None:
        await control.at(Stage.CANARY_1)
        control.rollouts.readings[DIGESTS] = WAITING

        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest", control.chat)

        assert "❌ Показатели: HOLD — /gates digest_agent" in control.shown()

    async def test_what_is_mended_is_measured_again_and_the_answers_stay(
        self, control: Control
    ) -> None:
        control.revision = "0030"

        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest", control.chat)
            await answers(visit, control, *YES)
            before = control.shown()
            control.revision = "0031"
            await visit.presses(control.boris, "🔄 Измерить снова", control.chat)

        assert "не хватает 1 «да»" in before
        assert "✅ GO: всё на месте." in control.shown()
        assert 1 == (await kept(control)).id


class TestButtons:
    async def test_of_two_who_press_at_once_the_second_sees_what_changed(
        self, control: Control
    ) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest", control.chat)
            await visit.presses(control.anna, YES[0], control.chat)
            stale = ReplyButton(checklist=1, version=1, question=Question.SUPPORT, yes=True).pack()
            told = await visit.forges(control.boris, stale, control.chat)

        assert "Кто-то ответил раньше Вас" in told
        assert [Question.ON_CALL] == [each.question for each in (await kept(control)).replies]

    async def test_after_its_hour_it_stays_as_it_was_and_says_so(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest", control.chat)
            await answers(visit, control, *YES[:3])
            control.time += LASTS
            late = await visit.presses(control.anna, YES[3], control.chat)
            again = MeasureButton(checklist=1, version=4).pack()
            measured = await visit.forges(control.anna, again, control.chat)

        assert "Час этой проверки истёк. Заново: /gonogo digest_agent" == late == measured
        assert "Час истёк: так и осталось." in control.shown()
        assert [["Сводки: что сейчас"]] == control.buttons()
        assert Verdict.NO_GO is (await kept(control)).verdict

    async def test_a_button_of_no_checklist_is_told_so(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest", control.chat)
            forged = ReplyButton(
                checklist=2**63 - 1, version=1, question=Question.SUPPORT, yes=True
            ).pack()
            told = await visit.forges(control.boris, forged, control.chat)

        assert "Этой проверки у меня нет" in told

    async def test_only_operators_answer(self, control: Control) -> None:
        control.telegram.people.joins(control.vera, control.chat)

        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest", control.chat)
            told = await visit.presses(control.vera, YES[0], control.chat)
            await visit.says(control.vera, "/gonogo digest", control.chat)

        assert "только от администраторов этого чата" in told
        assert () == (await kept(control)).replies
        assert 1 == (await kept(control)).id

    async def test_elsewhere_nobody_learns_of_it(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest")

        assert await control.checklists.last(DIGESTS) is None


class TestLater:
    async def test_the_last_one_is_shown_as_it_was(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest", control.chat)
            await answers(visit, control, *YES)
            control.time += timedelta(days=2)
            control.revision = "0030"
            await visit.says(control.boris, "/gonogo digest last", control.chat)

        assert "✅ GO: всё на месте." in control.shown()
        assert "✅ Миграции: 0031" in control.shown()
        assert [["Сводки: что сейчас"]] == control.buttons()
        assert 1 == (await kept(control)).id

    async def test_where_nothing_was_checked_yet_it_says_so(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/gonogo digest last", control.chat)

        assert "Этого ещё не проверяли: /gonogo digest_agent" == control.shown()

    async def test_the_question_of_a_promotion_says_what_it_came_to_and_how_old_it_is(
        self, control: Control
    ) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary start digest", control.chat)
            never = control.shown()
            await visit.says(control.anna, "/gonogo digest", control.chat)
            await answers(visit, control, *YES)
            control.time += timedelta(hours=5)
            await visit.says(control.anna, "/canary start digest", control.chat)

        assert "GO / NO-GO: не проверяли (/gonogo digest_agent)" in never
        assert "GO / NO-GO: ✅ GO, 5 ч назад (/gonogo digest_agent last)" in control.shown()

    async def test_whoever_shuts_is_not_bothered_with_it(self, control: Control) -> None:
        await control.at(Stage.CANARY_1)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary hold digest", control.chat)

        assert "GO / NO-GO" not in control.shown()


@pytest.mark.parametrize("said", ["/gonogo", "/gonogo digest now", "/gonogo digest last please"])
async def test_what_cannot_be_understood_is_told_how_to_say(control: Control, said: str) -> None:
    async with control.process() as visit:
        await visit.says(control.anna, said, control.chat)

    assert control.shown().startswith("Понимаю так:\n/gonogo digest")


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        (None, None),
        ("digest", Asked(DIGESTS)),
        (" Digest  LAST ", Asked(DIGESTS, last=True)),
        ("last", Unknown("last")),
        ("nothing last", Unknown("nothing")),
        ("digest first", None),
    ],
)
def test_what_is_written_after_gonogo(written: str | None, asked: object) -> None:
    assert asked == read_gonogo(written)
