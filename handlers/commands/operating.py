"""What is for operators is asked for in the admin chat, and elsewhere nobody learns of it."""

from aiogram.types import CallbackQuery, Message

from bot.telegram.senders import Sender
from bot.translator import Translator
from handlers.commands.showing import refuse
from pipeline.groups.models import Person, Scope
from pipeline.operators.access import Operators


async def in_admin_chat(event: Message | CallbackQuery, operators: Operators) -> bool:
    """A filter: anywhere else the command is as unknown as any other word."""
    message = event.message if isinstance(event, CallbackQuery) else event
    return message is not None and await operators.here(message.chat.id)


async def is_operator(
    asked: Message | CallbackQuery,
    sender: Sender,
    person: Person,
    wording: Translator,
    operators: Operators,
) -> bool:
    """Whether they hold DIGEST_ADMIN for the installation; who does not is told so."""
    if not sender.is_person:
        await refuse(asked, wording.say("dlq-anonymous"))
        return False
    if Scope.ADMIN not in await operators.scopes(person.id):
        await refuse(asked, wording.say("dlq-operators-only"))
        return False
    return True
