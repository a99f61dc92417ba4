"""Times and time zones as a person types them."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click


class Zone(click.ParamType[ZoneInfo]):
    """A time zone by its IANA name."""

    name = "zone"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> ZoneInfo:
        if isinstance(value, ZoneInfo):
            return value
        try:
            return ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            message = f"{value!r} is no time zone such as Europe/Moscow"
            raise click.BadParameter(message, ctx, param) from None


class Moment(click.ParamType[date]):
    """A date or a date-time in ISO 8601; without an offset it is meant in the chat's zone."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        for parse in (date.fromisoformat, datetime.fromisoformat):
            try:
                return parse(value)
            except ValueError:
                continue
        message = f"{value!r} is no time such as 2026-11-20 or 2026-11-20T09:30"
        raise click.BadParameter(message, ctx, param)


def at(moment: date, zone: ZoneInfo) -> datetime:
    """Return the moment in the zone; a date is its midnight."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
