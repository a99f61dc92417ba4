"""Every way in which the stand-in fails, as the vendor's SDK tells it."""

import asyncio
import json
import time

import httpx
import pytest
from gigachat import GigaChatAsyncClient
from gigachat.exceptions import (
    BadRequestError,
    ForbiddenError,
    LengthFinishReasonError,
    NotFoundError,
    RateLimitError,
    RequestEntityTooLargeError,
    ResponseError,
    ServerError,
    UnprocessableEntityError,
)
from gigachat.models.chat import ChatCompletionChunk
from pydantic import BaseModel, ValidationError

from tests.fixtures.gigachat import read, sdk_client, spelled
from tests.servers.gigachat import (
    Endpoint,
    Fault,
    GigaChatServer,
    Reply,
    gigachat_server,
    system_begins,
)


class Verdict(BaseModel):
    supported: list[int]


LONG = " ".join(f"Слово{number}" for number in range(40))
STATUSES = [
    (400, BadRequestError),
    (402, ResponseError),
    (403, ForbiddenError),
    (404, NotFoundError),
    (413, RequestEntityTooLargeError),
    (422, UnprocessableEntityError),
    (429, RateLimitError),
    (500, ServerError),
    (503, ServerError),
]


@pytest.mark.parametrize(("code", "error"), STATUSES)
async def test_a_status_is_the_error_that_the_sdk_has_for_it(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient, code: int, error: type[ResponseError]
) -> None:
    gigachat.script(Fault.status(code, "by the script"), Fault.status(code))

    with pytest.raises(ResponseError) as whole:
        await sdk.achat("?")
    with pytest.raises(ResponseError) as streamed:
        await read(sdk, "?")

    assert [error, error] == [whole.type, streamed.type]
    assert {"status": code, "message": "by the script"} == json.loads(whole.value.content or b"")


@pytest.mark.parametrize(("header", "seconds"), [(None, 0.0), (1, 1.0), (2.5, 2.5), ("soon", 0.0)])
async def test_a_rate_limit_says_how_long_to_wait_or_not(
    gigachat: GigaChatServer,
    sdk: GigaChatAsyncClient,
    header: float | str | None,
    seconds: float,
) -> None:
    gigachat.script(Fault.status(429, retry_after=header))

    with pytest.raises(RateLimitError) as limited:
        await sdk.achat("?")

    assert seconds == limited.value.retry_after


