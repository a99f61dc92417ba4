"""The groups of an account to choose from, and how far each was read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.connect_buttons import OnPick, PickButton
from bot.views.legible import harmless, shorten
from pipeline.digest.ports import Wording
from pipeline.ingest.models import Chat

PAGE = 8
"""Groups on a page."""
_TITLE = 40
_CELLS = 10
_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Picking:
    form: str
    chats: Sequence[Chat]
    picked: frozenset[int]
    """By Telegram's ids."""
    page: int
    read: frozenset[int] = frozenset()
    """Those that were read when the list was opened."""

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.chats) // PAGE))


@dataclass(frozen=True, slots=True)
class ReadBack:
    title: str
    messages: int
    share: float
    """Of the time that is read, from 0 to 1."""
    finished: bool


def picking_text(picking: Picking, wording: Wording) -> str:
    if not picking.chats:
        return wording.say("connect-groups-none")
    return wording.say("connect-groups", picked=len(picking.picked))


def picking_keyboard(picking: Picking, wording: Wording) -> InlineKeyboardMarkup:
    first = picking.page * PAGE
    rows = [[_pick(picking, chat)] for chat in picking.chats[first : first + PAGE]]
    if picking.pages > 1:
        rows.append(_turning(picking))
    if picking.chats:
        done = wording.say("connect-button-done")
        rows.append([_button(picking, done, OnPick.DONE)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def reading_text(groups: Mapping[int, ReadBack], wording: Wording) -> str:
    """A line for each group; of many, the first ones."""
    lines = [_line(each, wording) for each in list(groups.values())[:_MOST_LINES]]
    if len(groups) > _MOST_LINES:
        lines.append("…")
    over = all(each.finished for each in groups.values())
    listed = "\n".join(lines)
    return wording.say("connect-read" if over else "connect-reading", listed=listed)


def _line(group: ReadBack, wording: Wording) -> str:
    title = _title(group.title)
    if group.finished:
        return wording.say("connect-read-line", group=title, count=group.messages)
    full = round(min(1.0, max(0.0, group.share)) * _CELLS)
    bar = "▰" * full + "▱" * (_CELLS - full)
    return wording.say("connect-reading-line", group=title, bar=bar, count=group.messages)


def _pick(picking: Picking, chat: Chat) -> InlineKeyboardButton:
    mark = "☑" if chat.telegram_id in picking.picked else "☐"
    return _button(picking, f"{mark} {_title(chat.title)}", OnPick.TOGGLE, chat.telegram_id)


def _turning(picking: Picking) -> list[InlineKeyboardButton]:
    page, last = picking.page, picking.pages - 1
    here = f"{page + 1} / {picking.pages}"
    return [
        _button(picking, "‹", OnPick.PAGE, max(0, page - 1)),
        _button(picking, here, OnPick.PAGE, page),
        _button(picking, "›", OnPick.PAGE, min(last, page + 1)),
    ]


def _button(picking: Picking, text: str, action: OnPick, value: int = 0) -> InlineKeyboardButton:
    data = PickButton(form=picking.form, action=action, value=value)
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _title(title: str) -> str:
    return shorten(harmless(title), _TITLE) or "—"
