"""A bot in privacy mode sees no talk: whoever could be misled by that is told what to do."""

from datetime import timedelta

import pytest

from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import PersonId, Reader
from pipeline.ingest.models import ChatKind
from pipeline.orders.models import NewOrder, Order, OrderState
from pipeline.schedules.models import SubscriptionId
from pipeline.windows.models import SkipReason, Span, WindowSize
from tests.fixtures.commands import House
from tests.fixtures.parlour import Parlour
from tests.servers.telegram import ApiError, BotApiServer, Fault

REMEDIES = ("администратором", "/setprivacy", "@BotFather")
BLIND = "разговор этой группы мне не виден"


@pytest.fixture
def house(bot_api: BotApiServer) -> House:
    bot_api.world.reads_all = False
    return House(bot_api)


class TestGroups:
    async def test_who_adds_him_is_told_both_remedies(self, house: House) -> None:
        anna = house.person("Анна")
        chat = house.telegram.people.supergroup("Команда", [anna], bot=None)

        async with house.process() as visit:
            house.telegram.people.adds_bot(anna, chat)
            await visit.settled()

        assert all(remedy in visit.last(chat) for remedy in REMEDIES)

    async def test_who_names_a_group_that_he_is_in_is_told_too(self, house: House) -> None:
        anna = house.person("Анна")
        chat = house.telegram.people.supergroup("Команда", [anna], username="team_of_anna")
        house.telegram.people.promotes(anna, anna, chat)

        async with house.process() as visit:
            await visit.says(anna, "/groups")
            await visit.presses(anna, "Добавить группу")
            await visit.says(anna, "@team_of_anna")

        assert "отныне я читаю" in visit.last(anna)
        assert all(remedy in visit.last(anna) for remedy in REMEDIES)

    async def test_the_card_says_it_until_it_is_mended(self, house: House) -> None:
        anna = house.person("Анна")
        chat = house.telegram.people.supergroup("Команда", [anna], bot=None)
        cards = []

        async with house.process() as visit:
            house.telegram.people.adds_bot(anna, chat)
            await visit.settled()
            for administrator in (False, True):
                if administrator:
                    house.telegram.people.adds_bot(anna, chat, administrator=True)
                await visit.says(anna, "/groups")
                await visit.presses(anna, "Команда")
                cards.append(visit.shown(anna).split("/groups")[-1])

        assert [True, False] == ["мне не виден" in card for card in cards]
        group = await house.connected(chat, anna)
        assert house.blindness(group) == "over"

    async def test_a_card_is_shown_though_telegram_does_not_tell(self, house: House) -> None:
        anna = house.person("Анна")
        chat = house.telegram.people.supergroup("Команда", [anna], bot=None)

        async with house.process() as visit:
            house.telegram.people.adds_bot(anna, chat)
            await visit.settled()
            await visit.says(anna, "/groups")
            unknown = Fault.of(ApiError(404, "Not Found"))
            house.telegram.faults.add(unknown, method="getChatMember", times=None)
            await visit.presses(anna, "Команда")

        assert "Читаю сам" in visit.shown(anna)

    async def test_where_an_account_reads_as_well_nothing_is_amiss(self, house: House) -> None:
        anna = house.person("Анна")
        chat = house.telegram.people.supergroup("Команда", [anna], bot=None)

        async with house.process() as visit:
            house.telegram.people.adds_bot(anna, chat)
            await visit.settled()
            group = await house.connected(chat, anna)
            await house.groups.connect(
                group.tenant,
                group.chat,
                reader=Reader.ACCOUNT,
                owner=PersonId(anna),
                time_zone="UTC",
                language="ru",
            )
            await visit.says(anna, "/groups")
            await visit.presses(anna, "Команда")

        assert "мне не виден" not in visit.shown(anna)

    async def test_promoted_and_demoted_he_knows_since_when_he_is_blind(
        self, house: House
    ) -> None:
        anna = house.person("Анна")
        chat = house.telegram.people.supergroup("Команда", [anna], bot=None)
        known = []

        async with house.process() as visit:
            house.telegram.people.adds_bot(anna, chat)
            await visit.settled()
            known.append(house.blindness(await house.connected(chat, anna)))
            house.telegram.people.adds_bot(anna, chat, administrator=True)
            await visit.settled()
            known.append(house.blindness(await house.connected(chat, anna)))
            house.telegram.people.demotes_bot(anna, chat)
            await visit.settled()
            known.append(house.blindness(await house.connected(chat, anna)))

        assert ["lasts", "over", "lasts"] == known


