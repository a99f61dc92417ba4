"""What the command line shows and refuses, before it touches a database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from handlers.cli.about import VERSION
from handlers.cli.commands import alfred as commands
from tests.fixtures.command_line import ROOT, Ended, alfred, environment

SLOW_TO_IMPORT = {"aiogram", "asyncpg", "langgraph", "motor", "pydantic", "rich", "sqlalchemy"}


def _paths(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _paths(below, (*path, name))


@pytest.mark.parametrize("path", list(_paths(commands)), ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...], tmp_path: Path) -> None:
    ended = alfred(*path, "--help", cwd=tmp_path)

    usage = " ".join(("Usage: python main.py", *path))
    assert (0, "") == (ended.code, ended.err)
    assert ended.out.startswith(usage)


def test_the_version_is_told(tmp_path: Path) -> None:
    assert Ended(0, f"Alfred {VERSION}\n", "") == alfred("--version", cwd=tmp_path)


def test_no_command_at_all_shows_the_help_as_a_mistake(tmp_path: Path) -> None:
    ended = alfred(cwd=tmp_path)

    assert (2, "") == (ended.code, ended.out)
    assert ended.err.startswith("Usage: python main.py")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--bogus"], "no such option '--bogus' — see python main.py --help"),
        (["reply"], "no such command 'reply'"),
        (["replay"], "missing argument 'EXPORT' — see python main.py replay --help"),
        (["replay", "none.json"], "invalid value for 'EXPORT': Path 'none.json' does not exist"),
        (["replay", "."], "invalid value for 'EXPORT': no result.json in '.'; export the chat"),
        (["replay", "e.json", "--window", "5h"], "invalid value for '--window': '5h' is not"),
        (["replay", "e.json", "--last", "0"], "invalid value for '--last': 0 is not in"),
        (["replay", "e.json", "--last", "2", "--all"], "--last, --all and --from/--to exclude"),
        (["replay", "e.json", "--tz", "Mars"], "invalid value for '--tz': 'Mars' is no time zone"),
        (["replay", "e.json", "--from", "soon"], "invalid value for '--from': 'soon' is no time"),
        (["replay", "e.json", "--out", "."], "invalid value for '--out': File '.' is a directory"),
        (["reset"], "this deletes the embedded databases in .alfred for good — if that is meant"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_is_one_line_with_its_remedy(
    arguments: list[str], line: str, tmp_path: Path
) -> None:
    (tmp_path / "e.json").write_text("{}")

    ended = alfred(*arguments, cwd=tmp_path)

    assert (2, "", 1) == (ended.code, ended.out, ended.err.count("\n"))
    assert ended.err.startswith(f"error: {line}")
    assert " — " in ended.err


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        (
            {"DATABASE_URL": "mysql://user:secret@host/db"},
            "DATABASE_URL is not possible: must start with postgresql:// or postgres://",
        ),
        ({"MIGRATIONS_DATABASE_URL": "postgresql://host/db"}, "MIGRATIONS_DATABASE_URL is set"),
    ],
    ids=["url", "pair"],
)
def test_an_impossible_setting_is_named_without_its_value(
    variables: dict[str, str], line: str, tmp_path: Path
) -> None:
    ended = alfred("migrate", cwd=tmp_path, variables=variables)

    assert (2, "", 1) == (ended.code, ended.out, ended.err.count("\n"))
    assert ended.err.startswith(f"error: {line}")
    assert ended.err.endswith(" — change it in the environment or in .env\n")
    assert "secret" not in ended.err


@pytest.mark.parametrize("command", ["--help", "doctor"])
def test_a_reader_that_leaves_ends_the_command_quietly(command: str, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        ended = alfred(command, cwd=tmp_path, stdout=write)
    finally:
        os.close(write)

    assert Ended(141, "", "") == ended


def test_an_encoding_that_lacks_a_character_breaks_nothing(tmp_path: Path) -> None:
    ended = alfred("replay", cwd=tmp_path, variables={"PYTHONIOENCODING": "latin-1"})

    assert (
        Ended(2, "", "error: missing argument 'EXPORT' ? see python main.py replay --help\n")
        == ended
    )


@pytest.mark.parametrize("path", ["", "replay", "run", "token create"])
def test_help_loads_nothing_that_is_slow_to_load(path: str, tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-X", "importtime", str(ROOT / "main.py"), *path.split(), "--help"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = {line.rpartition("|")[2].strip() for line in process.stderr.splitlines()}

    assert "click" in loaded
    assert set() == SLOW_TO_IMPORT & loaded


def test_schemas_that_are_current_are_left_alone(tmp_path: Path) -> None:
    ended = alfred("schema", "events", cwd=tmp_path)

    assert (0, "") == (ended.code, ended.err)
    assert ended.out.startswith("nothing to do: ")


def _make(*arguments: str) -> Ended:
    process = subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(process.returncode, process.stdout, process.stderr)


def test_make_alone_lists_what_can_be_made() -> None:
    ended = _make()

    names = [line.split()[1] for line in ended.out.splitlines()]
    assert (0, "") == (ended.code, ended.err)
    assert ["demo", "demo-model", "run", "check", "test"] == names[:5]


def test_every_target_of_make_can_be_planned() -> None:
    names = [line.split()[1] for line in _make().out.splitlines()]

    planned = {name: _make("--dry-run", name, "m=add a table").code for name in names}

    assert dict.fromkeys(names, 0) == planned
