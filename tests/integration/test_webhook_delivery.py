"""Digests posted to a tenant's URL: a real receiver, over TLS, and those that are none."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
import trustme
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from pydantic import SecretStr

from bot.channels import webhook
from bot.channels.webhook import WebhookChannel, WebhookClient, open_webhooks
from bot.delivery import Delivery
from bot.views.report import Report, WindowReport
from pipeline.delivery.errors import NotSentError
from pipeline.delivery.models import Destination, Via
from pipeline.digest.ports import StoredDigest
from pipeline.events.delivery import DigestDelivered
from pipeline.events.orders import DigestDeliveryDue
from pipeline.orders.models import NewOrder, Order
from pipeline.webhooks.signing import signature
from tests.fakes.archive import MemoryArchive
from tests.fakes.deliveries import MemoryDeliveries
from tests.fakes.endpoints import MemoryEndpoints
from tests.fixtures.ordering import Ordering

SECRET = SecretStr("whsec_test")


@dataclass
class Receiver:
    """A server that keeps what it is sent, and answers as a test says."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    answers: Callable[[], Awaitable[None]] | None = None
    requests: list[tuple[str, Any, bytes]] = field(default_factory=list)
    port: int = 0

    async def take(self, request: web.Request) -> web.Response:
        self.requests.append((request.path, request.headers, await request.read()))
        if self.answers is not None:
            await self.answers()
        return web.Response(status=self.status, headers=self.headers, body=self.body)


@asynccontextmanager
async def receiving(
    receiver: Receiver, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Receiver]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", receiver.take)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        receiver.port = runner.addresses[0][1]
        yield receiver
    finally:
        await runner.cleanup()


