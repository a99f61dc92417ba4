from aiogram import Bot, F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.buttons.links import group_of_payload
from bot.buttons.people import OnStart, StartButton
from bot.translator import Translator, Translators
from bot.views.greeting import example_screen, group_start_screen, start_screen, unclaimed_screen
from handlers.commands.cards import Cards
from handlers.commands.showing import refuse, show
from handlers.commands.where import IN_GROUP, IN_PRIVATE
from pipeline.groups.access import Access
from pipeline.groups.finding import answering, readable_group
from pipeline.groups.models import Person
from pipeline.groups.ports import GroupBook


def router() -> Router:
    router = Router(name="start")
    a_group = F.args.func(group_of_payload)
    router.message.register(open_group, CommandStart(deep_link=True, magic=a_group), IN_PRIVATE)
    router.message.register(greet, CommandStart(), IN_PRIVATE)
    # Telegram sends this one for whoever adds the bot by a link; the greeting is said anyway.
    router.message.register(pass_over, CommandStart(deep_link=True), IN_GROUP)
    router.message.register(greet_group, CommandStart(), IN_GROUP)
    example = StartButton.filter(F.action == OnStart.EXAMPLE)
    router.callback_query.register(show_example, example)
    return router


async def open_group(
    message: Message,
    command: CommandObject,
    person: Person,
    wording: Translator,
    access: Access,
    cards: Cards,
) -> None:
    place = group_of_payload(command.args or "")
    group = await readable_group(access, *place, person.id) if place else None
    if group is None:
        await refuse(message, wording.say("bot-no-such-group"))
        return
    await show(message, await cards.screen(group, person, wording))


async def greet(message: Message, wording: Translator, bot: Bot) -> None:
    me = await bot.me()
    await show(message, start_screen(me.username or "", wording))


async def pass_over(message: Message) -> None:
    """Nothing is to be said."""


async def greet_group(
    message: Message,
    wording: Translator,
    groups: GroupBook,
    translators: Translators,
) -> None:
    group = answering(await groups.of_chat(message.chat.id))
    if group is None:
        await show(message, unclaimed_screen(wording))
        return
    await show(message, group_start_screen(translators.into(group.language)))


async def show_example(callback: CallbackQuery, wording: Translator) -> None:
    if callback.message is not None:
        await callback.message.answer(**example_screen(wording).shown)
