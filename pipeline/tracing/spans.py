"""Spans: what took how long, for whoever collects traces. By default nobody does.

Code that is worth a span says ``with span("stage", stage="topic") as open:``. Whoever composes the
process decides by ``traced_by`` where spans go. A fact is a number, a flag or a name of ours;
no text of a chat and no text of an error belongs into one.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Final, Protocol

Fact = str | int | float | bool


class Span(Protocol):
    def note(self, **facts: Fact | None) -> None:
        """Add what is known by now; what is None is left out."""
        ...

    def fail(self, reason: str) -> None:
        """Mark it as failed; the reason is a name, such as an error's type."""
        ...


class Tracer(Protocol):
    def span(self, name: str, facts: Mapping[str, Fact | None]) -> AbstractContextManager[Span]:
        """Open a span for a block; one that an exception leaves has failed by its type."""
        ...

    def here(self) -> str | None:
        """The open span as a ``traceparent``, for a process that goes on with the work."""
        ...


class _Nothing:
    """A span and its block in one, of which nothing remains."""

    __slots__ = ()

    def __enter__(self) -> "_Nothing":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None

    def note(self, **facts: Fact | None) -> None:
        """See ``Span``."""

    def fail(self, reason: str) -> None:
        """See ``Span``."""


_NOTHING: Final = _Nothing()


class Untraced:
    """The port ``Tracer`` where nobody collects."""

    def span(self, name: str, facts: Mapping[str, Fact | None]) -> AbstractContextManager[Span]:
        return _NOTHING

    def here(self) -> str | None:
        return None


_UNTRACED: Final = Untraced()
_tracer: ContextVar[Tracer] = ContextVar("tracer", default=_UNTRACED)


@contextmanager
def traced_by(tracer: Tracer) -> Iterator[None]:
    """Send the spans of the block, and of tasks that it starts, to this tracer."""
    token = _tracer.set(tracer)
    try:
        yield
    finally:
        _tracer.reset(token)


def span(name: str, /, **facts: Fact | None) -> AbstractContextManager[Span]:
    return _tracer.get().span(name, facts)


def here() -> str | None:
    """The open span as a ``traceparent``; None where nobody collects."""
    return _tracer.get().here()