class Names(AbstractResolver):
    """A name server that gives one answer after the other, and the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        found = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        """Nothing is held."""


@dataclass
class Desk:
    """A digest that waits to be posted."""

    ordering: Ordering
    endpoints: MemoryEndpoints
    stored: StoredDigest
    order: Order
    report: Report

    def channel(self, client: WebhookClient) -> WebhookChannel:
        return client.channel(self.order.tenant, self.order, self.report)

    async def send(self, client: WebhookClient) -> None:
        channel = self.channel(client)
        [chunk] = channel.chunks(self.stored)
        await channel.send(self.stored, 0, chunk)


async def desk(url: str) -> Desk:
    ordering, endpoints = Ordering(), MemoryEndpoints()
    world = ordering.world
    window = await world.talk()
    endpoint = await endpoints.add(world.tenant, url, SECRET)
    new = NewOrder(Destination(Via.WEBHOOK, endpoint.id), "ru", "rules")
    [order] = await ordering.orders.place(world.tenant, window.group_id, window.span, [new])
    stored = await world.digest(window)
    archive = MemoryArchive(world.messages, world.groups, world.windows)
    report = Report(
        group=await archive.group(world.tenant, window.group_id),
        windows=(WindowReport(await world.windows.get(world.tenant, window.id), stored),),
        language="ru",
    )
    return Desk(ordering, endpoints, stored, order, report)


async def test_a_digest_arrives_signed_over_tls() -> None:
    authority = trustme.CA()
    tls, trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("hooks.example.org").configure_cert(tls)
    authority.configure_trust(trusted)

    async with receiving(Receiver(), tls) as receiver:
        waiting = await desk(f"https://hooks.example.org:{receiver.port}/alfred?key=1")
        async with open_webhooks(
            waiting.endpoints, private=True, resolver=Names(["127.0.0.1"]), trusted=trusted
        ) as client:
            await waiting.send(client)

    [(path, headers, body)] = receiver.requests
    told = orjson.loads(body)
    stamp = int(headers["Alfred-Signature"].split(",")[0].removeprefix("t="))
    assert ("/alfred", "application/json", "Alfred", "digest.ready.v1") == (
        path,
        headers["Content-Type"],
        headers["User-Agent"],
        headers["Alfred-Event"],
    )
    assert signature(SECRET, body, stamp) == headers["Alfred-Signature"]
    assert abs(time.time() - stamp) < 60
    assert (waiting.order.id, "completed") == (told["digest_id"], told["status"])
    assert told["digest"]["statements"]


async def test_a_certificate_of_another_host_or_authority_is_not_taken() -> None:
    authority = trustme.CA()
    tls, trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("other.example.org").configure_cert(tls)
    authority.configure_trust(trusted)
    failures = []

    async with receiving(Receiver(), tls) as receiver:
        waiting = await desk(f"https://hooks.example.org:{receiver.port}/")
        for trust in (trusted, None):
            async with open_webhooks(
                waiting.endpoints, private=True, resolver=Names(["127.0.0.1"]), trusted=trust
            ) as client:
                with pytest.raises(NotSentError) as failed:
                    await waiting.send(client)
            failures.append(str(failed.value))

    assert [] == receiver.requests
    assert all("was not reached" in each and "example.org" not in each for each in failures)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_any_2xx_is_a_receipt(status: int) -> None:
    async with receiving(Receiver(status)) as receiver:
        waiting = await desk(f"http://127.0.0.1:{receiver.port}/")
        async with open_webhooks(waiting.endpoints, private=True) as client:
            await waiting.send(client)

    assert 1 == len(receiver.requests)


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (301, "redirects are not followed"),
        (307, "redirects are not followed"),
        (400, "see how it checks"),
        (401, "see how it checks"),
        (410, "remove it"),
        (429, "see that it runs"),
        (500, "see that it runs"),
        (503, "see that it runs"),
    ],
)
async def test_another_status_means_that_it_was_not_sent(status: int, remedy: str) -> None:
    there = {"Location": "/elsewhere"}

    async with receiving(Receiver(status, there)) as receiver:
        waiting = await desk(f"http://127.0.0.1:{receiver.port}/")
        async with open_webhooks(waiting.endpoints, private=True) as client:
            with pytest.raises(NotSentError, match=f"answered {status}.*{remedy}"):
                await waiting.send(client)

    assert ["/"] == [path for path, _, _ in receiver.requests]


async def test_a_receiver_that_does_not_answer_in_time_was_not_sent_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_SECONDS", 0.1)

    async with receiving(Receiver(answers=asyncio.Event().wait)) as receiver:  # type: ignore[arg-type]  # what it returns is never seen
        waiting = await desk(f"http://127.0.0.1:{receiver.port}/")
        async with open_webhooks(waiting.endpoints, private=True) as client:
            with pytest.raises(NotSentError, match="was not reached"):
                await waiting.send(client)

    assert 1 == len(receiver.requests)


async def test_a_huge_answer_is_not_read() -> None:
    async with receiving(Receiver(body=b"x" * 50_000_000)) as receiver:
        waiting = await desk(f"http://127.0.0.1:{receiver.port}/")
        async with open_webhooks(waiting.endpoints, private=True) as client, asyncio.timeout(5):
            await waiting.send(client)

    assert 1 == len(receiver.requests)


async def test_nobody_there_means_that_it_was_not_sent() -> None:
    async with receiving(Receiver()) as receiver:
        closed = receiver.port
    waiting = await desk(f"http://127.0.0.1:{closed}/path?key=secret")

    async with open_webhooks(waiting.endpoints, private=True) as client:
        with pytest.raises(NotSentError) as failed:
            await waiting.send(client)

    assert "secret" not in str(failed.value)


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["::1"], ["10.0.0.1", "127.0.0.1"], ["::ffff:127.0.0.1"]]
)
async def test_a_public_name_that_leads_inside_is_not_followed(found: list[str]) -> None:
    names = Names(found)
    waiting = await desk("https://innocent.example.org/")

    async with open_webhooks(waiting.endpoints, private=False, resolver=names) as client:
        with pytest.raises(NotSentError, match="leads to an address that is not public"):
            await waiting.send(client)

    assert ["innocent.example.org"] == names.asked


async def test_a_name_that_changes_after_it_was_looked_at_gains_nothing() -> None:
    """DNS rebinding: what counts is the address that the connection is made to."""
    names = Names(["93.184.216.34"], ["127.0.0.1"])
    looked_at = await names.resolve("rebind.example.org")
    waiting = await desk("https://rebind.example.org/")

    async with open_webhooks(waiting.endpoints, private=False, resolver=names) as client:
        with pytest.raises(NotSentError, match="leads to an address that is not public"):
            await waiting.send(client)

    assert client.rules.allows(looked_at[0]["host"])


async def test_a_private_url_from_before_is_refused_once_they_are_forbidden() -> None:
    async with receiving(Receiver()) as receiver:
        waiting = await desk(f"http://127.0.0.1:{receiver.port}/")
        async with open_webhooks(waiting.endpoints, private=False) as client:
            with pytest.raises(NotSentError, match="cannot be posted to this URL"):
                await waiting.send(client)

    assert [] == receiver.requests


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://127.1/", False),
        ("https://2130706433/", False),
        ("https://0x7f000001/", False),
        ("https://0x7f.1/", False),
        ("http://0xa9fea9fe/", True),
        ("http://169.254.43518/", True),
        ("http://[::ffff:169.254.169.254]/", True),
    ],
)
async def test_an_address_in_disguise_is_not_connected_to(
    url: str, private: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: connected.append(address))
    waiting = await desk(url)

    async with open_webhooks(waiting.endpoints, private=private) as client:
        with pytest.raises(NotSentError):
            await waiting.send(client)

    assert [] == connected


async def test_an_endpoint_that_was_removed_ends_the_delivery() -> None:
    waiting = await desk("https://example.org/")
    [endpoint] = await waiting.endpoints.of_tenant(waiting.order.tenant)
    await waiting.endpoints.remove(waiting.order.tenant, endpoint.id)

    async with open_webhooks(waiting.endpoints, private=False) as client:
        with pytest.raises(NotSentError, match="was removed"):
            await waiting.send(client)


async def test_a_delivery_that_failed_is_repeated_under_the_same_name() -> None:
    """Through the ledger, as the bus repeats it."""
    async with receiving(Receiver(503)) as receiver:
        waiting = await desk(f"http://127.0.0.1:{receiver.port}/")
        world, order = waiting.ordering.world, waiting.order
        delivery = Delivery(world.digests, MemoryDeliveries(), world.events, {})
        due = DigestDeliveryDue(
            tenant_id=order.tenant,
            group_id=order.group_id,
            window_id=order.window_id,
            digest_id=waiting.stored.id,
            order_id=order.id,
        )
        async with open_webhooks(waiting.endpoints, private=True) as client:
            channel = waiting.channel(client)
            with pytest.raises(NotSentError):
                await delivery.hand_over(order.tenant, due, waiting.stored, channel)
            receiver.status = 200
            for _ in range(2):
                await delivery.hand_over(order.tenant, due, waiting.stored, channel)

    names = [headers["Alfred-Delivery"] for _, headers, _ in receiver.requests]
    [delivered] = world.of(DigestDelivered)
    assert [f"{waiting.stored.id}-{waiting.stored.digest.decision.content_hash}"] * 2 == names
    assert order.destination.key == delivered.chat
