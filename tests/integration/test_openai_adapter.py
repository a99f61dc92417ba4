"""What the adapter for OpenAI-compatible servers does beyond the contract of a ChatModel."""

import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.errors import BadInputError
from pipeline.llm.completions import AnswerSchema, ChatCall, Finish
from pipeline.llm.errors import (
    FundsSpentError,
    ModelError,
    ModelRejectedError,
    ModelTimeoutError,
    ModelUnavailableError,
    PromptTooLongError,
    RateLimitedError,
)
from pipeline.llm.models import Speaker, Tier, Turn, Usage
from pipeline.llm.openai.model import UNKNOWN, OpenAiModel, open_openai
from pipeline.llm.settings import LlmSettings
from pipeline.llm.tokens import estimate
from tests.servers.gigachat import Endpoint, Fault, Reply, gigachat_server
from tests.servers.openai import (
    CHAT,
    DONE,
    EMBEDDINGS,
    OTHER,
    OpenAiServer,
    Raw,
    event,
    openai_server,
    said,
)

CALL = ChatCall(CHAT, (Turn(Speaker.USER, "Когда выпуск?"),), temperature=0.1, max_tokens=400)
STRUCTURED = replace(CALL, schema=AnswerSchema("topic", {"type": "object", "properties": {}}))
ANSWER = said("В пят") + said("ницу 🎄") + said("", "stop")
NOBODY = "http://127.0.0.1:9/v1"
"""The port for discarding, where nothing listens."""


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with openai_server() as opened:
        yield opened


def opened(server: OpenAiServer, **settings: Any) -> AbstractAsyncContextManager[OpenAiModel]:
    return open_openai(_settings(server, **settings))


def _settings(server: OpenAiServer, **settings: Any) -> LlmSettings:
    given = {"api_url": server.url, "api_key": SecretStr(server.key), "model_base": CHAT}
    return LlmSettings(_env_file=None, **{**given, **settings})


def pieces(stream: bytes, size: int) -> list[bytes]:
    return [stream[start : start + size] for start in range(0, len(stream), size)]


def formats(server: OpenAiServer) -> list[str | None]:
    """The answer's form that each request asked for."""
    wanted = [each.body.get("response_format") for each in server.chats]
    return [each["type"] if each else None for each in wanted]


async def test_the_first_chat_model_of_the_server_answers_every_tier(
    server: OpenAiServer,
) -> None:
    async with opened(server, model_base=None) as model:
        assert dict.fromkeys(Tier, CHAT) == model.names


async def test_a_tier_without_a_model_has_that_of_the_tier_below(server: OpenAiServer) -> None:
    async with opened(server, model_pro=OTHER) as model:
        assert {Tier.BASE: CHAT, Tier.PRO: OTHER, Tier.MAX: OTHER} == model.names
        assert [] == server.requests


async def test_a_server_without_a_chat_model_needs_a_name(server: OpenAiServer) -> None:
    server.habits.models = [EMBEDDINGS]

    with pytest.raises(ModelRejectedError, match="LLM_MODEL_BASE"):
        await _open(_settings(server, model_base=None))


async def test_without_an_address_there_is_nothing_to_open() -> None:
    with pytest.raises(BadInputError, match="LLM_API_URL"):
        await _open(LlmSettings(_env_file=None))


async def test_a_server_without_keys_gets_none(server: OpenAiServer) -> None:
    async with opened(server, api_key=None) as model:
        with pytest.raises(ModelRejectedError, match="LLM_API_KEY"):
            await model.complete(CALL)


@pytest.mark.parametrize("model_base", [None, CHAT])
async def test_a_server_that_is_not_there_fails_its_calls_and_not_the_opening(
    model_base: str | None,
) -> None:
    settings = LlmSettings(_env_file=None, api_url=NOBODY, model_base=model_base)

    async with open_openai(settings) as model:
        with pytest.raises(ModelUnavailableError, match="LLM_API_URL"):
            await model.complete(CALL)
        with pytest.raises(ModelUnavailableError, match="LLM_API_URL"):
            await model.check()

    assert {model_base or UNKNOWN} == set(model.names.values())


async def test_a_certificate_that_nobody_vouches_for_ends_the_call() -> None:
    async with gigachat_server(tls=True) as stranger:
        settings = LlmSettings(_env_file=None, api_url=stranger.base_url, model_base=CHAT)

        with pytest.raises(ModelUnavailableError, match="certificate"):
            await _asked(settings)

    assert [] == stranger.requests


