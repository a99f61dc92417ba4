"""A subscription as a row of ``subscriptions`` and back."""

from typing import Any

import asyncpg

from pipeline.delivery.models import Destination, Via
from pipeline.schedules.models import QuietHours, Rhythm, Subscription, Timetable, Weekday
from pipeline.windows.models import WindowSize


def timetable_columns(timetable: Timetable) -> tuple[Any, ...]:
    """rhythm, size_hours, at, weekdays, time_zone, quiet_start, quiet_end."""
    quiet = timetable.quiet
    return (
        timetable.rhythm.value,
        timetable.size.value,
        timetable.at,
        sorted(day.value for day in timetable.weekdays),
        timetable.zone,
        None if quiet is None else quiet.start,
        None if quiet is None else quiet.end,
    )


def to_subscription(row: asyncpg.Record) -> Subscription:
    return Subscription(
        id=row["id"],
        tenant=row["tenant_id"],
        group_id=row["group_id"],
        person=row["person_id"],
        destination=Destination(Via(row["via"]), row["chat_id"], row["thread_id"]),
        language=row["language"],
        timetable=_timetable(row),
        enabled=row["enabled"],
        next_due_at=row["next_due_at"],
    )


def _timetable(row: asyncpg.Record) -> Timetable:
    quiet = None
    if row["quiet_start"] is not None:
        quiet = QuietHours(row["quiet_start"], row["quiet_end"])
    return Timetable(
        rhythm=Rhythm(row["rhythm"]),
        size=WindowSize(row["size_hours"]),
        zone=row["time_zone"],
        at=row["at"],
        weekdays=frozenset(Weekday(day) for day in row["weekdays"]),
        quiet=quiet,
    )
