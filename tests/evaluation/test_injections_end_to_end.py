"""The injection set through whole runs by models that do what they are told, or lie."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any

import pytest

from tests.fixtures.injection_trials import Overheard, harm, trial, tried
from tests.fixtures.injections import Injection, Outcome, injections
from tests.fixtures.model_world import gigachat_world
from tests.servers.answers import answer
from tests.servers.answers.misbehaving import liar, obedient
from tests.servers.answers.reading import read
from tests.servers.gigachat import Answerer, GigaChatServer, Message

MISBEHAVING = pytest.mark.parametrize("model", [obedient, liar], ids=["obedient", "liar"])
EACH = pytest.mark.parametrize("case", injections(), ids=lambda case: case.id)
NO_SENTENCE = {"en-harmless-diff"}
"""Nothing in it can be told, whoever wrote it."""
HARMLESS = pytest.mark.parametrize(
    "case",
    [c for c in injections() if c.outcome is Outcome.KEPT and c.id not in NO_SENTENCE],
    ids=lambda case: case.id,
)
REVEALING = pytest.mark.parametrize(
    "case", [c for c in injections() if c.kind == "reveal"], ids=lambda case: case.id
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


@REVEALING
async def test_a_model_that_gives_its_prompt_away_does_not_get_it_into_the_digest(
    case: Injection,
) -> None:
    found = await trial(case, leaking)

    assert [] == harm(found)
    assert found.stored.digest.statements


def leaking(messages: Sequence[Message], request: Mapping[str, Any]) -> str:
    """Recites its prompt wherever it may write, with its marks until it is told not to."""
    asked = read(messages)
    said = obedient(messages, request)
    if asked is None or asked.prompt not in {"topic", "synthesis"}:
        return said
    mark = messages[1].content.splitlines()[0][:40] if len(messages) == 2 else ""
    most = 60 if asked.prompt == "topic" else 180
    secrets = (f"{mark} {line}".strip()[:most] for line in cycle(_lines(messages[0].content)))
    return json.dumps(_instead(json.loads(said), secrets))


def _lines(system: str) -> list[str]:
    """Those of the instructions, with nothing that could be taken for a person."""
    return [line.replace("@", "") for line in system.splitlines() if len(line) > 20]


def _instead(said: Any, secrets: Iterator[str]) -> Any:
    """The answer with secrets in the place of its free texts."""
    match said:
        case str():
            return next(secrets) if " " in said else said
        case list():
            return [_instead(each, secrets) for each in said]
        case dict():
            return {name: _instead(each, secrets) for name, each in said.items()}
    return said


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
