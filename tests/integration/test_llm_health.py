"""What doctor says of the language model."""

import pytest
from pydantic import SecretStr

from pipeline.errors import AlfredError
from pipeline.health.models import Level
from pipeline.llm.gigachat.settings import GigaChatSettings
from pipeline.llm.health import ModelCheck
from pipeline.llm.settings import LlmSettings
from tests.servers.gigachat import Fault, GigaChatServer
from tests.servers.gigachat.journal import Endpoint

NOWHERE = LlmSettings(_env_file=None)


def settings(server: GigaChatServer, model_pro: str = "GigaChat-2-Pro") -> GigaChatSettings:
    return GigaChatSettings(
        _env_file=None,
        credentials=SecretStr(server.credentials),
        base_url=server.base_url,
        auth_url=server.auth_url,
        model_pro=model_pro,
    )


async def test_without_a_model_the_rules_are_enough() -> None:
    finding = await ModelCheck(GigaChatSettings(_env_file=None), NOWHERE).examine()

    assert (Level.OK, "none is configured, rules write the digests") == (
        finding.level,
        finding.detail,
    )


async def test_a_model_that_would_answer_is_named_and_not_asked(gigachat: GigaChatServer) -> None:
    finding = await ModelCheck(settings(gigachat), NOWHERE).examine()

    assert "GigaChat: GigaChat-2, GigaChat-2-Pro, GigaChat-2-Max" == finding.detail
    assert [] == gigachat.chats


async def test_a_model_that_nobody_offers_is_named_with_its_setting(
    gigachat: GigaChatServer,
) -> None:
    check = ModelCheck(settings(gigachat, model_pro="GigaChat-9"), NOWHERE)

    with pytest.raises(AlfredError, match="GIGACHAT_MODEL_PRO"):
        await check.examine()


async def test_a_refused_key_is_told_with_its_setting(gigachat: GigaChatServer) -> None:
    gigachat.always(Fault.status(401, "no"), on=Endpoint.OAUTH)
    check = ModelCheck(settings(gigachat), NOWHERE)

    with pytest.raises(AlfredError, match="GIGACHAT_CREDENTIALS"):
        await check.examine()
