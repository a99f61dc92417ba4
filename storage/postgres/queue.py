"""PgQueuer's queue as ours uses it: its names, and jobs put in by the caller's transaction.

PgQueuer is loaded with the first job, not with this module.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import orjson

from pipeline.events.models import Event
from pipeline.ingest.models import TenantId
from pipeline.tracing.correlation import Work, current
from pipeline.tracing.spans import here
from storage.postgres.connection import Connection, Pool

if TYPE_CHECKING:
    from pgqueuer import Queries

CHANNEL = "ch_pgqueuer"
"""Where PgQueuer notifies that the queue changed."""

_CORRELATION: Final = "correlation"
_PARENT: Final = "traceparent"


@dataclass(frozen=True, slots=True)
class NewJob:
    event: str
    tenant_id: int
    payload: bytes
    key: str | None = None
    """The event's key, by which a waiting or running job can be asked for; None for many."""
    correlation: UUID | None = None
    """What it is done for; None for what is done for the same as now."""


def pack(shared: dict[str, Any], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A job's events: what they have in common once, and the rest as rows of ``fields``."""
    return orjson.dumps({"shared": shared, "fields": fields, "rows": rows})


def pack_one(event: Event) -> bytes:
    return pack(event.model_dump(mode="json"), (), [()])


def unpack(payload: bytes) -> list[dict[str, Any]]:
    job = orjson.loads(payload)
    fields = job["fields"]
    return [{**job["shared"], **dict(zip(fields, row, strict=True))} for row in job["rows"]]


def tenant_of(headers: Mapping[str, object] | None) -> TenantId:
    return TenantId(int(str((headers or {})["tenant_id"])))


def work_of(headers: Mapping[str, object] | None) -> Work:
    """What a job is done for, as whoever put it in said; earlier versions said nothing."""
    known = headers or {}
    correlation, parent = known.get(_CORRELATION), known.get(_PARENT)
    return Work(UUID(str(correlation)) if correlation else None, str(parent) if parent else None)


def dedupe_key(event: str, key: str) -> str:
    return f"{event}:{key}"


async def enqueue(connection: Connection, jobs: Sequence[NewJob]) -> None:
    if not jobs:
        return
    from pgqueuer import AsyncpgDriver

    await queries(AsyncpgDriver(connection)).enqueue(  # type: ignore[arg-type]  # a pool's proxy
        [job.event for job in jobs],
        [job.payload for job in jobs],
        [0] * len(jobs),
        dedupe_key=[job.key and dedupe_key(job.event, job.key) for job in jobs],
        headers=[_headers(job) for job in jobs],
    )


def _headers(job: NewJob) -> dict[str, str]:
    headers, now = {"tenant_id": str(job.tenant_id)}, current()
    correlation = job.correlation or now.correlation
    if correlation is None:
        return headers
    headers[_CORRELATION] = correlation.hex
    if correlation == now.correlation and (parent := here()) is not None:
        headers[_PARENT] = parent
    return headers


def pool_queries(pool: Pool) -> "Queries":
    from pgqueuer import AsyncpgPoolDriver

    return queries(AsyncpgPoolDriver(pool))


def queries(driver: Any) -> "Queries":
    """PgQueuer on the names that our migration gave its objects, whatever the environment says.

    Left alone it reads variables as plain as CHANNEL, FUNCTION and TRIGGER.
    """
    from pgqueuer import Queries

    return Queries(driver, *_builders())


@cache
def _builders() -> tuple[Any, ...]:
    """What PgQueuer builds its queries with; made once, for that takes longer than a query."""
    from pgqueuer.adapters.persistence.qb import (
        QueryBuilderEnvironment,
        QueryQueueBuilder,
        QuerySchedulerBuilder,
    )
    from pgqueuer.domain.settings import DBSettings, Durability

    settings = DBSettings(
        prefix="",
        db_schema=None,
        channel=CHANNEL,
        function="fn_pgqueuer_changed",
        statistics_table="pgqueuer_statistics",
        queue_status_type="pgqueuer_status",
        queue_table="pgqueuer",
        queue_table_log="pgqueuer_log",
        trigger="tg_pgqueuer_changed",
        schedules_table="pgqueuer_schedules",
        durability=Durability.durable,
    )
    return (
        QueryBuilderEnvironment(settings),
        QueryQueueBuilder(settings),
        QuerySchedulerBuilder(settings),
    )
