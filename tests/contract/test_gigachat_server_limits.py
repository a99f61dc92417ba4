"""What an account may do at the stand-in, what it is billed, and how fast answers come."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from gigachat import GigaChatAsyncClient
from gigachat.context import session_id_cvar
from gigachat.exceptions import (
    BadRequestError,
    RateLimitError,
    RequestEntityTooLargeError,
    ResponseError,
    UnprocessableEntityError,
)
from gigachat.models.chat import Usage
from pydantic import BaseModel

from tests.fixtures.gigachat import read, sdk_client, spelled
from tests.servers.gigachat import Fault, GigaChatServer, Plan, Reply, Terms, gigachat_server
from tests.servers.gigachat.tokens import TURN, count
from tests.servers.gigachat.wire import Usage as Billed


class Verdict(BaseModel):
    supported: list[int]


TURNS = [
    {"role": "system", "content": "Ты дворецкий рабочего чата: отвечай коротко и по делу."},
    {"role": "user", "content": "Что решили про релиз?"},
]
BAD_BODIES: list[Any] = [
    [],
    {"messages": TURNS},
    {"model": "GigaChat-2"},
    {"model": "GigaChat-2", "messages": []},
    {"model": "GigaChat-2", "messages": [{"role": "boss", "content": "?"}]},
    {"model": "GigaChat-2", "messages": [{"role": "user", "content": None}]},
    {"model": "GigaChat-2", "messages": TURNS[::-1]},
    {"model": "GigaChat-2", "messages": TURNS, "max_tokens": 0},
    {"model": "GigaChat-2", "messages": TURNS, "temperature": -1},
    {"model": "GigaChat-2", "messages": TURNS, "temperature": "hot"},
    {"model": "GigaChat-2", "messages": TURNS, "stream": "yes"},
    {"model": "GigaChat-2", "messages": TURNS, "response_format": {"type": "json_schema"}},
]


@pytest.fixture
async def wire(gigachat: GigaChatServer) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP without the SDK, which checks a request before it sends it."""
    async with httpx.AsyncClient(base_url=gigachat.base_url, trust_env=False) as client:
        headers = {
            "Authorization": f"Basic {gigachat.credentials}",
            "RqUID": "6f0b1291-c7f3-43c6-bb2e-9f3efb2dc98e",
        }
        form = {"scope": "GIGACHAT_API_PERS"}
        issued = await client.post(gigachat.auth_url, headers=headers, data=form)
        client.headers["Authorization"] = f"Bearer {issued.json()['access_token']}"
        yield client


@pytest.mark.parametrize(("plan", "streams"), [(Plan.PERSONAL, 1), (Plan.BUSINESS, 10)])
async def test_one_stream_more_than_the_plan_has_is_refused(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient, plan: Plan, streams: int
) -> None:
    gigachat.terms.plan = plan
    gigachat.always(Fault.stall())

    async with asyncio.TaskGroup() as group:
        held = [group.create_task(read(sdk, "?")) for _ in range(streams)]
        await gigachat.running(streams)
        with pytest.raises(RateLimitError) as limited:
            await sdk.achat("?")
        for task in held:
            task.cancel()

    assert 0.0 == limited.value.retry_after
    assert streams == gigachat.max_in_flight


