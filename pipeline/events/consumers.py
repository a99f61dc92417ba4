"""Who listens: the events that are enqueued, and the terms on which their consumers run."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, TypeVar

from pipeline.events.models import Event

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Retry:
    """Exponential backoff with full jitter; after ``attempts`` the event goes to the DLQ."""

    attempts: int = 5
    first_delay: timedelta = timedelta(seconds=1)
    longest_delay: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Consumer(Generic[E]):
    """One handler of one kind of event.

    ``handle`` gets the events of one job: one, or for a bulk import all that its batch recorded.
    It must be idempotent: a job is run again when its process died or it raised.
    """

    event: type[E]
    handle: Callable[[Sequence[E]], Awaitable[None]]
    concurrency: int = 1
    retry: Retry = field(default_factory=Retry)