@pytest.mark.parametrize("silence", [Fault.hang(), Fault.stall(1)], ids=["mute", "in mid-answer"])
async def test_a_call_ends_when_its_time_is_over(silence: Fault, server: OpenAiServer) -> None:
    server.script(silence)

    async with opened(server, call_seconds=0.2) as model:
        with pytest.raises(ModelTimeoutError, match="LLM_CALL_SECONDS"):
            await model.complete(CALL)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_the_key_does_not_follow_a_redirect(status: int, server: OpenAiServer) -> None:
    async with openai_server() as elsewhere, opened(server) as model:
        address = f"{elsewhere.url}/chat/completions"
        server.script(Raw([], status=status, headers={"Location": address}))

        with pytest.raises(ModelRejectedError, match="LLM_API_URL"):
            await model.complete(CALL)

    assert [] == elsewhere.requests


async def test_calls_in_a_row_share_a_connection(server: OpenAiServer) -> None:
    async with opened(server) as model:
        for _ in range(3):
            await model.complete(CALL)

    assert 3 == len(server.chats)
    assert 1 == len(server.connections)


async def test_a_server_that_does_not_stream_answers_all_the_same(server: OpenAiServer) -> None:
    server.habits.streams = False
    server.script(Reply("В пятницу."), Reply("В " + "пятницу " * 500))

    async with opened(server) as model:
        whole = await model.complete(CALL)
        cut = await model.complete(CALL)

    assert ("В пятницу.", Finish.STOP) == (whole.text, whole.finish)
    assert Finish.LENGTH is cut.finish
    assert 400 == cut.usage.completion


async def test_tokens_that_the_server_does_not_tell_are_estimated(server: OpenAiServer) -> None:
    server.habits.tells_usage = False
    server.script(Reply("В пятницу."))

    async with opened(server) as model:
        completion = await model.complete(CALL)

    assert estimate("Когда выпуск?") == completion.usage.prompt
    assert estimate("В пятницу.") == completion.usage.completion


@pytest.mark.parametrize(
    "chunks",
    [
        [ANSWER, DONE],
        [ANSWER],
        [ANSWER.removesuffix(b"\n\n")],
        [said("В пят"), said("ницу 🎄"), DONE],
        [said("В пятницу 🎄"), b"data: [DONE]"],
        pieces(ANSWER + DONE, 1),
        pieces(ANSWER + DONE, 7),
        [(ANSWER + DONE).replace(b"\n", b"\r\n")],
        pieces((ANSWER + DONE).replace(b"\n", b"\r\n"), 5),
        [b": OPENROUTER PROCESSING\n\n", b":\n\n", ANSWER, b": bye\n\n", DONE],
        [b"event: message\nid: 1\nretry: 5\n", ANSWER, DONE, b"data: after the end\n\n"],
        [
            event({"choices": [{"delta": {"reasoning_content": "Хм"}}]}),
            event({"choices": [{"delta": {"reasoning": "Хм", "content": None}}]}),
            ANSWER,
            DONE,
        ],
        [event({"choices": []}), event({"choices": None, "error": None}), ANSWER, DONE],
        [said("\n<think>\nХм, "), said("когда?\n</think>\n\n"), ANSWER, DONE],
        [event({"usage": {"prompt_tokens": None}, "choices": []}), ANSWER, DONE],
    ],
)
async def test_a_stream_is_read_whatever_its_form(
    chunks: Sequence[bytes], server: OpenAiServer
) -> None:
    server.script(Raw(chunks))

    async with opened(server) as model:
        completion = await model.complete(CALL)

    assert ("В пятницу 🎄", Finish.STOP) == (completion.text, completion.finish)
    assert CHAT == completion.model


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(gzip.compress(ANSWER + DONE), "gzip"), (zlib.compress(ANSWER + DONE), "deflate")],
    ids=["gzip", "deflate"],
)
async def test_a_compressed_stream_is_read(
    body: bytes, encoding: str, server: OpenAiServer
) -> None:
    server.script(Raw(pieces(body, 9), headers={"Content-Encoding": encoding}))

    async with opened(server) as model:
        completion = await model.complete(CALL)

    assert "В пятницу 🎄" == completion.text


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
async def test_a_stream_that_cannot_be_unpacked_is_no_answer(
    encoding: str, server: OpenAiServer
) -> None:
    server.script(Raw([ANSWER, DONE], headers={"Content-Encoding": encoding}))

    async with opened(server) as model:
        with pytest.raises(ModelUnavailableError):
            await model.complete(CALL)


