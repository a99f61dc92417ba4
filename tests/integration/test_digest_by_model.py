"""A digest by the model over the whole path, and what is never asked twice."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.models import DeliveryStatus
from pipeline.digest.prompts.evaluation import Doubt, EvaluationAnswer, Fault
from pipeline.digest.settings import DigestSettings
from pipeline.events.runs import DigestReadyForDelivery, DigestStageCompleted, StageOutcome
from pipeline.windows.models import WindowSize, WindowStatus
from tests.fixtures.exports import TUESDAY_TALK, WEDNESDAY_TALK
from tests.fixtures.model_world import (
    MODEL_STAGES,
    GigaChatWorld,
    asks_for,
    gigachat_world,
    model_settings,
    stalled,
)
from tests.fixtures.world import HOUR, messages
from tests.servers.answers import answer
from tests.servers.answers.misbehaving import babbler
from tests.servers.gigachat import GigaChatServer, Message, Reply

NOON = """
201 12:05 Вика: Поставщик этикеток просит подтвердить заказ на 500 рулонов
202 12:09 Аня → 201: бюджет на этикетки согласован, подтверждай 500 рулонов
203 12:15 Вика → 202: подтвердила заказ, привезут во вторник до обеда
204 12:31 Костя: сервер отчётов заканчивает место, осталось 12 процентов диска
205 12:33 Борис → 204: почищу старые отчёты на сервере сегодня вечером
206 12:40 Костя → 205: договорились, тогда диск расширять не будем
207 12:52 Даня: кто знает, где лежат новые макеты карточки товара?
208 12:58 Аня → 207: макеты в общей папке, раздел карточки
"""
BASE, PRO = "GigaChat-2", "GigaChat-2-Pro"
WRITERS = {
    Stage.SEGMENTER: BASE,
    Stage.EMOTION: BASE,
    Stage.ROLES: BASE,
    Stage.TOPIC: PRO,
    Stage.SYNTHESIS: PRO,
    Stage.EVALUATION: PRO,
}
BEFORE = {
    Stage.SEGMENTER: (),
    Stage.EMOTION: (Stage.SEGMENTER,),
    Stage.ROLES: (Stage.SEGMENTER,),
    Stage.TOPIC: (Stage.SEGMENTER,),
    Stage.SYNTHESIS: MODEL_STAGES[:4],
    Stage.EVALUATION: MODEL_STAGES[:5],
}


@pytest.fixture
async def world(gigachat: GigaChatServer) -> AsyncIterator[GigaChatWorld]:
    gigachat.answerer = answer
    async with gigachat_world(gigachat) as world:
        yield world


class Strict:
    """Finds every statement overstated the first time, and then none."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, messages: Sequence[Message], request: Mapping[str, Any]) -> str:
        said = answer(messages, request)
        if not messages[0].content.startswith("prompt evaluation-"):
            return said
        self.asked += 1
        if self.asked > 1:
            return said
        found = EvaluationAnswer.model_validate_json(said).supported
        doubts = [Doubt(n=number, why=Fault.OVERSTATED) for number in found]
        return EvaluationAnswer(partly=doubts, coherence=10).model_dump_json()


async def test_every_stage_is_the_models_and_the_digest_says_so(world: GigaChatWorld) -> None:
    stored = await world.digest(await world.talk())

    ended = world.ended(stored)
    billed = sum(call.usage.total for call in world.server.chats if call.usage)
    assert WRITERS == {stage: ended[stage].engine for stage in MODEL_STAGES}
    assert {StageOutcome.OK} == {event.outcome for event in ended.values()}
    assert (PRO, ()) == (stored.digest.engine, stored.digest.fallbacks)
    assert DeliveryStatus.PENDING is stored.delivery_status
    assert [stored.id] == [event.digest_id for event in world.of(DigestReadyForDelivery)]
    assert (len(world.server.chats), billed) == (stored.digest.calls, stored.digest.tokens)
    assert billed == sum(event.tokens for event in ended.values())


async def test_asking_again_costs_nothing(world: GigaChatWorld) -> None:
    window = await world.talk()
    first = await world.digest(window)
    before = world.calls()

    asked = await world.runs.request(world.tenant, window.id, "ru", "model", "terminal")
    second = await world.runs.find(world.tenant, window, "ru", "model")

    assert (False, first) == (asked, second)
    assert before == world.calls()


@pytest.mark.parametrize(
    ("hour", "size"), [(6, WindowSize.SIX), (0, WindowSize.TWELVE), (0, WindowSize.DAY)]
)
async def test_a_longer_window_reads_no_message_again(
    world: GigaChatWorld, hour: int, size: WindowSize
) -> None:
    morning = await world.talk(HOUR + NOON)
    await world.digest(morning)
    await world.digest(await world.span(morning, 12, WindowSize.FOUR))
    before = len(world.asked(Stage.SEGMENTER))

    stored = await world.digest(await world.span(morning, hour, size))

    assert 2 == before == len(world.asked(Stage.SEGMENTER))
    assert (PRO, ()) == (stored.digest.engine, stored.digest.fallbacks)


