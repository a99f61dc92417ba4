"""Alarms of the monitoring: a row from the first alert of a group that fires to its last end."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import asyncpg
from pydantic import TypeAdapter

from pipeline.groups.models import PersonId
from pipeline.operators.alerts import (
    Acknowledgement,
    Alarm,
    AlarmNumber,
    Alert,
    AlertGroup,
    Place,
    still_holds,
)
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import translated

LOST_AFTER: Final = timedelta(days=1)
"""Alertmanager repeats what goes on every few hours, by its configuration."""
KEPT: Final = timedelta(days=30)
"""Of those that are over."""

_ALERTS: Final = TypeAdapter(tuple[Alert, ...])

# Reports are few: they take turns, so that none is lost between the end of an alarm and the next.
_TURN = "SELECT pg_advisory_xact_lock(hashtext('operator_alarms'))"
_LOSE = """
UPDATE operator_alarms SET closed_at = now()
WHERE group_key = $1 AND closed_at IS NULL AND heard_at < now() - $2::interval
"""
_OPEN = """
INSERT INTO operator_alarms (group_key, alerts, left_out) VALUES ($1, $2, $3)
ON CONFLICT (group_key) WHERE closed_at IS NULL DO NOTHING
RETURNING id
"""
_FORGET = "DELETE FROM operator_alarms WHERE closed_at < now() - $1::interval"
_KNOWN = """
SELECT id, alerts::text AS alerts, left_out FROM operator_alarms
WHERE group_key = $1 AND closed_at IS NULL FOR UPDATE
"""
_HEAR = "UPDATE operator_alarms SET heard_at = now() WHERE id = $1"
_CHANGE = """
UPDATE operator_alarms SET
    alerts = $2, left_out = $3, version = version + 1, heard_at = now(),
    closed_at = CASE WHEN $4 THEN NULL ELSE now() END,
    acknowledged_by = CASE WHEN $5 THEN acknowledged_by END,
    acknowledged_name = CASE WHEN $5 THEN acknowledged_name END,
    acknowledged_at = CASE WHEN $5 THEN acknowledged_at END
WHERE id = $1
"""

_COLUMNS = """
id, alerts::text AS alerts, left_out, acknowledged_by, acknowledged_name, acknowledged_at, version,
chat_id, message_id, doubtful, closed_at IS NOT NULL AS over
"""
_UNTOLD = f"""
SELECT {_COLUMNS} FROM operator_alarms WHERE told_version < version ORDER BY id LIMIT $1
"""  # noqa: S608  # the columns above
_LEAVES = "UPDATE operator_alarms SET doubtful = true WHERE id = $1"
_TOLD = """
UPDATE operator_alarms SET told_version = $2, chat_id = $3, message_id = $4, doubtful = false
WHERE id = $1
"""
_FAILED = "UPDATE operator_alarms SET doubtful = $2 WHERE id = $1"
_ACKNOWLEDGE = """
UPDATE operator_alarms SET
    acknowledged_by = $2, acknowledged_name = $3, acknowledged_at = $4, version = version + 1
WHERE id = $1 AND closed_at IS NULL AND acknowledged_by IS NULL
"""
_FIND = f"SELECT {_COLUMNS} FROM operator_alarms WHERE id = $1 AND closed_at IS NULL"  # noqa: S608


class OperatorAlarms:
    """The port ``Alarms``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def report(self, group: AlertGroup) -> bool:
        with translated():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(_TURN)
                await connection.execute(_LOSE, group.key, LOST_AFTER)
                if group.fires and await _opened(connection, group):
                    await connection.execute(_FORGET, KEPT)
                    return True
                known = await connection.fetchrow(_KNOWN, group.key)
                return known is not None and await _changed(connection, known, group)

    async def untold(self, limit: int = 20) -> Sequence[Alarm]:
        with translated():
            rows = await self._pool.fetch(_UNTOLD, limit)
        return [_alarm(row) for row in rows]

    async def leaves(self, alarm: Alarm) -> None:
        with translated():
            await self._pool.execute(_LEAVES, alarm.number)

    async def told(self, alarm: Alarm, place: Place) -> None:
        with translated():
            await self._pool.execute(_TOLD, alarm.number, alarm.version, place.chat, place.message)

    async def failed(self, alarm: Alarm) -> None:
        with translated():
            await self._pool.execute(_FAILED, alarm.number, alarm.doubtful)

    async def acknowledge(self, number: AlarmNumber, by: Acknowledgement) -> Alarm | None:
        with translated():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(_ACKNOWLEDGE, number, by.person, by.name, by.at)
                row = await connection.fetchrow(_FIND, number)
        return None if row is None else _alarm(row)


async def _opened(connection: Connection, group: AlertGroup) -> bool:
    """Whether it is a new alarm: of one that there is already, nothing is changed."""
    alerts = _ALERTS.dump_json(group.alerts).decode()
    return bool(await connection.fetchval(_OPEN, group.key, alerts, group.left_out))


async def _changed(connection: Connection, known: asyncpg.Record, group: AlertGroup) -> bool:
    before = _ALERTS.validate_json(known["alerts"])
    if (before, known["left_out"]) == (group.alerts, group.left_out):
        await connection.execute(_HEAR, known["id"])
        return False
    await connection.execute(
        _CHANGE,
        known["id"],
        _ALERTS.dump_json(group.alerts).decode(),
        group.left_out,
        group.fires,
        still_holds(before, group.alerts),
    )
    return True


def _alarm(row: asyncpg.Record) -> Alarm:
    by, at = row["acknowledged_by"], row["acknowledged_at"]
    chat, message = row["chat_id"], row["message_id"]
    return Alarm(
        number=AlarmNumber(row["id"]),
        alerts=_ALERTS.validate_json(row["alerts"]),
        left_out=row["left_out"],
        acknowledged=(
            None if by is None else Acknowledgement(PersonId(by), row["acknowledged_name"], at)
        ),
        version=row["version"],
        place=None if chat is None else Place(chat, message),
        doubtful=row["doubtful"],
        over=row["over"],
    )
