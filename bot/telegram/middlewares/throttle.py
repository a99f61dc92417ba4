import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update

from bot.telegram.senders import Sender
from bot.telegram.turn import refused
from bot.translator import Translator
from pipeline.conversation.throttling import SECONDS, Throttle, Verdict


class ThrottleCommands(BaseMiddleware):
    """Refuses commands of who gives too many, once; then says nothing until there is room."""

    def __init__(self, *, clock: Callable[[], float] | None = None) -> None:
        self._throttle = Throttle()
        self._clock = clock

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        message = event.message if isinstance(event, Update) else None
        if message is None or not (message.text or "").startswith("/"):
            return await handler(event, data)
        sender: Sender = data["sender"]
        match self._throttle.ask(sender.id, self._now()):
            case Verdict.GO:
                return await handler(event, data)
            case Verdict.REFUSE:
                refused()
                wording: Translator = data["wording"]
                await message.reply(
                    wording.say("bot-throttled", seconds=int(SECONDS)),
                    allow_sending_without_reply=True,
                )
            case Verdict.IGNORE:
                refused()
        return None

    def _now(self) -> float:
        return self._clock() if self._clock else asyncio.get_running_loop().time()
