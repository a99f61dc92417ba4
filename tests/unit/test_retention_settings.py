"""For how many days what is kept, and which wishes are refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from handlers.cli.configuration import load
from pipeline.errors import BadInputError
from pipeline.retention.models import Expiring
from pipeline.retention.rules import FEWEST_DAYS, MOST_DAYS
from pipeline.retention.settings import RetentionSettings

FIELDS = sorted(RetentionSettings.model_fields)


def settings(**given: Any) -> RetentionSettings:
    return RetentionSettings(_env_file=None, **given)


def test_by_default_everything_that_expires_has_a_limit_but_messages() -> None:
    limits = settings().limits

    assert {Expiring.MESSAGES, Expiring.EVIDENCE} == set(Expiring) - limits.keys()
    assert [] == [table for table, days in limits.items() if days < FEWEST_DAYS[table]]


@pytest.mark.parametrize("field", FIELDS)
def test_nothing_is_removed_of_what_is_kept_for_ever(field: str) -> None:
    limited = settings(**{field: 30}).limits
    kept = settings(**{field: 0}).limits

    assert limited.keys() > kept.keys()
    assert {30} == {limited[table] for table in limited.keys() - kept.keys()}


@pytest.mark.parametrize("field", FIELDS)
def test_so_few_days_that_something_is_still_needed_are_refused(
    field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = settings(**{field: 30}).limits.keys() - settings(**{field: 0}).limits.keys()
    fewest = max(FEWEST_DAYS[table] for table in limited)

    assert fewest in settings(**{field: fewest}, **_short(field)).limits.values()
    monkeypatch.setenv(f"RETENTION_{field}".upper(), str(fewest - 1 or -1))
    with pytest.raises(BadInputError, match=rf"^RETENTION_{field.upper()} is not possible: .* — "):
        load(RetentionSettings)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("days", [-1, MOST_DAYS + 1])
def test_days_that_are_none_are_refused(field: str, days: int) -> None:
    with pytest.raises(ValidationError):
        settings(**{field: days})


def test_the_remedy_of_too_few_days_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENTION_EVENT_DAYS", "3")

    with pytest.raises(BadInputError) as raised:
        load(RetentionSettings)

    assert (
        "RETENTION_EVENT_DAYS is not possible: what is younger than 7 days is still needed;"
        " 0 keeps it for ever — change it in the environment or in .env"
    ) == str(raised.value)


@pytest.mark.parametrize("field", ["answer_days", "version_days"])
@pytest.mark.parametrize("days", [0, 61])
def test_what_holds_the_text_of_messages_must_not_outlive_them(
    field: str, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETENTION_MESSAGE_DAYS", "60")
    monkeypatch.setenv(f"RETENTION_{field}".upper(), str(days))

    with pytest.raises(BadInputError) as raised:
        load(RetentionSettings)

    assert (
        f"RETENTION_{field.upper()} lets texts outlive their messages; let it be at most 60, as"
        " RETENTION_MESSAGE_DAYS — change it in the environment or in .env"
    ) == str(raised.value)


def test_messages_may_be_kept_as_long_as_what_is_made_of_them() -> None:
    limits = settings(message_days=30).limits

    assert 30 == limits[Expiring.MESSAGES] == limits[Expiring.EVIDENCE]


def _short(field: str) -> dict[str, int]:
    return {"answer_days": 7, "version_days": 7} if field == "message_days" else {}
