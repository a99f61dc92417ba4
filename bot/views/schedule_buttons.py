"""What the buttons of schedules carry.

Each names the person for whom it was made, so that in a group nobody else's press counts; and
what it says is looked up for whoever pressed, as anybody can send any bytes.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from pipeline.groups.models import ConnectedGroup, PersonId


class OnSchedules(StrEnum):
    OPEN = "list"
    NEW = "new"
    CHANGE = "edit"
    PAUSE = "hush"
    RESUME = "wake"
    REMOVE = "del"
    ZONE = "zone"
    """Its zone was assumed, and it is another."""
    ZONE_IS_RIGHT = "yes"


class ScheduleButton(CallbackData, prefix="s1"):
    action: OnSchedules
    person: int
    tenant: int
    group: int
    subscription: int = 0


class OnDraft(StrEnum):
    GROUP = "group"
    PAGE = "page"
    RHYTHM = "beat"
    SIZE = "size"
    AT = "at"
    DAY = "day"
    DAYS = "days"
    ZONE = "zone"
    QUIET = "quiet"
    TO = "to"
    SAVE = "save"
    CANCEL = "stop"


class DraftButton(CallbackData, prefix="sd1"):
    draft: str
    """The form that it belongs to; buttons of an earlier one do nothing."""
    action: OnDraft
    value: str = ""


def schedules_button(
    text: str,
    group: ConnectedGroup,
    person: PersonId,
    action: OnSchedules = OnSchedules.OPEN,
    subscription: int = 0,
) -> InlineKeyboardButton:
    """A button that opens a group's schedules, or does something with one; for any keyboard."""
    data = ScheduleButton(
        action=action,
        person=person,
        tenant=group.tenant,
        group=group.id,
        subscription=subscription,
    )
    return InlineKeyboardButton(text=text, callback_data=data.pack())
