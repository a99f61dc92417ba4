"""``/allow`` and ``/deny``: tenants that have digests whatever the stage."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.translator import Translator
from bot.views.rollout_list import listed_screen, listing_usage_screen, no_tenant_screen
from handlers.commands.canary_desk import CanaryDesk
from handlers.commands.canary_words import read_tenant
from handlers.commands.operating import for_operators, in_admin_chat
from handlers.commands.showing import show
from pipeline.groups.models import Person


def router() -> Router:
    router = for_operators(Router(name="allowing"))
    router.message.register(allow, Command("allow"), in_admin_chat)
    router.message.register(deny, Command("deny"), in_admin_chat)
    return router


async def allow(
    message: Message,
    command: CommandObject,
    person: Person,
    wording: Translator,
    canary_desk: CanaryDesk,
) -> None:
    await _list(message, command, person, wording, canary_desk, allowed=True)


async def deny(
    message: Message,
    command: CommandObject,
    person: Person,
    wording: Translator,
    canary_desk: CanaryDesk,
) -> None:
    await _list(message, command, person, wording, canary_desk, allowed=False)


async def _list(
    message: Message,
    command: CommandObject,
    person: Person,
    wording: Translator,
    desk: CanaryDesk,
    *,
    allowed: bool,
) -> None:
    asked = read_tenant(command.args)
    if asked is None:
        screen = listing_usage_screen(await desk.list_of_tenants(), wording)
    elif allowed and not await desk.tenant_exists(asked.tenant):
        screen = no_tenant_screen(asked.tenant, wording)
    else:
        moved = await desk.allow(asked.tenant, person, allowed=allowed, note=asked.note)
        known = await desk.list_of_tenants()
        screen = listed_screen(asked.tenant, known, wording, allowed=allowed, moved=moved)
    await show(message, screen)
