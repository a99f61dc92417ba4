"""The page that says what is kept says what the settings and the rules do."""

from typing import Any

import pytest

from handlers.cli.configuration import variable
from pipeline.retention.models import Expiring
from pipeline.retention.rules import FEWEST_DAYS
from pipeline.retention.settings import RetentionSettings
from tests.fixtures.retention_page import decisions


def limited(**days: Any) -> set[Expiring]:
    return set(RetentionSettings(_env_file=None, **days).limits)


@pytest.mark.parametrize("name", sorted(RetentionSettings.model_fields))
def test_the_page_names_every_setting_with_its_default_and_its_floor(name: str) -> None:
    told = {
        table: kept
        for table, kept in decisions().items()
        if f"`{variable(RetentionSettings, name)}`" in kept
    }
    default = RetentionSettings.model_fields[name].get_default()

    assert told
    assert told.keys() <= limited(**{name: 30}) - limited(**{name: 0})
    for table, kept in told.items():
        assert kept.startswith(f"{default} days" if default else "for ever")
        assert kept.endswith(f", {FEWEST_DAYS[Expiring(table)]} or more")


def test_what_expires_is_said_to_and_nothing_else_is() -> None:
    kept = decisions()

    expiring = {table for table, words in kept.items() if "RETENTION_" in words}
    evidence = Expiring.EVIDENCE.value

    assert set(Expiring) - {Expiring.EVIDENCE} == expiring
    assert "as `group_messages`" in kept[evidence]
