"""What is known of whoever asks: shown, taken away, forgotten, and in which tone they are served.

All of it in private: what a group may read is no place for it.
"""

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.buttons.memory import FactButton, MemoryButton, OnMemory, ToneButton
from bot.translator import Translator
from bot.views.greeting import private_door
from bot.views.memory import (
    forgetting_screen,
    forgotten_screen,
    memory_screen,
    persona_screen,
)
from handlers.commands.showing import refuse, show, turn_into
from handlers.commands.where import IN_GROUP, IN_PRIVATE, PRESSED_IN_PRIVATE
from pipeline.alfred.models import FactId
from pipeline.alfred.moving import MemoryBusyError
from pipeline.alfred.rights import Rights
from pipeline.groups.models import Person
from pipeline.operators.exercises import Exercise, Exercises

FILE = "alfred-memory.zip"


def router() -> Router:
    router = Router(name="memory")
    for name, handler in (
        ("memory", show_memory),
        ("forget", ask_whether_to_forget),
        ("export_me", export_by_command),
        ("persona", show_persona),
    ):
        from_link = CommandStart(deep_link=True, magic=F.args == name)
        router.message.register(handler, Command(name), IN_PRIVATE)
        router.message.register(handler, from_link, IN_PRIVATE)
        router.message.register(invite_to_private, Command(name), IN_GROUP)
    for action, pressed in (
        (OnMemory.SHOW, go_to_memory),
        (OnMemory.KEEP, go_to_memory),
        (OnMemory.EXPORT, export_by_button),
        (OnMemory.ASK, ask_once_more),
        (OnMemory.FORGET, forget_everything),
    ):
        router.callback_query.register(
            pressed, MemoryButton.filter(F.action == action), PRESSED_IN_PRIVATE
        )
    router.callback_query.register(forget_fact, FactButton.filter(), PRESSED_IN_PRIVATE)
    router.callback_query.register(change_tone, ToneButton.filter(), PRESSED_IN_PRIVATE)
    return router


async def show_memory(
    message: Message, person: Person, wording: Translator, rights: Rights
) -> None:
    await show(message, memory_screen(await rights.known(person.id), wording))


async def go_to_memory(
    callback: CallbackQuery, person: Person, wording: Translator, rights: Rights
) -> None:
    await turn_into(callback, memory_screen(await rights.known(person.id), wording))


async def ask_whether_to_forget(message: Message, wording: Translator) -> None:
    await show(message, forgetting_screen(wording))


async def ask_once_more(callback: CallbackQuery, wording: Translator) -> None:
    await turn_into(callback, forgetting_screen(wording))


async def forget_everything(
    callback: CallbackQuery,
    person: Person,
    wording: Translator,
    rights: Rights,
    exercises: Exercises,
) -> None:
    try:
        known = await rights.forget_everything(person.id)
    except MemoryBusyError:
        await refuse(callback, wording.say("alfred-forget-busy"))
    else:
        await turn_into(callback, forgotten_screen(known, wording))
        await exercises.ended(Exercise.FORGET)


async def forget_fact(
    callback: CallbackQuery,
    callback_data: FactButton,
    person: Person,
    wording: Translator,
    rights: Rights,
) -> None:
    try:
        forgotten = await rights.forget_fact(person.id, FactId(callback_data.fact))
    except MemoryBusyError:
        await refuse(callback, wording.say("alfred-forget-busy"))
        return
    if not forgotten:
        await refuse(callback, wording.say("alfred-fact-gone"))
    await turn_into(callback, memory_screen(await rights.known(person.id), wording))


async def export_by_command(
    message: Message, person: Person, wording: Translator, rights: Rights, exercises: Exercises
) -> None:
    await _send(message, person, wording, rights)
    await exercises.ended(Exercise.EXPORT)


async def export_by_button(
    callback: CallbackQuery,
    person: Person,
    wording: Translator,
    rights: Rights,
    exercises: Exercises,
) -> None:
    if isinstance(callback.message, Message):
        await _send(callback.message, person, wording, rights)
        await exercises.ended(Exercise.EXPORT)


async def _send(message: Message, person: Person, wording: Translator, rights: Rights) -> None:
    archive = await rights.export(person.id, wording)
    await message.answer_document(
        BufferedInputFile(archive, FILE), caption=wording.say("alfred-exported"), parse_mode=None
    )


async def show_persona(
    message: Message, person: Person, wording: Translator, rights: Rights
) -> None:
    profile = await rights.meet(person.id, person.language)
    await show(message, persona_screen(profile.tone, wording))


async def change_tone(
    callback: CallbackQuery,
    callback_data: ToneButton,
    person: Person,
    wording: Translator,
    rights: Rights,
) -> None:
    profile = await rights.change_tone(person.id, person.language, callback_data.tone)
    await turn_into(callback, persona_screen(profile.tone, wording))


async def invite_to_private(
    message: Message, command: CommandObject, wording: Translator, bot: Bot
) -> None:
    """To the same command there."""
    me = await bot.me()
    await show(message, private_door(me.username or "", command.command, wording))
