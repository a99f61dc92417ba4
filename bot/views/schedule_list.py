"""A person's schedules of a group, and what can be done with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.legible import harmless, shorten
from bot.views.schedule import TITLE, Place, moment_words, sentence
from bot.views.schedule_buttons import OnSchedules, schedules_button
from pipeline.digest.ports import Wording
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.schedules.models import Subscription


@dataclass(frozen=True, slots=True)
class Listed:
    subscription: Subscription
    place: Place


def group_name(group: ConnectedGroup) -> str:
    return shorten(harmless(group.chat.title), TITLE) or "—"


def list_text(
    group: ConnectedGroup,
    person: Person,
    schedules: Sequence[Listed],
    now: datetime,
    wording: Wording,
) -> str:
    if not schedules:
        return wording.say("schedule-list-empty", group=group_name(group))
    lines = [
        f"{number}. {_line(each, person, now, wording)}"
        for number, each in enumerate(schedules, start=1)
    ]
    listed = "\n".join(lines)
    return wording.say("schedule-list", group=group_name(group), listed=listed)


def list_keyboard(
    group: ConnectedGroup, person: Person, schedules: Sequence[Listed], wording: Wording
) -> InlineKeyboardMarkup:
    rows = [
        [
            _button(group, person, wording, action, each.subscription, number)
            for action in _actions(each.subscription)
        ]
        for number, each in enumerate(schedules, start=1)
    ]
    new = wording.say("schedule-button-new")
    rows.append([schedules_button(new, group, person.id, OnSchedules.NEW)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _line(listed: Listed, person: Person, now: datetime, wording: Wording) -> str:
    subscription = listed.subscription
    told = sentence(subscription.timetable, listed.place, wording)
    if not subscription.enabled:
        return wording.say("schedule-line-paused", schedule=told)
    zone = ZoneInfo(person.time_zone)
    # Due but not yet taken up: it comes any moment.
    due = max(subscription.next_due_at, now)
    when = moment_words(due, now, zone, wording)
    return wording.say("schedule-line", schedule=told, when=when)


def _actions(subscription: Subscription) -> Sequence[OnSchedules]:
    switch = OnSchedules.PAUSE if subscription.enabled else OnSchedules.RESUME
    return OnSchedules.CHANGE, switch, OnSchedules.REMOVE


def _button(
    group: ConnectedGroup,
    person: Person,
    wording: Wording,
    action: OnSchedules,
    subscription: Subscription,
    number: int,
) -> InlineKeyboardButton:
    text = wording.say(f"schedule-button-{action.name.lower()}", number=str(number))
    return schedules_button(text, group, person.id, action, subscription.id)
