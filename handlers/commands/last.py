"""``/last``: the last digest of a group that went out, here."""

from dataclasses import replace

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import LastButton
from bot.telegram.senders import Sender
from bot.translator import Translator
from bot.views.digest_choices import last_keyboard, title_of
from handlers.commands.digest_buttons import DigestShelf
from handlers.commands.digest_desk import Asker, DigestDesk, refuse, refuse_press, tell_no_group
from handlers.commands.digest_places import place_of
from pipeline.digest.shown import ShownDigest
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.orders.choosing import NoGroup


def last_router() -> Router:
    router = Router(name="last")
    router.message.register(last, Command("last"))
    router.callback_query.register(choose_last, LastButton.filter())
    return router


async def last(
    message: Message,
    command: CommandObject,
    bot: Bot,
    sender: Sender,
    person: Person,
    wording: Translator,
    desk: DigestDesk,
    shelf: DigestShelf,
) -> None:
    asker = Asker(desk, place_of(message), sender, person)
    if asker.asks_nothing:
        return
    name = " ".join((command.args or "").split())
    found = await asker.group(name, read_now=False)
    if isinstance(found, NoGroup):
        await tell_no_group(message, found, asker.place, bot, wording)
    elif isinstance(found, ConnectedGroup):
        if not await _give(bot, asker, found, wording, shelf):
            await refuse(message, wording.say("digesting-no-last", group=title_of(found)))
    else:
        keyboard = last_keyboard(found)
        await message.answer(wording.say("digesting-which-group"), reply_markup=keyboard)


async def choose_last(
    callback: CallbackQuery,
    callback_data: LastButton,
    bot: Bot,
    sender: Sender,
    person: Person,
    wording: Translator,
    desk: DigestDesk,
    shelf: DigestShelf,
) -> None:
    group = await desk.group_behind(callback_data.tenant, callback_data.group, person)
    if callback.message is None or group is None:
        await refuse_press(callback, wording.say("digesting-not-yours"))
        return
    asker = Asker(desk, place_of(callback.message), sender, person)
    if not await _give(bot, asker, group, wording, shelf):
        await refuse_press(callback, wording.say("digesting-no-last", group=title_of(group)))


async def _give(
    bot: Bot, asker: Asker, group: ConnectedGroup, wording: Translator, shelf: DigestShelf
) -> bool:
    """Point to it where the chat has it, or have it delivered here; False if there is none."""
    stored = await shelf.readers.last_sent(group)
    if stored is None:
        return False
    window = await shelf.readers.windows.get(group.tenant, stored.window_id)
    digest = ShownDigest(group, window, stored)
    here = asker.wish(group)
    pointing = wording.say("digesting-here-is-the-last")
    if await shelf.showing.point(here.destination, digest, pointing):
        return True
    sent = await bot.send_message(
        here.destination.chat_id,
        wording.say("digesting-fetching"),
        message_thread_id=here.destination.thread_id or None,
    )
    if await asker.desk.standing.shown_by(group, sent.chat.id, sent.message_id) is None:
        wish = replace(here, language=stored.digest.language, message_id=sent.message_id)
        await shelf.again(digest, wish)
    return True
