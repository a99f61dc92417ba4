"""`.env.example` and the README's table name every setting, its default and what it is for."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from handlers.cli.configuration import variable

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "handlers", "pipeline", "scheduler", "storage")
ENTRY = re.compile(r"(?:^# .+\n)+^#?(?P<name>[A-Z][A-Z0-9_]*)=(?P<value>.*)$", re.MULTILINE)
NAME = re.compile(r"^#?([A-Z][A-Z0-9_]*)=", re.MULTILINE)
ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]*)` \| (?:`(.*?)`|—) \| (.+) \|$", re.MULTILINE)


def _settings() -> Iterator[type[BaseSettings]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not re.search(r"^class \w+\(BaseSettings\)", path.read_text("utf-8"), re.MULTILINE):
                continue
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            classes = [
                each
                for each in vars(importlib.import_module(name)).values()
                if isinstance(each, type) and each.__module__ == name
            ]
            yield from (each for each in classes if issubclass(each, BaseSettings))


def _fields() -> dict[str, tuple[type[BaseSettings], str]]:
    """Each setting by its name in the environment: its section and its field."""
    return {
        variable(settings, field): (settings, field)
        for settings in _settings()
        for field in settings.model_fields
    }


def _example() -> str:
    return (ROOT / ".env.example").read_text("utf-8")


def test_every_setting_is_in_the_example_with_a_comment_and_nothing_else_is() -> None:
    explained = {match["name"] for match in ENTRY.finditer(_example())}

    assert _fields().keys() == explained
    assert sorted(explained) == sorted(NAME.findall(_example()))


@pytest.mark.parametrize("settings", list(_settings()), ids=lambda settings: settings.__name__)
def test_every_section_reads_the_file_and_takes_an_empty_value_for_none(
    settings: type[BaseSettings],
) -> None:
    expected = {"env_file": ".env", "env_ignore_empty": True, "extra": "ignore", "frozen": True}

    configured = {name: settings.model_config.get(name) for name in expected}

    assert expected == configured


@pytest.mark.parametrize("name", sorted(_fields()))
def test_the_example_shows_the_default(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, field = _fields()[name]
    example = {match["name"]: match["value"] for match in ENTRY.finditer(_example())}
    monkeypatch.setenv(name, example[name])

    read = settings(_env_file=None)

    assert settings.model_fields[field].get_default() == getattr(read, field)


def test_the_table_of_the_readme_is_the_example() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    table = {name: value for name, value, _ in ROW.findall(readme)}

    assert {match["name"]: match["value"] for match in ENTRY.finditer(_example())} == table
