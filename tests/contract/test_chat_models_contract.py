"""ChatModel: scripted in memory, an OpenAI-compatible server, GigaChat."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise

import pytest

from pipeline.llm.completions import AnswerSchema, Finish
from pipeline.llm.errors import (
    FundsSpentError,
    ModelError,
    ModelRejectedError,
    ModelUnavailableError,
    PromptTooLongError,
    RateLimitedError,
)
from pipeline.llm.models import Speaker, Turn
from tests.fixtures.chat_models import OPENINGS, Opening, Provider
from tests.servers.gigachat import Fault, Reply

STREAMS = 3
LONG = "Договорились перенести выпуск на пятницу. " * 12
SECRET = "карта 4276 3800 1234 5678"
FAULTS = [
    (Fault.status(400, SECRET), ModelRejectedError),
    (Fault.status(401, SECRET), ModelRejectedError),
    (Fault.status(402, SECRET), FundsSpentError),
    (Fault.status(403, SECRET), ModelRejectedError),
    (Fault.status(404, SECRET), ModelRejectedError),
    (Fault.status(413, SECRET), PromptTooLongError),
    (Fault.status(422, SECRET), ModelRejectedError),
    (Fault.status(429, SECRET), RateLimitedError),
    (Fault.status(500, SECRET), ModelUnavailableError),
    (Fault.status(503, SECRET), ModelUnavailableError),
    (Fault.wrong_type(), ModelUnavailableError),
    (Fault.drop(), ModelUnavailableError),
    (Fault.drop_after(0), ModelUnavailableError),
    (Fault.drop_after(3), ModelUnavailableError),
    (Fault.end_after(3), ModelUnavailableError),
    (Fault.garbage(3), ModelUnavailableError),
]
each_fault = pytest.mark.parametrize(
    ("fault", "kind"),
    FAULTS,
    ids=[f"{fault.kind.name} {fault.code or fault.after}" for fault, _ in FAULTS],
)


@pytest.fixture(params=list(OPENINGS.values()), ids=list(OPENINGS))
def opening(request: pytest.FixtureRequest) -> Opening:
    found: Opening = request.param
    return found


@pytest.fixture
async def provider(opening: Opening) -> AsyncIterator[Provider]:
    async with opening(STREAMS) as opened:
        yield opened


async def test_an_answer_comes_with_its_usage_and_the_model_that_gave_it(
    provider: Provider,
) -> None:
    provider.script(Reply("Переносим на пятницу."))

    completion = await provider.chat.complete(provider.call("Когда выпуск?"))

    assert "Переносим на пятницу." == completion.text
    assert Finish.STOP is completion.finish
    assert completion.model.startswith(provider.model)
    assert completion.usage.prompt > 0
    assert completion.usage.completion > 0
    assert 0 == completion.usage.cached


async def test_an_answer_is_heard_as_it_comes(provider: Provider) -> None:
    heard: list[str] = []
    provider.script(Reply(LONG))

    completion = await provider.chat.complete(provider.call("Когда выпуск?"), heard.append)

    assert len(set(heard)) > 3
    assert all(longer.startswith(text) for text, longer in pairwise(heard))
    assert completion.text == heard[-1]


async def test_a_longer_answer_costs_more(provider: Provider) -> None:
    provider.script(Reply("Да."), Reply(LONG))

    short = await provider.chat.complete(provider.call("Да?"))
    long = await provider.chat.complete(provider.call("Да?"))

    assert short.usage.completion < long.usage.completion
    assert short.usage.prompt == long.usage.prompt


async def test_an_answer_that_reaches_its_limit_is_cut_off_and_says_so(
    provider: Provider,
) -> None:
    provider.script(Reply(LONG))

    completion = await provider.chat.complete(provider.call("Что решили?", max_tokens=5))

    assert Finish.LENGTH is completion.finish
    assert 5 == completion.usage.completion
    assert completion.text
    assert LONG.startswith(completion.text)


async def test_a_refusal_by_the_filter_is_an_answer_of_its_own_kind(provider: Provider) -> None:
    refusal = Reply.refusal()
    provider.script(refusal)

    completion = await provider.chat.complete(provider.call("Расскажи."))

    assert Finish.REFUSED is completion.finish
    assert refusal.text == completion.text


async def test_turns_arrive_as_they_were_said(provider: Provider) -> None:
    turns = (
        Turn(Speaker.SYSTEM, "Отвечай кратко."),
        Turn(Speaker.USER, "Кто?"),
        Turn(Speaker.ASSISTANT, "Аня."),
        Turn(Speaker.USER, "Когда?"),
    )

    await provider.chat.complete(provider.call(*turns))

    assert [turns] == provider.asked()


@pytest.mark.parametrize(
    "text",
    [
        "Ёлка, «щука» — №5",
        "👩‍👩‍👧‍👦🏴‍☠️ ok",
        "日本語 العربية",
        "a\u0301\u202e\u200b\ufeffb",
        'a"\\\n\t\r\nb',
    ],
)
async def test_any_text_comes_through_both_ways(text: str, provider: Provider) -> None:
    completion = await provider.chat.complete(provider.call(text))

    assert text == completion.text
    assert [(Turn(Speaker.USER, text),)] == provider.asked()


async def test_half_a_surrogate_pair_harms_nothing(provider: Provider) -> None:
    completion = await provider.chat.complete(provider.call("до \ud83d после"))

    assert completion.text.startswith("до ")
    assert completion.text.endswith(" после")


async def test_a_schema_that_the_model_does_not_take_costs_no_answer(provider: Provider) -> None:
    provider.refuse_schemas()
    schema = AnswerSchema("topics-1.ru", {"type": "object", "properties": {}})
    call = replace(provider.call("Когда?"), schema=schema)

    first = await provider.chat.complete(call)
    asked_at_first = len(provider.asked())
    second = await provider.chat.complete(call)

    assert Finish.STOP is first.finish
    assert first.text == second.text
    assert asked_at_first + 1 == len(provider.asked())


@each_fault
async def test_a_failure_is_an_error_of_its_kind_and_frees_the_stream(
    fault: Fault, kind: type[ModelError], opening: Opening
) -> None:
    async with opening(1) as provider:
        provider.script(fault, Reply(LONG))

        with pytest.raises(ModelError) as failure:
            await provider.chat.complete(provider.call(LONG))
        completion = await provider.chat.complete(provider.call("Когда?"))

    assert isinstance(failure.value, kind)
    assert kind.reason == failure.value.reason
    assert LONG == completion.text


@each_fault
async def test_errors_and_logs_repeat_neither_the_key_nor_the_prompt(
    fault: Fault, kind: type[ModelError], provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.script(fault)

    with pytest.raises(kind) as failure:
        await provider.chat.complete(provider.call(f"{SECRET}. {LONG}"))

    told = "".join(traceback.format_exception(failure.value)) + repr(failure.value) + caplog.text
    assert SECRET not in told
    assert LONG[:20] not in told
    assert provider.key not in told


@pytest.mark.parametrize(("asked", "told"), [(7, 7.0), (0, 0.0), (None, None)])
async def test_a_rate_limit_tells_how_long_to_wait_if_the_server_said(
    asked: int | None, told: float | None, provider: Provider
) -> None:
    provider.script(Fault.status(429, retry_after=asked))

    with pytest.raises(RateLimitedError) as failure:
        await provider.chat.complete(provider.call("Когда?"))

    assert told == failure.value.retry_after


async def test_no_more_calls_run_than_there_are_streams(provider: Provider) -> None:
    provider.script(*[Fault.hang()] * STREAMS)

    async with asyncio.TaskGroup() as group:
        running = [
            group.create_task(provider.chat.complete(provider.call("Когда?")))
            for _ in range(STREAMS)
        ]
        await provider.running(STREAMS)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await provider.chat.complete(provider.call("Кто?"))
        for task in running:
            task.cancel()

    assert STREAMS == len(provider.asked())


@pytest.mark.parametrize("silence", [Fault.hang(), Fault.stall(2)], ids=["mute", "in mid-answer"])
async def test_a_call_that_is_cancelled_leaves_its_stream_to_the_next(
    silence: Fault, opening: Opening
) -> None:
    async with opening(1) as provider, asyncio.TaskGroup() as group:
        provider.script(silence)
        cancelled = group.create_task(provider.chat.complete(provider.call(LONG)))
        await provider.running(1)

        cancelled.cancel()
        completion = await provider.chat.complete(provider.call("Когда?"))
        await provider.running(0)

    assert cancelled.cancelled()
    assert "Когда?" == completion.text


async def test_calls_wait_in_order_and_who_leaves_the_queue_holds_nobody_up(
    opening: Opening,
) -> None:
    async with opening(1) as provider, asyncio.TaskGroup() as group:
        provider.script(Fault.hang())
        first, _, third, _ = (
            group.create_task(provider.chat.complete(provider.call(name))) for name in "1234"
        )
        await provider.running(1)

        third.cancel()
        first.cancel()

    assert ["1", "2", "4"] == [turn.text for (turn,) in provider.asked()]
