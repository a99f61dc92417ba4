"""Which events tell of one digest; their keys say it, by which they are indexed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pipeline.events.delivery import DigestCorrected, DigestDelivered, DigestDlq
from pipeline.events.groups import GroupWindowReady
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered, DigestOrderSettled
from pipeline.events.runs import (
    DigestBlocked,
    DigestContextPrepared,
    DigestGenerateRequested,
    DigestPersisted,
    DigestReadyForDelivery,
    DigestStageCompleted,
    DigestStageStarted,
)
from pipeline.tracing.timeline import Subject

Range = tuple[str, str, str]
"""An event's name, and the first and the last key."""
Recorded = Mapping[str, Any]
"""A row of ``events``, its payload parsed."""

_OF_A_RUN = (
    DigestGenerateRequested,
    DigestContextPrepared,
    DigestStageStarted,
    DigestStageCompleted,
    DigestBlocked,
)


def events_of_digest(subject: Subject, orders: Collection[int]) -> list[Range]:
    window = str(subject.window)
    ranges = [_is(GroupWindowReady.name, window)]
    ranges += [_begins(event.name, window) for event in _OF_A_RUN]
    ranges.append(_begins(DigestDlq.name, f"window-{window}"))
    if subject.digest is not None:
        digest = str(subject.digest)
        ranges += [_is(event.name, digest) for event in (DigestPersisted, DigestReadyForDelivery)]
        later = (DigestCorrected, DigestDelivered, DigestDlq)
        ranges += [_begins(event.name, digest) for event in later]
    for order in map(str, orders):
        placed = (DigestOrdered, DigestDeliveryDue, DigestOrderSettled)
        ranges += [_is(event.name, order) for event in placed]
        ranges.append(_begins(DigestOrderSettled.name, order))
    return ranges


def run_of(events: Sequence[Recorded], correlations: Collection[object]) -> tuple[str, int] | None:
    """Name the run and the version that such work led to, or else the latest there is."""
    requests = [each for each in events if each["name"] == DigestGenerateRequested.name]
    asked = [each for each in requests if each["correlation"] in correlations] or requests
    if not asked:
        return None
    version = asked[-1]["payload"]["version"]
    since, until = asked[-1]["id"], _after(asked[-1], requests)
    runs = [run for each in events if since <= each["id"] < until and (run := _run(each))]
    return (runs[-1] if runs else ""), version


def of_run(events: Sequence[Recorded], made: tuple[str, int] | None) -> list[Recorded]:
    """Leave out what was recorded of other runs of the same window."""
    if made is None:
        return list(events)
    run, version = made
    return [
        each for each in events if _run(each) in (None, run) and _version(each) in (None, version)
    ]


def _after(asked: Recorded, requests: Sequence[Recorded]) -> float:
    return min((each["id"] for each in requests if each["id"] > asked["id"]), default=float("inf"))


def _run(event: Recorded) -> str | None:
    """A second attempt of a stage has the run's name and its own number."""
    run = event["payload"].get("run_id")
    return None if run is None else str(run).partition(".")[0]


def _version(event: Recorded) -> int | None:
    of_a_version = event["name"] in (DigestGenerateRequested.name, DigestBlocked.name)
    return event["payload"]["version"] if of_a_version else None


def _is(name: str, key: str) -> Range:
    return name, key, key


def _begins(name: str, with_number: str) -> Range:
    """Keys are compared as bytes, in which ``;`` follows ``:``."""
    return name, f"{with_number}:", f"{with_number};"
