"""Rows of the rollout's functions, read."""

from datetime import timedelta
from typing import Any

import asyncpg
import orjson
from pydantic import TypeAdapter

from pipeline.rollout.gates import Bound, Decision, Gate, GateClass, Measured, Reading
from pipeline.rollout.models import Act, Entry, Feature, Proposal, Stage, State, Wish

_INTERVAL = TypeAdapter(timedelta)


def to_state(row: asyncpg.Record) -> State:
    return State(
        feature=Feature(row["feature"]),
        stage=Stage(row["stage"]),
        version=row["version"],
        since=row["since"],
        killed=row["killed"],
        held=row["held"],
        allowed=frozenset(row["allowed"]),
    )


def to_proposal(row: asyncpg.Record) -> Proposal:
    return Proposal(
        id=row["id"],
        wish=Wish(
            feature=Feature(row["feature"]),
            act=Act(row["act"]),
            version=row["version"],
            owner=row["owner"],
            note=row["note"],
        ),
        asked_at=row["asked_at"],
        expires_at=row["expires_at"],
    )


def to_entry(row: asyncpg.Record) -> Entry:
    return Entry(
        id=row["id"],
        feature=Feature(row["feature"]),
        at=row["at"],
        act=row["act"],
        before=Stage(row["from_stage"]),
        after=Stage(row["to_stage"]),
        killed=row["killed"],
        held=row["held"],
        version=row["version"],
        decision=Decision(row["decision"]),
        gates=tuple(_written(gate) for gate in orjson.loads(row["gates"]) if "gate" in gate),
        owner=row["owner"],
        approver=row["approver"],
        note=row["note"],
    )


def to_reading(row: asyncpg.Record | dict[str, Any]) -> Reading:
    return Reading(
        Gate(
            name=row["gate"],
            gate_class=GateClass(row["class"]),
            bound=Bound(row["bound"]),
            threshold=row["threshold"],
            fewest=row["fewest"],
            oldest=row["oldest"],
        ),
        Measured(value=row["value"], samples=row["samples"], age=row["age"]),
    )


def _written(gate: dict[str, Any]) -> Reading:
    """A reading as the journal holds it, where lengths of time are text."""
    ages = {key: None if gate[key] is None else _seconds(gate[key]) for key in ("age", "oldest")}
    return to_reading({**gate, **ages})


def _seconds(written: str) -> timedelta:
    """A time that PostgreSQL wrote, as ``00:15:00.25`` or ``1 day 02:00:00``."""
    return _INTERVAL.validate_python(written)
