"""The life of one digest, out of everything that was written about it."""

import json
from collections.abc import Mapping, Sequence
from operator import attrgetter

import asyncpg

from pipeline.digest.models import DigestId
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered
from pipeline.events.runs import DigestGenerateRequested
from pipeline.ingest.models import TenantId
from pipeline.orders.models import OrderId
from pipeline.tracing.timeline import Step, Subject, Timeline
from pipeline.tracing.wanted import Wanted
from pipeline.windows.models import WindowId
from storage.postgres import trace_queries, trace_steps
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import translated
from storage.postgres.queue import dedupe_key
from storage.postgres.tenant import tenant_transaction
from storage.postgres.trace_events import events_of_digest, of_run, run_of


class StoredTraces:
    """The port ``Traces``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(self, wanted: Wanted, tenant: TenantId | None) -> Subject | None:
        by = {wanted.by: wanted.number}
        with translated():
            row = await self._pool.fetchrow(
                trace_queries.FIND_ORDER, by.get("order"), by.get("digest"), wanted.correlation
            )
        if row is not None:
            asked = wanted.by in ("order", "correlation")
            return Subject(
                TenantId(row["tenant_id"]),
                WindowId(row["window_id"]),
                row["digest_id"] and DigestId(row["digest_id"]),
                OrderId(row["order_id"]) if asked else None,
            )
        queries = {"digest": trace_queries.FIND_DIGEST, "window": trace_queries.FIND_WINDOW}
        if tenant is None or wanted.by not in queries:
            return None
        async with tenant_transaction(self._pool, tenant) as connection:
            found = await connection.fetchrow(queries[wanted.by], wanted.number)
        return None if found is None else Subject(tenant, *found)

    async def read(self, subject: Subject) -> Timeline:
        async with tenant_transaction(self._pool, subject.tenant) as connection:
            [window] = await connection.fetch(trace_queries.WINDOW, subject.window)
            digest = await connection.fetchrow(trace_queries.DIGEST, subject.digest)
            orders = await connection.fetch(trace_queries.ORDERS, subject.order, subject.digest)
            events = await _events(connection, subject, digest, orders)
            steps = [
                *await _entries(connection, orders),
                *map(trace_steps.order, orders),
                *map(trace_steps.event, events),
                *await _made(connection, digest, events),
                *map(trace_steps.job, await _jobs(connection, events, orders)),
            ]
        asked = next((order for order in orders if order["id"] == subject.order), None)
        state, reason = (
            (window["status"], window["failure_reason"])
            if asked is None
            else (asked["state"], asked["reason"])
        )
        return Timeline(subject, state, reason, sorted(steps, key=attrgetter("at")))


async def _events(
    connection: Connection,
    subject: Subject,
    digest: asyncpg.Record | None,
    orders: Sequence[asyncpg.Record],
) -> list[Mapping[str, object]]:
    """The events of the orders, of the run that made the digest, and of the digest."""
    ranges = events_of_digest(subject, [order["id"] for order in orders])
    rows = await connection.fetch(trace_queries.EVENTS, *zip(*ranges, strict=True))
    found = [{**row, "payload": json.loads(row["payload"])} for row in rows]
    found.sort(key=lambda each: each["id"])
    made = None if digest is None else (digest["run_id"], digest["version"])
    correlations = {order["correlation"] for order in orders}
    return of_run(found, made or run_of(found, correlations))


async def _made(
    connection: Connection, digest: asyncpg.Record | None, events: Sequence[Mapping[str, object]]
) -> list[Step]:
    """What the run asked of models, what came out, and where that went."""
    run = digest["run_id"] if digest else (run_of(events, set()) or ("", 0))[0]
    calls = await connection.fetch(trace_queries.CALLS, run)
    steps = list(map(trace_steps.call, calls))
    if digest is not None:
        chunks = await connection.fetch(trace_queries.CHUNKS, digest["id"])
        steps += [trace_steps.digest(digest), *map(trace_steps.chunk, chunks)]
    return steps


async def _entries(connection: Connection, orders: Sequence[asyncpg.Record]) -> list[Step]:
    known = [order for order in orders if order["correlation"] is not None]
    if not known:
        return []
    placed = [order["created_at"] for order in known]
    rows = await connection.fetch(
        trace_queries.ENTRIES, min(placed), max(placed), [o["correlation"] for o in known]
    )
    return list(map(trace_steps.entry, rows))


async def _jobs(
    connection: Connection,
    events: Sequence[Mapping[str, object]],
    orders: Sequence[asyncpg.Record],
) -> Sequence[asyncpg.Record]:
    """What is still queued or under way of what makes and delivers it."""
    numbers = [str(order["id"]) for order in orders]
    keys = [
        dedupe_key(name, number)
        for name in (DigestOrdered.name, DigestDeliveryDue.name)
        for number in numbers
    ]
    asked = (each for each in events if each["name"] == DigestGenerateRequested.name)
    keys += [dedupe_key(DigestGenerateRequested.name, str(each["key"])) for each in asked]
    return await connection.fetch(trace_queries.JOBS, keys)
