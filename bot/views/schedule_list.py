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


@dataclass(frozen=True, slots=True)
class Schedules:
    """Those that a person has of a group, as they are to be shown somewhere."""

    group: ConnectedGroup
    listed: Sequence[Listed]
    zone: str
    """By whose clock moments are told."""
    now: datetime
    digests_on: bool = True
    """If they are off none is arranged, and what stands is silent."""


def list_text(schedules: Schedules, wording: Wording) -> str:
    name = group_name(schedules.group)
    lines = [
        f"{number}. {_line(each, schedules, wording)}"
        for number, each in enumerate(schedules.listed, start=1)
    ]
    told = wording.say("schedule-list", group=name, listed="\n".join(lines))
    if schedules.digests_on:
        return told if lines else wording.say("schedule-list-empty", group=name)
    off = wording.say("order-switched-off")
    return f"{told}\n\n{off}" if lines else off


def list_keyboard(
    schedules: Schedules, person: Person, wording: Wording
) -> InlineKeyboardMarkup | None:
    group = schedules.group
    rows = [
        [
            _button(group, person, wording, action, each.subscription, number)
            for action in _actions(each.subscription, digests_on=schedules.digests_on)
        ]
        for number, each in enumerate(schedules.listed, start=1)
    ]
    if schedules.digests_on:
        new = wording.say("schedule-button-new")
        rows.append([schedules_button(new, group, person.id, OnSchedules.NEW)])
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _line(listed: Listed, schedules: Schedules, wording: Wording) -> str:
    subscription = listed.subscription
    told = sentence(subscription.timetable, listed.place, wording)
    if not subscription.enabled:
        return wording.say("schedule-line-paused", schedule=told)
    if not schedules.digests_on:
        return told
    # Due but not yet taken up: it comes any moment.
    due = max(subscription.next_due_at, schedules.now)
    when = moment_words(due, schedules.now, ZoneInfo(schedules.zone), wording)
    return wording.say("schedule-line", schedule=told, when=when)


def _actions(subscription: Subscription, *, digests_on: bool) -> Sequence[OnSchedules]:
    if digests_on:
        switch = OnSchedules.PAUSE if subscription.enabled else OnSchedules.RESUME
        return OnSchedules.CHANGE, switch, OnSchedules.REMOVE
    pause = (OnSchedules.PAUSE,) if subscription.enabled else ()
    return *pause, OnSchedules.REMOVE


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
