"""What is wrong with the settings is said before anything starts, with its remedy."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import (
    AlertSettings,
    TelegramSettings,
    TelethonSettings,
    WebhookSettings,
    WebSettings,
)
from bot.telegram.health import BotCheck, OperatorsCheck
from bot.telethon.health import ApplicationCheck
from handlers.service.before_start import Edges, checks_before_start
from handlers.service.roles import Role
from pipeline.health.models import Level
from tests.servers.mtproto import MtprotoServer, ServerKey
from tests.servers.telegram import BotApiServer


def of_bot(bot_api: BotApiServer, token: str | None = None, chat: int | None = None) -> BotCheck:
    return BotCheck(
        TelegramSettings(
            _env_file=None,
            bot_token=SecretStr(token or bot_api.token),
            api_base=bot_api.base,
            admin_chat=chat,
        )
    )


async def test_a_bot_with_a_valid_token_is_known_by_its_name(bot_api: BotApiServer) -> None:
    found = await of_bot(bot_api).examine()

    assert Level.OK is found.level
    assert found.detail.startswith("@")


async def test_no_token_is_no_failure_of_what_needs_none() -> None:
    found = await BotCheck(TelegramSettings(_env_file=None)).examine()

    assert Level.WARN is found.level
    assert "TELEGRAM_BOT_TOKEN" in (found.remedy or "")


async def test_a_refused_token_names_who_gives_another(bot_api: BotApiServer) -> None:
    found = await of_bot(bot_api, token="99:not-this-one").examine()

    assert Level.FAIL is found.level
    assert "@BotFather" in (found.remedy or "")
    assert "not-this-one" not in f"{found}"


async def test_a_server_that_is_away_is_no_mistake_of_the_settings() -> None:
    settings = TelegramSettings(
        _env_file=None, bot_token=SecretStr("42:TEST"), api_base="http://127.0.0.1:9"
    )

    found = await BotCheck(settings).examine()

    assert Level.WARN is found.level


async def test_an_admin_chat_without_the_bot_is_a_mistake(bot_api: BotApiServer) -> None:
    found = await of_bot(bot_api, chat=-1009999).examine()

    assert Level.FAIL is found.level
    assert "TELEGRAM_ADMIN_CHAT" in (found.remedy or "")


async def test_an_admin_chat_where_the_bot_may_write_is_well(bot_api: BotApiServer) -> None:
    anna = bot_api.people.person("Anna")
    chat = bot_api.people.supergroup("Operators", [anna])
    bot_api.people.adds_bot(anna, chat)

    found = await of_bot(bot_api, chat=chat).examine()

    assert Level.OK is found.level


async def test_an_admin_chat_that_silences_the_bot_is_a_mistake(bot_api: BotApiServer) -> None:
    anna = bot_api.people.person("Anna")
    chat = bot_api.people.supergroup("Operators", [anna])
    bot_api.people.adds_bot(anna, chat)
    bot_api.people.restricts_bot(anna, chat)

    found = await of_bot(bot_api, chat=chat).examine()

    assert Level.FAIL is found.level
    assert "right to send" in (found.remedy or "")


async def test_without_an_admin_chat_it_is_said_that_nothing_is_switched_off() -> None:
    found = await OperatorsCheck(TelegramSettings(_env_file=None)).examine()

    assert Level.WARN is found.level
    assert "without switching anything off" in found.detail
    assert "TELEGRAM_ADMIN_CHAT" in (found.remedy or "")


async def test_with_an_admin_chat_the_watch_over_rollouts_acts() -> None:
    found = await OperatorsCheck(TelegramSettings(_env_file=None, admin_chat=-1007)).examine()

    assert Level.OK is found.level


def test_who_watches_rollouts_is_told_whether_there_are_operators() -> None:
    nothing = Edges(
        TelegramSettings(_env_file=None),
        TelethonSettings(_env_file=None),
        WebhookSettings(_env_file=None),
        WebSettings(_env_file=None),
        AlertSettings(_env_file=None),
    )

    asked = {
        role: [each.subject for each in checks_before_start(frozenset({role}), nothing)]
        for role in Role
    }

    assert ["operators"] == asked[Role.SCHEDULER]
    assert "operators" not in asked[Role.WORKER]


@pytest.fixture
def telethon(mtproto: MtprotoServer, rsa_key: ServerKey, tmp_path: Path) -> TelethonSettings:
    key = tmp_path / "key.pem"
    key.write_text(rsa_key.public_pem, encoding="utf-8")
    return TelethonSettings(_env_file=None, dc=f"127.0.0.1:{mtproto.state.port}", rsa_key_file=key)


def application(mtproto: MtprotoServer, api_hash: str | None = None) -> TelegramSettings:
    given = SecretStr(api_hash or mtproto.state.api_hash)
    return TelegramSettings(_env_file=None, api_id=mtproto.state.api_id, api_hash=given)


async def test_an_application_that_telegram_knows_is_well(
    mtproto: MtprotoServer, telethon: TelethonSettings
) -> None:
    found = await ApplicationCheck(application(mtproto), telethon).examine()

    assert Level.OK is found.level


async def test_a_wrong_hash_is_said_before_anybody_scans_a_code(
    mtproto: MtprotoServer, telethon: TelethonSettings
) -> None:
    wrong = application(mtproto, api_hash="f" * 32)

    found = await ApplicationCheck(wrong, telethon).examine()

    assert Level.FAIL is found.level
    assert "my.telegram.org" in (found.remedy or "")


async def test_a_key_file_that_is_not_there_is_named(
    mtproto: MtprotoServer, telethon: TelethonSettings, tmp_path: Path
) -> None:
    lost = telethon.model_copy(update={"rsa_key_file": tmp_path / "nowhere.pem"})

    found = await ApplicationCheck(application(mtproto), lost).examine()

    assert Level.FAIL is found.level
    assert "TELETHON_RSA_KEY_FILE" in (found.remedy or "")


async def test_without_an_application_the_bot_alone_reads() -> None:
    nothing = TelegramSettings(_env_file=None)

    found = await ApplicationCheck(nothing, TelethonSettings(_env_file=None)).examine()

    assert Level.WARN is found.level
