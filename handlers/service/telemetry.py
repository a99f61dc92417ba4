"""Spans by OpenTelemetry, for a collector that speaks OTLP over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Final

from pipeline.tracing.correlation import current, current_correlation
from pipeline.tracing.settings import TelemetrySettings
from pipeline.tracing.spans import Fact, Span, Tracer, traced_by

if TYPE_CHECKING:
    from opentelemetry import trace
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider

_EXPORT_SECONDS: Final = 3.0
_MOST_WAITING: Final = 1024
"""Spans; more are dropped. With the time of an export it bounds how long the end may take."""

_NAMES: Final = {
    "model": "gen_ai.request.model",
    "prompt_tokens": "gen_ai.usage.input_tokens",
    "completion_tokens": "gen_ai.usage.output_tokens",
    "method": "http.request.method",
    "route": "http.route",
    "status_code": "http.response.status_code",
}
"""Names of the semantic conventions (opentelemetry.io/docs/specs/semconv); all others are ours."""


@asynccontextmanager
async def telemetry(
    settings: TelemetrySettings, version: str, say: Callable[[str], None]
) -> AsyncIterator[None]:
    """Send the block's spans to the collector, if one is set; what is left goes at the end.

    Args:
        settings: Without an address nothing of OpenTelemetry is even imported.
        version: Of Alfred.
        say: One line for the operator's eyes.
    """
    provider = _provider(settings, version, say) if settings.exporter_otlp_endpoint else None
    if provider is None:
        yield
        return
    try:
        with traced_by(OtelTracer(provider)):
            yield
    finally:
        await asyncio.to_thread(provider.shutdown)


def _provider(
    settings: TelemetrySettings, version: str, say: Callable[[str], None]
) -> "TracerProvider | None":
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
    except ModuleNotFoundError:
        say(
            "traces: OTEL_EXPORTER_OTLP_ENDPOINT is set and OpenTelemetry is not installed — pip"
            " install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http"
        )
        return None

    class CorrelationIds(RandomIdGenerator):
        """A trace has the id under which its work is done."""

        def generate_trace_id(self) -> int:
            correlation = current_correlation()
            return correlation.int if correlation else super().generate_trace_id()

    about = {"service.name": settings.service_name, "service.version": version}
    provider = TracerProvider(resource=Resource.create(about), id_generator=CorrelationIds())
    exporter = OTLPSpanExporter(
        endpoint=settings.traces_url, headers=settings.headers, timeout=_EXPORT_SECONDS
    )
    provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=_MOST_WAITING))
    return provider


class OtelTracer(Tracer):
    """The port ``Tracer``."""

    def __init__(self, provider: "TracerProvider") -> None:
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._tracer = provider.get_tracer("alfred")
        self._propagator = TraceContextTextMapPropagator()

    def span(self, name: str, facts: Mapping[str, Fact | None]) -> AbstractContextManager[Span]:
        return self._open(name, facts)

    def here(self) -> str | None:
        carrier: dict[str, str] = {}
        self._propagator.inject(carrier)
        return carrier.get("traceparent")

    @contextmanager
    def _open(self, name: str, facts: Mapping[str, Fact | None]) -> Iterator[Span]:
        # An exception's text may quote a chat, so the library records none.
        with self._tracer.start_as_current_span(
            name,
            context=self._context(),
            attributes=_attributes(facts),
            record_exception=False,
            set_status_on_exception=False,
        ) as opened:
            span = _Span(opened)
            try:
                yield span
            except BaseException as error:
                span.fail(type(error).__name__)
                raise

    def _context(self) -> "Context | None":
        """Where the span belongs: below the open one of the same work, or below who asked."""
        from opentelemetry import trace
        from opentelemetry.context import Context

        work = current()
        within = trace.get_current_span().get_span_context()
        if work.correlation is None or within.trace_id == work.correlation.int:
            return None
        if work.parent is None:
            return Context()
        asked = self._propagator.extract({"traceparent": work.parent}, context=Context())
        same = trace.get_current_span(asked).get_span_context().trace_id == work.correlation.int
        return asked if same else Context()


class _Span:
    """The port ``Span``."""

    def __init__(self, opened: "trace.Span") -> None:
        self._opened = opened

    def note(self, **facts: Fact | None) -> None:
        self._opened.set_attributes(_attributes(facts))

    def fail(self, reason: str) -> None:
        from opentelemetry.trace import Status, StatusCode

        self._opened.set_status(Status(StatusCode.ERROR, reason))
        self._opened.set_attribute("error.type", reason)


def _attributes(facts: Mapping[str, Fact | None]) -> dict[str, Fact]:
    known = ((name, fact) for name, fact in facts.items() if fact is not None)
    return {_NAMES.get(name, f"alfred.{name}"): fact for name, fact in known}
