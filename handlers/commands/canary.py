"""``/canary``: how features reach people, for the operators of the installation."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.translator import Translator
from bot.views.rollout import list_screen, unknown_screen, usage_screen
from bot.views.rollout_acts import Intent
from handlers.commands.canary_acting import CanaryTalk
from handlers.commands.canary_desk import CanaryDesk
from handlers.commands.canary_words import Unknown, read_canary
from handlers.commands.operating import for_operators, in_admin_chat
from handlers.commands.showing import show, show_picture
from pipeline.groups.models import Person
from pipeline.rollout.models import Act, Feature


def router() -> Router:
    router = for_operators(Router(name="canary"))
    router.message.register(canary, Command("canary"), in_admin_chat)
    return router


async def canary(
    message: Message,
    command: CommandObject,
    person: Person,
    wording: Translator,
    canary_desk: CanaryDesk,
) -> None:
    asked = read_canary(command.args)
    if asked is None:
        screen = usage_screen(wording)
    elif isinstance(asked, Unknown):
        screen = unknown_screen(asked.word, [*Feature], wording)
    elif asked.feature is None:
        screen = list_screen(await canary_desk.standings(), wording)
    else:
        talk = CanaryTalk(canary_desk, person, wording)
        await _about_one(message, asked.intent, asked.feature, talk)
        return
    await show(message, screen)


async def _about_one(
    message: Message, intent: Intent | None, feature: Feature, talk: CanaryTalk
) -> None:
    if intent is None:
        await show_picture(message, *await talk.pictured(feature))
    elif intent.act is Act.KILL:
        await show(message, await talk.kill(feature, intent.note))
    else:
        await show(message, await talk.question(feature, intent))
