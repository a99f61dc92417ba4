"""The web application: every operation, guarded as it says, and what is written about them."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler

from handlers.api.authentication import Gate
from handlers.api.bodies import MAX_BODY
from handlers.api.digest_events import DigestEvents
from handlers.api.digests import Digests
from handlers.api.groups import Groups
from handlers.api.health import Health
from handlers.api.metrics import HttpMetrics, Metrics
from handlers.api.openapi import Description
from handlers.api.operations import Entry, Operation
from handlers.api.problems import as_problems
from handlers.api.progress import RunFeed
from handlers.api.repeats import Repeats
from handlers.api.requests import observed, with_headers


@dataclass(frozen=True, slots=True)
class Api:
    """Everything that is served over HTTP."""

    health: Health
    metrics: Metrics
    groups: Groups
    digests: Digests
    feed: RunFeed
    gate: Gate
    repeats: Repeats
    measures: HttpMetrics
    version: str
    """Of Alfred, for the description."""
    extra: Sequence[web.RouteDef] = ()
    """Routes that guard themselves and are no part of the API: Telegram's webhook."""

    def application(self, stopping: asyncio.Event) -> web.Application:
        """Make an application for one run of the server; streams end when it is stopping."""
        application = web.Application(
            middlewares=[observed(self.measures), as_problems], client_max_size=MAX_BODY
        )
        application.on_response_prepare.append(with_headers)
        for operation in self._operations(stopping):
            _add(application, operation, self._guarded(operation))
        application.router.add_routes(self.extra)
        return application

    def _operations(self, stopping: asyncio.Event) -> Iterable[Operation]:
        served = [
            *self.health.operations(),
            *self.metrics.operations(),
            *self.groups.operations(),
            *self.digests.operations(),
            *DigestEvents(self.digests, self.feed, stopping).operations(),
        ]
        return [*served, *Description(served, self.version).operations()]

    def _guarded(self, operation: Operation) -> Handler:
        match operation.entry:
            case Entry.PROBE:
                return operation.handler
            case Entry.LIMITED:
                return self.gate.open(operation.handler)
            case Entry.TOKEN:
                handler = operation.handler
                if operation.once:
                    handler = self.repeats.once(handler)
                return self.gate.guarded(handler, operation.scopes)


def _add(application: web.Application, operation: Operation, handler: Handler) -> None:
    if operation.method == "GET":
        application.router.add_get(operation.path, handler, allow_head=operation.head)
    else:
        application.router.add_route(operation.method, operation.path, handler)
