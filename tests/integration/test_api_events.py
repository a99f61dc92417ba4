"""How far a digest is, followed as a browser's EventSource follows it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import aiohttp
import orjson
import pytest

from handlers.api import digest_events
from handlers.api.digest_events import STREAMS, Streams
from handlers.api.problems import Problem
from pipeline.access.models import TokenId
from pipeline.digest.answers import Stage
from pipeline.digest.signals import RunProgress
from pipeline.errors import AlfredError
from pipeline.windows.models import WindowId
from tests.fixtures.web import ADMIN, READER, Client, Edge, serving


class Event(NamedTuple):
    name: str
    number: int
    told: Any


class Source:
    """Reads the lines of a stream."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.comments: list[str] = []

    def __aiter__(self) -> AsyncIterator[Event]:
        return self._events()

    async def next(self) -> Event:
        return await anext(self._events())

    async def _events(self) -> AsyncIterator[Event]:
        fields: dict[str, str] = {}
        async for line in self.response.content:
            text = line.decode().rstrip("\n")
            name, _, value = text.partition(": ")
            if text.startswith(":"):
                self.comments.append(text)
            elif text:
                fields[name] = value
            elif fields:
                yield Event(fields["event"], int(fields["id"]), orjson.loads(fields["data"]))
                fields = {}


@asynccontextmanager
async def following(
    client: Client, number: int, token: str = READER, **headers: str
) -> AsyncIterator[Source]:
    async with client.session.get(
        f"{client.url}/api/digests/{number}/events",
        headers={"Authorization": f"Bearer {token}", **headers},
    ) as response:
        yield Source(response)


async def broken(*_: Any) -> Any:
    raise AlfredError("PostgreSQL does not answer")


async def ordered(client: Client) -> Any:
    wanted = {"window_hours": 4, "engine": "rules"}
    return (await client.post("/api/groups/1/digest", wanted)).json


async def report(client: Client, order: Any, stage: Stage, share: float) -> None:
    tenant, window = client.edge.world.tenant, WindowId(order["group_window_id"])
    await client.edge.signals.send(RunProgress(tenant, window, stage, share))


async def test_a_stream_tells_the_status_the_progress_and_the_end() -> None:
    async with serving() as client:
        order = await ordered(client)
        async with following(client, order["digest_id"]) as source:
            first = await source.next()
            await report(client, order, Stage.TOPIC, 0.5)
            second = await source.next()
            await client.edge.make()
            rest = [event async for event in source]
            kind, status = source.response.content_type, source.response.status

    assert (200, "text/event-stream") == (status, kind)
    assert ("status", 0, "queued") == (first.name, first.number, first.told["status"])
    assert Event("progress", 500, {"stage": "topic", "share": 0.5}) == second
    assert [("end", 1000, "completed")] == [
        (event.name, event.number, event.told["status"]) for event in rest
    ]
    assert order["digest_id"] == rest[0].told["digest_id"]


async def test_of_a_digest_that_is_made_the_end_is_told_at_once() -> None:
    async with serving() as client:
        order = await ordered(client)
        await client.edge.make()

        async with following(client, order["digest_id"]) as source:
            events = [event async for event in source]

    assert ["status", "end"] == [event.name for event in events]
    assert all("digest" not in event.told for event in events)


async def test_who_comes_back_hears_only_what_is_new() -> None:
    async with serving() as client:
        order = await ordered(client)
        await report(client, order, Stage.TOPIC, 0.5)
        async with following(client, order["digest_id"]) as source:
            seen = [await source.next(), await source.next()]

        async with following(
            client, order["digest_id"], **{"Last-Event-ID": str(seen[-1].number)}
        ) as source:
            await report(client, order, Stage.TOPIC, 0.5)
            await report(client, order, Stage.SYNTHESIS, 0.75)
            again = await source.next()

    assert ["status", "progress"] == [event.name for event in seen]
    assert Event("progress", 750, {"stage": "synthesis", "share": 0.75}) == again


