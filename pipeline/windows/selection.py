"""Which windows of a group a person means: the last few, all, or those of a span of time."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.windows.models import Span, WindowSize
from pipeline.windows.rules import spans_between


@dataclass(frozen=True, slots=True)
class Last:
    count: int


@dataclass(frozen=True, slots=True)
class Every:
    pass


@dataclass(frozen=True, slots=True)
class Between:
    """Windows that hold a moment of [start, end); an open side reaches to the group's talk."""

    start: datetime | None
    end: datetime | None


Selection = Last | Every | Between


def select(
    selection: Selection, first: datetime, last: datetime, size: WindowSize, zone: ZoneInfo
) -> list[Span]:
    """The spans that are meant, in order; the messages reach from ``first`` to ``last``."""
    match selection:
        case Last(count):
            return list(spans_between(first, last, size, zone))[-count:]
        case Every():
            return list(spans_between(first, last, size, zone))
        case Between(start, end):
            spans = spans_between(max(start or first, first), min(end or last, last), size, zone)
            return [span for span in spans if end is None or span.start < end]
