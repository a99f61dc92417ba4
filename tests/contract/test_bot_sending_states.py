"""What a refusal says of its chat."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.telegram.errors import ChatUnreachableError
from pipeline.delivery.models import ChatState, ChatStatus
from tests.fixtures.bot_transport import Trial
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.faults import Fault


@pytest.fixture
def trial(bot_api: BotApiServer, tmp_path: Path) -> Trial:
    return Trial.at(bot_api, tmp_path)


@pytest.fixture
async def bot(trial: Trial) -> AsyncIterator[Bot]:
    """The bot that the service sends with, outside of any turn."""
    trial.telegram.people.says(trial.anna, trial.anna, "здесь")
    async with trial.wired() as wired:
        yield wired.bot


class TestStates:
    @pytest.mark.parametrize(
        ("fault", "state"),
        [
            (Fault.blocked(), ChatState.BLOCKED),
            (Fault.deactivated(), ChatState.BLOCKED),
            (Fault.cannot_initiate(), ChatState.BLOCKED),
            (Fault.chat_not_found(), ChatState.BLOCKED),
            (Fault.kicked(), ChatState.KICKED),
            (Fault.not_a_member(), ChatState.KICKED),
            (Fault.no_rights(), ChatState.CLOSED),
        ],
    )
    async def test_a_refusal_is_kept_as_a_state_of_the_chat(
        self, trial: Trial, bot: Bot, fault: Fault, state: ChatState
    ) -> None:
        trial.telegram.faults.add(fault, method="sendMessage")

        with pytest.raises(ChatUnreachableError) as caught:
            await bot.send_message(trial.anna, "Добрый день.")

        assert state is caught.value.state
        assert ChatStatus(state) == await trial.stores.statuses.get(trial.anna)

    async def test_a_chat_that_takes_a_message_again_is_open(self, trial: Trial, bot: Bot) -> None:
        await trial.stores.statuses.note(trial.anna, ChatStatus(ChatState.BLOCKED))

        await bot.send_message(trial.anna, "Добрый день.")

        assert ChatStatus(ChatState.OPEN) == await trial.stores.statuses.get(trial.anna)

    async def test_a_closed_topic_does_not_close_its_chat(self, trial: Trial, bot: Bot) -> None:
        forum = trial.telegram.people.supergroup("Форум", [trial.anna], forum=True)
        topic = trial.telegram.people.topic(trial.anna, forum, "Отпуск")
        trial.telegram.people.closes_topic(forum, topic)

        with pytest.raises(ChatUnreachableError) as caught:
            await bot.send_message(forum, "Дайджест", message_thread_id=topic)
        await bot.send_message(forum, "Дайджест")

        assert ChatState.CLOSED is caught.value.state
        assert ChatStatus(ChatState.OPEN) == await trial.stores.statuses.get(forum)

    async def test_a_message_to_a_group_that_moved_goes_to_the_supergroup(
        self, trial: Trial, bot: Bot
    ) -> None:
        old = trial.telegram.people.group("Команда", [trial.anna])
        new = trial.telegram.people.upgrades(trial.anna, old)

        sent = await bot.send_message(old, "Дайджест")

        assert new == sent.chat.id
        assert ["Дайджест"] == trial.telegram.journal.delivered(new)
        assert ChatStatus(ChatState.MIGRATED, new) == await trial.stores.statuses.get(old)

    async def test_a_message_that_is_wrong_itself_says_nothing_of_the_chat(
        self, trial: Trial, bot: Bot
    ) -> None:
        with pytest.raises(TelegramBadRequest):
            await bot.send_message(trial.anna, " ")

        assert ChatStatus(ChatState.OPEN) == await trial.stores.statuses.get(trial.anna)
