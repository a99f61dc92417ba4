"""When a group's digest is pushed, and where to."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import IntEnum, StrEnum
from typing import NewType

from pipeline.delivery.models import Destination
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.windows.models import Span, WindowSize

SubscriptionId = NewType("SubscriptionId", int)


class Weekday(IntEnum):
    """As Python and ISO 8601 count, from Monday; crontab counts from Sunday."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


EVERY_DAY = frozenset(Weekday)
WORKDAYS = frozenset(day for day in Weekday if day <= Weekday.FRIDAY)


class Rhythm(StrEnum):
    WINDOWS = "windows"
    """At the end of each window of the grid (see ``pipeline.windows``)."""
    DAILY = "daily"
    """Once a day at a time of the clock, telling the hours before it."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of the clock to another, over midnight if the end is not the later one."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Timetable:
    rhythm: Rhythm
    size: WindowSize
    zone: str
    """IANA name, by whose clock days, times and quiet hours are meant."""
    at: time | None = None
    """For ``DAILY``: to the minute."""
    weekdays: frozenset[Weekday] = EVERY_DAY
    """Of the day on which the push falls due."""
    quiet: QuietHours | None = None
    """A push that falls due in them comes at their end, if the day's last one before it, once."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One push that a timetable asks for."""

    key: str
    """Local date and time that it is meant for: the same after a clock was changed or set back."""
    due_at: datetime
    span: Span


@dataclass(frozen=True, slots=True)
class NewSubscription:
    group_id: GroupId
    person: PersonId
    """Whose schedule it is."""
    destination: Destination
    language: Language
    timetable: Timetable


@dataclass(frozen=True, slots=True)
class Subscription:
    id: SubscriptionId
    tenant: TenantId
    group_id: GroupId
    person: PersonId
    destination: Destination
    language: Language
    timetable: Timetable
    enabled: bool
    next_due_at: datetime
    """When the next slot falls due; all before it were decided upon."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done about a subscription at a moment."""

    push: tuple[Slot, ...]
    missed: tuple[Slot, ...]
    """Fell due while nobody was there, longer ago than the grace: reported, not pushed."""
    next_due_at: datetime