async def test_an_edit_reads_again_only_the_conversation_that_it_is_in(
    world: GigaChatWorld,
) -> None:
    window = await world.talk(NOON.replace(" 12:", " 09:"))
    await world.digest(window)
    [edited] = messages("205 09:33 Борис → 204: почищу старые отчёты на сервере завтра утром")
    edit = replace(edited, edit_version=1)
    await world.messages.accept(world.tenant, window.group_id, [edit])

    stored = await world.digest(window)

    [first, second] = [call.messages[1].content for call in world.asked(Stage.SEGMENTER)]
    assert "рулонов" in first
    assert "рулонов" not in second
    assert "завтра утром" in second
    assert "осталось 12 процентов" in second
    assert () == stored.digest.fallbacks


async def test_a_poor_first_writing_is_mended_by_the_model(gigachat: GigaChatServer) -> None:
    gigachat.answerer = Strict()
    strict = DigestSettings(_env_file=None, quality_threshold=0.8)

    async with gigachat_world(gigachat, digest_settings=strict) as world:
        stored = await world.digest(await world.talk())

    again = [e for e in world.of(DigestStageCompleted) if e.run_id.endswith(".2")]
    first, *_, mending = world.asked(Stage.SYNTHESIS)
    assert [Stage.SYNTHESIS, Stage.EVALUATION] == [event.stage for event in again]
    assert {(StageOutcome.RETRY, "quality_below_threshold", PRO)} == {
        (event.outcome, event.reason, event.engine) for event in again
    }
    assert ("#rejected" in first.last, "#rejected" in mending.last) == (False, True)
    assert (PRO, DeliveryStatus.PENDING) == (stored.digest.engine, stored.delivery_status)


async def test_an_answer_in_a_wrong_form_is_repaired_and_told(world: GigaChatWorld) -> None:
    world.server.script(Reply("Вот темы!"), Reply('{"topics": 5}'), when=asks_for(Stage.TOPIC))

    stored = await world.digest(await world.talk())

    told = world.ended(stored)[Stage.TOPIC]
    assert (StageOutcome.RETRY, "answer_repaired", 3) == (told.outcome, told.reason, told.calls)
    assert () == stored.digest.fallbacks


async def test_a_model_that_chatters_around_its_answers_needs_no_repair(
    world: GigaChatWorld,
) -> None:
    world.server.answerer = babbler

    stored = await world.digest(await world.talk())

    assert {StageOutcome.OK} == {event.outcome for event in world.ended(stored).values()}


@pytest.mark.parametrize("stage", MODEL_STAGES)
async def test_a_run_that_is_cut_in_a_stage_asks_nothing_of_those_before_again(
    world: GigaChatWorld, stage: Stage
) -> None:
    window = await world.talk()
    came = stalled(world.server, stage)
    await world.runs.request(world.tenant, window.id, "ru", "model", "terminal")
    async with asyncio.TaskGroup() as group:
        run = group.create_task(world.runs.generate(world.requests()[-1]))
        await came.wait()
        run.cancel()
    cut = await world.windows.get(world.tenant, window.id)
    before = world.calls()
    world.server.recover()

    await world.runs.generate(world.requests()[-1])

    [stored] = await world.digests.latest(world.tenant, [window.id])
    after = world.calls()
    assert WindowStatus.PROCESSING is cut.status
    assert [before[each] for each in BEFORE[stage]] == [after[each] for each in BEFORE[stage]]
    assert (PRO, ()) == (stored.digest.engine, stored.digest.fallbacks)
    assert "cancelled" in {entry.status for entry in world.ledger.entries.values()}


async def test_a_cut_in_mid_reading_costs_only_the_packs_that_were_not_read(
    gigachat: GigaChatServer,
) -> None:
    gigachat.answerer = answer
    small = model_settings(map_tokens=500)
    async with gigachat_world(gigachat, settings=small, max_streams=1) as world:
        morning = await world.talk(HOUR + NOON + TUESDAY_TALK + WEDNESDAY_TALK)
        window = await world.span(morning, 0, WindowSize.DAY)
        came = stalled(gigachat, Stage.SEGMENTER, holding="Кто дежурит в ночь")
        await world.runs.request(world.tenant, window.id, "ru", "model", "terminal")
        async with asyncio.TaskGroup() as group:
            run = group.create_task(world.runs.generate(world.requests()[-1]))
            await came.wait()
            run.cancel()
        before = len(world.asked(Stage.SEGMENTER))
        gigachat.recover()

        await world.runs.generate(world.requests()[-1])

    assert before > 1
    assert before + 1 == len(world.asked(Stage.SEGMENTER))