async def test_a_401_by_the_script_costs_a_new_token_and_one_more_call(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    await sdk.achat("Раз")
    gigachat.script(Fault.status(401))

    await sdk.achat("Два")

    assert 2 == gigachat.oauth_calls
    assert [200, 401, 200] == [chat.status for chat in gigachat.chats]


async def test_a_connection_is_dropped_before_the_answer(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.always(Fault.drop())

    with pytest.raises(httpx.RemoteProtocolError):
        await sdk.achat("?")
    with pytest.raises(httpx.RemoteProtocolError):
        await read(sdk, "?")
    await gigachat.running(0)

    assert [None, None] == [chat.status for chat in gigachat.chats]


async def test_a_stream_is_dropped_after_so_many_chunks(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.script(Fault.drop_after(2))
    chunks: list[ChatCompletionChunk] = []

    with pytest.raises(httpx.RemoteProtocolError):
        await _read_into(chunks, sdk)

    assert 2 == len(chunks)
    assert LONG.startswith(spelled(chunks))


async def test_a_short_stream_is_dropped_before_its_end(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.script(Fault.drop_after(50))

    with pytest.raises(httpx.RemoteProtocolError):
        await read(sdk, "Да")


async def test_a_retried_stream_repeats_what_came_before_the_drop(
    gigachat: GigaChatServer,
) -> None:
    gigachat.script(Fault.drop_after(1))
    async with sdk_client(gigachat, max_retries=1) as client:
        chunks = await read(client, LONG)

    assert spelled(chunks[:1]) + LONG == spelled(chunks)


async def test_a_stream_ends_in_good_order_but_without_its_last_chunk(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.script(Fault.end_after(2))

    chunks = await read(sdk, LONG)

    assert [(None, None)] * 2 == [(each.choices[0].finish_reason, each.usage) for each in chunks]


async def test_a_stalled_stream_says_nothing_more_and_stays_open(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.script(Fault.stall(1))
    stream = aiter(sdk.astream(LONG))

    first = await anext(stream)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await anext(stream)
    await gigachat.running(0)

    assert LONG.startswith(spelled([first]))
    assert [None] == [chat.status for chat in gigachat.chats]


@pytest.mark.parametrize("fault", [Fault.stall(), Fault.hang()])
async def test_an_answer_that_never_ends_runs_until_the_client_gives_up(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient, fault: Fault
) -> None:
    gigachat.script(fault)

    async with asyncio.TaskGroup() as group:
        call = group.create_task(sdk.achat(LONG))
        await gigachat.running(1)
        waiting = gigachat.chats[0].ended
        call.cancel()
    await gigachat.running(0)

    assert waiting is None
    assert gigachat.chats[0].ended is not None
    assert gigachat.chats[0].status is None


async def test_a_server_stops_at_once_whatever_hangs(direct: None) -> None:
    async with asyncio.TaskGroup() as group, gigachat_server() as server:
        server.always(Fault.hang())
        call = group.create_task(_refused(sdk_client(server)))
        await server.running(1)
        began = time.monotonic()

    assert call.result()
    assert time.monotonic() - began < 5


async def _refused(client: GigaChatAsyncClient) -> bool:
    async with client:
        with pytest.raises(httpx.TransportError):
            await client.achat("?")
    return True


async def test_a_page_of_a_captive_portal_is_no_stream(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.always(Fault.wrong_type())

    with pytest.raises(httpx.TransportError, match="text/html"):
        await read(sdk, "?")
    with pytest.raises(json.JSONDecodeError):
        await sdk.achat("?")


async def test_garbage_is_no_answer(gigachat: GigaChatServer, sdk: GigaChatAsyncClient) -> None:
    gigachat.always(Fault.garbage())

    with pytest.raises(ValidationError):
        await read(sdk, LONG)
    with pytest.raises(ValueError, match=r"Unterminated|decode"):
        await sdk.achat(LONG)


async def test_the_filter_refuses_with_status_200(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.always(Reply.refusal())

    completion = await sdk.achat("?")
    chunks = await read(sdk, "?")

    assert "blacklist" == completion.choices[0].finish_reason
    assert "blacklist" == chunks[-1].choices[0].finish_reason
    assert completion.choices[0].message.content == spelled(chunks)


async def test_a_model_ends_with_an_error_of_its_own(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.script(Reply("", finish="error"))

    chunks = await read(sdk, "?")

    assert ["error"] == [chunk.choices[0].finish_reason for chunk in chunks]


async def test_an_answer_is_cut_at_max_tokens(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    call = {"messages": [{"role": "user", "content": LONG}], "max_tokens": 7}

    completion = await sdk.achat(call)
    chunks = [chunk async for chunk in sdk.astream(call)]

    assert ("length", 7) == (
        completion.choices[0].finish_reason,
        completion.usage.completion_tokens,
    )
    assert LONG.startswith(completion.choices[0].message.content)
    assert completion.choices[0].message.content == spelled(chunks)
    assert "length" == chunks[-1].choices[0].finish_reason


async def test_an_answer_that_fits_max_tokens_exactly_is_whole(sdk: GigaChatAsyncClient) -> None:
    (counted,) = await sdk.atokens_count([LONG], model="GigaChat-2")

    completion = await sdk.achat(
        {"messages": [{"role": "user", "content": LONG}], "max_tokens": counted.tokens}
    )

    assert "stop" == completion.choices[0].finish_reason
    assert LONG == completion.choices[0].message.content


async def test_structured_output_that_is_cut_off_is_an_error_of_the_sdk(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.script(Reply(cut=3))

    with pytest.raises(LengthFinishReasonError):
        await sdk.achat_parse("?", response_format=Verdict)


async def test_steps_are_taken_one_a_call_and_then_it_answers_as_usual(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.script(Fault.status(500), Reply("из сценария"))

    with pytest.raises(ServerError):
        await sdk.achat("Вопрос")
    scripted = await sdk.achat("Вопрос")
    usual = await sdk.achat("Вопрос")

    assert "из сценария" == scripted.choices[0].message.content
    assert "Вопрос" == usual.choices[0].message.content
    assert 0 == gigachat.steps.left


async def test_a_step_waits_for_the_call_that_it_is_meant_for(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.always(Fault.status(500), when=system_begins("prompt topic-"))
    gigachat.script(Reply("о погоде"), when=lambda call: "погода" in call.last)

    usual = await sdk.achat("Кто дежурит?")
    weather = await sdk.achat("Какая погода?")
    with pytest.raises(ServerError):
        await sdk.achat(_with_system("prompt topic-1.ru"))
    other = await sdk.achat(_with_system("prompt roles-1.ru"))
    gigachat.recover()
    recovered = await sdk.achat(_with_system("prompt topic-1.ru"))

    assert ["Кто дежурит?", "о погоде", "Да?", "Да?"] == [
        each.choices[0].message.content for each in (usual, weather, other, recovered)
    ]


async def test_other_endpoints_fail_by_the_script_too(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.script(Fault.status(500), on=Endpoint.OAUTH)
    gigachat.script(Fault.status(429), on=Endpoint.TOKENS)
    gigachat.script(Fault.drop_after(0), on=Endpoint.EMBEDDINGS)

    with pytest.raises(ServerError):
        await sdk.achat("?")
    with pytest.raises(ResponseError) as counted:
        await sdk.atokens_count(["?"], model="GigaChat-2")
    with pytest.raises(httpx.RemoteProtocolError):
        await sdk.aembeddings(["?"])

    # The SDK has no error of its own for a rate limit there.
    assert (ResponseError, 429) == (counted.type, counted.value.status_code)


async def _read_into(chunks: list[ChatCompletionChunk], client: GigaChatAsyncClient) -> None:
    async for chunk in client.astream(LONG):
        chunks.append(chunk)  # noqa: PERF401  a comprehension would lose them to the error


def _with_system(system: str) -> dict[str, object]:
    turns = [{"role": "system", "content": system}, {"role": "user", "content": "Да?"}]
    return {"messages": turns}
