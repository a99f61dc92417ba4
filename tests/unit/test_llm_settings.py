from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from handlers.cli.configuration import load
from pipeline.alfred.settings import ButlerSettings
from pipeline.digest.model.settings import QuotaSettings
from pipeline.errors import BadInputError
from pipeline.llm.settings import LlmSettings


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://localhost:8000/v1", "http://localhost:8000/v1"),
        ("https://api.example.com/v1/", "https://api.example.com/v1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("HTTPS://example.com/v1//", "HTTPS://example.com/v1"),
        (None, None),
    ],
)
def test_an_address_is_taken_with_or_without_a_slash(given: str | None, kept: str | None) -> None:
    assert kept == LlmSettings(_env_file=None, api_url=given).api_url


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000/v1",
        "ftp://example.com",
        "file:///etc/passwd",
        "http://",
        "http:///v1",
        "http://exa mple.com",
        "http://example.com/v1\n",
        "http://example.com:port",
        "http://example.com:0",
        "http://example.com:99999",
        "http://[::1",
        "http://alfred:hunter2@example.com/v1",
        "http://hunter2@example.com",
        "http://alfred:hunt/er2@example.com",
        "https://example.com/v1?key=hunter2",
        "https://example.com/v1#hunter2",
    ],
)
def test_another_address_is_refused_and_not_repeated(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_API_URL", url)

    with pytest.raises(BadInputError) as refusal:
        load(LlmSettings)

    assert str(refusal.value).startswith("LLM_API_URL is not possible: ")
    assert " — " in str(refusal.value)
    assert "hunt" not in str(refusal.value)


@pytest.mark.parametrize("key", ["ключ", "two\nlines", "null\0"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        LlmSettings(_env_file=None, api_key=SecretStr(key))

    assert key not in str(refusal.value)


def test_settings_that_are_no_text_are_refused_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_bytes("LLM_API_KEY=hunter2\n".encode("utf-16"))
    monkeypatch.chdir(tmp_path)

    with pytest.raises(BadInputError) as refusal:
        load(LlmSettings)

    assert ".env is no text in UTF-8 — save it as UTF-8" == str(refusal.value)


@pytest.mark.parametrize("section", [QuotaSettings, ButlerSettings])
@pytest.mark.parametrize("tier", ["PRO", "BASE"])
@pytest.mark.parametrize("unit", ["CALLS", "TOKENS"])
def test_a_quota_that_no_ledger_can_hold_is_refused(
    section: type[QuotaSettings | ButlerSettings],
    tier: str,
    unit: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    part = "DIGEST" if section is QuotaSettings else "BUTLER"
    name = f"{part}_{tier}_QUOTA_{unit}"
    monkeypatch.setenv(name, "9" * 20)

    with pytest.raises(BadInputError) as refusal:
        load(section)

    assert str(refusal.value).startswith(f"{name} is not possible: ")
