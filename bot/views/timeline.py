"""When the talk was: messages per hour, and how long each thread went on."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.views.page import Hour, Stretch
from bot.views.period import clock
from pipeline.digest.findings import Thread
from pipeline.digest.ports import Wording
from pipeline.windows.models import Span

THREADS = 8
"""Rows of the chart; the weightiest threads are drawn."""


def hours(per_hour: tuple[int, ...], span: Span, zone: ZoneInfo) -> tuple[Hour, ...]:
    start = span.start.astimezone(UTC)
    edges = [
        clock((start + timedelta(hours=index)).astimezone(zone))
        for index in range(len(per_hour) + 1)
    ]
    return tuple(map(Hour, edges, edges[1:], per_hour))


def stretches(
    threads: tuple[Thread, ...],
    titles: Mapping[int, str],
    span: Span,
    zone: ZoneInfo,
    wording: Wording,
) -> tuple[Stretch, ...]:
    """Return the threads with a topic, then the weightiest others, in the order they began.

    Args:
        threads: All threads of the window.
        titles: The legible title of its topic, by thread id.
        span: The window; a thread that began before it is drawn from its start.
        zone: The group's time zone.
        wording: The reader's language.
    """
    # A lone message is no course of talk.
    spoken = [each for each in threads if len(each.message_ids) > 1 or each.id in titles]
    ranked = sorted(spoken, key=lambda each: (each.id not in titles, -each.weight, each.id))
    drawn = sorted(ranked[:THREADS], key=lambda each: (each.start, each.id))
    nameless = wording.say("digest-chart-thread-nameless")
    return tuple(
        Stretch(
            title=titles.get(each.id, nameless),
            messages=wording.say("digest-messages", count=len(each.message_ids)),
            state=each.state,
            state_word=wording.say(f"digest-state-{each.state}"),
            start=_share(each.start, span),
            end=_share(each.end, span),
            since=clock(max(each.start, span.start).astimezone(zone)),
            until=clock(min(each.end, span.end).astimezone(zone)),
        )
        for each in drawn
    )


def _share(moment: datetime, span: Span) -> float:
    share = (moment - span.start) / (span.end - span.start)
    return min(1.0, max(0.0, share))
