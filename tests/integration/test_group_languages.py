"""What is said in a group is in the group's language; what one person alone sees, in theirs."""

import pytest

from bot.callbacks import DigestButton, OnDigest
from bot.telegram.apologies import Apologies, Apology
from pipeline.conversation.models import EntryKey, Incoming
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from pipeline.orders.models import Order
from tests.fixtures.bot_transport import until
from tests.fixtures.commands import House, Visit
from tests.fixtures.parlour import Parlour
from tests.servers.telegram import BotApiServer

BOTH_WAYS = pytest.mark.parametrize(("group", "own"), [("ru", "en"), ("en", "ru")])


@pytest.fixture
def house(bot_api: BotApiServer) -> House:
    return House(bot_api)


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    made = Parlour(bot_api)
    await made.talk()
    return made


async def mixed(house: House, visit: Visit, group: Language, own: Language) -> tuple[int, int]:
    """Of a group of one language a member whose own is another; and the group's chat."""
    owner, member = house.person("Анна"), house.telegram.people.person("Боб", language_code=own)
    chat = house.telegram.people.supergroup("Команда", [owner, member], bot=None)
    house.telegram.people.adds_bot(owner, chat)
    await visit.settled()
    connected = await house.connected(chat, owner)
    await house.groups.configure(connected.tenant, connected.id, language=group)
    return member, chat


@BOTH_WAYS
async def test_refusals_are_in_the_groups_language_and_toasts_in_the_persons(
    house: House, group: Language, own: Language
) -> None:
    async with house.process() as visit:
        member, chat = await mixed(house, visit, group, own)
        await visit.says(member, "/language", chat)
        refused = visit.last(chat)
        pressed = await visit.forges(member, f"ul1:{own}", chat)
        stale = await visit.forges(member, "nothing", chat)
        await visit.says(member, "/frobnicate@alfred_test_bot", chat)
        unknown = visit.last(chat)
        await visit.says(member, "/frobnicate")

    say = {language: house.wordings.into(language).say for language in ("ru", "en")}
    assert say[group]("bot-managers-only") == refused
    assert say[own]("bot-managers-only") == pressed
    assert say[own]("bot-stale-button") == stale
    assert say[group]("bot-unknown-command") == unknown
    assert say[own]("bot-unknown-command") == visit.last(member)


@BOTH_WAYS
async def test_what_everybody_reads_there_is_in_the_groups_language(
    house: House, group: Language, own: Language
) -> None:
    async with house.process() as visit:
        member, chat = await mixed(house, visit, group, own)
        told = []
        for command in ("/help", "/privacy", "/settings", "/connect"):
            await visit.says(member, command, chat)
            told.append(visit.last(chat))

    say = house.wordings.into(group).say
    for text, wording in zip(
        told,
        ("bot-help", "bot-privacy-title", "bot-only-in-private", "connect-only-in-private"),
        strict=True,
    ):
        assert text.startswith(say(wording))


@BOTH_WAYS
async def test_who_gives_too_many_commands_is_stopped_in_the_language_of_the_place(
    house: House, group: Language, own: Language
) -> None:
    async with house.process() as visit:
        member, chat = await mixed(house, visit, group, own)
        for _ in range(6):
            await visit.says(member, "/help", chat)

    assert house.wordings.into(group).say("bot-throttled", seconds=10) == visit.last(chat)


@BOTH_WAYS
async def test_apologies_are_in_the_language_of_the_place(
    house: House, group: Language, own: Language
) -> None:
    async with house.process() as visit:
        member, chat = await mixed(house, visit, group, own)
        await visit.says(member, "/start")
        bot = visit.transport.bot
        apologies = Apologies(bot, house.people, house.groups, house.wordings)
        for place in (chat, member):
            entry = Incoming(EntryKey(str(member), "telegram", 1), str(place), None)
            await apologies.say(entry, None, Apology.INTERRUPTED)

    told = {
        language: house.wordings.into(language).say("bot-interrupted") for language in (group, own)
    }
    assert told[group] == visit.last(chat)
    assert told[own] == visit.last(member)


@BOTH_WAYS
async def test_questions_and_refusals_about_digests_are_in_the_groups_language(
    parlour: Parlour, group: Language, own: Language
) -> None:
    bob = await stranger_tongue(parlour, group, own)
    async with parlour.open():
        for number, text in enumerate(("/digest", "/digest 7h", "/last", "/thread"), start=1):
            parlour.says(bob, text, chat=parlour.chat)
            await parlour.telegram.journal.reached(number)

    say = parlour.wordings.into(group).say
    shown = parlour.shown(parlour.chat)
    for told in (
        say("digesting-which-size", group="Команда"),
        say("digesting-no-such-size", hours=7, sizes="4, 6, 12, 24"),
        say("digesting-no-last", group="Команда"),
        say("digesting-thread-how"),
    ):
        assert told in shown


@BOTH_WAYS
async def test_what_a_button_brings_to_light_is_in_the_language_of_who_hears_it(
    parlour: Parlour, group: Language, own: Language
) -> None:
    bob = await stranger_tongue(parlour, group, own)
    details = {
        language: parlour.wordings.into(language).say("digesting-details", group="Команда")
        for language in (group, own)
    }
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h", chat=parlour.chat)
        await parlour.work()
        order = await parlour.orders.get(order.tenant, order.id)
        toasted = await pressed(parlour, bob, order, OnDigest.GOOD)
        await pressed(parlour, bob, order, OnDigest.DETAILS)
        below = parlour.shown(parlour.chat)
        parlour.says(bob, "hello")
        await pressed(parlour, bob, order, OnDigest.DETAILS)

    assert parlour.wordings.into(own).say("digesting-thanks-good") == toasted
    assert details[group] in below
    assert details[own] not in below
    assert details[own] in parlour.shown(bob)


@BOTH_WAYS
async def test_a_digest_is_told_in_the_language_of_its_place(
    parlour: Parlour, group: Language, own: Language
) -> None:
    bob = await stranger_tongue(parlour, group, own)
    async with parlour.open():
        there = await parlour.asked(bob, "/digest 4h", chat=parlour.chat)
        private = await parlour.asked(bob, "/digest 4h", orders=2)

    assert [group, own] == [there.language, private.language]


async def stranger_tongue(parlour: Parlour, group: Language, own: Language) -> int:
    """A member of the group whose language is another."""
    bob = parlour.telegram.people.person("Боб", language_code=own)
    parlour.telegram.people.joins(bob, parlour.chat)
    [connected] = await parlour.groups.of_chat(parlour.chat)
    await parlour.groups.configure(connected.tenant, connected.id, language=group)
    await parlour.groups.know(connected.tenant, connected.id, PersonId(bob))
    return bob


async def pressed(parlour: Parlour, person: int, order: Order, action: OnDigest) -> str:
    """What is told over the digest in the group."""
    assert order.digest_id is not None
    data = DigestButton(action=action, tenant=order.tenant, digest=order.digest_id).pack()
    people = parlour.telegram.people
    query = people.presses(person, parlour.chat, data)
    await until(lambda: people.answer_to(query) is not None)
    return str((people.answer_to(query) or {}).get("text", ""))
