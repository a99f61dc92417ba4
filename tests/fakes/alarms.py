from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pipeline.operators.alerts import (
    Acknowledgement,
    Alarm,
    AlarmNumber,
    AlertGroup,
    Place,
    still_holds,
)

_LOST_AFTER = timedelta(days=1)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Row:
    key: bytes
    alarm: Alarm
    heard_at: datetime
    told_version: int = 0


class MemoryAlarms:
    """The port ``Alarms``."""

    def __init__(self, now: Callable[[], datetime] = _now) -> None:
        self._now = now
        self._rows: list[_Row] = []

    async def report(self, group: AlertGroup) -> bool:
        row = self._open(group.key)
        if row is not None and row.heard_at < self._now() - _LOST_AFTER:
            row.alarm, row = replace(row.alarm, over=True), None
        if row is None:
            if group.fires:
                self._add(group)
            return group.fires
        row.heard_at, before = self._now(), row.alarm
        if (before.alerts, before.left_out) == (group.alerts, group.left_out):
            return False
        holds = still_holds(before.alerts, group.alerts)
        row.alarm = replace(
            before,
            alerts=group.alerts,
            left_out=group.left_out,
            version=before.version + 1,
            over=not group.fires,
            acknowledged=before.acknowledged if holds else None,
        )
        return True

    async def untold(self, limit: int = 20) -> Sequence[Alarm]:
        return [row.alarm for row in self._rows if row.told_version < row.alarm.version][:limit]

    async def leaves(self, alarm: Alarm) -> None:
        self._change(alarm.number, doubtful=True)

    async def told(self, alarm: Alarm, place: Place) -> None:
        self._row(alarm.number).told_version = alarm.version
        self._change(alarm.number, place=place, doubtful=False)

    async def failed(self, alarm: Alarm) -> None:
        self._change(alarm.number, doubtful=alarm.doubtful)

    async def acknowledge(self, number: AlarmNumber, by: Acknowledgement) -> Alarm | None:
        open_rows = (
            row for row in self._rows if row.alarm.number == number and not row.alarm.over
        )
        row = next(open_rows, None)
        if row is None:
            return None
        if row.alarm.acknowledged is None:
            self._change(number, acknowledged=by, version=row.alarm.version + 1)
        return row.alarm

    def all(self) -> list[Alarm]:
        return [row.alarm for row in self._rows]

    def _add(self, group: AlertGroup) -> None:
        number = AlarmNumber(len(self._rows) + 1)
        alarm = Alarm(number, group.alerts, group.left_out, None, version=1, place=None)
        self._rows.append(_Row(group.key, alarm, self._now()))

    def _open(self, key: bytes) -> _Row | None:
        rows = (row for row in self._rows if row.key == key and not row.alarm.over)
        return next(rows, None)

    def _row(self, number: AlarmNumber) -> _Row:
        return self._rows[number - 1]

    def _change(self, number: AlarmNumber, **fields: object) -> None:
        row = self._row(number)
        row.alarm = replace(row.alarm, **fields)  # type: ignore[arg-type]  # the dataclass's own
