from collections.abc import Iterator

import pytest
import tzlocal

from handlers.cli.zone import system_zone


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Its zone may be set within a test."""
    yield monkeypatch
    monkeypatch.undo()
    tzlocal.reload_localzone()


@pytest.mark.parametrize(
    ("kept", "told"),
    [("Etc/UTC", "UTC"), ("Zulu", "UTC"), ("UTC", "UTC"), ("Europe/Moscow", "Europe/Moscow")],
)
def test_a_machine_on_utc_is_said_to_keep_utc_whatever_it_calls_it(
    machine: pytest.MonkeyPatch, kept: str, told: str
) -> None:
    machine.setenv("TZ", kept)
    tzlocal.reload_localzone()

    zone = system_zone()

    assert zone is not None
    assert told == zone.key
