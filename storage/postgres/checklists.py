"""Checklists before a rollout's next step."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import asyncpg
from pydantic import TypeAdapter

from pipeline.rollout.checklist import LASTS, Check, Checklist, Question, Reply
from pipeline.rollout.models import Feature
from storage.postgres.connection import Pool
from storage.postgres.errors import translated

_CHECKS: Final = TypeAdapter(tuple[Check, ...])
_REPLIES: Final = TypeAdapter(tuple[Reply, ...])

_BEGIN = """
INSERT INTO gonogo (feature, owner, expires_at, checks)
VALUES ($1, $2, clock_timestamp() + $3::interval, $4)
RETURNING *
"""
_FIND = "SELECT * FROM gonogo WHERE id = $1"
_LAST = "SELECT * FROM gonogo WHERE feature = $1 ORDER BY id DESC LIMIT 1"
_OPEN = """
SELECT *, clock_timestamp() AS moment FROM gonogo
WHERE id = $1 AND version = $2 AND expires_at > clock_timestamp() FOR UPDATE
"""
_CHANGE = """
UPDATE gonogo SET version = $2, checks = $3, replies = $4, measured_at = $5, verdict = $6
WHERE id = $1
"""


class StoredChecklists:
    """The port ``Checklists``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def begin(self, feature: Feature, owner: str, checks: tuple[Check, ...]) -> Checklist:
        with translated():
            [row] = await self._pool.fetch(
                _BEGIN, feature, owner, LASTS, _CHECKS.dump_json(checks).decode()
            )
        return _checklist(row)

    async def answer(
        self, number: int, version: int, question: Question, owner: str, *, yes: bool
    ) -> Checklist | None:
        return await self._change(
            number,
            version,
            lambda known, moment: known.answered(Reply(question, yes, owner, moment)),
        )

    async def measure(
        self, number: int, version: int, checks: tuple[Check, ...]
    ) -> Checklist | None:
        return await self._change(
            number, version, lambda known, moment: known.measured(checks, moment)
        )

    async def find(self, number: int) -> Checklist | None:
        return await self._one(_FIND, number)

    async def last(self, feature: Feature) -> Checklist | None:
        return await self._one(_LAST, feature)

    async def _one(self, query: str, argument: object) -> Checklist | None:
        with translated():
            row = await self._pool.fetchrow(query, argument)
        return None if row is None else _checklist(row)

    async def _change(
        self, number: int, version: int, changed: Callable[[Checklist, datetime], Checklist]
    ) -> Checklist | None:
        with translated():
            async with self._pool.acquire() as connection, connection.transaction():
                row = await connection.fetchrow(_OPEN, number, version)
                if row is None:
                    return None
                after = changed(_checklist(row), row["moment"])
                await connection.execute(
                    _CHANGE,
                    number,
                    after.version,
                    _CHECKS.dump_json(after.checks).decode(),
                    _REPLIES.dump_json(after.replies).decode(),
                    after.measured_at,
                    after.verdict,
                )
        return after


def _checklist(row: asyncpg.Record) -> Checklist:
    return Checklist(
        id=row["id"],
        feature=Feature(row["feature"]),
        owner=row["owner"],
        asked_at=row["asked_at"],
        measured_at=row["measured_at"],
        expires_at=row["expires_at"],
        version=row["version"],
        checks=_CHECKS.validate_json(row["checks"]),
        replies=_REPLIES.validate_json(row["replies"]),
    )