@pytest.mark.parametrize(
    ("chunks", "finish"),
    [
        ([said("В пят", "length"), DONE], Finish.LENGTH),
        ([said("", "content_filter"), DONE], Finish.REFUSED),
        (
            [event({"choices": [{"delta": {"refusal": "Нельзя."}}]}), said("", "stop"), DONE],
            Finish.REFUSED,
        ),
        ([said("<think>Хм, я дум", "length"), DONE], Finish.LENGTH),
        ([said("В пятницу.", "eos"), DONE], Finish.STOP),
    ],
)
async def test_an_end_has_its_reason(
    chunks: Sequence[bytes], finish: Finish, server: OpenAiServer
) -> None:
    server.script(Raw(chunks))

    async with opened(server) as model:
        assert finish is (await model.complete(CALL)).finish


@pytest.mark.parametrize(
    ("chunks", "kind"),
    [
        ([said("В пят")], ModelUnavailableError),
        ([], ModelUnavailableError),
        ([DONE], ModelUnavailableError),
        ([said("В пят"), said("", "error"), DONE], ModelUnavailableError),
        ([said("В пят"), b"data: {\n\n"], ModelUnavailableError),
        ([said("В пят"), b"data: 7\n\n"], ModelUnavailableError),
        ([event({"choices": [{"delta": {"content": 7}}]})], ModelUnavailableError),
        ([b"data: \xd0\n\n"], ModelUnavailableError),
        ([said("В пят"), event({"error": {"message": "oom"}})], ModelUnavailableError),
        ([said("В пят"), event({"error": {"code": 429}})], RateLimitedError),
        ([event({"error": {"code": "insufficient_quota"}})], FundsSpentError),
        ([event({"error": {"code": "context_length_exceeded"}})], PromptTooLongError),
        ([b"data: " + b"x" * 1_200_000], ModelUnavailableError),
    ],
    ids=lambda value: None if isinstance(value, type) else str(value)[:60],
)
async def test_half_an_answer_is_an_error(
    chunks: Sequence[bytes], kind: type[ModelError], server: OpenAiServer
) -> None:
    server.script(Raw(chunks))

    async with opened(server) as model:
        with pytest.raises(ModelError) as failure:
            await model.complete(CALL)

    assert kind is type(failure.value)


async def test_an_answer_longer_than_any_prompt_allows_is_refused(server: OpenAiServer) -> None:
    server.script(Raw([*[said("x" * 400_000)] * 3, said("", "stop"), DONE]))

    async with opened(server) as model:
        with pytest.raises(ModelUnavailableError, match="larger"):
            await model.complete(CALL)


@pytest.mark.parametrize("content_type", ["application/json", "text/event-stream"])
async def test_a_small_body_does_not_grow_into_a_large_one(
    content_type: str, server: OpenAiServer
) -> None:
    body = gzip.compress(b'{"choices": "' + b"x" * 50_000_000)
    server.script(Raw([body], content_type, headers={"Content-Encoding": "gzip"}))

    async with opened(server) as model:
        tracemalloc.start()
        try:
            with pytest.raises(ModelUnavailableError, match="larger"):
                await model.complete(CALL)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert most < 10_000_000


async def test_usage_counts_wherever_in_the_stream_it_is_told(server: OpenAiServer) -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
    cached = {"prompt_tokens_details": {"cached_tokens": 6}}
    server.script(Raw([event({"choices": [], "usage": usage | cached}), ANSWER, DONE]))

    async with opened(server) as model:
        completion = await model.complete(CALL)

    assert Usage(prompt=7, completion=3) == completion.usage


@pytest.mark.parametrize(
    ("taken", "asked"),
    [
        (("json_schema", "json_object"), ["json_schema", "json_schema"]),
        (("json_object",), ["json_schema", "json_object", "json_object"]),
        ((), ["json_schema", "json_object", None, None]),
    ],
)
async def test_a_form_that_a_model_does_not_take_is_asked_for_once(
    taken: Sequence[str], asked: Sequence[str | None], server: OpenAiServer
) -> None:
    server.habits.formats = taken

    async with opened(server) as model:
        for _ in range(2):
            await model.complete(STRUCTURED)

        assert asked == formats(server)
        await model.complete(replace(STRUCTURED, model=OTHER))

    assert "json_schema" == formats(server)[len(asked)]


async def test_no_form_is_asked_for_where_settings_forbid_it(server: OpenAiServer) -> None:
    async with opened(server, structured_output=False) as model:
        await model.complete(STRUCTURED)

    assert [None] == formats(server)


