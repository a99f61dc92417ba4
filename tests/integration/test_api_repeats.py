"""A request that is sent twice with one Idempotency-Key is done once, on a real socket."""

import asyncio
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from aiohttp import web

from handlers.api.authentication import Gate
from handlers.api.operations import READERS
from handlers.api.repeats import Repeats
from pipeline.events.orders import DigestOrdered
from tests.fixtures.web import ADMIN, STRANGER, Answer, Client, Edge, serving

PATH = "/api/groups/1/digest"
KEY = '"8e03978e-40d5-43dd-bc93-6894a57f9324"'
WANTED = {"window_hours": 4}
LATER = timedelta(hours=23)


async def order(client: Client, key: str | None = KEY, wanted: Any = WANTED) -> Answer:
    headers = {} if key is None else {"Idempotency-Key": key}
    return await client.post(PATH, wanted, headers=headers)


def about(answer: Answer) -> tuple[int, str, bytes]:
    return answer.status, answer.headers["Location"], answer.body


async def test_the_same_request_with_the_same_key_gets_the_first_answer_hours_later() -> None:
    async with serving() as client:
        first = await order(client)
        await client.edge.make()
        client.edge.ordering.now += LATER
        client.edge.seconds += LATER.total_seconds()
        again = await order(client)
        status = await client.get(first.headers["Location"])

    assert about(first) == about(again)
    assert "queued" == again.json["status"]
    assert "completed" == status.json["status"]
    assert 1 == len(client.edge.world.of(DigestOrdered))
    assert first.headers["X-Request-Id"] != again.headers["X-Request-Id"]


async def test_the_key_may_come_without_its_quotes() -> None:
    async with serving() as client:
        first = await order(client)
        again = await order(client, KEY.strip('"'))

    assert about(first) == about(again)


@pytest.mark.parametrize("wanted", [{"window_hours": 6}, {"window_hours": 4, "language": "en"}])
async def test_another_request_with_the_key_of_an_earlier_one_is_refused(wanted: Any) -> None:
    async with serving() as client:
        await order(client)
        refused = await order(client, wanted=wanted)

    assert 422 == refused.status
    assert refused.json["type"].endswith(":idempotency-key-reused")
    assert 1 == len(client.edge.world.of(DigestOrdered))


async def test_what_was_refused_may_be_sent_again_with_the_same_key() -> None:
    async with serving() as client:
        client.edge.ordering.rollout.on = False
        off = await order(client)
        wrong = await order(client, wanted={"window_hours": 5})
        client.edge.ordering.rollout.on = True
        on = await order(client)

    assert [403, 422, 202] == [off.status, wrong.status, on.status]
    assert wrong.json["type"].endswith(":invalid")


async def test_keys_of_different_tokens_have_nothing_to_do_with_each_other() -> None:
    async with serving() as client:
        first = await order(client)
        other = await client.post(
            PATH, {"window_hours": 6}, ADMIN, headers={"Idempotency-Key": KEY}
        )
        strange = await client.post(PATH, WANTED, STRANGER, headers={"Idempotency-Key": KEY})

    assert [202, 202, 404] == [first.status, other.status, strange.status]


@pytest.mark.parametrize("key", ["", '""', '"', "a b", '"ё"', "x" * 256, "(1 2)"])
async def test_what_is_no_key_is_refused(key: str) -> None:
    async with serving() as client:
        refused = await order(client, key)

    assert 400 == refused.status
    assert [] == client.edge.world.of(DigestOrdered)


async def test_without_a_key_each_request_is_one_of_its_own() -> None:
    async with serving() as client:
        first, second = [await order(client, None, {"window_hours": n}) for n in (4, 6)]

    assert [202, 202] == [first.status, second.status]


async def test_while_the_first_is_answered_the_second_is_told_to_wait() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        begun.set()
        await go_on.wait()
        return web.Response(body=b"done")

    edge = Edge()
    once = Gate(edge.tokens, 1_000).guarded(Repeats(edge.answers).once(slow), READERS)
    edge.extra = (web.post("/slow", once),)
    async with serving(edge) as client, asyncio.TaskGroup() as tasks:
        headers = {"Idempotency-Key": KEY, "Authorization": f"Bearer {ADMIN}"}
        url = f"{client.url}/slow"
        first = tasks.create_task(answered(client, url, headers))
        await begun.wait()
        second = await answered(client, url, headers)
        go_on.set()
        status, body, _ = await first
        third = await answered(client, url, headers)

    assert (409, "1") == (second[0], second[2])
    assert (200, b"done") == (status, body)
    assert third[:2] == (status, body)


async def answered(
    client: Client, url: str, headers: dict[str, str]
) -> tuple[int, bytes, str | None]:
    async with client.session.post(url, headers=headers, data=b"{}") as response:
        return response.status, await response.read(), response.headers.get("Retry-After")


async def test_the_description_names_the_header_and_its_problems() -> None:
    async with serving() as client:
        written = client.document["paths"]["/api/groups/{id}/digest"]["post"]
        reading = client.document["paths"]["/api/groups"]["get"]

    named = [each for each in written["parameters"] if each["name"] == "Idempotency-Key"]
    assert ["header"] == [each["in"] for each in named]
    assert {str(int(HTTPStatus.CONFLICT)), "422"} <= written["responses"].keys()
    assert "Idempotency-Key" not in str(reading)
