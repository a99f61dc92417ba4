"""Groups, channels and topics, who is in them, and what the bot may do there."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.methods import (
    CreateForumTopic,
    GetChatAdministrators,
    GetChatMember,
    SendChatAction,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import Message, Update

from tests.servers.telegram import BotApiServer

ALL = ["message", "my_chat_member", "chat_member", "message_reaction", "channel_post"]


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    return bot_api.people.person("Анна")


@pytest.fixture
def boris(bot_api: BotApiServer) -> int:
    return bot_api.people.person("Борис", user_id=7)


async def refusal(bot: Bot, method: TelegramMethod[Any]) -> str:
    with pytest.raises((TelegramBadRequest, TelegramForbiddenError)) as refused:
        await bot(method)
    return refused.value.message


async def told(bot: Bot) -> list[Update]:
    """All updates so far; they do not come again."""
    found = await bot.get_updates(allowed_updates=ALL)
    await bot.get_updates(offset=found[-1].update_id + 1 if found else 0)
    return found


def messages(updates: list[Update]) -> list[Message]:
    return [update.message for update in updates if update.message]


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


async def test_topics_have_threads_of_their_own(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    forum = bot_api.people.supergroup("Форум", [anna], forum=True, bot="administrator")
    topic = bot_api.people.topic(anna, forum, "Релиз")
    bot_api.people.says(anna, forum, "В теме", thread=topic)
    bot_api.people.says(anna, forum, "В общей", thread=1)

    created = await bot.create_forum_topic(forum, "Дайджесты")
    sent = await bot.send_message(forum, "Вот", message_thread_id=created.message_thread_id)

    _, in_topic, in_general, _ = messages(await told(bot))
    assert (topic, True) == (in_topic.message_thread_id, in_topic.is_topic_message)
    assert in_topic.reply_to_message is not None
    assert in_topic.reply_to_message.forum_topic_created is not None
    assert (None, None) == (in_general.message_thread_id, in_general.is_topic_message)
    assert created.message_thread_id == sent.message_thread_id
    for thread in (1, 99):
        refused = await refusal(
            bot, SendMessage(chat_id=forum, text="?", message_thread_id=thread)
        )
        assert "Bad Request: message thread not found" == refused


async def test_a_closed_topic_is_for_those_who_manage_topics(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    forum = bot_api.people.supergroup("Форум", [anna], forum=True)
    topic = bot_api.people.topic(anna, forum, "Релиз")
    bot_api.people.closes_topic(forum, topic)
    call = SendMessage(chat_id=forum, text="?", message_thread_id=topic)

    refused = await refusal(bot, call)
    created = await refusal(bot, CreateForumTopic(chat_id=forum, name="Ещё"))
    bot_api.people.adds_bot(anna, forum, administrator=True)
    await bot(call)

    assert "Bad Request: TOPIC_CLOSED" == refused
    assert "Bad Request: not enough rights to create a topic" == created


async def test_chats_without_topics_do_not_look_at_the_thread(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot_api.people.says(anna, anna, "/start")
    group = bot_api.people.supergroup("Команда", [anna])

    message = await bot.send_message(group, "Вот", message_thread_id=5)
    private = await refusal(bot, SendMessage(chat_id=anna, text="?", message_thread_id=5))
    no_forum = await refusal(bot, CreateForumTopic(chat_id=group, name="Ещё"))

    assert message.message_thread_id is None
    assert "Bad Request: message thread not found" == private
    assert "Bad Request: the chat is not a forum" == no_forum


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
