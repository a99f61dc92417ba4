"""Who speaks, in which language, how often, and what they may see."""

from pathlib import Path

import pytest
from aiogram import Router
from aiogram.types import Message

from bot.telegram.commands import Menu, register_commands
from bot.telegram.senders import Sender, SenderKind
from bot.translator import Translator
from pipeline.conversation.models import TELEGRAM, ReceiptKind
from pipeline.groups.models import ConnectedGroup, Person, PersonId, Reader, Standing
from pipeline.ingest.models import Chat, ChatKind, TenantId
from tests.fixtures.bot_transport import THROTTLED, Trial, saying, until
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.faults import Fault

Heard = list[tuple[Sender, Person, str]]


@pytest.fixture
def trial(bot_api: BotApiServer, tmp_path: Path) -> Trial:
    return Trial.at(bot_api, tmp_path)


def hearing(heard: Heard) -> Router:
    router = Router()

    @router.message()
    async def hear(message: Message, sender: Sender, person: Person, wording: Translator) -> None:
        heard.append((sender, person, wording.language))

    return router


class TestSenders:
    async def test_a_person_is_met_in_the_language_of_their_telegram(self, trial: Trial) -> None:
        bob = trial.telegram.people.person("Bob", language_code="pt-br")
        heard: Heard = []

        async with trial.process(hearing(heard)):
            trial.says("/start")
            trial.telegram.people.says(bob, bob, "/start")
            await until(lambda: len(heard) == 2)

        known = {sender.id: (sender.kind, person, language) for sender, person, language in heard}
        anna = Person(PersonId(trial.anna), "ru", "Europe/Moscow")
        assert (SenderKind.PERSON, anna, "ru") == known[trial.anna]
        assert "en" == known[bob][2]
        assert anna == await trial.stores.people.find(PersonId(trial.anna))

    async def test_a_language_that_was_chosen_goes_before_that_of_telegram(
        self, trial: Trial
    ) -> None:
        person = PersonId(trial.anna)
        await trial.stores.people.meet(person, language="ru", time_zone="UTC")
        await trial.stores.people.change(person, language="en")
        heard: Heard = []

        async with trial.process(hearing(heard)):
            trial.says("/start")
            await until(lambda: heard)

        assert "en" == heard[0][2]

    async def test_an_anonymous_administrator_is_nobody(self, trial: Trial) -> None:
        group = trial.telegram.people.supergroup("Команда", [trial.anna])
        trial.telegram.people.promotes(trial.anna, trial.anna, group, anonymous=True)
        heard: Heard = []

        async with trial.process(hearing(heard)):
            trial.telegram.people.says(trial.anna, group, "/digest")
            await until(lambda: heard)

        assert Sender(SenderKind.ANONYMOUS_ADMIN, group) == heard[0][0]
        assert None is await trial.stores.people.find(PersonId(trial.anna))
        assert None is await trial.stores.people.find(PersonId(group))

    async def test_a_channel_that_speaks_in_a_group_is_a_channel(self, trial: Trial) -> None:
        group = trial.telegram.people.supergroup("Команда", [trial.anna])
        channel = trial.telegram.people.channel("Новости", [trial.anna])
        heard: Heard = []

        async with trial.process(hearing(heard)):
            trial.telegram.people.says_as_channel(channel, group, "/digest")
            await until(lambda: heard)

        assert Sender(SenderKind.CHANNEL, channel) == heard[0][0]

    async def test_a_post_of_the_linked_channel_is_no_command(self, trial: Trial) -> None:
        group = trial.telegram.people.supergroup("Команда", [trial.anna])
        channel = trial.telegram.people.channel("Новости", [trial.anna], discussion=group)
        heard: Heard = []

        async with trial.process(hearing(heard)):
            trial.telegram.people.posts(channel, "/digest")
            trial.says("/start")
            await until(lambda: heard)

        assert [SenderKind.PERSON] == [sender.kind for sender, _, _ in heard]


class TestThrottle:
    async def test_too_many_commands_are_refused_once_and_then_not_answered(
        self, trial: Trial
    ) -> None:
        async with trial.process(saying("да")):
            for number in range(8):
                trial.says(f"/help {number}")
            await until(lambda: len(trial.stores.receipts()) == 8)

        assert ["да"] * 5 + [f"{THROTTLED} 10"] == trial.shown()
        expected = [ReceiptKind.REPLY] * 5 + [ReceiptKind.REFUSAL] * 3
        assert expected == trial.stores.kinds()

    async def test_what_is_refused_and_what_nobody_handles_has_its_receipt(
        self, trial: Trial
    ) -> None:
        people = trial.telegram.people
        async with trial.process(saying("да")):
            for number in range(6):
                trial.says(f"/help {number}")
            people.presses_old(trial.anna, trial.anna, "nobody:knows", 1)
            people.blocks(trial.anna)
            people.unblocks(trial.anna)
            trial.says("/help")
            await until(lambda: len(trial.stores.receipts()) == 10)

        assert [] == list(await trial.stores.ledger.take_up(TELEGRAM, limit=100))
        assert 2 == trial.stores.kinds().count(ReceiptKind.REFUSAL)
        assert ReceiptKind.ERROR not in trial.stores.kinds()

    async def test_the_same_person_has_one_measure_in_all_chats(self, trial: Trial) -> None:
        group = trial.telegram.people.supergroup("Команда", [trial.anna])

        async with trial.process(saying("да")):
            for _ in range(5):
                trial.says("/help")
            await until(lambda: len(trial.stores.receipts()) == 5)
            trial.telegram.people.says(trial.anna, group, "/digest")
            await until(lambda: len(trial.stores.receipts()) == 6)

        assert [f"{THROTTLED} 10"] == trial.telegram.journal.delivered(group)


