"""The buttons under each page of the form in which a schedule is put together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from itertools import islice
from types import MappingProxyType
from typing import Final

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.schedule import (
    Place,
    capital,
    clock_words,
    day_word,
    place_words,
    quiet_words,
    told_words,
)
from bot.views.schedule_buttons import DraftButton, OnDraft, OnSchedules, schedules_button
from bot.views.schedule_draft import Draft, Page, ZoneFrom
from bot.views.schedule_list import group_name
from bot.views.schedule_pages import Circumstances
from bot.views.schedule_zones import likely_zones, zone_name
from pipeline.delivery.models import Destination, Via
from pipeline.digest.ports import Wording
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.schedules.models import (
    EVERY_DAY,
    WORKDAYS,
    QuietHours,
    Rhythm,
    SubscriptionId,
    Weekday,
)
from pipeline.windows.models import WindowSize

TIMES: Final = (time(8), time(9), time(10), time(18))
QUIETS: Final = (QuietHours(time(22), time(8)), QuietHours(time(23), time(7)))
NO_QUIET: Final = "none"
TO_ME, TO_GROUP, TO_CHANNEL, TO_WEBHOOK = "me", "group", "channel", "hook"
MOST_GROUPS: Final = 30
"""Groups to choose from; further ones are named in the command."""

Row = list[InlineKeyboardButton]


def page_keyboard(draft: Draft, around: Circumstances, wording: Wording) -> InlineKeyboardMarkup:
    rows = _PAGES[draft.page](_Form(draft, around, wording))
    return InlineKeyboardMarkup(inline_keyboard=rows)


def saved_keyboard(
    draft: Draft,
    group: ConnectedGroup,
    person: Person,
    number: SubscriptionId,
    wording: Wording,
) -> InlineKeyboardMarkup:
    """Under a schedule that was just written."""
    zone = zone_name(draft.timetable.zone, wording)

    def button(name: str, action: OnSchedules) -> InlineKeyboardButton:
        text = wording.say(f"schedule-button-{name}", zone=zone)
        return schedules_button(text, group, person.id, action, number)

    rows = [[button("correct", OnSchedules.CHANGE), button("all", OnSchedules.OPEN)]]
    if draft.zone_from is ZoneFrom.GUESS:
        right = button("zone-right", OnSchedules.ZONE_IS_RIGHT)
        rows.insert(0, [right, button("zone-other", OnSchedules.ZONE)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


@dataclass(frozen=True, slots=True)
class _Form:
    draft: Draft
    around: Circumstances
    wording: Wording

    def button(self, text: str, action: OnDraft, value: str = "") -> InlineKeyboardButton:
        data = DraftButton(draft=self.draft.id, action=action, value=value)
        return InlineKeyboardButton(text=capital(text), callback_data=data.pack())

    def named(self, name: str, action: OnDraft, value: str = "") -> InlineKeyboardButton:
        return self.button(self.wording.say(f"schedule-button-{name}"), action, value)

    def marked(self, text: str, chosen: bool) -> str:
        return f"✓ {text}" if chosen else text

    @property
    def bottom(self) -> Row:
        """The way back to the card, once there is one."""
        cancel = self.named("cancel", OnDraft.CANCEL)
        if not self.draft.is_ready:
            return [cancel]
        return [self.named("back", OnDraft.PAGE, Page.CARD), cancel]


def _group(form: _Form) -> list[Row]:
    rows = [
        [form.button(group_name(group), OnDraft.GROUP, f"{group.tenant}-{group.id}")]
        for group in form.around.groups[:MOST_GROUPS]
    ]
    return [*rows, [form.named("cancel", OnDraft.CANCEL)]]


def _rhythm(form: _Form) -> list[Row]:
    windows = [
        form.button(
            form.wording.say("schedule-windows", hours=int(size)), OnDraft.RHYTHM, f"{size:d}"
        )
        for size in WindowSize
    ]
    daily = form.named("daily", OnDraft.RHYTHM, Rhythm.DAILY)
    return [[daily], *_rows(windows, 2), form.bottom]


def _size(form: _Form) -> list[Row]:
    sizes = [
        form.button(told_words(size, form.wording), OnDraft.SIZE, f"{size:d}")
        for size in WindowSize
    ]
    return [*_rows(sizes, 2), form.bottom]


def _time(form: _Form) -> list[Row]:
    times = [form.button(clock_words(at), OnDraft.AT, f"{at:%H%M}") for at in TIMES]
    return [times, form.bottom]


def _days(form: _Form) -> list[Row]:
    chosen = form.draft.timetable.weekdays
    days = [
        form.button(
            form.marked(day_word(day, form.wording), day in chosen), OnDraft.DAY, f"{day:d}"
        )
        for day in Weekday
    ]
    groups = [
        form.button(form.wording.say(f"schedule-days-{name}"), OnDraft.DAYS, _numbers(these))
        for name, these in (("workdays", WORKDAYS), ("every", EVERY_DAY))
    ]
    return [*_rows(days, 4), groups, form.bottom]


def _zone(form: _Form) -> list[Row]:
    around = form.around
    zones = likely_zones(around.code, form.draft.timetable.zone, around.zone)
    buttons = [form.button(zone_name(zone, form.wording), OnDraft.ZONE, zone) for zone in zones]
    return [*_rows(buttons, 2), form.bottom]


def _quiet(form: _Form) -> list[Row]:
    buttons = [
        form.button(quiet_words(each), OnDraft.QUIET, f"{each.start:%H%M}{each.end:%H%M}")
        for each in QUIETS
    ]
    return [buttons, [form.named("no-quiet", OnDraft.QUIET, NO_QUIET)], form.bottom]


def _place_page(form: _Form) -> list[Row]:
    around = form.around
    rows: list[Row] = []
    private = Destination(Via.CHAT, around.person.id)
    rows.append([form.button(_words(form, private), OnDraft.TO, TO_ME)])
    if around.may_publish and around.group is not None:
        group = Destination(Via.CHAT, around.group.chat.telegram_id)
        rows.append([form.button(_words(form, group), OnDraft.TO, TO_GROUP)])
        rows.append([form.named("channel", OnDraft.TO, TO_CHANNEL)])
    for each in around.webhooks:
        hook = Destination(Via.WEBHOOK, each.id)
        rows.append(
            [form.button(_words(form, hook, each.url), OnDraft.TO, f"{TO_WEBHOOK}{each.id}")]
        )
    return [*rows, form.bottom]


def _channel(form: _Form) -> list[Row]:
    return [form.bottom]


def _card(form: _Form) -> list[Row]:
    timetable = form.draft.timetable
    daily = timetable.rhythm is Rhythm.DAILY
    pages = [Page.RHYTHM, *((Page.TIME, Page.SIZE) if daily else ())]
    pages += [Page.DAYS, Page.ZONE, Page.QUIET, Page.PLACE]
    buttons = [form.named(f"page-{page.value}", OnDraft.PAGE, page) for page in pages]
    last = [form.named("save", OnDraft.SAVE), form.named("cancel", OnDraft.CANCEL)]
    return [*_rows(buttons, 2), last]


_PAGES: Final[Mapping[Page, Callable[[_Form], list[Row]]]] = MappingProxyType(
    {
        Page.GROUP: _group,
        Page.RHYTHM: _rhythm,
        Page.SIZE: _size,
        Page.TIME: _time,
        Page.DAYS: _days,
        Page.ZONE: _zone,
        Page.QUIET: _quiet,
        Page.PLACE: _place_page,
        Page.CHANNEL: _channel,
        Page.CARD: _card,
    }
)


def _words(form: _Form, destination: Destination, name: str = "") -> str:
    group = form.around.group
    chat = 0 if group is None else group.chat.telegram_id
    place = Place(destination, 0, form.around.person.id, chat, name)
    return place_words(place, form.wording)


def _rows(buttons: Iterable[InlineKeyboardButton], width: int) -> list[Row]:
    left = iter(buttons)
    return list(iter(lambda: list(islice(left, width)), []))


def _numbers(days: frozenset[Weekday]) -> str:
    return "".join(f"{day:d}" for day in sorted(days))
