"""What the HTTP edge does with requests that nobody well-meaning sends."""

import asyncio
import logging
import zlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from handlers.api import bodies
from pipeline.events.orders import DigestOrdered
from tests.fixtures.web import ADMIN, READER, Client, Edge, serving, token_text

PATH = "/api/groups/1/digest"
NOT_NUMBERS = ["0", "-1", "01", "1.0", "1e3", "abc", "%D9%A1", "%00", "9" * 30, str(2**63), "1%20"]
BODIES = {
    "no JSON": b"{",
    "nothing": b"",
    "bad UTF-8": b'{"window_hours": 4, "language": "\xff\xfe"}',
    "half a surrogate": b'{"window_hours": 4, "language": "\\ud800"}',
    "very deep": b"[" * 30_000 + b"]" * 30_000,
    "a list": b"[]",
    "null": b"null",
    "another size": b'{"window_hours": 5}',
    "a size in words": b'{"window_hours": "4"}',
    "yes for a size": b'{"window_hours": true}',
    "no finite size": b'{"window_hours": NaN}',
    "an unknown language": b'{"window_hours": 4, "language": "de"}',
    "an unknown member": b'{"window_hours": 4, "<script>": 1}',
    "a huge number": b'{"window_hours": ' + b"9" * 5_000 + b"}",
}
HOSTS = "Host: alfred\r\n"


async def sent_raw(client: Client, text: str) -> bytes:
    """Everything that comes back for just these bytes."""
    reader, writer = await asyncio.open_connection(*client.address)
    writer.write(text.encode("latin-1"))
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize("number", NOT_NUMBERS)
async def test_what_can_be_no_number_of_a_row_is_not_found(number: str) -> None:
    async with serving() as client:
        answers = [
            await client.get(f"/api/digests/{number}"),
            await client.get(f"/api/digests/{number}/events"),
            await client.post(f"/api/groups/{number}/digest", {"window_hours": 4}),
        ]

    assert [404] * 3 == [answer.status for answer in answers]


async def test_the_largest_number_is_a_number() -> None:
    async with serving() as client:
        answer = await client.get(f"/api/digests/{2**63 - 1}")

    assert (404, "There is no such digest for this token.") == (
        answer.status,
        answer.json["detail"],
    )


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
async def test_a_body_that_is_not_possible_is_refused_and_not_repeated(body: bytes) -> None:
    async with serving() as client:
        answer = await client.ask(
            "POST", PATH, READER, data=body, headers={"Content-Type": "application/json"}
        )

        ordered = client.edge.world.of(DigestOrdered)

    assert answer.status in (400, 422)
    assert [] == ordered
    assert b"script" not in answer.body
    assert len(answer.body) < 1_000


async def test_a_body_of_another_kind_is_refused() -> None:
    async with serving() as client:
        answer = await client.ask("POST", PATH, READER, data=b"window_hours=4")

    assert 415 == answer.status


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1024):
        yield b" " * 1024


@pytest.mark.parametrize("announced", [True, False])
async def test_a_huge_body_is_refused_whether_its_length_is_announced_or_not(
    announced: bool,
) -> None:
    size = 256 * 1024
    async with serving() as client:
        answer = await client.ask(
            "POST",
            PATH,
            READER,
            data=b" " * size if announced else chunks(size),
            headers={"Content-Type": "application/json"},
        )

    assert 413 == answer.status


async def test_a_small_packed_body_that_unpacks_to_a_huge_one_is_refused() -> None:
    async with serving() as client:
        answer = await client.ask(
            "POST",
            PATH,
            READER,
            data=zlib.compress(b" " * 20_000_000),
            headers={"Content-Type": "application/json", "Content-Encoding": "deflate"},
        )

    assert 413 == answer.status


async def test_a_body_that_does_not_come_ends_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.05)
    head = f"POST {PATH} HTTP/1.1\r\n{HOSTS}Authorization: Bearer {READER}\r\n"

    async with serving() as client:
        answer = await sent_raw(
            client, f"{head}Content-Type: application/json\r\nContent-Length: 30\r\n\r\n{{"
        )

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


