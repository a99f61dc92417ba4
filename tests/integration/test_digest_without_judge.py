"""A model that is lost between writing and judging: rules quote what nobody can vouch for."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.models import Fallback
from pipeline.digest.prompts.evaluation import Doubt, EvaluationAnswer
from pipeline.digest.prompts.evaluation import Fault as Wrong
from pipeline.digest.prompts.synthesis import StoryAnswer, SynthesisAnswer, Told
from pipeline.digest.settings import DigestSettings
from pipeline.digest.statements import Verdict
from tests.fixtures.model_world import asks_for, gigachat_world
from tests.servers.answers import answer
from tests.servers.answers.reading import Asked, read
from tests.servers.gigachat import Fault, GigaChatServer, Message, Received, Reply

T = TypeVar("T", StoryAnswer, Told)

PRO = "GigaChat-2-Pro"
DOWN = Fault.status(503)
STRICT = DigestSettings(_env_file=None, quality_threshold=0.8)
_QUOTATION = re.compile(r"\d+\. @\d+: «.*")


def at_odds(messages: Sequence[Message], request: Mapping[str, Any]) -> str:
    """A writer who adds words of its own, and a judge who lets bare quotations stand alone."""
    said, asked = answer(messages, request), read(messages)
    if asked is not None and asked.prompt == "synthesis":
        return _padded(said, asked)
    if asked is not None and asked.prompt == "evaluation":
        return _literally(asked)
    return said


def _padded(said: str, asked: Asked) -> str:
    rows = {row.number: row.text for row in asked.rows}

    def own(one: T) -> T:
        return one._replace(text=f"Коллектив обстоятельно обсудил: {rows[one.lines[0]]}")

    written = SynthesisAnswer.model_validate_json(said)
    return SynthesisAnswer(
        topics=[*map(own, written.topics)],
        decisions=[*map(own, written.decisions)],
        questions=[*map(own, written.questions)],
    ).model_dump_json(exclude_defaults=True)


def _literally(asked: Asked) -> str:
    bare = {group.figures[0]: bool(_QUOTATION.match(group.head)) for group in asked.groups}
    found = EvaluationAnswer(
        supported=[number for number, is_bare in bare.items() if is_bare],
        partly=[Doubt(n=n, why=Wrong.OVERSTATED) for n, is_bare in bare.items() if not is_bare],
        coherence=10,
    )
    return found.model_dump_json()


MENDS = "#rejected"
"""Stands in the prompt of a corrective synthesis."""


@pytest.mark.parametrize("judgements", [0, 1])
async def test_words_that_no_judge_is_left_to_vouch_for_are_quoted(
    gigachat: GigaChatServer, judgements: int
) -> None:
    gigachat.answerer = at_odds
    judges = asks_for(Stage.EVALUATION)
    gigachat.script(*[Reply()] * judgements, when=judges)
    gigachat.always(DOWN, when=judges)

    async with gigachat_world(gigachat, digest_settings=STRICT) as world:
        stored = await world.digest(await world.talk())

    assert (Fallback(stage=Stage.EVALUATION, reason="model_unavailable"),) == (
        stored.digest.fallbacks
    )
    assert {Verdict.SUPPORTED} == {each.verdict for each in stored.digest.statements}
    assert world.has_delivered(stored)


async def test_rules_quote_what_a_dead_writer_cannot_mend(gigachat: GigaChatServer) -> None:
    gigachat.answerer = at_odds
    writes = asks_for(Stage.SYNTHESIS)
    gigachat.always(DOWN, when=lambda call: writes(call) and MENDS in call.last)

    async with gigachat_world(gigachat, digest_settings=STRICT) as world:
        stored = await world.digest(await world.talk())

    assert (Fallback(stage=Stage.SYNTHESIS, reason="model_unavailable"),) == (
        stored.digest.fallbacks
    )
    assert PRO == stored.digest.engine
    assert 2 == len(world.asked(Stage.EVALUATION))
    assert world.has_delivered(stored)


async def test_a_model_that_dies_between_the_two_passes_blocks_nothing(
    gigachat: GigaChatServer,
) -> None:
    gigachat.answerer = at_odds
    mending = asks_for(Stage.SYNTHESIS)
    dead: list[Received] = []

    def has_died(call: Received) -> bool:
        if dead or (mending(call) and MENDS in call.last):
            dead.append(call)
        return bool(dead)

    gigachat.always(DOWN, when=has_died)
    async with gigachat_world(gigachat, digest_settings=STRICT) as world:
        stored = await world.digest(await world.talk())

    told = {each.stage for each in stored.digest.fallbacks}
    assert {Stage.SYNTHESIS, Stage.EVALUATION} == told
    assert world.has_delivered(stored)