async def test_who_saw_the_end_is_told_not_to_come_back() -> None:
    async with serving() as client:
        order = await ordered(client)
        await client.edge.make()

        answer = await client.get(
            f"/api/digests/{order['digest_id']}/events", headers={"Last-Event-ID": "1000"}
        )

    assert (204, b"") == (answer.status, answer.body)


@pytest.mark.parametrize("last", ["-5", "x", "9" * 400, "1 000", "٣"])
async def test_an_id_that_we_never_wrote_is_not_heeded(last: str) -> None:
    async with serving() as client:
        order = await ordered(client)
        async with following(client, order["digest_id"], **{"Last-Event-ID": last}) as source:
            first = await source.next()

    assert "status" == first.name


async def test_progress_of_other_digests_is_not_told() -> None:
    async with serving() as client:
        order = await ordered(client)
        async with following(client, order["digest_id"]) as source:
            await source.next()
            other = {"group_window_id": order["group_window_id"] + 1}
            await report(client, other, Stage.TOPIC, 0.4)
            await report(client, order, Stage.TOPIC, 0.6)
            told = await source.next()

    assert 600 == told.number


async def test_a_stream_ends_with_the_service() -> None:
    async with serving() as client:
        order = await ordered(client)
        async with following(client, order["digest_id"]) as source:
            await source.next()
            client.life.stopping.set()

            async with asyncio.timeout(5):
                rest = [event async for event in source]

    assert [] == rest


async def test_a_silent_stream_shows_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest_events, "HEARTBEAT_SECONDS", 0.0)

    async with serving() as client:
        order = await ordered(client)
        async with following(client, order["digest_id"]) as source:
            await source.next()
            async with asyncio.timeout(5):
                for step in range(1, 10):
                    await report(client, order, Stage.TOPIC, step / 10)
                    await source.next()

    assert {": still here"} == set(source.comments)


async def test_a_token_has_so_many_streams_and_gets_them_back() -> None:
    async with serving() as client:
        order = await ordered(client)
        path = f"/api/digests/{order['digest_id']}/events"
        async with asyncio.TaskGroup() as tasks:
            opened = [asyncio.Event() for _ in range(STREAMS)]

            async def hold(is_open: asyncio.Event) -> None:
                async with following(client, order["digest_id"]) as source:
                    await source.next()
                    is_open.set()
                    async for _ in source:
                        pass

            for each in opened:
                tasks.create_task(hold(each))
            for each in opened:
                await each.wait()
            refused = await client.get(path)
            async with following(client, order["digest_id"], ADMIN) as source:
                of_another = await source.next()
            await client.edge.make()
        later = await client.get(path)

    assert (429, "10") == (refused.status, refused.headers["Retry-After"])
    assert "status" == of_another.name
    assert 200 == later.status


async def test_a_place_is_free_again_soon_after_its_reader_went_away() -> None:
    async with serving(Edge(requests_per_minute=1_000_000)) as client:
        order = await ordered(client)
        for _ in range(STREAMS):
            async with following(client, order["digest_id"]) as source:
                await source.next()

        statuses = set[int]()
        async with asyncio.timeout(10):
            while 200 not in statuses:
                async with following(client, order["digest_id"]) as source:
                    statuses.add(source.response.status)

    assert statuses <= {200, 429}


async def test_a_stream_whose_order_book_fails_ends_and_leaves_the_server_well() -> None:
    async with serving() as client:
        order = await ordered(client)
        async with following(client, order["digest_id"]) as source:
            await source.next()
            orders = client.edge.ordering.orders
            orders.get = broken  # type: ignore[method-assign, assignment]  # a port that fails
            await report(client, order, Stage.TOPIC, 0.5)
            async with asyncio.timeout(5):
                rest = await source.response.content.read()
        answer = await client.get("/health", None)

    assert b"HTTP/1.1" not in rest
    assert b"problem" not in rest
    assert 200 == answer.status


def test_all_tokens_together_have_so_many_streams() -> None:
    streams = Streams(each=1, together=1)

    with streams.one_more(TokenId(1)), pytest.raises(Problem), streams.one_more(TokenId(2)):
        raise AssertionError("one too many")

    with streams.one_more(TokenId(2)):
        assert streams