async def test_a_connection_whose_headers_trickle_in_is_closed() -> None:
    async with serving(Edge(idle_seconds=0.2)) as client:
        reader, writer = await asyncio.open_connection(*client.address)
        writer.write(b"GET /health HTTP/1.1\r\nHost: a")

        answer = await reader.read()

        writer.close()
        still = await client.get("/health", None)

    assert b"" == answer
    assert 200 == still.status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/../etc/passwd", 404),
        ("GET", "//evil.example/%2e%2e", 404),
        ("OPTIONS", "/api/groups", 405),
        ("DELETE", PATH, 405),
        ("GET", PATH, 405),
        ("HEAD", "/api/digests/1/events", 405),
        ("PROPFIND", "/health", 405),
    ],
)
async def test_what_is_not_served_is_a_problem_too(method: str, path: str, status: int) -> None:
    async with serving() as client:
        answer = await client.ask(method, path, READER)

    assert status == answer.status
    assert (status == 405) == ("Allow" in answer.headers)


@pytest.mark.parametrize(
    "text",
    [
        "nonsense\r\n\r\n",
        f"GET /health HTTP/1.1\r\n{HOSTS}X: a\x00b\r\n\r\n",
        f"GET /health HTTP/1.1\r\n{HOSTS}X: {'a' * 20_000}\r\n\r\n",
        f"POST {PATH} HTTP/1.1\r\n{HOSTS}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        f"POST {PATH} HTTP/1.1\r\n{HOSTS}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0",
        f"GET /he\nalth HTTP/1.1\r\n{HOSTS}\r\n",
    ],
    ids=["no HTTP", "NUL", "a long header", "two lengths", "smuggling", "a line in the path"],
)
async def test_what_is_no_http_is_refused_and_the_server_goes_on(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = f"Authorization: Bearer {ADMIN}\r\n"

    async with serving() as client:
        answer = await sent_raw(client, text.replace(HOSTS, HOSTS + secret))
        still = await client.get("/health", None)

    assert answer.split()[:2] in ([b"HTTP/1.0", b"400"], [b"HTTP/1.1", b"400"])
    assert 200 == still.status
    assert ADMIN not in caplog.text


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "after=-1",
        "after=1&after=2",
        f"after={2**63}",
        "all=1",
        "limit=%FF",
        "limit=",
    ],
)
async def test_a_query_that_is_not_possible_is_refused(query: str) -> None:
    async with serving() as client:
        answer = await client.get(f"/api/groups?{query}")

    assert 422 == answer.status


async def test_a_route_that_guards_itself_is_served_beside_the_api_and_not_described() -> None:
    """As Telegram's webhook is: its updates are larger than what the API takes."""

    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.content.read())))

    edge = Edge(requests_per_minute=1, extra=[web.post("/telegram", take)])
    async with serving(edge) as client:
        sizes = []
        for _ in range(3):
            async with client.session.post(
                f"{client.url}/telegram", data=b"x" * 300_000
            ) as answer:
                sizes.append(await answer.text())

    assert ["300000"] * 3 == sizes
    assert "/telegram" not in client.document["paths"]


async def test_no_token_and_no_text_of_a_request_gets_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    guess = token_text("a-guess")

    async with serving() as client:
        await client.get("/api/groups", READER)
        await client.get("/api/groups", guess)
        await client.get(f"/secret-path?token={guess}", READER)
        await client.post(PATH, {"window_hours": "confidential"}, READER)

    told = [line for line in caplog.messages if "by token" in line or "by nobody" in line]
    assert 4 == sum("openapi" not in line for line in told)
    for secret in (READER, guess, "secret-path", "confidential"):
        assert secret not in caplog.text


async def test_a_defect_is_told_by_its_incident_alone(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("SELECT password FROM people")

    async with serving() as client:
        client.edge.book.of_tenant = broken  # type: ignore[method-assign]  # a port that breaks

        answer = await client.get("/api/groups")

    incident = answer.json["instance"].removeprefix("urn:incident:")
    assert (500, incident) == (answer.status, answer.headers["X-Request-Id"])
    assert b"password" not in answer.body
    assert b"RuntimeError" not in answer.body
    assert any(incident in line and "RuntimeError" in line for line in caplog.messages)