class TestMembership:
    @pytest.fixture
    async def group(self, trial: Trial) -> ConnectedGroup:
        number = trial.telegram.people.supergroup("Команда", [trial.anna], bot="administrator")
        return await trial.stores.groups.connect(
            TenantId(1),
            Chat(number, ChatKind.SUPERGROUP, "Команда"),
            reader=Reader.BOT,
            owner=PersonId(trial.anna),
            time_zone="UTC",
            language="ru",
        )

    async def test_telegram_says_who_is_a_member(
        self, trial: Trial, group: ConnectedGroup
    ) -> None:
        people, chat = trial.telegram.people, group.chat.telegram_id
        member, left, mute, stranger = (people.person(name) for name in "АБВГ")
        for each in (member, left, mute):
            people.joins(each, chat)
        people.leaves(left, chat)
        people.restricts(trial.anna, mute, chat)

        async with trial.wired() as bot:
            standings = [
                await bot.membership.standing(group, PersonId(each))
                for each in (trial.anna, member, left, mute, stranger)
            ]

        assert [
            Standing.ADMIN,
            Standing.MEMBER,
            Standing.OUTSIDER,
            Standing.MEMBER,
            Standing.OUTSIDER,
        ] == standings

    async def test_it_is_asked_once_in_five_minutes(
        self, trial: Trial, group: ConnectedGroup
    ) -> None:
        now = [0.0]
        async with trial.wired() as bot:
            bot.membership._clock = lambda: now[0]
            for moment in (0.0, 299.0, 300.0):
                now[0] = moment
                await bot.membership.standing(group, PersonId(trial.anna))

        assert 2 == len(trial.telegram.journal.of("getChatMember"))

    async def test_who_leaves_is_an_outsider_at_once(
        self, trial: Trial, group: ConnectedGroup
    ) -> None:
        people, chat = trial.telegram.people, group.chat.telegram_id
        boris = people.person("Борис")
        people.joins(boris, chat)

        async with trial.process(saying("да")) as bot:
            await until(lambda: trial.telegram.journal.of("getUpdates"))
            before = await bot.membership.standing(group, PersonId(boris))
            seen = trial.stores.measured("bot_updates_total", kind="chat_member")
            people.leaves(boris, chat)
            await until(
                lambda: trial.stores.measured("bot_updates_total", kind="chat_member") > seen
            )
            await until(lambda: not trial.telegram.world.updates.pending)
            after = await bot.membership.standing(group, PersonId(boris))

        assert (Standing.MEMBER, Standing.OUTSIDER) == (before, after)

    async def test_what_telegram_does_not_say_is_unknown_and_not_kept(
        self, trial: Trial, group: ConnectedGroup
    ) -> None:
        trial.telegram.faults.add(Fault.kicked(), method="getChatMember")

        async with trial.wired() as bot:
            first = await bot.membership.standing(group, PersonId(trial.anna))
            second = await bot.membership.standing(group, PersonId(trial.anna))

        assert (Standing.UNKNOWN, Standing.ADMIN) == (first, second)


class TestCommands:
    async def test_menus_are_registered_for_each_scope_and_only_if_they_changed(
        self, trial: Trial
    ) -> None:
        menu = Menu(
            private=("start", "digest"),
            groups=("digest",),
            group_admins=("digest",),
            admin_chat=("dlq",),
        )
        admins = trial.telegram.people.supergroup("Дежурные", [trial.anna])

        async with trial.wired() as bot:
            first = await register_commands(bot.bot, menu, trial.wordings, admin_chat=admins)
            second = await register_commands(bot.bot, menu, trial.wordings, admin_chat=admins)
        trial.says("/start")

        shown = [each["command"] for each in trial.telegram.menu(trial.anna, trial.anna)]
        among = [each["command"] for each in trial.telegram.menu(admins, trial.anna)]
        assert ["start", "digest"] == shown
        assert ["digest", "dlq"] == among
        assert 12 == first
        assert 0 == second
