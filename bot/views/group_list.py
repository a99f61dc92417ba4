"""A person's groups, and the ways to add one."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from bot.buttons.groups import (
    AddingButton,
    GroupButton,
    GroupsPageButton,
    OnGroup,
)
from bot.buttons.links import add_to_group_link
from bot.views.chat_name import button_name
from bot.views.connect_buttons import ConnectButton, OnConnect
from bot.views.paging import page_of, turning_row
from bot.views.screen import Screen, button, link
from pipeline.digest.ports import Wording
from pipeline.groups.connecting import Connection
from pipeline.groups.models import ConnectedGroup


def list_screen(groups: Sequence[ConnectedGroup], page: int, wording: Wording) -> Screen:
    add = [button(wording.say("bot-groups-add"), AddingButton())]
    if not groups:
        return Screen(wording.say("bot-groups-empty"), rows=[add])
    shown, page = page_of(groups, page)
    return Screen(
        wording.say("bot-groups", count=len(groups)),
        wording.say("bot-groups-title"),
        [
            *([_opening(group, wording)] for group in shown),
            *turning_row(len(groups), page, lambda number: GroupsPageButton(page=number), wording),
            add,
        ],
    )


def adding_screen(username: str, wording: Wording) -> Screen:
    return Screen(
        wording.say("bot-adding"),
        wording.say("bot-adding-title"),
        [
            [link(wording.say("bot-start-add"), add_to_group_link(username))],
            [button(wording.say("bot-adding-choose"), ConnectButton(action=OnConnect.GROUPS))],
            [button(wording.say("bot-groups-back"), GroupsPageButton())],
        ],
    )


def connection_screen(connection: Connection, wording: Wording, *, blind: bool = False) -> Screen:
    """What came of the wish to have a group read, be the bot ``blind`` there or not."""
    told = wording.say("bot-added", outcome=connection.outcome.value)
    if blind:
        told = f"{told}\n\n{wording.say('bot-blind')}"
    if connection.group is None:
        return Screen(told)
    return Screen(told, rows=[[_opening(connection.group, wording)]])


def _opening(group: ConnectedGroup, wording: Wording) -> InlineKeyboardButton:
    pressed = GroupButton(action=OnGroup.CARD, tenant=group.tenant, group=group.id)
    return button(button_name(group.chat, wording), pressed)
