"""Rows as steps of a timeline."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import asyncpg

from pipeline.tracing.timeline import Fact, Step

_OF_THE_SUBJECT: Final = frozenset(
    {"tenant_id", "group_id", "window_id", "digest_id", "run_id", "content_hash", "event_key"}
)
"""What all its steps have in common, or nobody reads."""


def event(row: Mapping[str, Any]) -> Step:
    facts = {
        name: _fact(value)
        for name, value in row["payload"].items()
        if name not in _OF_THE_SUBJECT and value not in (None, "")
    }
    _, again, attempt = str(row["payload"].get("run_id", "")).partition(".")
    if again:
        facts["attempt"] = int(attempt)
    return Step(row["recorded_at"], row["name"], facts, row["correlation"])


def entry(row: asyncpg.Record) -> Step:
    """What somebody said, by its number only."""
    answered = row["receipt_at"] and (row["receipt_at"] - row["accepted_at"]).total_seconds()
    facts = {
        "device": row["device"],
        "update": row["client_seq"],
        "receipt": row["kind"],
        "receipt_after": answered,
        "taken_up_again": row["attempts"] or None,
    }
    return Step(row["accepted_at"], "update.accepted", _known(facts), row["correlation"])


def order(row: asyncpg.Record) -> Step:
    facts = {
        "order_id": row["id"],
        "via": row["via"],
        "by": _by(row),
        "slot": row["slot"],
        "language": row["language"],
        "engine": row["engine"],
        "state": row["state"],
        "reason": row["reason"],
        "replays": row["replays"] or None,
    }
    return Step(row["created_at"], "order.placed", _known(facts), row["correlation"])


def call(row: asyncpg.Record) -> Step:
    facts = {
        "purpose": row["purpose"],
        "model": row["model"],
        "tier": row["tier"],
        "status": row["status"] or "not settled",
        "prompt_tokens": row["prompt_tokens"],
        "completion_tokens": row["completion_tokens"],
        "cached_tokens": row["cached_tokens"] or None,
        "seconds": row["seconds"] and round(row["seconds"], 3),
    }
    return Step(row["created_at"], "model.call", _known(facts))


def digest(row: asyncpg.Record) -> Step:
    """The decision, which is stored with the digest."""
    facts = {
        "digest_id": row["id"],
        "version": row["version"],
        "engine": row["engine"],
        "deliver": row["deliver"],
        "reasons": ", ".join(json.loads(row["reasons"] or "[]")) or None,
        "quality": round(row["quality_score"], 3),
        "verified": f"{row['statements_verified']}/{row['statements_total']}",
        "tokens": row["tokens"],
        "seconds": round(row["seconds"], 3),
        "delivery": row["delivery_status"],
    }
    return Step(row["created_at"], "digest.decided", _known(facts))


def chunk(row: asyncpg.Record) -> Step:
    sent = row["sent_at"] and (row["sent_at"] - row["claimed_at"]).total_seconds()
    facts = {
        "chunk": row["chunk"],
        "chat": row["chat"],
        "state": row["state"],
        "reference": row["reference"],
        "seconds": sent,
    }
    at = row["sent_at"] or row["claimed_at"]
    return Step(at, "delivery.chunk", _known(facts), row["correlation"])


def job(row: asyncpg.Record) -> Step:
    """What is not done yet."""
    waits = row["status"] == "queued" and row["execute_after"] > datetime.now(UTC)
    facts = {
        "event": row["entrypoint"],
        "attempts": row["attempts"],
        "next_at": row["execute_after"].isoformat(timespec="seconds") if waits else None,
    }
    what = "job.queued" if row["status"] == "queued" else "job.running"
    return Step(row["created"], what, _known(facts))


def _by(row: asyncpg.Record) -> str:
    if row["subscription_id"] is not None:
        return "schedule"
    return "token or chat" if row["ordered_by"] is None else "person"


def _known(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {name: fact for name, fact in facts.items() if fact is not None}


def _fact(value: object) -> Fact:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, str | int | float | bool) else str(value)
