"""Who answers a stage: the model, the store, or the rules, and what is told about it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from pipeline.digest.answering import Ask, answer_stage, is_answered
from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.findings import Topics
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.settings import ModelSettings
from pipeline.digest.prompts.versions import VERSIONS
from pipeline.digest.recall import Recalled, Shelf
from pipeline.events.runs import DigestStageCompleted, StageOutcome
from pipeline.llm.errors import ModelUnavailableError, RefusedError
from pipeline.llm.models import Tier, Usage
from tests.fixtures.contexts import stage_context
from tests.fixtures.digests import team_digest
from tests.fixtures.models import NAMES, model_engine
from tests.fixtures.world import World

BY_MODEL = Topics(topics=team_digest().topics)
BY_RULES = Topics(topics=())


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def context(world: World) -> DigestContext:
    model = model_engine(lambda _: ModelUnavailableError("nobody is asked by these tests"))
    return stage_context(world, "auto", model)


class Answers:
    """How a stage asks the model here: without a prompt, at a cost."""

    def __init__(self, model: str = NAMES[Tier.PRO], **tally: object) -> None:
        self.asked = 0
        self._model = model
        self._tally = tally

    async def __call__(self, asker: Asker) -> Topics:
        self.asked += 1
        asker.tally.calls += 1
        asker.tally.usage += Usage(prompt=100, completion=20, cached=30)
        asker.tally.models.add(self._model)
        for name, value in self._tally.items():
            setattr(asker.tally, name, value)
        return BY_MODEL


async def gives_up(asker: Asker) -> Topics:
    raise ModelUnavailableError("no connection — look at the network")


async def topics(
    context: DigestContext, answer: Callable[[Asker], Awaitable[Topics]], attempt: int = 1
) -> Recalled[Topics]:
    return await answer_stage(
        context, Stage.TOPIC, Topics, ["x"], lambda: BY_RULES, ask=Ask(answer), attempt=attempt
    )


def told(world: World) -> tuple[StageOutcome, str | None, str, bool]:
    last = world.of(DigestStageCompleted)[-1]
    return last.outcome, last.reason, last.engine, last.reused


async def test_the_model_answers_and_what_it_cost_is_told(
    context: DigestContext, world: World
) -> None:
    recalled = await topics(context, Answers())

    [event] = world.of(DigestStageCompleted)
    assert (BY_MODEL, "GigaChat-2-Pro", None) == (
        recalled.answer,
        recalled.writer,
        recalled.fallback,
    )
    assert (StageOutcome.OK, None, "GigaChat-2-Pro", False) == told(world)
    assert (1, 90) == (event.calls, event.tokens)


async def test_a_models_answer_is_asked_for_once(context: DigestContext, world: World) -> None:
    answers = Answers()

    first = await topics(context, answers)
    second = await topics(replace(context, run_id="later"), answers)

    assert 1 == answers.asked
    assert (first.answer, first.hash) == (second.answer, second.hash)
    assert (StageOutcome.OK, None, "GigaChat-2-Pro", True) == told(world)


async def test_an_answer_of_a_lower_tier_is_as_good_as_asked(context: DigestContext) -> None:
    answers = Answers(model=NAMES[Tier.BASE])

    await topics(context, answers)
    second = await topics(context, answers)

    assert (1, "GigaChat-2") == (answers.asked, second.writer)


async def test_rules_stand_in_for_a_model_that_gave_up(
    context: DigestContext, world: World
) -> None:
    recalled = await topics(context, gives_up)

    assert (BY_RULES, "model_unavailable") == (recalled.answer, recalled.fallback)
    assert (StageOutcome.FALLBACK, "model_unavailable", "rules", False) == told(world)


async def test_a_model_that_is_back_is_asked_again(context: DigestContext) -> None:
    await topics(context, gives_up)

    recalled = await topics(context, Answers())

    assert (BY_MODEL, None) == (recalled.answer, recalled.fallback)


async def test_the_judges_silence_is_told_as_degraded(
    context: DigestContext, world: World
) -> None:
    async def refuses(asker: Asker) -> Topics:
        raise RefusedError("refused")

    ask = Ask(refuses, given_up=StageOutcome.DEGRADED)
    await answer_stage(context, Stage.TOPIC, Topics, [], lambda: BY_RULES, ask=ask)

    assert (StageOutcome.DEGRADED, "refused", "rules", False) == told(world)


async def test_an_answer_that_rules_completed_is_told_and_not_reused(
    context: DigestContext, world: World
) -> None:
    answers = Answers(failures=["cut_off"])

    recalled = await topics(context, answers)
    await topics(context, answers)

    assert (2, "cut_off") == (answers.asked, recalled.fallback)
    assert (StageOutcome.DEGRADED, "cut_off", "GigaChat-2-Pro+rules", False) == told(world)


async def test_a_repaired_answer_is_told_as_a_retry(context: DigestContext, world: World) -> None:
    await topics(context, Answers(repairs=1))

    assert (StageOutcome.RETRY, "answer_repaired", "GigaChat-2-Pro", False) == told(world)


async def test_a_lower_tier_answers_well_and_it_is_told_why(
    context: DigestContext, world: World
) -> None:
    await topics(context, Answers(model=NAMES[Tier.BASE], stepped_down=["quota_spent"]))

    assert (StageOutcome.RETRY, "lower_tier_quota_spent", "GigaChat-2", False) == told(world)


async def test_the_corrective_attempt_is_told_as_one(context: DigestContext, world: World) -> None:
    await topics(context, Answers(repairs=1), attempt=2)

    assert (StageOutcome.RETRY, "quality_below_threshold") == told(world)[:2]


async def test_a_stage_that_needs_no_model_is_well_without_one(
    context: DigestContext, world: World
) -> None:
    recalled = await answer_stage(context, Stage.EVALUATION, Topics, [], lambda: BY_RULES)

    assert recalled.fallback is None
    assert (StageOutcome.OK, None, "rules", False) == told(world)


async def test_an_answer_can_be_seen_before_the_stage_runs(context: DigestContext) -> None:
    shelf = Shelf(context, Stage.TOPIC, Topics, ["x"])

    before = await is_answered(shelf)
    await topics(context, Answers())

    assert (False, True) == (before, await is_answered(shelf))


async def test_another_model_answers_anew(context: DigestContext) -> None:
    answers = Answers(model="Qwen")
    other = model_engine(lambda _: RefusedError("no"), names=dict.fromkeys(Tier, "Qwen"))

    await topics(context, Answers())
    await topics(replace(context, model=other), answers)

    assert 1 == answers.asked


def test_a_model_and_a_prompt_make_the_engine_what_it_is() -> None:
    one = model_engine(lambda _: RefusedError("no"))
    other = model_engine(lambda _: RefusedError("no"), names=dict.fromkeys(Tier, "Qwen"))
    warmer = replace(one, settings=ModelSettings(_env_file=None, topic_temperature=0.9))

    assert 3 == len({one.identity, other.identity, warmer.identity})
    assert f"segmenter-{VERSIONS[Stage.SEGMENTER]}:" in one.identity
