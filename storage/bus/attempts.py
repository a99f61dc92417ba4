"""One attempt at a job: its events go to the consumer, and its error to a retry or a grave."""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, cast

from pgqueuer import RetryRequested
from pgqueuer.models import Job
from pydantic import TypeAdapter

from pipeline.errors import AlfredError
from pipeline.events.consumers import Consumer, Retry
from pipeline.events.delivery import DigestDlq
from pipeline.events.models import Event, stage_of
from pipeline.tracing.correlation import about, correlated
from pipeline.tracing.spans import span
from storage.postgres.connection import Pool
from storage.postgres.dead_letters import bury
from storage.postgres.outbox import Outbox
from storage.postgres.queue import tenant_of, unpack, work_of
from storage.postgres.tenant import tenant_transaction

_NAMED = ("tenant_id", "group_id", "window_id", "digest_id", "order_id")

_log = logging.getLogger(__name__)


class DeadlyJobError(AlfredError):
    """A process died while it handled the job; the job gets no further attempt."""


class Attempts:
    """Called by PgQueuer with each job of one consumer.

    Args:
        consumer: Who gets the events.
        pool: For dead letters.
        outbox: For what they announce.
        give_up: Told what went wrong when a job could not even be buried.
    """

    def __init__(
        self,
        consumer: Consumer[Any],
        pool: Pool,
        outbox: Outbox,
        give_up: Callable[[Exception], None],
    ) -> None:
        self._consumer = consumer
        self._pool = pool
        self._outbox = outbox
        self._give_up = give_up
        self._events = TypeAdapter[Sequence[Event]](Sequence[consumer.event])  # type: ignore[name-defined]  # a type at run time
        self._running: set[asyncio.Task[Any]] = set()
        self.stopped: list[int] = []
        """Jobs that ``stop`` interrupted."""

    def stop(self) -> None:
        for task in self._running:
            task.cancel()

    async def __call__(self, job: Job) -> None:
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._running.add(task)
        try:
            await self._attempt(job)
        except asyncio.CancelledError:
            # PgQueuer would take a cancelled job for one that nobody wants any more.
            task.uncancel()
            self.stopped.append(job.id)
            raise RetryRequested(reason="stopped") from None
        except RetryRequested:
            raise
        except Exception as error:
            self._give_up(error)
            raise
        finally:
            self._running.discard(task)

    async def _attempt(self, job: Job) -> None:
        work = work_of(job.headers)
        with correlated(work.correlation, work.parent, job=job.id, job_event=job.entrypoint):
            await self._try(job)

    async def _try(self, job: Job) -> None:
        events: Sequence[Event] = ()
        try:
            events = self._events.validate_python(unpack(job.payload or b""))
            self._refuse_deadly(job)
            await self._handle(job, events)
        except Exception as error:  # whatever it is, the job must not be lost with it
            failure = error
        else:
            return
        # Out here, or what this raises would carry the failure along: PgQueuer logs and stores
        # the whole chain of errors, and an error may quote a chat.
        await self._fail(job, events, failure)

    async def _handle(self, job: Job, events: Sequence[Event]) -> None:
        ids = _ids(events)
        with about(**ids), span(job.entrypoint, job=job.id, attempt=job.attempts + 1, **ids):
            await self._consumer.handle(events)

    def _refuse_deadly(self, job: Job) -> None:
        if job.attempts >= self._consumer.retry.attempts:
            raise DeadlyJobError("its process died with it in the last attempt")

    async def _fail(self, job: Job, events: Sequence[Event], error: Exception) -> None:
        retry = self._consumer.retry
        attempts, reason = min(job.attempts + 1, retry.attempts), describe(error)
        _log.warning(
            "%s: job %s failed, attempt %s of %s: %s",
            *(job.entrypoint, job.id, attempts, retry.attempts, reason),
        )
        if attempts < retry.attempts:
            raise RetryRequested(backoff(retry, job.attempts), reason)
        await self._bury(job, events, reason, attempts)

    async def _bury(self, job: Job, events: Sequence[Event], reason: str, attempts: int) -> None:
        tenant = tenant_of(job.headers)
        payload = job.payload or b"null"
        async with tenant_transaction(self._pool, tenant) as connection:
            letter = await bury(
                connection, tenant, job.entrypoint, _key(job, events), payload, reason, attempts
            )
            await self._outbox.append(connection, _announcements(events, reason, attempts, letter))


def backoff(retry: Retry, failures: int) -> timedelta:
    """Full jitter: any delay up to the exponential one (AWS Architecture Blog, 2015)."""
    longest: timedelta = min(retry.first_delay * 2**failures, retry.longest_delay)
    return longest * random.random()  # noqa: S311  # it spreads load and guards nothing


def describe(error: BaseException) -> str:
    """Name an error and its place; its text only if it is ours: a driver's may quote a chat."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    name = type(error).__name__
    if isinstance(error, AlfredError):
        return f"{name}: {error}"
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return name
    return f"{name} in {place.tb_frame.f_globals.get('__name__')}, line {place.tb_lineno}"


def _ids(events: Sequence[Event]) -> dict[str, int]:
    """What the events of a job have in common, as their payloads name it."""
    if not events:
        return {}
    first, last = events[0], events[-1]
    named = ((name, getattr(first, name, None), getattr(last, name, None)) for name in _NAMED)
    return {name: one for name, one, other in named if one is not None and one == other}


def _key(job: Job, events: Sequence[Event]) -> str:
    if not events:
        return f"job-{job.id}"
    first, last = events[0].key, events[-1].key
    return first if first == last else f"{first}..{last}"


def _announcements(
    events: Sequence[Event], reason: str, attempts: int, letter: int
) -> list[DigestDlq]:
    return [
        DigestDlq(
            tenant_id=event.tenant_id,
            digest_id=getattr(event, "digest_id", None),
            window_id=getattr(event, "window_id", None),
            stage=stage_of(type(event)),
            error=reason,
            attempts=attempts,
            event_key=event.key,
            letter=letter,
        )
        for event in events
        if event.name.startswith("digest.") and not isinstance(event, DigestDlq)
    ]
