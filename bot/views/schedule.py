"""A schedule in one sentence, and when it comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal, assert_never
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.views.legible import harmless, shorten
from bot.views.schedule_zones import zone_name
from pipeline.delivery.models import Destination, Via
from pipeline.digest.ports import Wording
from pipeline.schedules.models import (
    EVERY_DAY,
    WORKDAYS,
    QuietHours,
    Rhythm,
    Slot,
    Timetable,
    Weekday,
)
from pipeline.windows.models import WindowSize

TITLE: int = 48
"""Characters of a chat's title that fit beside other words."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where digests go, as it is to be told in a chat."""

    destination: Destination
    here: int
    """The chat in which it is told."""
    person: int
    group: int
    """Telegram's id of the group that is told of."""
    name: str = ""
    """The channel's title, or the webhook's URL; empty if it is not known."""


def sentence(timetable: Timetable, place: Place, wording: Wording) -> str:
    """«По будням в 9:00, за сутки, сюда, тишина 23–7, Москва»."""
    parts = [rhythm_words(timetable, wording)]
    if timetable.rhythm is Rhythm.DAILY:
        parts.append(told_words(timetable.size, wording))
    parts.append(place_words(place, wording))
    if timetable.quiet is not None:
        parts.append(wording.say("schedule-quiet", hours=quiet_words(timetable.quiet)))
    parts.append(zone_name(timetable.zone, wording))
    return capital(", ".join(parts))


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def rhythm_words(timetable: Timetable, wording: Wording) -> str:
    days = days_words(timetable.weekdays, wording)
    match timetable.rhythm:
        case Rhythm.DAILY:
            if timetable.at is None:
                return days
            return wording.say("schedule-daily", days=days, time=clock_words(timetable.at))
        case Rhythm.WINDOWS:
            windows = wording.say("schedule-windows", hours=int(timetable.size))
            return windows if timetable.weekdays == EVERY_DAY else f"{windows}, {days}"
        case never:
            assert_never(never)


def told_words(size: WindowSize, wording: Wording) -> str:
    return wording.say("schedule-told", hours=int(size))


def days_words(weekdays: frozenset[Weekday], wording: Wording) -> str:
    for days, name in (
        (EVERY_DAY, "every"),
        (WORKDAYS, "workdays"),
        (EVERY_DAY - WORKDAYS, "weekend"),
    ):
        if weekdays == days:
            return wording.say(f"schedule-days-{name}")
    names = [day_word(day, wording) for day in sorted(weekdays)]
    return wording.say("schedule-days-some", days=", ".join(names))


def day_word(day: Weekday, wording: Wording) -> str:
    """Two or three letters of it."""
    return wording.say("schedule-day", day=day + 1)


def place_words(place: Place, wording: Wording) -> str:
    destination = place.destination
    if destination.via is Via.WEBHOOK:
        host = urlsplit(place.name).hostname or "—"
        return wording.say("schedule-to-webhook", host=shorten(harmless(host), TITLE))
    if destination.chat_id == place.here:
        return wording.say("schedule-to-here")
    if destination.chat_id == place.person:
        return wording.say("schedule-to-private")
    if destination.chat_id == place.group:
        return wording.say("schedule-to-group")
    return wording.say("schedule-to-channel", title=shorten(harmless(place.name), TITLE) or "—")


def quiet_words(quiet: QuietHours) -> str:
    """``23–7``, or ``23:30–7:00``."""
    whole = quiet.start.minute == quiet.end.minute == 0
    ends = (quiet.start, quiet.end)
    return "–".join(str(end.hour) if whole else clock_words(end) for end in ends)


def clock_words(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def moment_words(moment: datetime, now: datetime, zone: ZoneInfo, wording: Wording) -> str:
    """«сегодня в 18:00», «завтра в 9:00», «25 ноября, ср, в 9:00», by the zone's clock."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    at = clock_words(local.time())
    if local.date() == today:
        return wording.say("schedule-when-today", time=at)
    if local.date() == today + timedelta(days=1):
        return wording.say("schedule-when-tomorrow", time=at)
    date = wording.say("digest-date", day=local.day, month=local.month, weekday=local.isoweekday())
    return wording.say("schedule-when-later", date=date, time=at)


def upcoming_words(
    slots: Sequence[Slot],
    now: datetime,
    zone: str,
    here: str,
    wording: Wording,
    *,
    whose: Literal["own", "group"] = "own",
) -> str:
    """The next pushes, a line each, by the clock of where it is told; it is named if another."""
    lines = [moment_words(slot.due_at, now, ZoneInfo(here), wording) for slot in slots]
    listed = "\n".join(f"• {line}" for line in lines)
    if zone == here:
        return wording.say("schedule-upcoming", listed=listed)
    named = zone_name(here, wording)
    return wording.say(f"schedule-upcoming-{whose}", listed=listed, zone=named)
