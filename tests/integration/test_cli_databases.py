"""The commands about the databases, on embedded ones in a new directory."""

import re
import signal
import stat
from pathlib import Path

import pytest

from storage.documents.schema import indexes
from storage.migrations.run import expected_revision
from tests.fixtures.command_line import Ended, alfred, start

NOWHERE = "postgresql://alfred_service:secret@127.0.0.1:1/alfred"


def test_doctor_finds_a_new_installation_well(tmp_path: Path) -> None:
    ended = alfred("doctor", cwd=tmp_path)

    lines = ended.out.splitlines()
    assert (0, "") == (ended.code, ended.err)
    assert not [line for line in lines if line.startswith("fail")]
    assert [line for line in lines if re.match(r"ok +PostgreSQL +\d+\.\d+ embedded, schema", line)]
    assert "ok    MongoDB         embedded" in lines
    assert "ok    reading         nothing is paused" in lines
    assert 0o700 == stat.S_IMODE((tmp_path / ".alfred").stat().st_mode)


def test_doctor_fails_with_a_remedy_where_a_server_does_not_answer(tmp_path: Path) -> None:
    unreachable = {"DATABASE_URL": NOWHERE, "MONGODB_URL": "mongodb://127.0.0.1:1"}

    ended = alfred("doctor", cwd=tmp_path, variables=unreachable)

    failed = [line for line in ended.out.splitlines() if line.startswith("fail")]
    assert (1, "") == (ended.code, ended.err)
    assert ["PostgreSQL", "MongoDB"] == [line.split()[1] for line in failed]
    assert "see that it runs" in failed[0]
    assert "check MONGODB_URL" in failed[1]
    assert "secret" not in ended.out


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
    ids=["pipe", "forced", "refused"],
)
def test_colour_is_for_terminals_that_want_it(
    variables: dict[str, str], coloured: bool, tmp_path: Path
) -> None:
    ended = alfred("doctor", cwd=tmp_path, variables={**variables, "DATABASE_URL": NOWHERE})

    assert coloured == bool(re.search(r"\x1b\[[0-9;]*3[0-7]", ended.out))


def test_the_schema_is_made_once_and_reset_takes_it_away(tmp_path: Path) -> None:
    ended = [
        alfred(*command, cwd=tmp_path)
        for command in (
            ["migrate"],
            ["migrate"],
            ["reset", "--yes"],
            ["reset", "--yes"],
            ["migrate"],
        )
    ]

    revision, home = expected_revision(), tmp_path / ".alfred"
    indexed = sum(map(len, indexes(embedded=True).values()))
    made = Ended(
        0, f"the schema was made, at revision {revision}\nMongoDB got {indexed} indexes\n", ""
    )
    current = Ended(
        0,
        f"nothing to do: the schema is at revision {revision}\n"
        "nothing to do: MongoDB has its indexes\n",
        "",
    )
    deleted = Ended(
        0, f"deleted what was in {home / 'postgres'}\ndeleted what was in {home / 'mongo'}\n", ""
    )
    empty = Ended(0, "nothing to do: .alfred holds no embedded database\n", "")
    assert [made, current, deleted, empty, made] == ended


def test_reset_leaves_alone_what_is_not_ours(tmp_path: Path) -> None:
    photo = tmp_path / "holiday" / "postgres" / "photo.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"jpeg")

    ended = alfred("--home", "holiday", "reset", "--yes", cwd=tmp_path)

    assert (1, "", 1) == (ended.code, ended.out, ended.err.count("\n"))
    assert "was not made by Alfred" in ended.err
    assert b"jpeg" == photo.read_bytes()


def test_a_server_is_not_migrated_by_the_role_of_the_service(tmp_path: Path) -> None:
    ended = alfred("migrate", cwd=tmp_path, variables={"DATABASE_URL": NOWHERE})

    line = (
        "error: the service's role cannot migrate — set MIGRATIONS_DATABASE_URL to the owner's\n"
    )
    assert Ended(1, "", line) == ended


def test_the_home_on_the_command_line_goes_before_the_setting(tmp_path: Path) -> None:
    ended = alfred("--home", "mine", "migrate", cwd=tmp_path, variables={"ALFRED_HOME": "other"})

    assert 0 == ended.code
    assert (tmp_path / "mine" / "postgres").is_dir()
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_command_with_one_line(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    process = start(
        "doctor",
        cwd=tmp_path,
        variables={"DATABASE_URL": NOWHERE, "MONGODB_URL": "mongodb://127.0.0.1:1"},
    )
    assert process.stdout
    while not process.stdout.readline().startswith(b"fail  PostgreSQL"):
        assert process.poll() is None

    process.send_signal(number)
    _, err = process.communicate(timeout=30)

    line = "error: interrupted — run the same command again to go on\n"
    assert (code, line) == (process.returncode, err.decode())
