"""Prometheus's page, and what requests to the API tell about themselves in numbers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.aiohttp import make_aiohttp_handler

from handlers.api.operations import Entry, Given, Operation
from handlers.api.problems import Kind, Problem

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
Networks = Sequence[IPv4Network | IPv6Network]

_PASSED_ON: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


class HttpMetrics:
    """The web edge's metrics of one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "http_requests",
            "Requests by how they were answered",
            ("method", "path", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "http_request_seconds",
            "Seconds until the answer, without streams",
            ("path",),
            buckets=_SECONDS,
            registry=registry,
        )

    def answered(
        self, method: str, path: str, status: int, seconds: float, *, streamed: bool
    ) -> None:
        self._requests.labels(method, path, str(status)).inc()
        if not streamed:
            self._seconds.labels(path).observe(seconds)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The figures are of all tenants, so that no tenant's token opens them.

    They are open to this machine and to the ``networks``. What a proxy passed on comes from the
    proxy by its address, and is from anywhere: it is refused.
    """

    page: Callable[[web.Request], Awaitable[web.StreamResponse]]
    networks: Networks = ()
    refresh: Callable[[], Awaitable[None]] | None = None
    """Looks up what the page tells and nobody counts."""

    def operations(self) -> list[Operation]:
        return [
            Operation(
                name="getMetrics",
                method="GET",
                path="/metrics",
                summary="Figures for Prometheus, for this machine and WEB_METRICS_NETWORKS",
                handler=self.show,
                gives={HTTPStatus.OK: Given("All metrics.", content_type="text/plain")},
                problems=(Kind.NOT_FOR_YOU,),
                entry=Entry.PROBE,
            )
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        if not is_from(request, self.networks):
            raise Problem(
                Kind.NOT_FOR_YOU,
                "Metrics are read directly, from the machine itself or WEB_METRICS_NETWORKS.",
            )
        if self.refresh is not None:
            await self.refresh()
        return await self.page(request)


def metrics_page(
    registry: CollectorRegistry,
    *,
    networks: Networks = (),
    refresh: Callable[[], Awaitable[None]] | None = None,
) -> Metrics:
    return Metrics(make_aiohttp_handler(registry), networks, refresh)


def is_from(request: web.Request, networks: Networks) -> bool:
    """Whether this machine or one of the networks asked, and nobody passed it on."""
    if any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        address = ip_address(request.remote or "")
    except ValueError:
        return False
    # A server that listens on :: sees IPv4 as ::ffff:10.0.0.5.
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback or any(address in network for network in networks)
