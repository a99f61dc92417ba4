"""``/digest``: the digest of the last hours, of this group or of one that is named or chosen."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, MaybeInaccessibleMessageUnion, Message, ReplyParameters

from bot.callbacks import AskButton
from bot.telegram.senders import Sender
from bot.translator import Translator
from bot.views.digest_choices import groups_keyboard, sizes_keyboard, title_of
from bot.views.digest_keyboard import early_stop_keyboard
from bot.views.order import waiting_text
from bot.views.rollout_words import moment_words
from handlers.commands.digest_desk import Asker, DigestDesk, refuse, refuse_press, tell_no_group
from handlers.commands.digest_places import place_of, rewrite
from pipeline.digest.ports import Wording
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.orders.asking import Asked, read_request, settled
from pipeline.orders.choosing import NoGroup
from pipeline.orders.models import Order
from pipeline.orders.placing import SwitchedOff
from pipeline.windows.models import WindowSize


def digest_router() -> Router:
    router = Router(name="digest")
    router.message.register(ask_for_digest, Command("digest"))
    router.callback_query.register(choose_digest, AskButton.filter())
    return router


async def ask_for_digest(
    message: Message,
    command: CommandObject,
    bot: Bot,
    sender: Sender,
    person: Person,
    wording: Translator,
    desk: DigestDesk,
) -> None:
    """Order it, or ask which of the groups and how many hours are meant."""
    asker = Asker(desk, place_of(message), sender, person)
    if asker.asks_nothing:
        return
    asked = settled(read_request(command.args), await desk.groups.of_person(person.id))
    found = await asker.group(asked.name)
    if isinstance(found, NoGroup):
        await tell_no_group(message, found, asker.place, bot, wording)
    elif not isinstance(found, ConnectedGroup):
        keyboard = groups_keyboard(found, asked.size)
        await message.answer(wording.say("digesting-which-group"), reply_markup=keyboard)
    elif asked.size is None:
        keyboard = sizes_keyboard(found, wording)
        await message.answer(_which_size(asked, found, wording), reply_markup=keyboard)
    elif not desk.digests_on(found):
        await refuse(message, wording.say("order-switched-off"))
    else:
        await _order_below(message, bot, asker, found, asked.size)


async def choose_digest(
    callback: CallbackQuery,
    callback_data: AskButton,
    bot: Bot,
    sender: Sender,
    person: Person,
    wording: Translator,
    own_wording: Translator,
    desk: DigestDesk,
) -> None:
    """Go on with the group, or the hours, that were chosen, in the place of the question."""
    message = callback.message
    group = await desk.group_behind(callback_data.tenant, callback_data.group, person)
    size = Asked(hours=callback_data.hours).size
    if message is None or group is None:
        await refuse_press(callback, own_wording.say("digesting-not-yours"))
    elif not group.readers:
        await refuse_press(callback, own_wording.say("digesting-no-group-unread"))
    elif size is None:
        question = wording.say("digesting-which-size", group=title_of(group))
        await rewrite(bot, message, question, sizes_keyboard(group, wording))
    elif not desk.digests_on(group):
        await refuse_press(callback, own_wording.say("order-switched-off"))
    else:
        asker = Asker(desk, place_of(message), sender, person)
        if not await _order_in_place(message, bot, asker, group, size):
            await refuse_press(callback, own_wording.say("digesting-too-old"))


async def _order_below(
    message: Message, bot: Bot, asker: Asker, group: ConnectedGroup, size: WindowSize
) -> None:
    """Answer first, then order: the answer's message is where the order shows itself."""
    desk, wish = asker.desk, asker.wish(group)
    wording = desk.wordings(wish.language)
    joined = await desk.standing.join(group, size, wish)
    if joined is not None and joined.message_id is not None:
        there = ReplyParameters(message_id=joined.message_id, allow_sending_without_reply=True)
        await message.answer(wording.say("digesting-waits-already"), reply_parameters=there)
        return
    sent = await message.answer(
        _waiting_text(asker, group, size, wording),
        reply_markup=early_stop_keyboard(wording, group.tenant, group.id),
    )
    # If this is handled again after a crash, the message may have its order, ended or not.
    if await desk.standing.shown_by(group, sent.chat.id, sent.message_id) is None:
        order = await desk.placing(group, size, replace(wish, message_id=sent.message_id))
        await _own_up(bot, sent, order, wording)


async def _order_in_place(
    message: MaybeInaccessibleMessageUnion,
    bot: Bot,
    asker: Asker,
    group: ConnectedGroup,
    size: WindowSize,
) -> bool:
    """Order with the question's message; False if that cannot be changed any more."""
    desk = asker.desk
    if await desk.standing.shown_by(group, message.chat.id, message.message_id) is not None:
        return True
    wish = replace(asker.wish(group), message_id=message.message_id)
    wording = desk.wordings(wish.language)
    if await desk.standing.join(group, size, wish) is not None:
        return await rewrite(bot, message, wording.say("digesting-waits-already"))
    accepted = _waiting_text(asker, group, size, wording)
    keyboard = early_stop_keyboard(wording, group.tenant, group.id)
    if not await rewrite(bot, message, accepted, keyboard):
        return False
    await _own_up(bot, message, await desk.placing(group, size, wish), wording)
    return True


async def _own_up(
    bot: Bot,
    message: MaybeInaccessibleMessageUnion,
    order: Order | SwitchedOff,
    wording: Wording,
) -> None:
    """Take back what was said a moment too early."""
    if isinstance(order, SwitchedOff):
        await rewrite(bot, message, wording.say("order-switched-off"))
    elif order.message_id != message.message_id:
        await rewrite(bot, message, wording.say("digesting-waits-already"))


def _waiting_text(asker: Asker, group: ConnectedGroup, size: WindowSize, wording: Wording) -> str:
    since = asker.desk.unread_since(group)
    zone = ZoneInfo(asker.person.time_zone if asker.place.private else group.time_zone)
    paused = "" if since is None else moment_words(since, zone, wording)
    return waiting_text(title_of(group), size, wording, paused)


def _which_size(asked: Asked, group: ConnectedGroup, wording: Wording) -> str:
    if asked.hours is None:
        return wording.say("digesting-which-size", group=title_of(group))
    sizes = ", ".join(str(size.value) for size in WindowSize)
    return wording.say("digesting-no-such-size", hours=asked.hours, sizes=sizes)
