"""What a person missed while they had blocked the bot is offered as soon as they are back."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.filters import IS_MEMBER, IS_NOT_MEMBER, ChatMemberUpdatedFilter
from aiogram.types import ChatMemberUpdated, Message, TelegramObject

from bot.orders.missed import MissedDigests
from bot.translator import Translator
from handlers.commands.where import IN_PRIVATE
from pipeline.groups.models import Person


def missed_router() -> Router:
    router = Router(name="missed")
    back = ChatMemberUpdatedFilter(IS_NOT_MEMBER >> IS_MEMBER)
    router.my_chat_member.register(come_back, IN_PRIVATE, back)
    return router


async def come_back(
    event: ChatMemberUpdated, person: Person, wording: Translator, missed: MissedDigests
) -> None:
    await missed.offer(person.id, wording)


class OfferMissed(BaseMiddleware):
    """Once something that was said in private is answered: Telegram may not have told us before.

    The handler wants ``missed`` among what is provided.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        answer = await handler(event, data)
        if isinstance(event, Message) and event.chat.type == "private":
            missed: MissedDigests = data["missed"]
            await missed.offer(data["person"].id, data["wording"])
        return answer


def offering(routers: Sequence[Router]) -> Sequence[Router]:
    """The same routers, each of which offers after its answer what was missed."""
    for router in routers:
        router.message.middleware(OfferMissed())
    return routers
