"""Settings out of files, as containers are given their secrets."""

from pathlib import Path

import pytest

from bot.settings import TelegramSettings
from handlers.cli import configuration
from handlers.cli.configuration import load
from pipeline.errors import BadInputError
from storage.settings import StorageSettings

URL = "postgresql://alfred_service:hush@postgres/alfred"


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder of secrets, and nothing in the environment or a .env."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    monkeypatch.setattr(configuration, "SECRETS", folder)
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "TELEGRAM_BOT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return folder


def told() -> str | None:
    url = load(StorageSettings).database_url
    return None if url is None else url.get_secret_value()


@pytest.mark.parametrize("name", ["database_url", "DATABASE_URL"])
def test_a_file_is_named_as_the_setting_in_any_case(secrets: Path, name: str) -> None:
    (secrets / name).write_text(f"{URL}\n")

    assert URL == told()


def test_the_environment_goes_before_the_file_unless_it_is_empty(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (secrets / "database_url").write_text(URL)
    monkeypatch.setenv("DATABASE_URL", "")
    of_the_file = told()
    monkeypatch.setenv("DATABASE_URL", f"{URL}_2")

    assert (URL, f"{URL}_2") == (of_the_file, told())


def test_a_machine_without_such_files_is_none_the_worse(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(configuration, "SECRETS", secrets / "none")

    assert told() is None


def test_a_secret_that_is_impossible_is_named_and_not_told(secrets: Path) -> None:
    (secrets / "telegram_bot_token").write_text("a-wrong-secret")

    with pytest.raises(BadInputError, match="TELEGRAM_BOT_TOKEN is not possible") as refused:
        load(TelegramSettings)

    assert "a-wrong-secret" not in str(refused.value)
