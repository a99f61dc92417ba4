"""Spans, as a collector gets them by OTLP over HTTP."""

import sys
import uuid
from http import HTTPStatus

import pytest
from pydantic import SecretStr

from handlers.service.telemetry import telemetry
from pipeline.tracing.correlation import correlated, new_correlation
from pipeline.tracing.settings import TelemetrySettings
from pipeline.tracing.spans import here, span
from tests.servers.otlp import Collector, collector


def set_to(collected: Collector, headers: str = "") -> TelemetrySettings:
    return TelemetrySettings(
        _env_file=None,
        exporter_otlp_endpoint=collected.address,
        exporter_otlp_headers=SecretStr(headers) if headers else None,
    )


def silent(line: str) -> None:
    raise AssertionError(line)


async def test_a_trace_has_the_id_of_its_work_and_keeps_its_spans_in_order() -> None:
    correlation = new_correlation()

    async with collector() as collected, telemetry(set_to(collected), "1.2", silent):
        with (
            correlated(correlation),
            span("update", update=7),
            span("stage", stage="topic", reason=None) as stage,
        ):
            stage.note(tokens=30, model="GigaChat-2")

    [outer], [inner] = collected.named("update"), collected.named("stage")
    assert (correlation.hex, "", "alfred") == (outer.trace, outer.parent, outer.service)
    assert (correlation.hex, outer.span) == (inner.trace, inner.parent)
    assert {
        "alfred.stage": "topic",
        "alfred.tokens": 30,
        "gen_ai.request.model": "GigaChat-2",
    } == inner.attributes


async def test_who_goes_on_in_another_process_is_below_who_asked() -> None:
    correlation = new_correlation()

    async with collector() as collected, telemetry(set_to(collected), "1", silent):
        with correlated(correlation), span("update"):
            handed_over = here()
        with correlated(correlation, handed_over), span("job"):
            pass

    [asked], [job] = collected.named("update"), collected.named("job")
    assert (asked.trace, asked.span) == (job.trace, job.parent)


async def test_other_work_within_a_block_is_another_trace() -> None:
    own, other = new_correlation(), new_correlation()

    async with collector() as collected, telemetry(set_to(collected), "1", silent):
        with correlated(own), span("update"):
            of_somebody_else = here()
            with correlated(other, of_somebody_else), span("job"):
                pass

    [job] = collected.named("job")
    assert (other.hex, "") == (job.trace, job.parent)


async def test_an_error_is_told_by_its_type_and_never_by_its_text() -> None:
    async with collector() as collected, telemetry(set_to(collected), "1", silent):
        with pytest.raises(ValueError, match="said"), span("job"):
            raise ValueError("what somebody said")

    [job] = collected.named("job")
    assert (True, "ValueError", 0) == (job.failed, job.attributes["error.type"], job.events)
    assert b"somebody" not in b"".join(collected.bodies)


async def test_headers_go_along_decoded() -> None:
    settings = "x-key=hush%20hush, Other=1,nothing"

    async with collector() as collected, telemetry(set_to(collected, settings), "1", silent):
        with span("job"):
            pass

    [headers] = collected.headers
    assert ("hush hush", "1") == (headers["x-key"], headers["other"])


async def test_a_collector_that_refuses_disturbs_nobody() -> None:
    async with collector() as collected:
        collected.answers = HTTPStatus.BAD_REQUEST
        async with telemetry(set_to(collected), "1", silent):
            with span("job"):
                done = True

    assert (True, []) == (done, collected.spans)
    assert 1 == len(collected.headers)


async def test_without_a_collector_there_are_no_spans() -> None:
    async with telemetry(TelemetrySettings(_env_file=None), "1", silent):
        with correlated(uuid.uuid4()), span("job") as opened:
            opened.note(tokens=1)
            told = here()

    assert told is None


async def test_without_the_extra_the_operator_is_told_and_all_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    said: list[str] = []
    settings = TelemetrySettings(_env_file=None, exporter_otlp_endpoint="http://127.0.0.1:4318")

    async with telemetry(settings, "1", said.append):
        with span("job"):
            told = here()

    assert told is None
    [line] = said
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" in line
    assert " — pip install " in line
