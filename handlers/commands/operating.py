"""What is for operators is asked for in the admin chat, and elsewhere nobody learns of it."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.telegram.senders import Sender
from handlers.commands.showing import refuse
from pipeline.groups.models import Person, Scope
from pipeline.operators.access import Operators


async def in_admin_chat(event: Message | CallbackQuery, operators: Operators) -> bool:
    """A filter: anywhere else the command is as unknown as any other word."""
    message = event.message if isinstance(event, CallbackQuery) else event
    return message is not None and await operators.here(message.chat.id)


class OperatorsOnly(BaseMiddleware):
    """Lets nobody else to a router's handlers, so that none of them can forget to ask.

    An operator is who holds DIGEST_ADMIN for the installation; who does not is told so.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        why = await _refusal(data["sender"], data["person"], data["operators"])
        if why is None:
            return await handler(event, data)
        if isinstance(event, CallbackQuery):
            await refuse(event, data["own_wording"].say(f"dlq-{why}"))
        elif isinstance(event, Message):
            await refuse(event, data["wording"].say(f"dlq-{why}"))
        return None


def for_operators(router: Router) -> Router:
    router.message.middleware(OperatorsOnly())
    router.callback_query.middleware(OperatorsOnly())
    return router


async def _refusal(sender: Sender, person: Person, operators: Operators) -> str | None:
    """The wording that tells why not."""
    if not sender.is_person:
        return "anonymous"
    return None if Scope.ADMIN in await operators.scopes(person.id) else "operators-only"
