"""``/last``: the last digest of a group that went out, here."""

from dataclasses import replace

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import LastButton
from bot.orders.missed import MissedDigests
from bot.telegram.senders import Sender
from bot.translator import Translator
from bot.views.digest_choices import last_keyboard, title_of
from bot.views.report import WindowReport
from handlers.commands.digest_desk import Asker, DigestDesk, refuse, refuse_press, tell_no_group
from handlers.commands.digest_places import place_of, rewrite
from handlers.commands.digest_shelf import DigestShelf
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
    missed: MissedDigests,
) -> None:
    asker = Asker(desk, place_of(message), sender, person)
    if asker.asks_nothing:
        return
    name = " ".join((command.args or "").split())
    found = await asker.group(name, read_now=False)
    if isinstance(found, NoGroup):
        await tell_no_group(message, found, asker.place, bot, wording)
    elif isinstance(found, ConnectedGroup):
        if not await _give(bot, asker, found, wording, shelf, missed):
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
    own_wording: Translator,
    desk: DigestDesk,
    shelf: DigestShelf,
    missed: MissedDigests,
) -> None:
    group = await desk.group_behind(callback_data.tenant, callback_data.group, person)
    if callback.message is None or group is None:
        await refuse_press(callback, own_wording.say("digesting-not-yours"))
        return
    asker = Asker(desk, place_of(callback.message), sender, person)
    if not await _give(bot, asker, group, wording, shelf, missed):
        await refuse_press(callback, own_wording.say("digesting-no-last", group=title_of(group)))


async def _give(
    bot: Bot,
    asker: Asker,
    group: ConnectedGroup,
    wording: Translator,
    shelf: DigestShelf,
    missed: MissedDigests,
) -> bool:
    """Point to it where the chat has it, or have it delivered here; False if there is none."""
    digest = await _last(asker, group, shelf, missed)
    if digest is None:
        return False
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
        language = digest.stored.digest.language
        order = await shelf.again(
            digest, replace(here, language=language, message_id=sent.message_id)
        )
        if order.message_id != sent.message_id:
            await rewrite(bot, sent, wording.say("digesting-waits-already"))
    return True


async def _last(
    asker: Asker, group: ConnectedGroup, shelf: DigestShelf, missed: MissedDigests
) -> ShownDigest | None:
    """The last one that went out to anybody, or a later one that this person missed."""
    readers = shelf.readers
    sent = await readers.last_sent(group)
    found = [] if sent is None else [await readers.in_window(group, sent)]
    if asker.place.private and (number := await missed.last_of(group, asker.person.id)):
        digest = await readers.in_window(group, await readers.digests.get(group.tenant, number))
        if WindowReport(window=digest.window, stored=digest.stored).cleared is not None:
            found.append(digest)
    return max(found, key=lambda digest: digest.window.span.end, default=None)