async def test_calls_one_after_the_other_fit_one_stream(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.terms.plan = Plan.PERSONAL

    for number in range(20):
        await (read(sdk, "?") if number % 2 else sdk.achat("?"))

    assert {200} == {chat.status for chat in gigachat.chats}
    assert 1 == gigachat.max_in_flight


async def test_a_client_that_leaves_frees_its_stream(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.terms.plan = Plan.PERSONAL
    gigachat.script(Fault.stall())
    async with asyncio.TaskGroup() as group:
        call = group.create_task(sdk.achat("?"))
        await gigachat.running(1)
        call.cancel()

    await gigachat.running(0)
    completion = await sdk.achat("Свободно?")

    assert "Свободно?" == completion.choices[0].message.content


async def test_calls_of_a_session_do_not_pay_twice_for_their_system_turn(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    first = await _usage(sdk, "run-1", TURNS)
    again = await _usage(sdk, "run-1", TURNS)
    other_session = await _usage(sdk, "run-2", TURNS)
    other_system = await _usage(sdk, "run-1", [{**TURNS[0], "content": "Другой"}, TURNS[1]])
    no_session = await _usage(sdk, None, TURNS)

    system, user = (count(turn["content"]) + TURN for turn in TURNS)
    assert (system + user, 0) == (first.prompt_tokens, first.precached_prompt_tokens)
    assert (user, system) == (again.prompt_tokens, again.precached_prompt_tokens)
    assert gigachat.chats[1].usage == Billed(
        again.prompt_tokens, again.completion_tokens, again.precached_prompt_tokens or 0
    )
    assert again.total_tokens == user + again.completion_tokens
    assert [0, 0, 0] == [
        usage.precached_prompt_tokens for usage in (other_session, other_system, no_session)
    ]


async def test_a_prefix_is_forgotten_after_a_while(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.terms.prefix_seconds = 0.0

    await _usage(sdk, "run-1", TURNS)
    again = await _usage(sdk, "run-1", TURNS)

    assert 0 == again.precached_prompt_tokens


async def test_prepaid_tokens_run_out(gigachat: GigaChatServer, sdk: GigaChatAsyncClient) -> None:
    gigachat.terms.funds = 1_000
    completion = await sdk.achat("Раз")
    left = gigachat.terms.funds

    gigachat.terms.funds = 1
    await sdk.achat("Два")
    with pytest.raises(ResponseError) as spent:
        await sdk.achat("Три")

    assert 1_000 - completion.usage.total_tokens == left
    assert 402 == spent.value.status_code
    assert 0 == gigachat.terms.funds


async def test_a_request_may_be_too_large_for_the_server_or_for_the_model(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.terms.max_bytes = 10_000
    gigachat.terms.context_tokens = 1_000

    await sdk.achat("Да " * 900)
    with pytest.raises(RequestEntityTooLargeError, match="context"):
        await sdk.achat("Да " * 1_100)
    with pytest.raises(RequestEntityTooLargeError, match="Entity"):
        await sdk.achat("Да " * 5_000)

    assert [200, 413, 413] == [chat.status for chat in gigachat.chats]


@pytest.mark.parametrize(
    ("code", "error"), [(422, UnprocessableEntityError), (400, BadRequestError)]
)
async def test_structured_output_may_be_unknown_to_a_model(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient, code: int, error: type[ResponseError]
) -> None:
    gigachat.terms.response_format_status = code

    with pytest.raises(error):
        await sdk.achat_parse("?", response_format=Verdict)
    plain = await sdk.achat("Без схемы")

    assert "Без схемы" == plain.choices[0].message.content


@pytest.mark.parametrize("body", BAD_BODIES, ids=range(len(BAD_BODIES)))
async def test_a_malformed_request_is_unprocessable(wire: httpx.AsyncClient, body: Any) -> None:
    answer = await wire.post("/chat/completions", json=body)

    assert 422 == answer.status_code
    assert answer.json()["message"].startswith("Invalid params")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"null"])
async def test_what_is_no_json_is_unprocessable(wire: httpx.AsyncClient, content: bytes) -> None:
    answer = await wire.post("/chat/completions", content=content)

    assert 422 == answer.status_code


async def test_both_paths_of_the_api_are_served(
    gigachat: GigaChatServer, wire: httpx.AsyncClient
) -> None:
    body = {"model": "GigaChat-2", "messages": TURNS}

    new = await wire.post("/chat/completions", json=body)
    old = await wire.post(
        gigachat.auth_url.replace("/v2/oauth", "/v1/chat/completions"), json=body
    )

    assert [200, 200] == [new.status_code, old.status_code]


async def test_a_stream_is_server_sent_events(wire: httpx.AsyncClient) -> None:
    body = {"model": "GigaChat-2", "messages": TURNS, "stream": True}

    answer = await wire.post("/chat/completions", json=body, headers={"X-Session-ID": "run-1"})

    assert "text/event-stream; charset=utf-8" == answer.headers["Content-Type"]
    assert "run-1" == answer.headers["X-Session-Id"]
    *events, done, rest = answer.text.split("\n\n")
    assert ("data: [DONE]", "") == (done, rest)
    first, *_, last = (json.loads(event.removeprefix("data: ")) for event in events)
    assert "usage" not in first
    assert last["usage"]["total_tokens"] > 0


async def test_half_of_a_surrogate_pair_is_answered_all_the_same(wire: httpx.AsyncClient) -> None:
    content = b'{"model": "GigaChat-2", "messages": [{"role": "user", "content": "\\ud83d!"}]}'

    answer = await wire.post("/chat/completions", content=content)

    assert "?!" == answer.json()["choices"][0]["message"]["content"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer stranger"},
        {"authorization": "Bearer stranger"},
        {"Authorization": "Basic stranger"},
        {"Authorization": ""},
    ],
)
async def test_nobody_gets_in_without_a_token(
    gigachat: GigaChatServer, wire: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await wire.get("/models", headers=headers)

    assert 401 == answer.status_code
    assert "stranger" not in repr(gigachat.requests)


@pytest.mark.parametrize(
    ("headers", "form", "code"),
    [
        ({"RqUID": "1"}, {"scope": "GIGACHAT_API_PERS"}, 400),
        ({"Authorization": "Bearer x"}, {"scope": "GIGACHAT_API_PERS"}, 401),
        ({}, {}, 400),
        ({}, {"scope": "SALUTE_SPEECH_PERS"}, 400),
    ],
    ids=["no request id", "no key", "no scope", "another scope"],
)
async def test_a_token_is_asked_for_properly(
    gigachat: GigaChatServer,
    wire: httpx.AsyncClient,
    headers: dict[str, str],
    form: dict[str, str],
    code: int,
) -> None:
    proper = {
        "Authorization": f"Basic {gigachat.credentials}",
        "RqUID": "0d2a3ab5-6d3a-4f0e-9b0f-6d6b0f1a2b3c",
    }

    answer = await wire.post(gigachat.auth_url, headers=proper | headers, data=form)

    assert code == answer.status_code
    assert {"code", "message"} == answer.json().keys()


async def test_the_dimension_of_embeddings_is_the_servers(direct: None) -> None:
    async with gigachat_server(Terms(dimensions=256)) as server, sdk_client(server) as client:
        answer = await client.aembeddings(["Релиз"])

    assert 256 == len(answer.data[0].embedding)


async def test_an_answer_comes_at_its_pace(direct: None) -> None:
    terms = Terms(latency=0.1, tokens_per_second=100)
    answer = " да" * 30
    async with gigachat_server(terms) as server, sdk_client(server) as client:
        await client.aget_token()
        server.script(Reply(answer), Reply(answer), Reply(answer, latency=0.0))
        began = time.monotonic()
        arrived = [(time.monotonic() - began, chunk) async for chunk in client.astream("?")]
        whole = time.monotonic()
        await client.achat("?")
        without_latency = time.monotonic()
        await client.achat("?")
        ended = time.monotonic()

    assert 0.1 <= arrived[0][0]
    assert 0.4 <= arrived[-1][0]
    assert 7 == len(arrived)  # six chunks of 50 ms and the end
    assert answer == spelled([chunk for _, chunk in arrived])
    assert 0.4 <= without_latency - whole
    assert 0.3 <= ended - without_latency


async def _usage(
    client: GigaChatAsyncClient, session: str | None, turns: list[dict[str, str]]
) -> Usage:
    token = session_id_cvar.set(session)
    try:
        completion = await client.achat({"messages": turns})
    finally:
        session_id_cvar.reset(token)
    return completion.usage
