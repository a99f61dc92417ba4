"""A collector that takes traces by OTLP over HTTP, as protobuf, and keeps what it was sent.

github.com/open-telemetry/opentelemetry-proto, docs/specification.md, section OTLP/HTTP.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

PROTOBUF = "application/x-protobuf"

Value = str | bool | int | float


@dataclass(frozen=True)
class Received:
    name: str
    trace: str
    span: str
    parent: str
    """Empty for the first of its trace."""
    attributes: Mapping[str, Value]
    failed: bool
    events: int
    """What is recorded within it, such as an exception."""
    service: str


@dataclass
class Collector:
    address: str = ""
    spans: list[Received] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    """Of each request."""
    bodies: list[bytes] = field(default_factory=list)
    answers: HTTPStatus = HTTPStatus.OK

    def named(self, name: str) -> list[Received]:
        return [span for span in self.spans if span.name == name]

    def of(self, trace: str) -> set[str]:
        """The names of a trace's spans."""
        return {span.name for span in self.spans if span.trace == trace}

    def within(self, name: str, outer: str) -> bool:
        """Whether each span of a name is somewhere below one of another."""
        spans = {span.span: span for span in self.spans}

        def below(span: Received | None) -> bool:
            above = None if span is None else spans.get(span.parent)
            return above is not None and (above.name == outer or below(above))

        found = self.named(name)
        return bool(found) and all(map(below, found))


@asynccontextmanager
async def collector() -> AsyncIterator[Collector]:
    kept = Collector()

    async def take(request: web.Request) -> web.Response:
        if request.content_type != PROTOBUF:
            return web.Response(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        body = await request.read()
        kept.headers.append(dict(request.headers))
        if kept.answers is not HTTPStatus.OK:
            return web.Response(status=kept.answers)
        try:
            wanted = ExportTraceServiceRequest.FromString(body)
        except DecodeError:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        kept.bodies.append(body)
        kept.spans += _spans(wanted)
        return web.Response(
            body=ExportTraceServiceResponse().SerializeToString(), content_type=PROTOBUF
        )

    application = web.Application()
    application.router.add_post("/v1/traces", take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        kept.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield kept
    finally:
        await runner.cleanup()


def _spans(wanted: ExportTraceServiceRequest) -> list[Received]:
    return [
        _received(span, service)
        for resource in wanted.resource_spans
        for service in [
            str(_value(each.value))
            for each in resource.resource.attributes
            if each.key == "service.name"
        ]
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def _received(span: Span, service: str) -> Received:
    return Received(
        name=span.name,
        trace=span.trace_id.hex(),
        span=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        attributes={each.key: _value(each.value) for each in span.attributes},
        failed=span.status.code == Status.STATUS_CODE_ERROR,
        events=len(span.events),
        service=service,
    )


def _value(value: AnyValue) -> Value:
    kind = value.WhichOneof("value")
    told: Value = "" if kind is None else getattr(value, kind)
    return told
