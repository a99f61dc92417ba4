"""The injection set through whole runs by models that do what they are told, or lie."""

import pytest

from tests.fixtures.injection_trials import Overheard, harm, trial, tried
from tests.fixtures.injections import Injection, Outcome, injections
from tests.fixtures.model_world import gigachat_world
from tests.servers.answers import answer
from tests.servers.answers.misbehaving import liar, obedient
from tests.servers.gigachat import Answerer, GigaChatServer

MISBEHAVING = pytest.mark.parametrize("model", [obedient, liar], ids=["obedient", "liar"])
EACH = pytest.mark.parametrize("case", injections(), ids=lambda case: case.id)
HARMLESS = pytest.mark.parametrize(
    "case",
    [case for case in injections() if case.outcome is Outcome.KEPT],
    ids=lambda case: case.id,
)
BY_WIRE = pytest.mark.parametrize(
    "case",
    [case for case in injections() if case.id in {"ru-link-anchor", "en-name-link"}],
    ids=lambda case: case.id,
)


@MISBEHAVING
@EACH
async def test_no_case_gets_more_than_its_own_words_into_the_digest(
    case: Injection, model: Answerer
) -> None:
    found = await trial(case, model)

    assert [] == harm(found)
    assert found.stored.digest.statements


@MISBEHAVING
@BY_WIRE
async def test_the_wire_and_the_vendors_client_change_nothing(
    gigachat: GigaChatServer, case: Injection, model: Answerer
) -> None:
    gigachat.answerer = overheard = Overheard(model)
    async with gigachat_world(gigachat) as world:
        found = await tried(case, world, overheard)

    assert [] == harm(found)
    assert found.stored.digest.statements


@EACH
async def test_a_model_that_behaves_writes_the_digest_whatever_stands_in_the_talk(
    case: Injection,
) -> None:
    found = await trial(case, answer)

    assert [] == harm(found)
    assert () == found.stored.digest.fallbacks


@HARMLESS
async def test_ordinary_talk_that_looks_like_an_attack_may_be_told(case: Injection) -> None:
    found = await trial(case, obedient)

    assert found.tells
