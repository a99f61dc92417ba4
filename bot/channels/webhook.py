"""A tenant's URL as the way out of one ordered digest."""

import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import aiohttp
import orjson
from aiohttp.abc import AbstractResolver

from bot.views.digest_document import digest_document
from bot.views.report import Report
from pipeline.delivery.errors import NotSentError
from pipeline.digest.ports import StoredDigest
from pipeline.ingest.models import TenantId
from pipeline.orders.models import Order
from pipeline.webhooks.addresses import AddressRefusedError, AddressRules
from pipeline.webhooks.models import Endpoint, EndpointId
from pipeline.webhooks.ports import Endpoints
from pipeline.webhooks.signing import signature

EVENT: Final = "digest.ready.v1"
TIMEOUT_SECONDS: Final = 10.0
"""For all of it: to find the host, to connect, to send, and to hear how it was taken."""


class _RefusedAddressError(OSError):
    """What the connector makes of an address is up to it; this one is recognised again."""


@dataclass(frozen=True, slots=True)
class WebhookClient:
    """Posts digests to the URLs of all tenants, by the rules for addresses."""

    endpoints: Endpoints
    rules: AddressRules
    session: aiohttp.ClientSession
    now: Callable[[], float] = time.time

    def channel(self, tenant: TenantId, order: Order, report: Report) -> "WebhookChannel":
        return WebhookChannel(self, tenant, order, report)

    async def post(self, endpoint: Endpoint, body: bytes, delivery: str) -> None:
        """Post it once; redirects are not followed and the answer is not read.

        Raises:
            NotSentError: It was not taken, or nothing tells that it was.
        """
        try:
            # What was allowed when it was added may be forbidden today.
            self.rules.check_url(endpoint.url)
            async with self.session.post(
                endpoint.url,
                data=body,
                headers={
                    "Content-Type": "application/json",
                    "Alfred-Event": EVENT,
                    "Alfred-Delivery": delivery,
                    "Alfred-Signature": signature(endpoint.secret, body, int(self.now())),
                },
                allow_redirects=False,
            ) as response:
                status = response.status
        except AddressRefusedError as refused:
            raise NotSentError(str(refused)) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            # The cause is named and not shown: it can hold the URL, which may hold a secret.
            raise _not_reached(endpoint.id, error) from None
        if not HTTPStatus(200) <= status < HTTPStatus(300):
            raise _not_taken(endpoint.id, status)


@asynccontextmanager
async def open_webhooks(
    endpoints: Endpoints,
    *,
    private: bool,
    resolver: AbstractResolver | None = None,
    trusted: ssl.SSLContext | None = None,
) -> AsyncIterator[WebhookClient]:
    """Open the one client of the process.

    Args:
        endpoints: The tenants' URLs and secrets.
        private: Let private addresses through.
        resolver: Finds hosts; the system's by default.
        trusted: The authorities whose certificates are taken; the system's by default.
    """
    rules = AddressRules(private)

    def connectable(found: Any) -> socket.socket:
        """The socket for an address that is about to be connected to, and for no other.

        Names are resolved before this, so it does not matter what a name led to when it was
        looked up for some other purpose, nor how the host was written.
        """
        family, kind, protocol, _, address = found
        if not rules.allows(address[0]):
            raise _RefusedAddressError("the address is not public")
        return socket.socket(family, kind, protocol)

    connector = aiohttp.TCPConnector(
        resolver=resolver,
        ssl=trusted or True,
        socket_factory=connectable,
        use_dns_cache=False,
        force_close=True,
        limit=20,
        limit_per_host=4,
    )
    async with aiohttp.ClientSession(
        connector=connector,
        headers={"User-Agent": "Alfred"},
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
        auto_decompress=False,
        trust_env=False,
    ) as session:
        yield WebhookClient(endpoints, rules, session)


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """The port ``Channel``: the whole digest in one request, which may be repeated.

    A receiver that was sent the same ``Alfred-Delivery`` before has it already.
    """

    client: WebhookClient
    tenant: TenantId
    order: Order
    report: Report

    @property
    def name(self) -> str:
        return self.order.destination.key

    def repeatable(self, index: int) -> bool:
        return True

    def chunks(self, stored: StoredDigest) -> list[str]:
        return [orjson.dumps(digest_document(self.order, self.report)).decode()]

    async def send(self, stored: StoredDigest, index: int, chunk: str) -> str | None:
        """See the port.

        Raises:
            NotSentError: There is no such URL any more, or it did not take the digest.
        """
        number = EndpointId(self.order.destination.chat_id)
        try:
            endpoint = await self.client.endpoints.get(self.tenant, number)
        except LookupError:
            raise NotSentError(
                f"webhook {number} was removed — add it again, or drop the dead letter"
            ) from None
        delivery = f"{stored.id}-{stored.digest.decision.content_hash}"
        await self.client.post(endpoint, chunk.encode(), delivery)
        return None


def _not_reached(number: EndpointId, error: BaseException) -> NotSentError:
    cause = getattr(error, "os_error", None)
    if isinstance(cause, _RefusedAddressError):
        return NotSentError(
            f"webhook {number} leads to an address that is not public — change where its host"
            " points, or set WEB_PRIVATE_WEBHOOKS"
        )
    return NotSentError(
        f"webhook {number} was not reached ({type(error).__name__})"
        " — see that it runs, then replay"
    )


def _not_taken(number: EndpointId, status: int) -> NotSentError:
    if status == HTTPStatus.GONE:
        remedy = "its owner gave it up: remove it"
    elif 300 <= status < 400:
        remedy = "redirects are not followed: add the address that it leads to"
    elif 400 <= status < 500 and status != HTTPStatus.TOO_MANY_REQUESTS:
        remedy = "see how it checks what it is sent, then replay"
    else:
        remedy = "see that it runs, then replay"
    return NotSentError(f"webhook {number} answered {status} — {remedy}")
