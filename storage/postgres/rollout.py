"""Rollouts by the functions of the database, which hold to the transition table themselves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg

from pipeline.rollout.gates import Reading
from pipeline.rollout.models import (
    STAGES,
    Answer,
    Entry,
    Feature,
    Outcome,
    Proposal,
    Refusal,
    State,
    Terms,
    Wish,
)
from storage.postgres.connection import USUAL, Patience, Pool
from storage.postgres.errors import NotFoundError, translated
from storage.postgres.listening import Ear
from storage.postgres.rollout_rows import to_entry, to_proposal, to_reading, to_state

CHANNEL = "alfred_rollout"

_STATES = "SELECT * FROM rollout_state()"
_STATE = "SELECT * FROM rollout_state($1)"
_GATES = "SELECT * FROM rollout_gates($1)"
_ASK = "SELECT * FROM rollout_ask($1, $2, $3, $4, $5, $6)"
_APPROVE = "SELECT * FROM rollout_approve($1, $2)"
_PROPOSALS = "SELECT * FROM rollout_open_proposals($1)"
_HISTORY = "SELECT * FROM rollout_history($1, $2)"
_ALLOW = "SELECT rollout_allow($1, $2, $3, $4, $5)"
_CONFIGURE = "SELECT rollout_configure($1, $2, $3)"

_DWELLING = STAGES[1:-1]


class RolloutDesk:
    """The ports ``RolloutStates`` and ``Rollouts``."""

    def __init__(self, pool: Pool, patience: Patience = USUAL) -> None:
        self._pool = pool
        self._patience = patience

    async def states(self) -> Sequence[State]:
        with translated():
            rows = await self._pool.fetch(_STATES)
        return [to_state(row) for row in rows if row["feature"] in frozenset(Feature)]

    @asynccontextmanager
    async def changes(self) -> AsyncIterator[AsyncIterator[object]]:
        """See the port.

        Raises:
            DatabaseUnavailableError: No server answers at the start; later it is waited for.
        """
        ear = Ear(self._pool, CHANNEL, str, self._patience, after_loss="")
        async with ear.open():
            yield ear

    async def state(self, feature: Feature) -> State:
        return to_state(await self._row(_STATE, feature))

    async def terms(self, feature: Feature) -> Terms:
        row = await self._row(_STATE, feature)
        return Terms(dict(zip(_DWELLING, row["dwell"], strict=True)), row["approvals"])

    async def gates(self, feature: Feature) -> Sequence[Reading]:
        with translated():
            rows = await self._pool.fetch(_GATES, feature)
        return [to_reading(row) for row in rows]

    async def ask(self, wish: Wish) -> Answer:
        return _answer(
            await self._row(
                _ASK, wish.feature, wish.act, wish.version, wish.target, wish.note, wish.owner
            )
        )

    async def approve(self, proposal: int, owner: str) -> Answer:
        """See the port.

        Raises:
            NotFoundError: There was never such a proposal.
        """
        try:
            return _answer(await self._row(_APPROVE, proposal, owner))
        except asyncpg.InvalidParameterValueError:
            raise NotFoundError(f"nothing with the number {proposal} waits for approval") from None

    async def proposals(self, feature: Feature) -> Sequence[Proposal]:
        with translated():
            rows = await self._pool.fetch(_PROPOSALS, feature)
        return [to_proposal(row) for row in rows]

    async def history(self, feature: Feature, *, limit: int) -> Sequence[Entry]:
        with translated():
            rows = await self._pool.fetch(_HISTORY, feature, limit)
        return [to_entry(row) for row in rows]

    async def allow(
        self, feature: Feature, subject: int, *, allowed: bool, owner: str, note: str = ""
    ) -> bool:
        with translated():
            changed: bool = await self._pool.fetchval(
                _ALLOW, feature, subject, allowed, note, owner
            )
        return changed

    async def configure(self, terms: Terms, owner: str) -> None:
        dwell = [terms.dwell.get(stage, timedelta()) for stage in _DWELLING]
        with translated():
            await self._pool.execute(_CONFIGURE, terms.approvals, dwell, owner)

    async def _row(self, query: str, *arguments: object) -> asyncpg.Record:
        with translated():
            row = await self._pool.fetchrow(query, *arguments)
        if row is None:
            raise NotFoundError(f"the database knows no feature {arguments[0]}")
        return row


def _answer(row: asyncpg.Record) -> Answer:
    refusal = None if row["refusal"] is None else Refusal(row["refusal"])
    return Answer(
        outcome=Outcome(row["outcome"]),
        state=to_state(row),
        refusal=refusal,
        proposal=row["proposal"],
        ready_at=row["ready_at"] if refusal is Refusal.DWELL else None,
    )
