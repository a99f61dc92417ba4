from pathlib import Path

import pytest
from pydantic import ValidationError

from storage.settings import StorageSettings

URLS = ("DATABASE_URL", "MIGRATIONS_DATABASE_URL", "MONGODB_URL")
SERVICE = "postgresql://alfred:hush@db/alfred"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ALFRED_HOME", *URLS):
        monkeypatch.delenv(name, raising=False)


def test_with_nothing_set_both_databases_run_embedded_beside_us() -> None:
    settings = StorageSettings()

    assert Path(".alfred") == settings.alfred_home
    assert settings.database_url is None
    assert settings.migrations_database_url is None
    assert settings.mongodb_url is None


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ALFRED_HOME", *URLS):
        monkeypatch.setenv(name, "")

    settings = StorageSettings()

    assert Path(".alfred") == settings.alfred_home
    assert settings.database_url is None


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        "ALFRED_HOME=~/from-file\nMONGODB_URL=mongodb://file\nOTHER=1\n"
    )
    monkeypatch.setenv("MONGODB_URL", "mongodb://environment")

    settings = StorageSettings()

    assert Path.home() / "from-file" == settings.alfred_home
    assert settings.mongodb_url is not None
    assert "mongodb://environment" == settings.mongodb_url.get_secret_value()


def test_secrets_show_in_no_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", SERVICE)
    monkeypatch.setenv("MIGRATIONS_DATABASE_URL", "postgresql://owner:hush@db/alfred")
    monkeypatch.setenv("MONGODB_URL", "mongodb://alfred:hush@mongo")

    settings = StorageSettings()

    assert settings.database_url is not None
    assert SERVICE == settings.database_url.get_secret_value()
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "hush" not in shown


@pytest.mark.parametrize("name", URLS)
def test_a_url_of_another_kind_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", SERVICE)
    monkeypatch.setenv(name, "mysql://alfred:hush@db")

    with pytest.raises(ValidationError, match="must start with") as caught:
        StorageSettings()

    assert name.lower() in str(caught.value)
    assert "hush" not in str(caught.value)


def test_a_migrating_role_alone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGRATIONS_DATABASE_URL", "postgresql://owner:hush@db/alfred")

    with pytest.raises(ValidationError, match="without DATABASE_URL") as caught:
        StorageSettings()

    assert "hush" not in str(caught.value)
