"""Groups and channels, and what the bot may do there."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramMigrateToChat
from aiogram.methods import SendChatAction, SendMessage

from tests.fixtures.bot_api_calls import messages, refusal, told
from tests.servers.telegram import BotApiServer


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    return bot_api.people.person("Анна")


@pytest.fixture
def boris(bot_api: BotApiServer) -> int:
    return bot_api.people.person("Борис", user_id=7)


async def test_the_bot_is_added_made_an_administrator_and_removed(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    group = bot_api.people.supergroup("Команда", [anna], chat_id=-1001, bot=None)

    before = await refusal(bot, SendMessage(chat_id=group, text="?"))
    bot_api.people.adds_bot(anna, group)
    bot_api.people.adds_bot(anna, group, administrator=True)
    bot_api.people.removes_bot(anna, group)
    updates = await told(bot)
    after = await refusal(bot, SendMessage(chat_id=group, text="?"))

    changes = [update.my_chat_member for update in updates if update.my_chat_member]
    assert [("left", "member"), ("member", "administrator"), ("administrator", "kicked")] == [
        (change.old_chat_member.status, change.new_chat_member.status) for change in changes
    ]
    joined, left = messages(updates)
    assert joined.new_chat_members is not None
    assert left.left_chat_member is not None
    assert bot.id == joined.new_chat_members[0].id == left.left_chat_member.id
    assert "Forbidden: bot is not a member of the supergroup chat" == before
    assert "Forbidden: bot was kicked from the supergroup chat" == after


async def test_the_bot_leaves(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    group = bot_api.people.group("Команда", [anna])

    await bot.leave_chat(group)
    bot_api.people.says(anna, group, "Тихо стало")

    kinds = [update.event_type for update in await told(bot)]
    refused = await refusal(bot, SendMessage(chat_id=group, text="?"))
    assert ["my_chat_member", "message"] == kinds
    assert "Forbidden: bot is not a member of the group chat" == refused


async def test_a_person_blocks_the_bot_and_comes_back(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot_api.people.says(anna, anna, "/start")

    bot_api.people.blocks(anna)
    refused = await refusal(bot, SendMessage(chat_id=anna, text="?"))
    with pytest.raises(ValueError, match="blocked the bot"):
        bot_api.people.says(anna, anna, "Эй")
    bot_api.people.unblocks(anna)
    await bot.send_message(anna, "С возвращением")

    changes = [update.my_chat_member for update in await told(bot) if update.my_chat_member]
    assert "Forbidden: bot was blocked by the user" == refused
    assert ["kicked", "member"] == [change.new_chat_member.status for change in changes]


async def test_a_deleted_account_gets_nothing(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    bot_api.people.says(anna, anna, "/start")
    bot_api.people.deactivates(anna)

    refused = await refusal(bot, SendMessage(chat_id=anna, text="?"))

    assert "Forbidden: user is deactivated" == refused


async def test_channels_post_and_are_talked_about(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    group = bot_api.people.supergroup("Обсуждение", [anna])
    channel = bot_api.people.channel("Новости", [anna], discussion=group, username="news")

    bot_api.people.posts(channel, "Релиз")
    bot_api.people.says_as_channel(channel, group, "И ещё")
    sent = await bot.send_message("@news", "Дайджест")

    post, forward, spoken = await told(bot)
    assert post.channel_post is not None
    assert post.channel_post.from_user is None
    assert forward.message is not None
    assert forward.message.from_user is not None
    assert forward.message.sender_chat is not None
    assert (True, channel, 777000) == (
        forward.message.is_automatic_forward,
        forward.message.sender_chat.id,
        forward.message.from_user.id,
    )
    assert spoken.message is not None
    assert spoken.message.from_user is not None
    assert 136817688 == spoken.message.from_user.id
    assert sent.from_user is None
    assert group == (await bot.get_chat(channel)).linked_chat_id
    assert channel == (await bot.get_chat(group)).linked_chat_id
    assert "Новости: Релиз\nНовости: Дайджест" == bot_api.shown(channel)


async def test_a_channel_is_for_those_who_may_post(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    channel = bot_api.people.channel("Новости", [anna], bot="member")
    closed = bot_api.people.channel("Чужие", [anna], bot=None)

    refused = await refusal(bot, SendMessage(chat_id=channel, text="?"))
    absent = await refusal(bot, SendMessage(chat_id=closed, text="?"))

    assert "Bad Request: need administrator rights in the channel chat" == refused
    assert "Forbidden: bot is not a member of the channel chat" == absent


async def test_a_group_becomes_a_supergroup(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    group = bot_api.people.group("Команда", [anna])
    bot_api.people.says(anna, group, "Раз")

    supergroup = bot_api.people.upgrades(anna, group)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await bot.send_message(group, "Два")
    await bot.send_message(moved.value.migrate_to_chat_id, "Два")

    _, old, new = messages(await told(bot))
    assert (supergroup, group) == (old.migrate_to_chat_id, new.migrate_from_chat_id)
    assert (group, supergroup) == (old.chat.id, new.chat.id)
    assert supergroup == moved.value.migrate_to_chat_id
    assert bot_api.shown(supergroup).endswith("Alfred: Два")


async def test_a_muted_group_is_for_administrators(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    group = bot_api.people.supergroup("Команда", [anna])
    bot_api.people.mutes(group)
    refused = await refusal(bot, SendMessage(chat_id=group, text="?"))
    bot_api.people.mutes(group, muted=False)
    bot_api.people.restricts_bot(anna, group)

    restricted = await refusal(bot, SendMessage(chat_id=group, text="?"))

    expected = "Bad Request: not enough rights to send text messages to the chat"
    assert expected == refused == restricted


async def test_an_action_is_one_of_a_list(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    bot_api.people.says(anna, anna, "/start")

    assert await bot.send_chat_action(anna, "typing")
    refused = await refusal(bot, SendChatAction(chat_id=anna, action="dance"))

    assert "Bad Request: wrong parameter action in request" == refused


async def test_private_messages_are_counted_together_and_those_of_supergroups_apart(
    bot_api: BotApiServer, anna: int, boris: int
) -> None:
    people = bot_api.people
    group = people.group("Команда", [anna])
    supergroup = people.supergroup("Отдел", [anna], chat_id=-(2**52))

    numbers = [
        people.says(anna, anna, "1"),
        people.says(boris, boris, "2"),
        people.says(anna, group, "3"),
        people.says(anna, supergroup, "1"),
    ]

    assert [1, 2, 3, 2] == numbers
