"""What is done with every request: an id, a line in the log, and the headers of its answer."""

import logging
import time
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from handlers.api.context import CALLER, NUMBER, number_of
from handlers.api.metrics import HttpMetrics
from pipeline.tracing.correlation import (
    correlated,
    new_correlation,
    read_request_id,
    read_traceparent,
)
from pipeline.tracing.spans import span

UNKNOWN_PATH: Final = "unknown"

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Nothing here is a page (owasp.org/www-project-secure-headers)."""

_log = logging.getLogger(__name__)


def observed(metrics: HttpMetrics) -> Middleware:
    """The outermost middleware: it identifies, measures and logs what the others answer.

    An id that the caller names, in ``traceparent`` or else in ``X-Request-Id``, is the request's.
    """

    @web.middleware
    async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
        parent = request.headers.get("traceparent")
        traced = read_traceparent(parent)
        correlation = (
            traced or read_request_id(request.headers.get("X-Request-Id")) or new_correlation()
        )
        request[NUMBER] = correlation.hex
        began = time.perf_counter()
        method, path = _method(request), _route(request)
        with (
            correlated(correlation, parent if traced else None),
            span("request", method=method, route=path) as opened,
        ):
            response = await handler(request)
            opened.note(status_code=response.status)
            seconds = time.perf_counter() - began
            streamed = not isinstance(response, web.Response)
            metrics.answered(method, path, response.status, seconds, streamed=streamed)
            _write(request, response.status, seconds)
        return response

    return observe


async def with_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A signal of the application, for streams and errors too."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "Alfred"
    response.headers["X-Request-Id"] = number_of(request)


def _write(request: web.Request, status: int, seconds: float) -> None:
    """Log no path and no header as they were sent: there may be a secret in them."""
    caller = request.get(CALLER)
    _log.info(
        "request %s: %s %s by %s: %d in %.0f ms",
        request[NUMBER],
        _method(request),
        _route(request),
        "nobody" if caller is None else f"token {caller.id}",
        status,
        1000 * seconds,
    )


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return UNKNOWN_PATH if resource is None else resource.canonical


def _method(request: web.Request) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return request.method if request.method in known else "OTHER"
