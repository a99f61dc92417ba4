"""«Alfred is typing» in a group, until there is something to read."""

import asyncio
from typing import Final

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.types import Message

from bot.talk.painting import Sleep, offered
from bot.telegram.limits import sending_as
from pipeline.delivery.rates import Urgency

TYPING_SECONDS: Final = 4.0
"""Between two actions: Telegram shows one for five seconds, or until the message comes
(core.telegram.org/bots/api#sendchataction)."""


class Typing:
    def __init__(self, bot: Bot, message: Message, *, sleep: Sleep = asyncio.sleep) -> None:
        """Shown where the message was said, in its topic if it has one."""
        self._bot = bot
        self._chat = message.chat.id
        self._topic = message.message_thread_id if message.is_topic_message else None
        self._sleep = sleep

    async def run(self) -> None:
        """Say it again and again; what the chat will not take is dropped."""
        while True:
            pause = await offered(self._say())
            await self._sleep(max(pause, TYPING_SECONDS))

    async def _say(self) -> None:
        with sending_as(Urgency.PROGRESS):
            await self._bot.send_chat_action(
                self._chat, ChatAction.TYPING, message_thread_id=self._topic
            )
