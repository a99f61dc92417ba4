"""``/connect``: a person's own account, through which the groups that they choose are read.

Any keyboard in a private chat may hold a button with ``ConnectButton(action=OnConnect.STATUS)`` of
``bot.views.connect_buttons``: it answers as the command does. No button opens ``tg://login``:
Telegram's apps follow such a link only when their own camera has read it.
"""

from zoneinfo import ZoneInfo

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.telegram.turn import refused
from bot.views.connect import (
    AccountStatus,
    intro_keyboard,
    keyboard,
    status_keyboard,
    status_text,
)
from bot.views.connect_buttons import ConnectButton, OnConnect
from handlers.commands.connect_logins import Connecting, Logins
from handlers.commands.connect_picking import picking_router, show_groups
from handlers.commands.connect_ports import AccountDesk
from handlers.commands.connect_screen import LoginScreen
from pipeline.digest.ports import Wording
from pipeline.groups.models import Person, Reader
from pipeline.groups.ports import GroupBook, People


def connect_router() -> Router:
    """All of ``/connect``. It comes first of all: in one state any message is a password."""
    router = Router(name="connect")
    private = Router(name="connect-private")
    private.message.filter(F.chat.type == "private")
    private.callback_query.filter(F.message.chat.type == "private")
    private.message.register(connect, Command("connect"))
    private.message.register(cancel, Command("cancel"), StateFilter(Connecting))
    private.message.register(take_password, StateFilter(Connecting.password))
    private.callback_query.register(press, ConnectButton.filter())
    private.include_router(picking_router())
    router.include_router(private)
    router.message.register(only_in_private, Command("connect"), F.chat.type != "private")
    return router


async def only_in_private(message: Message, wording: Wording) -> None:
    refused()
    await message.reply(wording.say("connect-only-in-private"), allow_sending_without_reply=True)


async def connect(
    message: Message,
    person: Person,
    wording: Wording,
    account_desk: AccountDesk,
    logins: Logins,
    groups: GroupBook,
) -> None:
    text, markup = await _account(person, wording, account_desk, logins, groups)
    await message.answer(text, reply_markup=markup)


async def press(
    callback: CallbackQuery,
    callback_data: ConnectButton,
    bot: Bot,
    state: FSMContext,
    person: Person,
    wording: Wording,
    people: People,
    groups: GroupBook,
    account_desk: AccountDesk,
    logins: Logins,
) -> None:
    match callback_data.action:
        case OnConnect.START:
            await _start(callback, bot, state, person, wording, people, account_desk, logins)
        case OnConnect.CANCEL:
            await _stop(callback, state, person, wording, logins)
        case OnConnect.STATUS:
            text, markup = await _account(person, wording, account_desk, logins, groups)
            await bot.send_message(person.id, text, reply_markup=markup)
        case OnConnect.KEEP:
            text, markup = await _account(person, wording, account_desk, logins, groups)
            await _show(callback, bot, text, markup)
        case OnConnect.GROUPS:
            await show_groups(callback, bot, state, person, wording, account_desk, groups)
        case OnConnect.LEAVE:
            sure = keyboard(wording, (OnConnect.LEAVE_SURE,), (OnConnect.KEEP,))
            await _show(callback, bot, wording.say("connect-leave"), sure)
        case OnConnect.LEAVE_SURE:
            await _leave(callback, bot, person, wording, account_desk)


async def take_password(
    message: Message,
    bot: Bot,
    state: FSMContext,
    person: Person,
    wording: Wording,
    logins: Logins,
) -> None:
    """The message is gone before anything else happens, and is written nowhere."""
    try:
        await message.delete()
    except TelegramBadRequest:
        await message.answer(wording.say("connect-password-stays"))
    if not message.text:
        await message.answer(wording.say("connect-password-no-text"))
    elif not logins.give_password(person.id, message.text):
        await state.clear()
        await _broken_off(bot, person, wording)


async def cancel(
    message: Message,
    bot: Bot,
    state: FSMContext,
    person: Person,
    wording: Wording,
    logins: Logins,
) -> None:
    if not logins.cancel(person.id):
        await state.clear()
        await message.answer(wording.say("connect-cancelled"))


async def _start(
    callback: CallbackQuery,
    bot: Bot,
    state: FSMContext,
    person: Person,
    wording: Wording,
    people: People,
    desk: AccountDesk,
    logins: Logins,
) -> None:
    if not desk.available:
        refused()
        await _show(callback, bot, wording.say("connect-no-application"))
        return
    if logins.under_way(person.id):
        await callback.answer(wording.say("connect-under-way"), show_alert=True)
        return
    preparing = await _show(callback, bot, wording.say("connect-preparing"))
    tenant = await people.tenant_of(person.id)
    if not logins.begin(person, tenant, LoginScreen(bot, person.id, wording, preparing), state):
        await _broken_off(bot, person, wording)


async def _stop(
    callback: CallbackQuery,
    state: FSMContext,
    person: Person,
    wording: Wording,
    logins: Logins,
) -> None:
    """Under a code or a question the login tells itself how it ended."""
    if logins.cancel(person.id):
        return
    message = callback.message
    was_asked = await state.get_state() in Connecting
    await state.clear()
    if isinstance(message, Message):
        await message.delete()
        await message.answer(
            wording.say("connect-broken-off" if was_asked else "connect-cancelled")
        )


async def _leave(
    callback: CallbackQuery, bot: Bot, person: Person, wording: Wording, desk: AccountDesk
) -> None:
    if person.tenant is None or await desk.account(person.tenant) is None:
        await _show(callback, bot, wording.say("connect-left-already"))
        return
    logged_out = await desk.disconnect(person.tenant)
    told = wording.say("connect-left" if logged_out else "connect-left-here")
    await _show(callback, bot, told)


async def _account(
    person: Person,
    wording: Wording,
    desk: AccountDesk,
    logins: Logins,
    groups: GroupBook,
) -> tuple[str, InlineKeyboardMarkup | None]:
    """How it stands with their account, and what can be done about it."""
    if logins.under_way(person.id):
        return wording.say("connect-under-way"), keyboard(wording, (OnConnect.CANCEL,))
    account = None if person.tenant is None else await desk.account(person.tenant)
    if account is None:
        if not desk.available:
            return wording.say("connect-no-application"), None
        return wording.say("connect-intro"), intro_keyboard(wording)
    read = [
        group
        for group in await groups.of_tenant(account.tenant)
        if Reader.ACCOUNT in group.readers
    ]
    read_at = await desk.read_at(account.tenant)
    status = AccountStatus(account, len(read), read_at, ZoneInfo(person.time_zone))
    return status_text(status, wording), status_keyboard(status, wording)


async def _show(
    callback: CallbackQuery,
    bot: Bot,
    text: str,
    markup: InlineKeyboardMarkup | None = None,
) -> int:
    """In the place of the message with the button, if that can still be edited; return its id."""
    message = callback.message
    if isinstance(message, Message) and message.text:
        await message.edit_text(text, reply_markup=markup)
        return message.message_id
    sent = await bot.send_message(callback.from_user.id, text, reply_markup=markup)
    return sent.message_id


async def _broken_off(bot: Bot, person: Person, wording: Wording) -> None:
    again = keyboard(wording, (OnConnect.START,))
    await bot.send_message(person.id, wording.say("connect-broken-off"), reply_markup=again)
