"""/canary: operators look at where features stand, and move them; every move needs a yes."""

import asyncio
from datetime import timedelta

import pytest

from bot.buttons.dead_letters import seconds_of
from bot.buttons.rollout import ApproveButton, SureButton
from bot.views.rollout_acts import Intent
from handlers.commands.canary_words import (
    Asked,
    Unknown,
    named_feature,
    read_canary,
    read_history,
    read_tenant,
)
from pipeline.conversation.models import ReceiptKind
from pipeline.rollout.flags import Overrides
from pipeline.rollout.models import Act, Feature, Stage, Wish
from tests.fixtures.canary import BROKEN, CHAT, DIGESTS, WAITING, Control
from tests.servers.telegram import BotApiServer

TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def control(bot_api: BotApiServer) -> Control:
    return Control(bot_api)


class TestStatus:
    async def test_without_a_feature_it_lists_all_of_them(self, control: Control) -> None:
        control.overrides = Overrides(full={CHAT})
        await control.at(Stage.CANARY_10)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary status", control.chat)

        shown = control.shown()
        assert "• Сводки · digest_agent\n10 %" in shown
        assert "• Беседа · chat_v11\nвыключено\nCHAT_V11_ENABLED=true: есть у всех" in shown
        assert "dispute_tools_v2\nвыключено\nВ этой версии ступень ни на что не влияет" in shown

    async def test_of_a_feature_it_tells_who_has_it_and_what_the_next_stage_waits_for(
        self, control: Control
    ) -> None:
        await control.at(Stage.CANARY_10)
        control.time -= timedelta(hours=11)
        control.rollouts.readings[DIGESTS] = WAITING
        await control.rollouts.allow(DIGESTS, 7, allowed=True, owner="telegram:1")

        async with control.process() as visit:
            await visit.says(control.anna, "/canary status digest", control.chat)

        shown = control.shown()
        assert shown.startswith("Сводки · digest_agent")
        assert "Есть у 10 % арендаторов. И ещё у 1 — по списку." in shown
        assert "На этой ступени с 19 февраля, чт, 11:30." in shown
        assert "Показатели велят ждать: HOLD.\n▫️ Доставлено: мало данных" in shown
        assert "Повысить можно будет не раньше 19 февраля, чт, 13:30." in shown

    async def test_it_is_pictured_with_its_gates_over_the_last_hours(
        self, control: Control
    ) -> None:
        await control.at(Stage.CANARY_10)
        control.rollouts.readings[DIGESTS] = BROKEN
        await control.looks.look(DIGESTS)
        control.time += timedelta(minutes=1)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary status digest", control.chat)

        [picture] = control.drawn
        assert "photo" in control.newest()
        assert ("Сводки", 2) == (picture.title, picture.step)
        assert [True, False, False] == [
            any(column is not None and column.breached for column in strip.columns)
            for strip in picture.strips
        ]

    async def test_more_than_fits_beside_a_picture_is_told_below_it(
        self, control: Control
    ) -> None:
        await control.rollouts.ask(Wish(DIGESTS, Act.KILL, 0, "telegram:1"))
        await control.rollouts.ask(Wish(DIGESTS, Act.RESUME, 2, "telegram:" + "9" * 900))

        async with control.process() as visit:
            await visit.says(control.anna, "/canary status digest", control.chat)

        assert ["[photo]", control.shown()] == control.told()
        assert "Рубильник опущен" in control.shown()

    async def test_an_environment_that_gives_it_to_all_is_told_of(self, control: Control) -> None:
        control.overrides = Overrides(full={DIGESTS})

        async with control.process() as visit:
            await visit.says(control.anna, "/canary digest", control.chat)

        assert "DIGEST_AGENT_ENABLED=true: пока так, это есть у всех" in control.shown()

    async def test_only_what_is_possible_has_a_button(self, control: Control) -> None:
        await control.at(Stage.FULL)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary digest", control.chat)

        assert [
            ["Понизить: 50 %", "Придержать"],
            ["Рубильник"],
            ["Показатели", "Журнал"],
            ["К списку"],
        ] == control.buttons()

    async def test_in_english_for_who_reads_english(self, control: Control) -> None:
        john = control.telegram.people.person("John", language_code="en")
        control.telegram.people.joins(john, control.chat)
        control.telegram.people.promotes(control.anna, john, control.chat)

        async with control.process() as visit:
            await visit.says(john, "/canary status chat", control.chat)

        assert control.shown().startswith("Conversation · chat_v11")
        assert "By its stage nobody has it." in control.shown()

    async def test_a_name_that_means_nothing_is_answered_with_those_that_do(
        self, control: Control
    ) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary kill сводки", control.chat)

        assert control.shown().startswith("«сводки» — такого я не знаю")
        assert "digest_agent, chat_v11, chat_dark_launch" in control.shown()

    async def test_what_cannot_be_understood_is_told_how_to_say(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary сделай красиво", control.chat)

        assert "/canary promote digest" in control.shown()


class TestPromotion:
    async def test_it_is_asked_about_and_then_waits_for_another_administrator(
        self, control: Control
    ) -> None:
        await control.at(Stage.CANARY_1)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary promote digest all is well", control.chat)
            asked, before = control.shown(), await control.stands()
            await visit.presses(control.anna, "Да, повысить", control.chat)
            waiting, meanwhile = control.shown(), await control.stands()
            await visit.presses(control.boris, "Даю согласие: повысить", control.chat)

        assert "Тогда: Есть у 10 % арендаторов." in asked
        assert "Понадобится согласие ещё одного администратора" in asked
        assert "Анна просит об этом." in waiting
        assert (Stage.CANARY_1, Stage.CANARY_1) == (before[0], meanwhile[0])
        assert (Stage.CANARY_10, False, False) == await control.stands()
        assert "Повышено: 1 % → 10 %." in control.shown()
        assert "Распорядитель: Анна; согласие: Борис." in control.shown()
        [entry] = await control.rollouts.history(DIGESTS, limit=1)
        assert (f"telegram:{control.anna}", f"telegram:{control.boris}", "all is well") == (
            entry.owner,
            entry.approver,
            entry.note,
        )

    async def test_the_same_command_of_another_administrator_agrees_as_well(
        self, control: Control
    ) -> None:
        await control.at(Stage.CANARY_1)

        async with control.process() as visit:
            for person in (control.anna, control.boris):
                await visit.says(person, "/canary promote digest", control.chat)
                await visit.presses(person, "Да, повысить", control.chat)

        assert Stage.CANARY_10 is (await control.stands())[0]

    async def test_who_asked_is_told_that_another_one_has_to_agree(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary start digest", control.chat)
            await visit.presses(control.anna, "Да, начать", control.chat)
            told = await visit.presses(control.anna, "Даю согласие: начать", control.chat)
            still = control.shown()
            await visit.presses(control.boris, "Даю согласие: начать", control.chat)

        assert "Согласиться должен другой администратор" in told
        assert "Анна просит об этом" in still
        assert (Stage.CANARY_1, False, False) == await control.stands()

    async def test_it_stands_in_the_status_for_whoever_looks(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary start digest", control.chat)
            await visit.presses(control.anna, "Да, начать", control.chat)
            await visit.says(control.boris, "/canary digest", control.chat)
            shown = control.shown()
            await visit.presses(control.boris, "Даю согласие: начать", control.chat)

        assert "🖐 Анна просит: начать." in shown
        assert Stage.CANARY_1 is (await control.stands())[0]

    async def test_an_agreement_that_comes_too_late_is_told_so(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary start digest", control.chat)
            await visit.presses(control.anna, "Да, начать", control.chat)
            control.time += TEN_MINUTES
            told = await visit.presses(control.boris, "Даю согласие: начать", control.chat)

        assert "Просьба отменилась" in told
        assert "По ступени — ни у кого." in control.shown()
        assert Stage.OFF is (await control.stands())[0]

    async def test_what_was_asked_is_no_more_once_the_feature_has_changed(
        self, control: Control
    ) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary start digest", control.chat)
            await visit.presses(control.anna, "Да, начать", control.chat)
            await control.rollouts.allow(DIGESTS, 7, allowed=True, owner="telegram:1")
            told = await visit.presses(control.boris, "Даю согласие: начать", control.chat)

        assert "Просьба отменилась" in told
        assert Stage.OFF is (await control.stands())[0]

    async def test_gates_that_closed_meanwhile_keep_it_back(self, control: Control) -> None:
        await control.at(Stage.CANARY_1)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary promote digest", control.chat)
            await visit.presses(control.anna, "Да, повысить", control.chat)
            control.rollouts.readings[DIGESTS] = BROKEN
            await visit.presses(control.boris, "Даю согласие: повысить", control.chat)

        assert "Показатели не позволяют." in control.shown()
        assert "❌ Без ответа: 5 % (не выше 0 %)" in control.shown()
        assert Stage.CANARY_1 is (await control.stands())[0]

    async def test_it_is_not_even_asked_about_before_its_time(self, control: Control) -> None:
        await control.at(Stage.CANARY_1)
        control.time -= timedelta(hours=11, minutes=45)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary promote digest", control.chat)

        assert "Рано: на этой ступени надо побыть до 19 февраля, чт, 00:00." in control.shown()

    async def test_who_is_the_only_operator_is_told_so_and_the_way_out(
        self, control: Control
    ) -> None:
        control.telegram.people.demotes(control.anna, control.boris, control.chat)
        await control.rollouts.ask(Wish(DIGESTS, Act.KILL, 0, "watch"))

        async with control.process() as visit:
            await visit.says(control.anna, "/canary resume digest", control.chat)
            asked = control.shown()
            await visit.presses(control.anna, "Да, возобновить", control.chat)

        for shown in (asked, control.shown()):
            assert "Вы здесь единственный администратор" in shown
            assert "ROLLOUT_APPROVALS=1" in shown
        assert (Stage.OFF, True, False) == await control.stands()

    async def test_two_operators_are_not_told_how_one_would_do(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary start digest", control.chat)
            asked = control.shown()
            await visit.presses(control.anna, "Да, начать", control.chat)

        assert "Понадобится согласие ещё одного администратора" in asked
        assert "ROLLOUT_APPROVALS" not in asked + control.shown()

    async def test_one_person_is_enough_where_the_terms_say_so(self, control: Control) -> None:
        await control.alone()

        async with control.process() as visit:
            await visit.says(control.anna, "/canary start digest", control.chat)
            asked = control.shown()
            await visit.presses(control.anna, "Да, начать", control.chat)

        assert "Понадобится согласие" not in asked
        assert "Начато: 1 %." in control.shown()
        assert "Распорядитель: Анна." in control.shown()


class TestShutting:
    async def test_a_kill_that_is_typed_happens_at_once_and_says_how_to_undo_it(
        self, control: Control
    ) -> None:
        await control.at(Stage.CANARY_50)
        control.rollouts.readings[DIGESTS] = BROKEN

        async with control.process() as visit:
            await visit.says(control.anna, "/canary kill digest <b>горит</b>", control.chat)

        assert (Stage.CANARY_50, True, False) == await control.stands()
        assert "Рубильник опущен" in control.shown()
        assert "/canary resume digest_agent" in control.shown()
        assert control.shown().endswith("<b>горит</b>")

    async def test_a_kill_that_is_pressed_is_asked_about(self, control: Control) -> None:
        await control.at(Stage.CANARY_10)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary digest", control.chat)
            await visit.presses(control.anna, "Рубильник", control.chat)
            asked, before = control.shown(), await control.stands()
            await visit.presses(control.anna, "Да, выключить у всех", control.chat)

        assert "Через секунду этого не будет ни у кого" in asked
        assert (Stage.CANARY_10, False, False) == before
        assert (Stage.CANARY_10, True, False) == await control.stands()

    async def test_a_kill_is_done_although_the_feature_changed_since(
        self, control: Control
    ) -> None:
        await control.at(Stage.CANARY_10)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary digest", control.chat)
            await visit.presses(control.anna, "Рубильник", control.chat)
            await control.rollouts.allow(DIGESTS, 7, allowed=True, owner="telegram:1")
            await visit.presses(control.anna, "Да, выключить у всех", control.chat)

        assert (Stage.CANARY_10, True, False) == await control.stands()

    async def test_a_second_kill_is_told_that_it_is_so_already(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary kill digest", control.chat)
            await visit.says(control.boris, "/canary kill digest", control.chat)

        assert "Так уже и есть." in control.shown()

    async def test_a_rollback_goes_one_step_down_or_all_the_way(self, control: Control) -> None:
        await control.at(Stage.CANARY_50)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary rollback digest", control.chat)
            await visit.presses(control.anna, "Да, понизить", control.chat)
            one = await control.stands()
            await visit.says(control.anna, "/canary rollback digest why not", control.chat)
            await visit.presses(control.anna, "Понизить: выключено", control.chat)
            await visit.presses(control.anna, "Да, понизить", control.chat)

        [entry] = await control.rollouts.history(DIGESTS, limit=1)
        assert (Stage.CANARY_10, Stage.OFF) == (one[0], entry.after)
        assert "why not" == entry.note
        assert "Понижено: 10 % → выключено." in control.shown()

    async def test_a_rollback_takes_the_stage_that_is_named(self, control: Control) -> None:
        await control.at(Stage.FULL)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary rollback digest canary_1", control.chat)
            await visit.presses(control.anna, "Да, понизить", control.chat)

        assert (Stage.CANARY_1, False, False) == await control.stands()

    async def test_what_is_held_is_resumed_by_two(self, control: Control) -> None:
        await control.at(Stage.CANARY_10)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary hold digest", control.chat)
            await visit.presses(control.anna, "Да, придержать", control.chat)
            held = await control.stands()
            await visit.says(control.anna, "/canary promote digest", control.chat)
            refused = control.shown()
            await visit.says(control.anna, "/canary resume digest", control.chat)
            await visit.presses(control.anna, "Да, возобновить", control.chat)
            await visit.presses(control.boris, "Даю согласие: возобновить", control.chat)

        assert (Stage.CANARY_10, False, True) == held
        assert "Сперва отпустите: /canary resume digest_agent" in refused
        assert (Stage.CANARY_10, False, False) == await control.stands()


class TestButtons:
    async def test_one_of_a_state_that_has_changed_does_nothing(self, control: Control) -> None:
        await control.alone()

        async with control.process() as visit:
            await visit.says(control.anna, "/canary start digest", control.chat)
            await control.rollouts.allow(DIGESTS, 7, allowed=True, owner="telegram:1")
            await visit.presses(control.anna, "Да, начать", control.chat)

        assert "Пока Вы решали, здесь всё переменилось." in control.shown()
        assert Stage.OFF is (await control.stands())[0]

    async def test_one_that_is_pressed_too_late_does_nothing(self, control: Control) -> None:
        await control.at(Stage.CANARY_10)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary hold digest", control.chat)
            control.time += TEN_MINUTES + timedelta(seconds=1)
            told = await visit.presses(control.anna, "Да, придержать", control.chat)

        assert "Срок этой кнопки истёк. Откройте заново: /canary status" == told
        assert (Stage.CANARY_10, False, False) == await control.stands()

    async def test_a_person_who_presses_twice_moves_it_once(self, control: Control) -> None:
        await control.at(Stage.CANARY_50)
        version = (await control.rollouts.state(DIGESTS)).version
        sure = SureButton(
            feature=DIGESTS,
            act=Act.ROLLBACK,
            rank=None,
            version=version,
            until=seconds_of(control.time + TEN_MINUTES),
        ).pack()

        async with control.process() as visit:
            await visit.says(control.anna, "/canary digest", control.chat)
            await asyncio.gather(
                *(visit.forges(control.anna, sure, control.chat) for _ in range(2))
            )

        assert (Stage.CANARY_10, False, False) == await control.stands()

    async def test_an_approval_of_nothing_is_told_so(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary digest", control.chat)
            forged = ApproveButton(feature=DIGESTS, proposal=2**63 - 1).pack()
            told = await visit.forges(control.boris, forged, control.chat)

        assert "Просьба отменилась" in told

    async def test_from_the_list_to_a_feature_to_its_gates_and_back(
        self, control: Control
    ) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary", control.chat)
            await visit.presses(control.anna, "Сводки", control.chat)
            await visit.presses(control.anna, "Показатели", control.chat)
            gates = control.shown()
            await visit.presses(control.anna, "Сводки: что сейчас", control.chat)
            await visit.presses(control.anna, "К списку", control.chat)

        assert gates.startswith("Показатели: Сводки · digest_agent")
        assert control.shown().startswith("Как новое доходит до людей")
        assert 1 == len(control.told())


class TestAccess:
    @pytest.mark.parametrize(
        "said",
        [
            "/canary kill digest",
            "/canary status",
            "/gates",
            "/history",
            "/allow 7",
            "/deny 7",
        ],
    )
    async def test_a_member_who_is_no_administrator_is_refused(
        self, control: Control, said: str
    ) -> None:
        control.telegram.people.joins(control.vera, control.chat)

        async with control.process() as visit:
            await visit.says(control.vera, said, control.chat)

        assert "только от администраторов этого чата" in control.shown()
        assert [ReceiptKind.REFUSAL] == visit.receipts()
        assert (Stage.OFF, False, False) == await control.stands()

    async def test_who_speaks_in_the_chats_name_is_refused(self, control: Control) -> None:
        people = control.telegram.people
        people.promotes(control.anna, control.boris, control.chat, anonymous=True)

        async with control.process() as visit:
            await visit.says(control.boris, "/canary kill digest", control.chat)

        assert "not see whose it is" in control.shown()
        assert (Stage.OFF, False, False) == await control.stands()

    async def test_elsewhere_nobody_learns_of_it(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/canary kill digest")

        assert (Stage.OFF, False, False) == await control.stands()
        assert "Рубильник" not in visit.last(control.anna)

    async def test_a_press_of_somebody_else_does_nothing(self, control: Control) -> None:
        control.telegram.people.joins(control.vera, control.chat)

        async with control.process() as visit:
            await visit.says(control.anna, "/canary digest", control.chat)
            await visit.presses(control.anna, "Рубильник", control.chat)
            told = await visit.presses(control.vera, "Да, выключить у всех", control.chat)

        assert "только от администраторов этого чата" in told
        assert (Stage.OFF, False, False) == await control.stands()


@pytest.mark.parametrize(
    ("word", "feature"),
    [
        ("digest_agent", DIGESTS),
        ("Digest", DIGESTS),
        ("d", None),
        ("chat", CHAT),
        ("chat_d", Feature.CHAT_DARK_LAUNCH),
        ("chat-full", Feature.CHAT_FULL_RELEASE),
        ("dispute", Feature.DISPUTE_TOOLS_V2),
        ("сводки", None),
        ("", None),
    ],
)
def test_a_name_may_be_shortened_as_long_as_it_is_clear(
    word: str, feature: Feature | None
) -> None:
    assert feature is named_feature(word)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        (None, Asked(None)),
        (" STATUS ", Asked(None)),
        ("status digest", Asked(DIGESTS)),
        ("digest", Asked(DIGESTS)),
        ("status nothing", Unknown("nothing")),
        ("status digest now", None),
        ("digest now", None),
        ("kill", None),
        ("Kill digest", Asked(DIGESTS, Intent(Act.KILL))),
        ("hold chat  slow \n answers", Asked(CHAT, Intent(Act.HOLD, note="slow answers"))),
        ("rollback digest off", Asked(DIGESTS, Intent(Act.ROLLBACK, Stage.OFF))),
        (
            "rollback digest canary_1 off we go",
            Asked(DIGESTS, Intent(Act.ROLLBACK, Stage.CANARY_1, "off we go")),
        ),
        ("promote digest off", Asked(DIGESTS, Intent(Act.PROMOTE, note="off"))),
        ("promote nothing", Unknown("nothing")),
    ],
)
def test_what_is_written_after_the_command(written: str | None, asked: object) -> None:
    assert asked == read_canary(written)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        (None, (None, 10)),
        ("digest", (DIGESTS, 10)),
        ("digest 30", (DIGESTS, 30)),
        ("5", (None, 5)),
        ("digest 0", (DIGESTS, 1)),
        ("digest 99999999999", (DIGESTS, 200)),
        ("digest ٣", None),
        ("x", Unknown("x")),
    ],
)
def test_what_is_written_after_history(written: str | None, asked: object) -> None:
    assert asked == read_history(written)


@pytest.mark.parametrize(
    ("written", "tenant"),
    [("7", 7), (" 7  the first one", 7), ("-7", None), ("٧", None), ("9" * 19, None), ("", None)],
)
def test_what_is_written_after_allow(written: str, tenant: int | None) -> None:
    asked = read_tenant(written)

    assert tenant == (None if asked is None else asked.tenant)
