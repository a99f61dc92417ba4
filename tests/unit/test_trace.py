"""``trace``: what may be typed, and how the life of a digest is shown."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO

import click
import pytest
from rich.console import Console

from bot.views.trace import render, to_json
from handlers.cli.trace import UnknownDigestError, show_trace
from handlers.cli.trace_options import Reference
from pipeline.digest.models import DigestId
from pipeline.ingest.models import TenantId
from pipeline.orders.models import OrderId
from pipeline.tracing.timeline import Fact, Step, Subject, Timeline
from pipeline.tracing.wanted import Wanted
from pipeline.windows.models import WindowId
from tests.fakes.groups import MemoryTenants
from tests.fakes.traces import MemoryTraces

BEGAN = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
CORRELATION = uuid.UUID("0af7651916cd43dd8448eb211c80319c")
SUBJECT = Subject(TenantId(3), WindowId(9), DigestId(12), OrderId(17))


@dataclass
class Stores:
    tenants: MemoryTenants = field(default_factory=MemoryTenants)
    traces: MemoryTraces = field(default_factory=MemoryTraces)


def step(second: float, what: str, **facts: Fact) -> Step:
    return Step(BEGAN + timedelta(seconds=second), what, facts, CORRELATION)


def life(*steps: Step, state: str = "delivered", reason: str | None = None) -> Timeline:
    return Timeline(SUBJECT, state, reason, steps)


def shown(timeline: Timeline) -> str:
    written = StringIO()
    Console(width=100, file=written).print(render(timeline))
    return written.getvalue()


def rows(timeline: Timeline) -> Sequence[str]:
    return [line.strip() for line in shown(timeline).splitlines() if line.strip().startswith("+")]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("17", Wanted("order", 17)),
        ("order:17", Wanted("order", 17)),
        ("Digest:12", Wanted("digest", 12)),
        (" window:9 ", Wanted("window", 9)),
        (CORRELATION.hex, Wanted("correlation", correlation=CORRELATION)),
        (str(CORRELATION), Wanted("correlation", correlation=CORRELATION)),
    ],
)
def test_a_digest_is_named_by_a_number_or_by_a_correlation(typed: str, wanted: Wanted) -> None:
    assert wanted == Reference().convert(typed, None, None)


@pytest.mark.parametrize("typed", ["", "0", "-1", "chunk:1", "9" * 20, "٣", "digest:", "0x11"])
def test_what_names_no_digest_is_refused(typed: str) -> None:
    with pytest.raises(click.BadParameter, match="no correlation"):
        Reference().convert(typed, None, None)


def test_each_step_has_its_row_with_the_seconds_since_the_first() -> None:
    timeline = life(
        step(0, "update.accepted", update=700),
        step(0.25, "digest.stage.completed.v1", stage="topic", engine="rules", calls=0),
        step(61.5, "delivery.chunk", chunk=0, state="sent", seconds=0.1234),
    )

    assert [
        "+0.000   update.accepted   update 700",
        "+0.250   stage topic       engine rules",
        "+61.500   delivery.chunk    chunk 0  state sent  seconds 0.123",
    ] == rows(timeline)


def test_a_stage_that_has_not_ended_is_shown_as_begun() -> None:
    timeline = life(
        step(0, "digest.stage.started.v1", stage="topic"),
        step(1, "digest.stage.completed.v1", stage="topic"),
        step(1, "digest.stage.started.v1", stage="synthesis"),
        step(2, "digest.stage.started.v1", stage="topic", attempt=2),
        state="waiting",
    )

    assert ["+1.000   stage topic", "+1.000   stage synthesis …"] == rows(timeline)[:2]
    assert ["+2.000   stage topic …       attempt 2"] == rows(timeline)[2:]


def test_the_heading_says_what_it_is_and_what_became_of_it() -> None:
    heading = shown(life(step(0, "order.placed"), state="failed", reason="dropped"))

    assert heading.startswith(
        "order 17 · digest 12 · window 9: failed (dropped), since 2026-11-21"
    )
    assert f"correlation {CORRELATION.hex}" in heading


def test_what_would_move_a_terminal_is_made_visible() -> None:
    assert "\x1b" not in shown(life(step(0, "model.call", model="a\x1b[2Jb")))


def test_a_program_gets_every_step_with_its_facts() -> None:
    told = to_json(life(step(0, "order.placed"), step(1.5, "model.call", tokens=30, reused=False)))

    assert (17, 12, 9, "delivered") == (
        told["order"],
        told["digest"],
        told["window"],
        told["state"],
    )
    assert {
        "at": "2026-11-21T03:00:01.500000+00:00",
        "after": 1.5,
        "what": "model.call",
        "correlation": CORRELATION.hex,
        "facts": {"tokens": 30, "reused": False},
    } == told["steps"][1]


async def test_a_digest_that_is_known_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    stores, wanted = Stores(), Wanted("order", 17)
    stores.traces.known[wanted] = life(step(0, "order.placed"))

    await show_trace(stores, wanted, "default", as_json=False)
    table = capsys.readouterr().out
    await show_trace(stores, wanted, "default", as_json=True)

    assert "order.placed" in table
    assert "delivered" == json.loads(capsys.readouterr().out)["state"]


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        (Wanted("order", 17), "there is no order 17 — of a digest's or a window's own number say"),
        (Wanted("digest", 12), "there is no digest 12 — nobody ordered it"),
        (
            Wanted("correlation", correlation=CORRELATION),
            f"there is no order of the correlation {CORRELATION.hex} — take it from",
        ),
    ],
)
async def test_what_is_not_known_is_refused_with_a_remedy(wanted: Wanted, line: str) -> None:
    with pytest.raises(UnknownDigestError) as refused:
        await show_trace(Stores(), wanted, "team", as_json=False)

    assert str(refused.value).startswith(line)
