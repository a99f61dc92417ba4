"""What goes wrong with GigaChat: which error of ours it is, and what that may not tell."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pipeline.llm.completions import Finish
from pipeline.llm.errors import (
    FundsSpentError,
    ModelError,
    ModelRejectedError,
    ModelTimeoutError,
    ModelUnavailableError,
    PromptTooLongError,
    RateLimitedError,
)
from pipeline.llm.gigachat.model import GigaChat
from pipeline.llm.settings import LlmSettings
from tests.fixtures.gigachat_model import CALL, opened, saying
from tests.servers.gigachat import Endpoint, Fault, GigaChatServer, Reply, gigachat_server

SAID = "Марина, в шесть"
SSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100000\r\n\r\n"
WHOLE = (
    'data: {"choices": [{"delta": {"content": "Да"}, "index": 0, "finish_reason": "stop"}],'
    ' "created": 1, "model": "GigaChat-2:1", "object": "chat.completion", "usage":'
    ' {"prompt_tokens": 5, "completion_tokens": 1, "total_tokens": 6}}\n\ndata: [DONE]\n\n'
)


@pytest.fixture
async def model(gigachat: GigaChatServer) -> AsyncIterator[GigaChat]:
    async with opened(gigachat) as model:
        yield model


@asynccontextmanager
async def saying_bytes(content: bytes) -> AsyncIterator[str]:
    """The address of a server that answers every request so and hangs up."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(content)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


@pytest.mark.parametrize(
    ("status", "error", "remedy"),
    [
        (400, ModelRejectedError, "GIGACHAT_MODEL_"),
        (401, ModelRejectedError, "GIGACHAT_CREDENTIALS"),
        (402, FundsSpentError, "buy tokens"),
        (403, ModelRejectedError, "GIGACHAT_SCOPE"),
        (404, ModelRejectedError, "GIGACHAT_MODEL_BASE"),
        (405, ModelRejectedError, "GIGACHAT_BASE_URL"),
        (408, ModelUnavailableError, "try again later"),
        (413, PromptTooLongError, "DIGEST_MAP_TOKENS"),
        (422, ModelRejectedError, "GIGACHAT_MODEL_"),
        (429, RateLimitedError, "GIGACHAT_MAX_STREAMS"),
        (500, ModelUnavailableError, "try again later"),
        (503, ModelUnavailableError, "try again later"),
    ],
)
async def test_a_status_is_an_error_of_ours_with_its_remedy(
    gigachat: GigaChatServer, model: GigaChat, status: int, error: type[ModelError], remedy: str
) -> None:
    gigachat.always(Fault.status(status))

    with pytest.raises(ModelError) as caught:
        await model.complete(CALL)

    assert error is type(caught.value)
    assert remedy in str(caught.value).partition(" — ")[2]


