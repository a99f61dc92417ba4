"""Who is in a chat, as the bot is told and may ask."""

import pytest
from aiogram import Bot
from aiogram.methods import GetChatAdministrators, GetChatMember

from tests.fixtures.bot_api_calls import messages, refusal, told
from tests.servers.telegram import BotApiServer


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    return bot_api.people.person("Анна")


@pytest.fixture
def boris(bot_api: BotApiServer) -> int:
    return bot_api.people.person("Борис", user_id=7)


async def test_members_have_their_status(
    bot_api: BotApiServer, bot: Bot, anna: int, boris: int
) -> None:
    people = bot_api.people
    others = {name: people.person(name) for name in ("admin", "quiet", "gone", "out", "never")}
    group = people.supergroup("Команда", [anna, boris, *others.values()][:-1], bot="administrator")
    people.promotes(anna, others["admin"], group)
    people.restricts(anna, others["quiet"], group)
    people.leaves(others["gone"], group)
    people.removes(anna, others["out"], group)

    asked = [anna, boris, *others.values(), bot.id]
    found = [(await bot.get_chat_member(group, user_id)).status for user_id in asked]
    administrators = await bot.get_chat_administrators(group)

    member = ["creator", "member", "administrator", "restricted", "left", "kicked", "left"]
    assert [*member, "administrator"] == found
    assert [anna, others["admin"], bot.id] == [each.user.id for each in administrators]
    assert 5 == await bot.get_chat_member_count(group)


async def test_a_member_that_telegram_does_not_know_is_not_found(
    bot_api: BotApiServer, bot: Bot, anna: int, boris: int
) -> None:
    group = bot_api.people.supergroup("Команда", [anna])
    channel = bot_api.people.channel("Новости", [anna], bot="member")
    bot_api.people.says(boris, boris, "/start")

    refused = [
        await refusal(bot, GetChatMember(chat_id=group, user_id=99)),
        await refusal(bot, GetChatMember(chat_id=group, user_id=0)),
        await refusal(bot, GetChatMember(chat_id=boris, user_id=anna)),
        await refusal(bot, GetChatMember(chat_id=channel, user_id=anna)),
        await refusal(bot, GetChatAdministrators(chat_id=boris)),
    ]

    assert [
        "Bad Request: member not found",
        "Bad Request: invalid user_id specified",
        "Bad Request: member not found",
        "Bad Request: member list is inaccessible",
        "Bad Request: there are no administrators in the private chat",
    ] == refused


async def test_comings_and_goings_are_told_to_an_administrator(
    bot_api: BotApiServer, bot: Bot, anna: int, boris: int
) -> None:
    await told(bot)
    group = bot_api.people.supergroup("Команда", [anna])
    bot_api.people.joins(boris, group)
    as_member = [update.event_type for update in await told(bot)]
    bot_api.people.adds_bot(anna, group, administrator=True)
    await told(bot)

    bot_api.people.leaves(boris, group)

    updates = await told(bot)
    (change,) = [update.chat_member for update in updates if update.chat_member]
    assert ["message"] == as_member
    assert ("member", "left") == (change.old_chat_member.status, change.new_chat_member.status)
    assert ["chat_member", "message"] == [update.event_type for update in updates]


async def test_an_anonymous_administrator_speaks_as_the_group(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    group = bot_api.people.supergroup("Команда", [anna])
    bot_api.people.promotes(anna, anna, group, anonymous=True)

    bot_api.people.says(anna, group, "/digest")

    (message,) = messages(await told(bot))
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert (1087968824, "GroupAnonymousBot", group) == (
        message.from_user.id,
        message.from_user.username,
        message.sender_chat.id,
    )
    member = await bot.get_chat_member(group, anna)
    assert "creator" == member.status
    assert "is_anonymous=True" in repr(member)
    assert "Команда: /digest" == bot_api.shown(group)
