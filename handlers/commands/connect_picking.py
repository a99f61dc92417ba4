"""Which of an account's groups are read: a list to tick, eight to a page."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.views.connect import flood_text, keyboard
from bot.views.connect_buttons import OnConnect, OnPick, PickButton
from bot.views.connect_groups import Picking, picking_keyboard, picking_text
from handlers.commands.connect_backfill import BackfillBoard
from handlers.commands.connect_ports import AccountAwayError, AccountDesk, AccountFloodError
from pipeline.digest.ports import Wording
from pipeline.groups.models import ConnectedGroup, Person, Reader
from pipeline.groups.ports import GroupBook
from pipeline.ingest.models import Chat, TenantId

_FORM, _PICKED, _PAGE, _READ = "form", "picked", "page", "read"
_NOTHING: Final[frozenset[int]] = frozenset()


class PickingGroups(StatesGroup):
    ticking = State()


@dataclass(frozen=True, slots=True)
class Changes:
    added: Sequence[ConnectedGroup]
    removed: int
    refused: int
    """Basic groups that the bot reads: their messages cannot be read twice."""


def picking_router() -> Router:
    router = Router(name="connect-picking")
    router.callback_query.register(pick, PickButton.filter())
    return router


async def show_groups(
    callback: CallbackQuery,
    bot: Bot,
    state: FSMContext,
    person: Person,
    wording: Wording,
    desk: AccountDesk,
    groups: GroupBook,
) -> None:
    """Show the list anew, with those ticked that are read now."""
    if person.tenant is None or await desk.account(person.tenant) is None:
        again = keyboard(wording, (OnConnect.START,))
        await bot.send_message(person.id, wording.say("connect-not-connected"), reply_markup=again)
        return
    chats = await _chats(callback, person.tenant, wording, desk)
    if chats is None:
        return
    listed = {chat.telegram_id for chat in chats}
    read = frozenset(await _read(person.tenant, groups)) & listed
    picking = Picking(secrets.token_hex(3), chats, read, page=0, read=read)
    await _keep(state, picking)
    await bot.send_message(
        person.id,
        picking_text(picking, wording),
        reply_markup=picking_keyboard(picking, wording),
    )


async def pick(
    callback: CallbackQuery,
    callback_data: PickButton,
    state: FSMContext,
    person: Person,
    wording: Wording,
    groups: GroupBook,
    account_desk: AccountDesk,
    backfills: BackfillBoard,
) -> None:
    data, message = await state.get_data(), callback.message
    ticking = await state.get_state() == PickingGroups.ticking
    if not ticking or data[_FORM] != callback_data.form or not isinstance(message, Message):
        await callback.answer(wording.say("connect-stale"), show_alert=True)
        return
    tenant = person.tenant
    chats = None if tenant is None else await _chats(callback, tenant, wording, account_desk)
    if tenant is None or chats is None:
        return
    picking = _turned(_kept(data, chats), callback_data)
    if callback_data.action is not OnPick.DONE:
        await _keep(state, picking)
        text, markup = picking_text(picking, wording), picking_keyboard(picking, wording)
        await message.edit_text(text, reply_markup=markup)
        return
    await state.clear()
    changes = await apply(picking, tenant, person, groups)
    account_desk.refresh(tenant)
    await message.edit_text(_told(changes, wording))
    if changes.added:
        sent = await message.answer(wording.say("connect-reading-begins"))
        await backfills.follow(person, sent.message_id, changes.added)


async def apply(picking: Picking, tenant: TenantId, person: Person, groups: GroupBook) -> Changes:
    """Have those read that are ticked, and no other of those that were listed.

    What changes is measured by what was read when the list was opened, so that doing it again
    after a crash does and tells the same.
    """
    added: list[ConnectedGroup] = []
    refused = removed = 0
    for chat in picking.chats:
        wanted, known = (chat.telegram_id in ids for ids in (picking.picked, picking.read))
        if wanted and not known:
            group = await _connect(chat, tenant, person, groups)
            if Reader.ACCOUNT in group.readers:
                added.append(group)
            else:
                refused += 1
        elif known and not wanted:
            await _disconnect(chat, tenant, groups)
            removed += 1
    return Changes(added, removed, refused)


async def _disconnect(chat: Chat, tenant: TenantId, groups: GroupBook) -> None:
    group = (await _read(tenant, groups)).get(chat.telegram_id)
    if group is not None:
        await groups.disconnect(tenant, group.id, Reader.ACCOUNT)


async def _connect(
    chat: Chat, tenant: TenantId, person: Person, groups: GroupBook
) -> ConnectedGroup:
    return await groups.connect(
        tenant,
        chat,
        reader=Reader.ACCOUNT,
        owner=person.id,
        time_zone=person.time_zone,
        language=person.language,
        zone_chosen=person.zone_chosen,
    )


async def _read(tenant: TenantId, groups: GroupBook) -> dict[int, ConnectedGroup]:
    """What the account reads now, by Telegram's ids."""
    return {
        group.chat.telegram_id: group
        for group in await groups.of_tenant(tenant)
        if Reader.ACCOUNT in group.readers
    }


async def _chats(
    callback: CallbackQuery, tenant: TenantId, wording: Wording, desk: AccountDesk
) -> Sequence[Chat] | None:
    """None if they cannot be had now, which is told."""
    try:
        return await desk.groups(tenant)
    except AccountFloodError as flood:
        told = flood_text(flood.seconds, wording)
    except AccountAwayError:
        told = wording.say("connect-away")
    await callback.answer(told, show_alert=True)
    return None


def _turned(picking: Picking, button: PickButton) -> Picking:
    page = min(picking.pages - 1, max(0, picking.page))
    picked = picking.picked
    if button.action is OnPick.PAGE:
        page = min(picking.pages - 1, max(0, button.value))
    elif button.action is OnPick.TOGGLE:
        listed = {chat.telegram_id for chat in picking.chats}
        picked ^= frozenset({button.value}) if button.value in listed else _NOTHING
    return replace(picking, picked=picked, page=page)


def _told(changes: Changes, wording: Wording) -> str:
    lines = []
    if changes.added:
        lines.append(wording.say("connect-added", count=len(changes.added)))
    if changes.removed:
        lines.append(wording.say("connect-removed", count=changes.removed))
    if changes.refused:
        lines.append(wording.say("connect-basic", count=changes.refused))
    return "\n".join(lines) or wording.say("connect-unchanged")


async def _keep(state: FSMContext, picking: Picking) -> None:
    await state.set_state(PickingGroups.ticking)
    await state.set_data(
        {
            _FORM: picking.form,
            _PICKED: sorted(picking.picked),
            _PAGE: picking.page,
            _READ: sorted(picking.read),
        }
    )


def _kept(data: dict[str, Any], chats: Sequence[Chat]) -> Picking:
    picked, read = frozenset(data[_PICKED]), frozenset(data[_READ])
    return Picking(data[_FORM], chats, picked, data[_PAGE], read)
