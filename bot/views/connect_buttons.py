"""What the buttons of ``/connect`` carry.

They work in a private chat only, and name nobody: each is about whoever pressed it.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class OnConnect(StrEnum):
    START = "start"
    """Show a code; also after one that nobody scanned in time, and to connect anew."""
    CANCEL = "stop"
    STATUS = "show"
    """Answers as the command does."""
    GROUPS = "list"
    LEAVE = "leave"
    """Asks whether they are sure."""
    LEAVE_SURE = "out"
    KEEP = "keep"
    """They are not."""


class ConnectButton(CallbackData, prefix="c1"):
    action: OnConnect


class OnPick(StrEnum):
    TOGGLE = "pick"
    PAGE = "page"
    DONE = "done"


class PickButton(CallbackData, prefix="cg1"):
    form: str
    """The list that it belongs to; buttons of an earlier one do nothing."""
    action: OnPick
    value: int = 0
    """Telegram's id of a group, or the number of a page from 0."""
