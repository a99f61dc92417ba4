"""An alarm as operators see it: what it is, since when, what to do, and who takes care of it."""

from datetime import UTC, datetime
from typing import Final

from bot.buttons.alerts import AcknowledgeButton
from bot.views.legible import shorten
from bot.views.period import clock
from bot.views.screen import Screen, button
from pipeline.digest.ports import Wording
from pipeline.operators.alerts import Acknowledgement, Alarm, Alert

_MOST: Final = 8
"""Lines of alerts: more would be no message that anybody reads at night."""
_LINE: Final = 120
_SUMMARY: Final = 300
_RUNBOOK: Final = 200
"""Together they stay below the 4 096 UTF-16 units of a message, whatever the characters."""


def alarm_screen(alarm: Alarm, wording: Wording) -> Screen:
    first = alarm.alerts[0]
    body = "\n\n".join(part for part in _parts(alarm, first, wording) if part)
    if alarm.over or alarm.acknowledged is not None:
        return Screen(body, _title(alarm, first, wording))
    taking = button(wording.say("alert-button-take"), AcknowledgeButton(alarm=alarm.number))
    return Screen(body, _title(alarm, first, wording), [[taking]])


def _title(alarm: Alarm, first: Alert, wording: Wording) -> str:
    return wording.say(
        "alert-title",
        state="over" if alarm.over else "fires",
        severity=first.severity or "?",
        name=first.name,
    )


def _parts(alarm: Alarm, first: Alert, wording: Wording) -> list[str]:
    known = wording.say("alert-what", name=first.name)
    return [
        # Rules that are not ours speak for themselves.
        known if known != "?" else shorten(first.summary, _SUMMARY),
        "\n".join(_lines(alarm, wording)),
        _runbook(first, wording) if first.runbook else "",
        _taken(alarm.acknowledged, wording) if alarm.acknowledged is not None else "",
        wording.say("alert-again") if alarm.doubtful else "",
    ]


def _lines(alarm: Alarm, wording: Wording) -> list[str]:
    lines = [_line(alert, wording) for alert in alarm.alerts[:_MOST]]
    rest = len(alarm.alerts) - len(lines) + alarm.left_out
    return [*lines, wording.say("alert-rest", count=rest)] if rest else lines


def _line(alert: Alert, wording: Wording) -> str:
    what = shorten(": ".join(part for part in (alert.about, alert.value) if part), _LINE)
    since = _moment(alert.started_at, wording)
    if alert.ended_at is None:
        return wording.say("alert-line", what=what or "none", since=since)
    until = _moment(alert.ended_at, wording)
    return wording.say("alert-line-over", what=what or "none", since=since, until=until)


def _runbook(alert: Alert, wording: Wording) -> str:
    return wording.say("alert-runbook", runbook=shorten(alert.runbook, _RUNBOOK))


def _taken(by: Acknowledgement, wording: Wording) -> str:
    return wording.say("alert-taken", name=by.name, when=_moment(by.at, wording))


def _moment(moment: datetime, wording: Wording) -> str:
    """In UTC, as in graphs and logs: operators may sit anywhere."""
    utc = moment.astimezone(UTC)
    date = wording.say("digest-date", day=utc.day, month=utc.month, weekday=utc.isoweekday())
    return f"{date}, {clock(utc)}"
