"""For whom work is done: one id from what came in to the last chunk that is sent for it.

The id is the trace id of W3C Trace Context (w3.org/TR/trace-context), so that logs, rows and
spans of other systems speak of the same thing.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

Id = int | str

_TRACEPARENT: Final = re.compile(
    r"(?!ff)(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})-[0-9a-f]{2}"
    r"(?P<more>-.*)?"
)
_UUID: Final = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of the work at hand."""

    correlation: uuid.UUID | None = None
    parent: str | None = None
    """The span that asked for it in another process or system, as a ``traceparent``."""
    ids: Mapping[str, Id] = field(default_factory=lambda: MappingProxyType({}))
    """What it is about, for the log: numbers and names of types, never a text."""


_NONE: Final = Work()
_current: ContextVar[Work] = ContextVar("work", default=_NONE)


def current() -> Work:
    return _current.get()


def current_correlation() -> uuid.UUID | None:
    return _current.get().correlation


def new_correlation() -> uuid.UUID:
    return uuid.uuid4()


@contextmanager
def correlated(
    correlation: uuid.UUID | None, parent: str | None = None, **ids: Id
) -> Iterator[None]:
    """Do what the block does under this id; tasks that it starts inherit it."""
    token = _current.set(Work(correlation, parent, ids))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def about(**ids: Id) -> Iterator[None]:
    """Let the log name these in the block, beside what it names already."""
    now = _current.get()
    token = _current.set(Work(now.correlation, now.parent, {**now.ids, **ids}))
    try:
        yield
    finally:
        _current.reset(token)


def read_traceparent(header: str | None) -> uuid.UUID | None:
    """Return the trace id of a ``traceparent``; None if it is not well-formed.

    Later versions may add fields after those of version 00
    (w3.org/TR/trace-context/#versioning-of-traceparent).
    """
    found = _TRACEPARENT.fullmatch(header or "")
    if found is None or (found["version"] == "00" and found["more"]):
        return None
    if not int(found["span"], 16):
        return None
    return _none_of_zeros(found["trace"])


def read_request_id(header: str | None) -> uuid.UUID | None:
    """Return a request's id that is a UUID, with hyphens or without; None otherwise."""
    if header is None or not _UUID.fullmatch(header):
        return None
    return _none_of_zeros(header)


def _none_of_zeros(digits: str) -> uuid.UUID | None:
    read = uuid.UUID(digits)
    return read if read.int else None