@pytest.mark.parametrize(
    ("sent", "understood"),
    [
        (7, 7.0),
        (0.5, 0.5),
        (0, 0.0),
        (None, None),
        ("-3", None),
        ("nan", None),
        ("inf", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
async def test_retry_after_is_a_number_of_seconds_or_nothing(
    gigachat: GigaChatServer, model: GigaChat, sent: float | str | None, understood: float | None
) -> None:
    gigachat.script(Fault.status(429, retry_after=sent))

    with pytest.raises(RateLimitedError) as caught:
        await model.complete(CALL)

    assert understood == caught.value.retry_after


async def test_a_limited_count_is_a_limit_too(gigachat: GigaChatServer, model: GigaChat) -> None:
    gigachat.script(Fault.status(429, retry_after=2), on=Endpoint.TOKENS)

    with pytest.raises(RateLimitedError) as caught:
        await model.count("GigaChat-2", ["Привет"])

    assert 2.0 == caught.value.retry_after


@pytest.mark.parametrize(
    "fault",
    [
        Fault.drop(),
        Fault.drop_after(1),
        Fault.end_after(1),
        Fault.garbage(0),
        Fault.garbage(1),
        Fault.wrong_type(),
    ],
    ids=lambda fault: f"{fault.kind.name.lower()}-{fault.after}",
)
async def test_a_broken_stream_is_asked_for_once_and_gives_no_text(
    gigachat: GigaChatServer, model: GigaChat, fault: Fault
) -> None:
    gigachat.script(fault)

    with pytest.raises(ModelUnavailableError):
        await model.complete(saying("слово " * 50))

    assert 1 == len(gigachat.chats)


@pytest.mark.parametrize("finish", ["error", "function_call"])
async def test_an_end_that_is_none_of_an_answer_is_a_failure(
    gigachat: GigaChatServer, model: GigaChat, finish: str
) -> None:
    gigachat.script(Reply("Н", finish=finish))

    with pytest.raises(ModelUnavailableError, match=finish):
        await model.complete(CALL)


@pytest.mark.parametrize("fault", [Fault.hang(), Fault.stall(1)], ids=["hang", "stall"])
async def test_a_silent_server_is_given_up(gigachat: GigaChatServer, fault: Fault) -> None:
    gigachat.script(fault)

    async with opened(gigachat, llm=LlmSettings(call_seconds=0.3)) as model:
        with pytest.raises(ModelTimeoutError):
            await model.complete(CALL)


async def test_an_answer_that_came_whole_survives_a_lost_connection(
    gigachat: GigaChatServer,
) -> None:
    async with (
        saying_bytes(SSE + WHOLE.encode()) as address,
        opened(gigachat, base_url=address) as model,
    ):
        completion = await model.complete(CALL)

    assert "Да" == completion.text
    assert Finish.STOP == completion.finish
    assert 6 == completion.usage.billed


@pytest.mark.parametrize(
    "content",
    [
        f"data: {SAID}\n\n".encode(),
        f'data: {{"choices": "{SAID}"}}\n\n'.encode(),
        b"data: \xff\xfe\n\n",
        b"",
    ],
    ids=["no-json", "no-chunk", "no-text", "nothing"],
)
async def test_neither_the_error_nor_the_log_repeats_a_chunk(
    gigachat: GigaChatServer, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    caplog.set_level(logging.DEBUG)

    async with saying_bytes(SSE + content) as address, opened(gigachat, base_url=address) as model:
        with pytest.raises(ModelUnavailableError) as caught:
            await model.complete(CALL)

    assert SAID not in _told(caught.value, caplog)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 429, 500])
async def test_neither_the_error_nor_the_log_repeats_the_request_or_the_answer(
    gigachat: GigaChatServer,
    model: GigaChat,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    gigachat.always(Fault.status(status, SAID))

    with pytest.raises(ModelError) as caught:
        await model.complete(saying(SAID))

    told = _told(caught.value, caplog)
    assert SAID not in told
    assert repr(SAID.encode())[2:-1] not in told
    assert gigachat.credentials not in told
    assert "Bearer" not in told


@pytest.mark.parametrize(
    ("endpoint", "fault"),
    [
        (Endpoint.OAUTH, Fault.garbage()),
        (Endpoint.OAUTH, Fault.drop()),
        (Endpoint.OAUTH, Fault.wrong_type()),
        (Endpoint.OAUTH, Fault.status(500)),
        (Endpoint.MODELS, Fault.garbage()),
        (Endpoint.MODELS, Fault.wrong_type()),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind.name.lower(),
)
async def test_a_broken_answer_of_any_other_endpoint_is_unavailability(
    gigachat: GigaChatServer, model: GigaChat, endpoint: Endpoint, fault: Fault
) -> None:
    gigachat.script(fault, on=endpoint)

    with pytest.raises(ModelUnavailableError):
        await model.check()


@pytest.mark.parametrize("body", [b"[]", b"[1]", b'"tok"', b'{"data": [{"index": 0}]}', b"null"])
async def test_json_of_another_form_is_unavailability(
    gigachat: GigaChatServer, body: bytes
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"

    async with (
        saying_bytes(head % len(body) + body) as address,
        opened(gigachat, base_url=address) as model,
    ):
        for asked in (model.models(), model.count("GigaChat-2", ["да"]), model.embed(["да"])):
            with pytest.raises(ModelUnavailableError):
                await asked


async def test_the_check_names_a_wrong_key(gigachat: GigaChatServer) -> None:
    async with opened(gigachat, credentials="c29tZW9uZTplbHNl") as model:
        with pytest.raises(ModelRejectedError, match="— check GIGACHAT_CREDENTIALS"):
            await model.check()


async def test_the_check_names_a_wrong_scope(gigachat: GigaChatServer) -> None:
    gigachat.terms.scopes = ("GIGACHAT_API_B2B",)

    async with opened(gigachat) as model:
        with pytest.raises(ModelRejectedError, match="GIGACHAT_SCOPE"):
            await model.check()


async def test_the_check_names_the_setting_of_an_unknown_model(gigachat: GigaChatServer) -> None:
    async with opened(gigachat, model_pro="GigaChat-9") as model:
        with pytest.raises(ModelRejectedError, match=r"no model GigaChat-9 .*GIGACHAT_MODEL_PRO"):
            await model.check()


async def test_the_check_names_the_network(gigachat: GigaChatServer, unused_tcp_port: int) -> None:
    nowhere = f"http://127.0.0.1:{unused_tcp_port}/v1"

    async with opened(gigachat, base_url=nowhere) as model:
        with pytest.raises(ModelUnavailableError, match=r"cannot be reached .*GIGACHAT_BASE_URL"):
            await model.check()


async def test_the_check_names_a_certificate_that_nobody_vouches_for() -> None:
    async with (
        gigachat_server(tls=True) as server,
        opened(server, ca_bundle=None) as model,
    ):
        with pytest.raises(ModelRejectedError, match="— set GIGACHAT_CA_BUNDLE"):
            await model.check()


async def test_a_certificate_of_the_bundle_is_trusted() -> None:
    async with gigachat_server(tls=True) as server, opened(server) as model:
        completion = await model.complete(CALL)

    assert Finish.STOP == completion.finish


def _told(error: Exception, caplog: pytest.LogCaptureFixture) -> str:
    """All that a log with tracebacks would hold."""
    return "".join(traceback.format_exception(error)) + caplog.text