async def test_a_request_that_is_wrong_in_every_form_teaches_nothing(
    server: OpenAiServer,
) -> None:
    server.script(*[Fault.status(422)] * 3)

    async with opened(server) as model:
        with pytest.raises(ModelRejectedError, match="LLM_MODEL_BASE"):
            await model.complete(STRUCTURED)
        await model.complete(STRUCTURED)

    assert ["json_schema", "json_object", None, "json_schema"] == formats(server)


@pytest.mark.parametrize("unknown", ["max_tokens", "temperature", "stream_options"])
async def test_a_parameter_that_a_model_does_not_know_is_sent_to_it_once(
    unknown: str, server: OpenAiServer
) -> None:
    server.habits.unknown = [unknown]

    async with opened(server) as model:
        for _ in range(2):
            await model.complete(CALL)

    assert [True, False, False] == [unknown in each.body for each in server.chats]


async def test_a_prompt_that_the_filter_keeps_from_the_model_is_refused(
    server: OpenAiServer,
) -> None:
    server.script(Fault.status(400, "content_filter"))

    async with opened(server) as model:
        completion = await model.complete(CALL)

    assert Finish.REFUSED is completion.finish
    assert 0 == completion.usage.billed


async def test_a_check_asks_each_model_once(server: OpenAiServer) -> None:
    async with opened(server, model_pro=OTHER, embeddings=EMBEDDINGS) as model:
        await model.check()

    assert [CHAT, OTHER, EMBEDDINGS] == [each.model for each in server.requests]


@pytest.mark.parametrize(
    ("settings", "remedy"),
    [
        ({"api_key": SecretStr("wrong")}, "LLM_API_KEY"),
        ({"model_base": "gpt-0"}, "LLM_MODEL_BASE"),
        ({"model_max": "gpt-0"}, "LLM_MODEL_BASE"),
        ({"api_url": NOBODY}, "LLM_API_URL"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
async def test_a_check_names_the_setting_to_change(
    settings: dict[str, Any], remedy: str, server: OpenAiServer
) -> None:
    async with opened(server, **settings) as model:
        with pytest.raises(ModelError) as failure:
            await model.check()

    assert remedy in str(failure.value).partition(" — ")[2]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"index": 0, "embedding": [1.0]}],
        [{"index": 0, "embedding": [1.0]}, {"index": 0, "embedding": [1.0]}],
        [{"index": 0, "embedding": [1.0]}, {"index": 2, "embedding": [1.0]}],
        [{"embedding": [1.0]}, {"embedding": [1.0, 2.0]}],
        [{"embedding": []}, {"embedding": []}],
        [{"embedding": [float("nan")]}, {"embedding": [1.0]}],
        [{"embedding": "AAAA"}, {"embedding": "AAAA"}],
        "none",
    ],
)
async def test_vectors_that_do_not_fit_the_texts_are_none(rows: Any, server: OpenAiServer) -> None:
    body = json.dumps({"data": rows}).encode()
    server.script(Raw([body], "application/json"), on=Endpoint.EMBEDDINGS)

    async with opened(server, embeddings=EMBEDDINGS) as model:
        with pytest.raises(ModelUnavailableError):
            await model.embed(["раз", "два"])


async def test_vectors_without_an_index_are_in_order(server: OpenAiServer) -> None:
    rows = [{"embedding": [1.0, 0.0]}, {"embedding": [0.0, 1.0]}]
    body = json.dumps({"data": rows}).encode()
    server.script(Raw([body], "application/json"), on=Endpoint.EMBEDDINGS)

    async with opened(server, embeddings=EMBEDDINGS) as model:
        assert [[1.0, 0.0], [0.0, 1.0]] == list(await model.embed(["раз", "два"]))


async def test_a_server_that_changes_its_vectors_is_found_out(server: OpenAiServer) -> None:
    async with opened(server, embeddings=EMBEDDINGS) as model:
        await model.dimension()
        server.habits.dimensions += 1

        with pytest.raises(ModelUnavailableError, match="LLM_EMBEDDINGS"):
            await model.embed(["раз"])


async def test_without_a_model_for_them_there_are_no_vectors(server: OpenAiServer) -> None:
    async with opened(server) as model:
        with pytest.raises(ModelRejectedError, match="LLM_EMBEDDINGS"):
            await model.embed(["раз"])


async def _open(settings: LlmSettings) -> None:
    async with open_openai(settings):
        pass


async def _asked(settings: LlmSettings) -> None:
    async with open_openai(settings) as model:
        await model.complete(CALL)