class TestDigests:
    @pytest.fixture
    async def parlour(self, bot_api: BotApiServer) -> Parlour:
        """Nobody said a thing that the bot saw."""
        parlour = Parlour(bot_api)
        await parlour.talk("")
        return parlour

    async def scheduled(self, parlour: Parlour) -> Order:
        [group] = await parlour.groups.of_chat(parlour.chat)
        end = parlour.now.replace(minute=0)
        wish = NewOrder(
            destination=Destination(Via.CHAT, parlour.chat),
            language="ru",
            engine="rules",
            ordered_by=PersonId(parlour.anna),
            subscription=SubscriptionId(1),
            slot=f"{end:%Y-%m-%dT%H:%M}",
        )
        span = Span(end - timedelta(hours=4), end, WindowSize.FOUR)
        [order] = await parlour.orders.place(group.tenant, group.id, span, [wish])
        await parlour.work()
        return await parlour.orders.get(order.tenant, order.id)

    async def test_who_asks_where_he_is_blind_is_told_why_there_is_nothing(
        self, parlour: Parlour
    ) -> None:
        parlour.telegram.world.reads_all = False
        async with parlour.open():
            await parlour.asked(parlour.anna, "/digest 4h", chat=parlour.chat)
            await parlour.work()

        shown = parlour.shown(parlour.chat)
        assert BLIND in shown
        assert all(remedy in shown for remedy in REMEDIES)
        assert "никто ничего не написал" not in shown

    async def test_who_asks_where_nobody_spoke_is_told_that(self, parlour: Parlour) -> None:
        async with parlour.open():
            await parlour.asked(parlour.anna, "/digest 4h", chat=parlour.chat)
            await parlour.work()

        assert "никто ничего не написал" in parlour.shown(parlour.chat)
        assert BLIND not in parlour.shown(parlour.chat)

    async def test_where_an_account_reads_silence_is_silence(self, bot_api: BotApiServer) -> None:
        bot_api.world.reads_all = False
        parlour = Parlour(bot_api)
        await parlour.talk("", reader=Reader.ACCOUNT)
        async with parlour.open():
            await parlour.asked(parlour.anna, "/digest 4h", chat=parlour.chat)
            await parlour.work()

        assert "никто ничего не написал" in parlour.shown(parlour.chat)

    async def test_a_schedule_is_not_silently_empty_for_ever(self, parlour: Parlour) -> None:
        parlour.telegram.world.reads_all = False
        async with parlour.open():
            order = await self.scheduled(parlour)

        assert OrderState.SKIPPED is order.state
        assert 1 == len(parlour.telegram.journal.delivered(parlour.chat))
        assert BLIND in parlour.shown(parlour.chat)

    async def test_a_schedule_says_nothing_of_a_silent_group(self, parlour: Parlour) -> None:
        async with parlour.open():
            order = await self.scheduled(parlour)

        assert (OrderState.SKIPPED, SkipReason.EMPTY) == (order.state, order.reason)
        assert [] == parlour.telegram.journal.delivered(parlour.chat)


async def test_a_basic_groups_digest_claims_no_coverage(bot_api: BotApiServer) -> None:
    parlour = Parlour(bot_api)
    await parlour.talk(kind=ChatKind.GROUP)

    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()

    shown = parlour.shown(parlour.anna).replace("\N{NO-BREAK SPACE}", " ")
    assert "прочитано 16 сообщений" in shown
    assert "прочитано 16 из" not in shown
