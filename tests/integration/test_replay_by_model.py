"""``replay --engine model``: what a person sees of the model, and of what goes wrong with it."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack

import pytest

from pipeline.digest.answers import Stage
from tests.fixtures.command_line import Ended
from tests.fixtures.exports import MONDAY_TALK, exported
from tests.fixtures.model_world import asks_for, stalled
from tests.fixtures.replays import Home, Replays
from tests.servers.answers import answer
from tests.servers.gigachat import Fault, GigaChatServer, gigachat_server

MONDAY = exported(MONDAY_TALK)
ASKED = ("--engine", "model", "--lang", "en", "--quiet")
LOCAL = {"LLM_API_URL": "http://127.0.0.1:1/v1"}
IMPATIENT = {"LLM_RETRIES": "0"}


def configured(server: GigaChatServer, **changes: str) -> dict[str, str]:
    return {
        "GIGACHAT_CREDENTIALS": server.credentials,
        "GIGACHAT_BASE_URL": server.base_url,
        "GIGACHAT_AUTH_URL": server.auth_url,
        **IMPATIENT,
        **changes,
    }


async def replayed(replays: Replays, variables: Mapping[str, str]) -> Ended:
    """While the command runs, this process's loop goes on: the server lives there."""
    return await asyncio.to_thread(replays.start(MONDAY, *ASKED, variables=variables).ended)


def footer(ended: Ended) -> str:
    """The digest's last lines, on one."""
    assert 0 == ended.code, ended.err
    return " ".join(ended.out.split())


def log(home: Home) -> str:
    return (home.path / "logs" / "alfred.log").read_text("utf-8")


async def test_the_footer_names_the_model(replays: Replays) -> None:
    async with gigachat_server(answerer=answer) as server:
        ended = await replayed(replays, configured(server))

    assert "engine: GigaChat-2-Pro" in footer(ended)
    assert "in the model's place" not in footer(ended)
    assert "" == ended.err


async def test_a_second_replay_asks_nobody(replays: Replays) -> None:
    async with gigachat_server(answerer=answer) as server:
        first = await replayed(replays, configured(server))
        before = len(server.chats)
        second = await replayed(replays, configured(server))

    assert first == second
    assert before == len(server.chats)


def test_a_model_that_is_not_configured_is_refused_with_a_remedy(replays: Replays) -> None:
    ended = replays(MONDAY, *ASKED)

    line = "no model is configured — use --engine rules, or auto, which takes one if there is"
    assert Ended(2, "", f"error: {line}\n") == ended


def test_a_server_that_is_away_costs_nobody_the_digest(replays: Replays) -> None:
    ended = replays(MONDAY, *ASKED, variables=LOCAL | IMPATIENT)

    assert "engine: rules" in footer(ended)
    assert "(the model does not answer" in footer(ended)


def test_rules_stay_offline_whatever_is_configured(replays: Replays) -> None:
    both = {"GIGACHAT_CREDENTIALS": "YTpi", **LOCAL}

    ended = replays(MONDAY, "--engine", "rules", "--lang", "en", "--quiet", variables=both)

    assert "engine: rules" in footer(ended)
    assert "in the model's place" not in footer(ended)


def test_two_configured_models_are_refused_with_a_remedy(replays: Replays) -> None:
    both = {"GIGACHAT_CREDENTIALS": "YTpi", **LOCAL}

    ended = replays(MONDAY, *ASKED, variables=both)

    assert (2, "") == (ended.code, ended.out)
    assert "GIGACHAT_CREDENTIALS and LLM_API_URL are both set — unset the one" in ended.err


@pytest.mark.parametrize("stage", [Stage.SEGMENTER, Stage.SYNTHESIS, Stage.EVALUATION])
async def test_a_server_that_dies_in_mid_run_costs_nobody_the_digest(
    replays: Replays, stage: Stage
) -> None:
    async with AsyncExitStack() as life:
        server = await life.enter_async_context(gigachat_server(answerer=answer))
        came = stalled(server, stage)
        run = replays.start(MONDAY, *ASKED, variables=configured(server))
        await came.wait()
        await life.aclose()
        ended = await asyncio.to_thread(run.ended)

    told = {
        Stage.SEGMENTER: "reading the messages, mood, roles, topics, writing",
        Stage.SYNTHESIS: "writing",
        Stage.EVALUATION: "checking",
    }[stage]
    author = "GigaChat-2-Pro" if stage is Stage.EVALUATION else "rules"
    assert f"engine: {author} · rules in the model's place: {told} (" in footer(ended)
    assert "(the model does not answer" in footer(ended)


async def test_a_model_that_fails_is_asked_once_in_one_replay(replays: Replays) -> None:
    async with gigachat_server(answerer=answer) as server:
        of_mood = asks_for(Stage.EMOTION)
        server.always(Fault.status(503), when=of_mood)
        ended = await replayed(replays, configured(server))
        asked = [call for call in server.chats if of_mood(call)]

    assert "rules in the model's place: mood (the model does not answer)" in footer(ended)
    assert 1 == len(asked)


async def test_a_model_that_is_back_at_the_next_replay_writes_the_digest(
    replays: Replays,
) -> None:
    async with gigachat_server(answerer=answer) as server:
        away = await replayed(replays, configured(server, GIGACHAT_BASE_URL=LOCAL["LLM_API_URL"]))
        back = await replayed(replays, configured(server))

    assert "rules in the model's place" in footer(away)
    assert "engine: GigaChat-2-Pro" in footer(back)
    assert "in the model's place" not in footer(back)


async def test_a_wrong_key_leaves_the_digest_to_the_rules_and_the_remedy_in_the_log(
    replays: Replays, warm_home: Home
) -> None:
    async with gigachat_server(answerer=answer) as server:
        ended = await replayed(replays, configured(server, GIGACHAT_CREDENTIALS="c29tZTpvbmU="))

    assert "(the model did not accept the request)" in footer(ended)
    assert "check GIGACHAT_CREDENTIALS" in log(warm_home)


async def test_an_unknown_authority_leaves_the_digest_to_the_rules_and_the_remedy_in_the_log(
    replays: Replays, warm_home: Home
) -> None:
    async with gigachat_server(answerer=answer, tls=True) as server:
        ended = await replayed(replays, configured(server))

    assert "(the model did not accept the request)" in footer(ended)
    assert "set GIGACHAT_CA_BUNDLE" in log(warm_home)


async def test_a_known_authority_is_trusted(replays: Replays) -> None:
    async with gigachat_server(answerer=answer, tls=True) as server:
        ended = await replayed(replays, configured(server, GIGACHAT_CA_BUNDLE=str(server.ca_file)))

    assert "engine: GigaChat-2-Pro" in footer(ended)


async def test_a_host_that_is_not_there_leaves_the_digest_to_the_rules(replays: Replays) -> None:
    nowhere = {
        "GIGACHAT_CREDENTIALS": "YTpi",
        "GIGACHAT_BASE_URL": "https://nowhere.invalid/v1",
        "GIGACHAT_AUTH_URL": "https://nowhere.invalid/oauth",
        **IMPATIENT,
    }

    ended = await replayed(replays, nowhere)

    assert "engine: rules" in footer(ended)
    assert "(the model does not answer" in footer(ended)
