"""docs/deploy.md names only files, commands, services and settings that there are."""

import re
import shlex

import pytest
import yaml

from handlers.cli.commands import alfred
from handlers.cli.entry import run
from handlers.cli.programs import Programs
from tests.fixtures.command_line import ROOT

PAGE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
COMMANDS = [
    line.strip()
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.replace("\\\n", " ").splitlines()
]
TYPED = [*COMMANDS, *re.findall(r"`((?:docker|python|systemctl|make) [^`]+)`", PAGE)]
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))


def nothing(_home: object) -> Programs:
    raise AssertionError("these command lines run nothing")


def of_alfred() -> list[list[str]]:
    """What follows ``main.py``, or the service ``migrate`` of compose, whose image runs it."""
    said = (re.split(r"main\.py | migrate (?=backup)", line, maxsplit=1) for line in TYPED)
    return [shlex.split(each[1]) for each in said if len(each) == 2]


@pytest.mark.parametrize("words", of_alfred(), ids=" ".join)
def test_a_command_of_alfreds_is_understood_with_its_options(words: list[str]) -> None:
    known = {option for each in alfred.commands[words[0]].params for option in each.opts}

    assert 0 == run(alfred, [words[0], "--help"], nothing)
    assert [] == [word for word in words if word.startswith("-") and word not in known]


def test_every_command_line_of_the_page_was_looked_at() -> None:
    programs = {next(word for word in shlex.split(line) if "=" not in word) for line in TYPED}

    known = {"docker", "python", "systemctl", "make", "echo", "useradd", "install", "editor"}
    assert set() == programs - {*known, "cp", "systemd-run", "deploy/compose/secrets.sh"}


def test_services_of_compose_are_those_of_the_file() -> None:
    named = re.findall(r"compose\.yaml (?:exec|stop|run .*?:/backups) (\w+)", "\n".join(TYPED))

    assert {"alfred", "migrate"} == set(named)
    assert set(named) <= COMPOSE["services"].keys()


def test_files_that_the_page_names_exist_or_are_made_by_it() -> None:
    named = set(re.findall(r"(?<![\w./-])deploy/[\w./-]+\w", PAGE))

    made = {"deploy/alfred.env", "deploy/secrets"}
    assert [] == [
        path
        for path in sorted(named)
        if not (ROOT / path).exists() and not any(path.startswith(each) for each in made)
    ]


def test_the_image_s_user_owns_what_backups_are_written_to() -> None:
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")

    [owner] = re.findall(r"install -d -m 0700 -o (\d+)", PAGE)

    assert f"USER {owner}:{owner}" in dockerfile


def test_settings_that_the_page_names_are_known() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", PAGE))

    assert [] == [name for name in sorted(named) if f"\n#{name}=" not in example]
