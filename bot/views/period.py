"""When a window was, in words: «18 февраля, ср, 00:00–24:00», "Wed 18 Feb, 00:00–24:00"."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.views.report import Report
from pipeline.digest.ports import Wording
from pipeline.windows.models import Span


def period(span: Span, zone: ZoneInfo, wording: Wording) -> str:
    """Tell the span in the group's time; its year and zone are told once, by ``days``."""
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    if _ends_with_its_day(start, end):
        until = "24:00" if end.date() > start.date() else clock(end)
        date = _date(start, wording)
        return wording.say("digest-period", date=date, since=clock(start), until=until)
    return wording.say(
        "digest-period-over-days",
        first=_date(start, wording),
        since=clock(start),
        last=_date(end, wording),
        until=clock(end),
    )


def days(spans: Sequence[Span], zone: ZoneInfo, wording: Wording) -> str:
    """Tell the days, with the year, that the spans reach from first to last."""
    first = min(span.start for span in spans).astimezone(zone)
    # A window ends before the midnight that closes it.
    last = max(span.end for span in spans).astimezone(zone) - timedelta(microseconds=1)
    until = _day(last, wording, year=True)
    if first.date() == last.date():
        return until
    if (first.year, first.month) == (last.year, last.month):
        return wording.say("digest-days-of-month", first=first.day, last=until)
    since = _day(first, wording, year=first.year != last.year)
    return wording.say("digest-days", since=since, until=until)


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def zone_of(report: Report) -> ZoneInfo:
    return ZoneInfo(report.group.time_zone)


def _ends_with_its_day(start: datetime, end: datetime) -> bool:
    midnight = end.time() == time.min and end.date() - start.date() == timedelta(days=1)
    return midnight or end.date() == start.date()


def _date(moment: datetime, wording: Wording) -> str:
    return wording.say(
        "digest-date", day=moment.day, month=moment.month, weekday=moment.isoweekday()
    )


def _day(moment: datetime, wording: Wording, *, year: bool) -> str:
    return wording.say(
        "digest-day-and-year" if year else "digest-day",
        day=moment.day,
        month=moment.month,
        year=str(moment.year),
    )
