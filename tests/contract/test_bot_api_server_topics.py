"""Topics of a forum, their threads, and who may write there."""

import pytest
from aiogram import Bot
from aiogram.methods import CreateForumTopic, SendMessage

from tests.fixtures.bot_api_calls import messages, refusal, told
from tests.servers.telegram import BotApiServer


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    return bot_api.people.person("Анна")


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
