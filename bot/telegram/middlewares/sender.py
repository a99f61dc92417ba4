from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update

from bot.telegram.senders import Sender, SenderKind, sender_of, sender_of_user


class KnowSender(BaseMiddleware):
    """Gives handlers a ``sender``."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        data["sender"] = _sender(event, data)
        return await handler(event, data)


def _sender(event: TelegramObject, data: dict[str, Any]) -> Sender:
    if isinstance(event, Update) and (message := event.message or event.channel_post):
        return sender_of(message)
    if user := data.get("event_from_user"):
        return sender_of_user(user)
    chat = data.get("event_chat")
    private = chat is not None and chat.type == "private"
    kind = SenderKind.PERSON if private else SenderKind.CHANNEL
    return Sender(kind, 0 if chat is None else chat.id)
