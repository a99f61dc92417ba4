"""/gates, /history, /allow and /deny: why a feature may go on, who moved it, who is listed."""

from datetime import timedelta

import pytest

from pipeline.ingest.models import TenantId
from pipeline.rollout.flags import Overrides
from pipeline.rollout.models import Act, Stage, Wish
from tests.fixtures.canary import (
    ANSWERED,
    BROKEN,
    CHAT,
    DELIVERED,
    DIGESTS,
    PUSHED,
    WAITING,
    Control,
    read,
)
from tests.servers.telegram import BotApiServer


@pytest.fixture
def control(bot_api: BotApiServer) -> Control:
    return Control(bot_api)


class TestGates:
    async def test_each_has_its_figure_threshold_samples_and_age(self, control: Control) -> None:
        control.rollouts.readings[DIGESTS] = (
            read(ANSWERED, 0),
            read(PUSHED, 301_250),
            read(DELIVERED, 0.5, samples=2, age=timedelta(hours=5)),
        )

        async with control.process() as visit:
            await visit.says(control.anna, "/gates digest", control.chat)

        assert (
            "Показатели: Сводки · digest_agent\n\n"
            "⏳ Показатели велят ждать: HOLD.\n\n"
            "✅ Без ответа (P0)\n0 % (не выше 0 %)\nнаблюдений 20, последнее 60 с назад\n"
            "ack_without_receipt_10s_rate\n\n"
            "❌ От окна до доставки (P1)\n301,25 с (не выше 300 с)\n"
            "наблюдений 20, последнее 60 с назад\nwindow_to_delivery_p95_ms\n\n"
            "▫️ Доставлено (P1)\n50 % (не ниже 95 %)\n"
            "наблюдений 2, нужно не меньше 3, последнее 5 ч назад\n"
            "delivery_success_rate"
        ) == control.shown()

    async def test_one_without_figures_says_so(self, control: Control) -> None:
        control.rollouts.readings[DIGESTS] = (read(ANSWERED, None, samples=0, age=None),)

        async with control.process() as visit:
            await visit.says(control.anna, "/gates digest", control.chat)

        assert "нет данных (не выше 0 %)\nнаблюдений 0, нужно не меньше 3\n" in control.shown()

    async def test_of_all_features_those_to_blame_are_told(self, control: Control) -> None:
        control.rollouts.readings = {DIGESTS: BROKEN, CHAT: WAITING}

        async with control.process() as visit:
            await visit.says(control.anna, "/gates", control.chat)

        assert "Сводки · digest_agent\n❌ Нарушен инвариант: ROLLBACK." in control.shown()
        assert "Беседа · chat_v11\n⏳ Показатели велят ждать: HOLD." in control.shown()
        assert sorted([["Беседа", "Сводки"]]) == control.buttons()

    async def test_a_feature_without_gates_says_so(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/gates dispute", control.chat)

        assert "без них повышать нельзя" in control.shown()


class TestHistory:
    async def test_it_tells_who_moved_what_when_and_why_the_newest_first(
        self, control: Control
    ) -> None:
        await control.alone()
        await control.rollouts.ask(
            Wish(DIGESTS, Act.START, 2, f"telegram:{control.anna}", note="\u202eэкспе\nримент")
        )
        await control.rollouts.ask(Wish(DIGESTS, Act.KILL, 0, "watch", note="gate"))
        await control.rollouts.ask(Wish(DIGESTS, Act.RESUME, 4, "psql:root"))
        await control.rollouts.allow(DIGESTS, 7, allowed=True, owner="telegram:99")

        async with control.process() as visit:
            await visit.says(control.anna, "/history digest", control.chat)

        entries = control.shown().split("\n\n")
        assert "Журнал: Сводки · digest_agent" == entries[0]
        assert "в список: 7\ntelegram:99 · PROCEED" in entries[1]
        assert "возобновлено\nroot (psql) · PROCEED" in entries[2]
        assert "рубильник опущен\nстраж показателей · PROCEED\n«gate»" in entries[3]
        assert (
            "начато: выключено → 1 %\nАнна · PROCEED\n«экспе римент»"
            == entries[4].partition("\n")[2]
        )
        assert "18 февраля, ср, 23:30 · № 7" == entries[4].partition("\n")[0]

    async def test_a_long_one_is_turned_over_and_ends_where_it_was_asked_to(
        self, control: Control
    ) -> None:
        for tenant in range(20):
            await control.rollouts.allow(DIGESTS, tenant, allowed=True, owner="telegram:99")

        async with control.process() as visit:
            await visit.says(control.anna, "/history digest 10", control.chat)
            first = control.shown()
            await visit.presses(control.anna, "Дальше ›", control.chat)

        assert "в список: 12" in first
        assert "в список: 11\n" not in first
        assert "в список: 10" in control.shown()
        assert "в список: 9\n" not in control.shown()
        assert [["‹ Назад"], ["Сводки: что сейчас"]] == control.buttons()

    async def test_of_all_features_it_is_one(self, control: Control) -> None:
        await control.rollouts.allow(DIGESTS, 7, allowed=True, owner="telegram:99")
        await control.rollouts.ask(Wish(CHAT, Act.KILL, 0, "telegram:99"))

        async with control.process() as visit:
            await visit.says(control.anna, "/history", control.chat)

        told = control.shown()
        assert told.index("Беседа: рубильник опущен") < told.index("Сводки: в список: 7")

    async def test_of_nothing_it_says_so(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/history digest", control.chat)

        assert "В журнале ещё ничего нет." in control.shown()


class TestList:
    async def test_a_tenant_is_put_on_it_and_taken_off(self, control: Control) -> None:
        control.tenants._ids["the seventh"] = TenantId(7)

        async with control.process() as visit:
            await visit.says(control.anna, "/allow 7 первый гость", control.chat)
            allowed, put = control.shown(), await control.rollouts.state(DIGESTS)
            await visit.says(control.boris, "/deny 7", control.chat)

        assert "Арендатор 7 в списке" in allowed
        assert "В списке: 7." in allowed
        assert frozenset({7}) == put.allowed
        assert "Арендатор 7 вычеркнут" in control.shown()
        assert "Список пуст." in control.shown()
        taken, given = await control.rollouts.history(DIGESTS, limit=5)
        assert (f"telegram:{control.boris}", f"telegram:{control.anna}", "первый гость") == (
            taken.owner,
            given.owner,
            given.note,
        )

    async def test_a_number_that_is_no_tenants_is_put_on_no_list(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/allow 7 первый гость", control.chat)

        assert control.shown().startswith("Арендатора 7 у меня нет")
        assert frozenset() == (await control.rollouts.state(DIGESTS)).allowed
        assert [] == list(await control.rollouts.history(DIGESTS, limit=5))

    async def test_what_is_so_already_is_told_so(self, control: Control) -> None:
        async with control.process() as visit:
            await visit.says(control.anna, "/deny 7", control.chat)

        assert "Арендатора 7 в списке нет." in control.shown()
        assert [] == list(await control.rollouts.history(DIGESTS, limit=5))

    async def test_a_tenant_that_the_environment_names_stays_on_it(self, control: Control) -> None:
        control.overrides = Overrides(allowed={DIGESTS: {7}})

        async with control.process() as visit:
            await visit.says(control.anna, "/deny 7", control.chat)

        assert "назван в DIGEST_AGENT_CANARY_TENANTS" in control.shown()
        assert "В списке: 7." in control.shown()

    async def test_without_a_number_it_shows_the_list(self, control: Control) -> None:
        await control.at(Stage.CANARY_1)
        await control.rollouts.allow(DIGESTS, 12, allowed=True, owner="telegram:99")

        async with control.process() as visit:
            await visit.says(control.anna, "/allow", control.chat)

        assert control.shown().startswith("В списке: 12.")
        assert "/deny 12 — вычеркнуть его" in control.shown()
