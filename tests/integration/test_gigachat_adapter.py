"""The adapter and the vendor's SDK against a server that speaks GigaChat's wire format."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from gigachat.context import request_id_cvar, session_id_cvar

from pipeline.llm.calibration import SAMPLE
from pipeline.llm.completions import AnswerSchema, Finish
from pipeline.llm.counting import CalibratedCounter
from pipeline.llm.errors import ModelRejectedError
from pipeline.llm.gigachat.model import EMBEDDINGS_A_REQUEST, GigaChat
from pipeline.llm.models import Speaker, Tier, Turn, Usage
from pipeline.llm.settings import LlmSettings
from tests.fixtures.gigachat_model import CALL, gigachat_settings, opened, saying
from tests.servers.gigachat import Endpoint, Fault, GigaChatServer, Plan, Reply

SCHEMA = AnswerSchema("answer", {"type": "object", "properties": {"echo": {"type": "string"}}})


@pytest.fixture
async def model(gigachat: GigaChatServer) -> AsyncIterator[GigaChat]:
    async with opened(gigachat) as model:
        yield model


async def test_an_answer_is_streamed_and_comes_whole(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    text = "В среду, если проверки пройдут. " * 20
    gigachat.script(Reply(text))

    completion = await model.complete(CALL)

    (chat,) = gigachat.chats
    assert text == completion.text
    assert Finish.STOP == completion.finish
    assert "GigaChat-2:2.0.28.2" == completion.model
    assert chat.streamed
    assert {
        "model": "GigaChat-2",
        "messages": [
            {"role": "system", "content": "Отвечай кратко."},
            {"role": "user", "content": "Когда выпуск?"},
        ],
        "temperature": 0.1,
        "max_tokens": 500,
        "stream": True,
    } == chat.body


async def test_a_turn_of_the_assistant_keeps_its_role(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    turns = (*CALL.turns, Turn(Speaker.ASSISTANT, "{"), Turn(Speaker.USER, "Это не JSON."))

    await model.complete(replace(CALL, turns=turns))

    roles = [message.role for message in gigachat.chats[0].messages]
    assert ["system", "user", "assistant", "user"] == roles


async def test_cached_tokens_are_part_of_the_prompt_and_not_billed(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    gigachat.always(Reply("Да"))
    call = replace(CALL, session="slice-1")

    first = await model.complete(call)
    second = await model.complete(call)

    cached = gigachat.chats[1].precached
    assert cached > 0
    assert Usage(first.usage.prompt, first.usage.completion, 0) == first.usage
    assert Usage(first.usage.prompt, first.usage.completion, cached) == second.usage
    assert first.usage.billed - cached == second.usage.billed


async def test_a_session_is_told_for_its_calls_alone_and_every_request_has_an_id(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    await model.complete(replace(CALL, session="slice-1"))
    await model.complete(CALL)

    sessions = [chat.session for chat in gigachat.chats]
    ids = {chat.headers.get("X-Request-ID") for chat in gigachat.chats}
    assert ["slice-1", None] == sessions
    assert 2 == len(ids - {None})


async def test_a_call_leaves_no_session_to_whatever_else_uses_the_sdk(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    await model.complete(replace(CALL, session="slice-1"))

    assert session_id_cvar.get() is None
    assert request_id_cvar.get() is None


async def test_parallel_calls_keep_their_sessions_apart(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    calls = [replace(saying(f"{n}"), session=f"slice-{n}") for n in range(4)]

    async with asyncio.TaskGroup() as group:
        for call in calls:
            group.create_task(model.complete(call))

    told = {chat.last: chat.session for chat in gigachat.chats}
    assert {f"{n}": f"slice-{n}" for n in range(4)} == told


@pytest.mark.parametrize(
    ("reply", "finish"),
    [
        (Reply("Дальше", finish="length"), Finish.LENGTH),
        (Reply("Раз два три четыре", cut=2), Finish.LENGTH),
        (Reply.refusal(), Finish.REFUSED),
    ],
)
async def test_an_answer_tells_why_it_ended(
    gigachat: GigaChatServer, model: GigaChat, reply: Reply, finish: Finish
) -> None:
    gigachat.script(reply)

    completion = await model.complete(CALL)

    assert finish == completion.finish
    assert completion.usage.completion > 0


async def test_half_an_emoji_in_a_prompt_does_not_stop_the_call(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    completion = await model.complete(saying("ура \ud83d!"))

    assert "ура ?!" == completion.text


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\n", "\r\n", "\x0b"])
async def test_a_line_separator_in_an_answer_is_a_character_like_others(
    gigachat: GigaChatServer, model: GigaChat, separator: str
) -> None:
    gigachat.script(Reply(f"раз{separator}два"))

    completion = await model.complete(CALL)

    assert f"раз{separator}два" == completion.text


async def test_parallel_first_calls_fetch_one_token(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(model.complete(CALL))

    assert 1 == gigachat.oauth_calls


async def test_a_token_that_expired_is_renewed_within_the_call(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    await model.complete(CALL)
    gigachat.expire_tokens()

    completion = await model.complete(CALL)

    assert Finish.STOP == completion.finish
    assert 2 == gigachat.oauth_calls


async def test_no_more_calls_run_at_once_than_the_settings_allow(
    gigachat: GigaChatServer,
) -> None:
    gigachat.always(Fault.hang())

    async with opened(gigachat, max_streams=3) as model, asyncio.TaskGroup() as group:
        calls = [group.create_task(model.complete(CALL)) for _ in range(9)]
        await gigachat.running(3)
        await model.models()
        for call in calls:
            call.cancel()

    assert 3 == gigachat.max_in_flight


async def test_calls_that_wait_go_in_the_order_in_which_they_came(
    gigachat: GigaChatServer,
) -> None:
    gigachat.terms.plan = Plan.PERSONAL

    async with opened(gigachat, max_streams=1) as model, asyncio.TaskGroup() as group:
        for n in range(9):
            group.create_task(model.complete(saying(f"{n}")))

    assert [f"{n}" for n in range(9)] == [chat.last for chat in gigachat.chats]
    assert 1 == gigachat.max_in_flight


@pytest.mark.parametrize("fault", [Fault.hang(), Fault.stall(1)], ids=["hang", "stall"])
async def test_a_call_that_is_given_up_leaves_its_place_to_the_next(
    gigachat: GigaChatServer, fault: Fault
) -> None:
    gigachat.script(fault)

    async with opened(gigachat, max_streams=1) as model, asyncio.TaskGroup() as group:
        given_up = group.create_task(model.complete(CALL))
        await gigachat.running(1)
        given_up.cancel()
        completion = await model.complete(CALL)

    assert given_up.cancelled()
    assert Finish.STOP == completion.finish


async def test_a_schema_is_asked_for_strictly(gigachat: GigaChatServer, model: GigaChat) -> None:
    completion = await model.complete(replace(CALL, schema=SCHEMA))

    expected = {"type": "json_schema", "schema": SCHEMA.schema, "strict": True}
    assert '{"echo": "Когда выпуск?"}' == completion.text
    assert expected == gigachat.chats[0].body["response_format"]


@pytest.mark.parametrize("status", [400, 422])
async def test_a_model_without_schemas_is_asked_again_once_and_then_without(
    gigachat: GigaChatServer, model: GigaChat, status: int
) -> None:
    gigachat.terms.response_format_status = status
    call = replace(CALL, schema=SCHEMA)

    first = await model.complete(call)
    await model.complete(call)
    await model.complete(replace(call, model="GigaChat-2-Pro"))

    asked = [(chat.model, "response_format" in chat.body) for chat in gigachat.chats]
    assert "Когда выпуск?" == first.text
    assert [
        ("GigaChat-2", True),
        ("GigaChat-2", False),
        ("GigaChat-2", False),
        ("GigaChat-2-Pro", True),
        ("GigaChat-2-Pro", False),
    ] == asked


async def test_a_refusal_that_was_not_about_the_schema_teaches_nothing(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    gigachat.script(Fault.status(422), Fault.status(422))
    call = replace(CALL, schema=SCHEMA)

    with pytest.raises(ModelRejectedError):
        await model.complete(call)
    await model.complete(call)

    asked = ["response_format" in chat.body for chat in gigachat.chats]
    assert [True, False, True] == asked


async def test_a_refused_call_without_a_schema_is_not_made_again(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    gigachat.script(Fault.status(422))

    with pytest.raises(ModelRejectedError):
        await model.complete(CALL)

    assert 1 == len(gigachat.chats)


async def test_schemas_can_be_switched_off(gigachat: GigaChatServer) -> None:
    async with opened(gigachat, llm=LlmSettings(structured_output=False)) as model:
        await model.complete(replace(CALL, schema=SCHEMA))

    (chat,) = gigachat.chats
    assert "response_format" not in chat.body


async def test_tokens_are_counted_exactly_in_one_request(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    counts = await model.count("GigaChat-2-Pro", ["Привет, мир", "ок", "\ud83d"])

    (asked,) = gigachat.received(Endpoint.TOKENS)
    assert [4, 1, 1] == counts
    assert "GigaChat-2-Pro" == asked.model


async def test_counts_of_many_texts_come_from_one_sample_and_are_rather_too_high(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    texts = [
        f"Сообщение {n}: обсудили перенос выпуска на среду. " * (n % 7 + 1) for n in range(600)
    ]
    texts += [
        f"Message {n}: the release was moved to Wednesday. " * (n % 5 + 1) for n in range(90)
    ]

    counts = await CalibratedCounter(model).count("GigaChat-2", texts)

    (asked,) = gigachat.received(Endpoint.TOKENS)
    exact = await model.count("GigaChat-2", texts)
    assert len(asked.body["input"]) <= SAMPLE
    assert 1.0 <= sum(counts) / sum(exact) <= 1.1


async def test_embeddings_come_in_order_from_batches_that_the_api_takes(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    texts = [f"тема {n}" for n in range(EMBEDDINGS_A_REQUEST + 1)]

    vectors = await model.embed(texts)
    (last,) = await model.embed(texts[-1:])

    sizes = [len(asked.body["input"]) for asked in gigachat.received(Endpoint.EMBEDDINGS)]
    assert [EMBEDDINGS_A_REQUEST, 1, 1] == sizes
    assert len(texts) == len(vectors)
    assert list(last) == list(vectors[-1])
    assert list(vectors[0]) != list(vectors[-1])


async def test_nothing_to_embed_asks_nothing(gigachat: GigaChatServer, model: GigaChat) -> None:
    vectors = await model.embed([])

    assert [] == vectors
    assert [] == gigachat.requests


async def test_the_dimension_is_asked_for_once(gigachat: GigaChatServer, model: GigaChat) -> None:
    gigachat.terms.dimensions = 640

    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(model.dimension()) for _ in range(3)]

    assert [640, 640, 640] == [task.result() for task in asked]
    assert 1 == len(gigachat.received(Endpoint.EMBEDDINGS))


async def test_a_healthy_configuration_passes_the_check_without_a_chat(
    gigachat: GigaChatServer, model: GigaChat
) -> None:
    await model.check()

    assert "GigaChat-2-Max" in await model.models()
    assert [] == gigachat.chats
    assert 1 == gigachat.oauth_calls


async def test_the_tiers_have_the_names_of_the_settings(gigachat: GigaChatServer) -> None:
    settings = gigachat_settings(gigachat, model_max="GigaChat-3-Ultra")

    async with opened(gigachat, model_max="GigaChat-3-Ultra") as model:
        names = model.names

    assert settings.model_base == names[Tier.BASE]
    assert settings.model_pro == names[Tier.PRO]
    assert "GigaChat-3-Ultra" == names[Tier.MAX]
