"""The questions that ``/digest`` and ``/last`` may have to ask, as buttons."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import AskButton, LastButton
from bot.views.legible import harmless, shorten
from pipeline.digest.ports import Wording
from pipeline.groups.models import ConnectedGroup
from pipeline.windows.models import WindowSize

_TITLE = 40
"""Characters that a button shows on a phone."""
_MOST = 50
"""Telegram takes a hundred buttons; nobody reads as many."""


def title_of(group: ConnectedGroup) -> str:
    return shorten(harmless(group.chat.title), 100)


def groups_keyboard(
    groups: Sequence[ConnectedGroup], size: WindowSize | None
) -> InlineKeyboardMarkup:
    return _column(
        [
            (
                _on_button(group),
                AskButton(tenant=group.tenant, group=group.id, hours=size or 0).pack(),
            )
            for group in groups[:_MOST]
        ]
    )


def last_keyboard(groups: Sequence[ConnectedGroup]) -> InlineKeyboardMarkup:
    return _column(
        [
            (_on_button(group), LastButton(tenant=group.tenant, group=group.id).pack())
            for group in groups[:_MOST]
        ]
    )


def sizes_keyboard(group: ConnectedGroup, wording: Wording) -> InlineKeyboardMarkup:
    """The shortest first: whoever asks by hand wants to know what they have just missed."""
    row = [
        InlineKeyboardButton(
            text=wording.say("digesting-hours", hours=size.value),
            callback_data=AskButton(tenant=group.tenant, group=group.id, hours=size.value).pack(),
        )
        for size in WindowSize
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def add_keyboard(username: str, wording: Wording) -> InlineKeyboardMarkup:
    """Lets the bot be added to a group (core.telegram.org/bots/features#deep-linking)."""
    button = InlineKeyboardButton(
        text=wording.say("digesting-button-add"), url=f"https://t.me/{username}?startgroup=add"
    )
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def _on_button(group: ConnectedGroup) -> str:
    return shorten(harmless(group.chat.title), _TITLE) or "—"


def _column(buttons: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=text, callback_data=data)] for text, data in buttons
        ]
    )
