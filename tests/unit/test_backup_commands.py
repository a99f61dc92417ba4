"""What a person types for a backup and a restore, and what they are told."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO

import pytest

from handlers.cli.backup import Moved, back_up, restore
from handlers.cli.backup_request import BackupRequest, RestoreRequest, backup_request
from pipeline.errors import BadInputError
from tests.unit.test_cli_commands import Noted

MOMENT = datetime(2026, 11, 21, 2, 15, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Manifest:
    alfred: str = "0.1.0"
    revision: str = "0030"
    taken_at: datetime = MOMENT
    rows: int = 1_234
    documents: int = 1
    sessions: tuple[str, ...] = ("1", "2")


@dataclass(frozen=True, slots=True)
class Taken:
    manifest: Manifest = Manifest()
    size: int = 2_000_000
    content: int = 10_000_000


@dataclass(frozen=True, slots=True)
class Settled:
    orders: int = 1
    messages: int = 2
    jobs: int = 0
    schedules: int = 3


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest = Manifest()
    left_out: tuple[str, ...] = ()
    revision: str = "0031"
    settled: Settled | None = Settled()


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Noted]:
    yield Noted(tmp_path)
    logging.captureWarnings(capture=False)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "backup.tar"
    path.touch()
    return path


def test_a_folder_gets_a_file_that_is_named_after_the_time(tmp_path: Path) -> None:
    request = backup_request(str(tmp_path), sessions=True, now=MOMENT)

    assert BackupRequest(tmp_path / "alfred-20261121T021530Z.tar", sessions=True) == request


def test_a_dash_is_stdout() -> None:
    assert BackupRequest(None, sessions=False) == backup_request("-", sessions=False)


def test_a_backup_does_not_write_over_a_file(archive: Path) -> None:
    with pytest.raises(BadInputError, match="is there already — name another file"):
        backup_request(str(archive), sessions=True)


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"there is no folder .* — make it"):
        backup_request(str(tmp_path / "absent" / "backup.tar"), sessions=True)


def test_a_backup_has_the_sessions_unless_they_are_left_out(
    programs: Noted, tmp_path: Path
) -> None:
    target = tmp_path / "new.tar"

    codes = [
        programs.typed("backup", "--to", str(target)),
        programs.typed("backup", "--to", str(target), "--without-sessions"),
    ]

    assert [0, 0] == codes
    assert [BackupRequest(target, sessions=True), BackupRequest(target, sessions=False)] == (
        programs.asked
    )


def test_a_backup_wants_to_know_where(programs: Noted, capsys: pytest.CaptureFixture[str]) -> None:
    code = programs.typed("backup")

    assert 2 == code
    assert "missing option '--to'" in capsys.readouterr().err


def test_a_restore_takes_the_careful_ways_by_itself(programs: Noted, archive: Path) -> None:
    code = programs.typed("restore", str(archive))

    assert 0 == code
    assert [RestoreRequest(archive, replace=False, resume_work=False)] == programs.asked


def test_a_restore_in_the_place_of_something_has_to_be_meant(
    programs: Noted, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [
        programs.typed("restore", str(archive), "--replace"),
        programs.typed("restore", str(archive), "--replace", "--yes", "--resume-work"),
    ]

    assert [2, 0] == codes
    assert "--replace deletes the installation — if that is meant, add --yes" in (
        capsys.readouterr().err
    )
    assert [RestoreRequest(archive, replace=True, resume_work=True)] == programs.asked


async def test_a_backup_tells_what_it_has_and_that_it_is_a_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "backup.tar"

    await back_up(BackupRequest(path, sessions=True), opened, taking)

    told = capsys.readouterr().out.splitlines()
    assert f"backed up 1234 rows, 1 document and 2 sessions to {path}" == told[0]
    assert told[1].startswith("10.0 MB as 2.0 MB in ")
    assert told[1].endswith(" MB/s), schema 0030")
    assert "keep it as you keep a password" in told[2]


async def test_a_restore_tells_what_came_of_it(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = RestoreRequest(archive, replace=False, resume_work=False)

    await restore(request, restoring(Restored()))

    told = capsys.readouterr().out
    assert f"restored 1234 rows, 1 document and 2 sessions from {archive} in " in told
    assert (
        "as it was at 2026-11-21 02:15:30 UTC, by Alfred 0.1.0 at revision 0030;"
        " the schema is at revision 0031\n"
    ) in told
    assert (
        "over, and nobody is told: 1 order that waited, 2 messages without an answer, 0 jobs"
        " that would send, 3 schedules with slots since then\n"
    ) in told
    assert "look at /canary status" in told


async def test_a_restore_after_a_quiet_moment_says_that_nothing_is_over(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = RestoreRequest(archive, replace=False, resume_work=False)

    await restore(request, restoring(Restored(settled=Settled(0, 0, 0, 0))))

    told = capsys.readouterr().out
    assert "nothing was under way\n" in told


async def test_a_small_backup_is_told_in_kilobytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = BackupRequest(tmp_path / "backup.tar", sessions=True)

    await back_up(request, opened, taking_little)

    assert "9.9 kB as 1.0 kB in " in capsys.readouterr().out


async def test_a_restore_that_resumes_work_says_so(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = RestoreRequest(archive, replace=False, resume_work=True)

    await restore(request, restoring(Restored(settled=None, left_out=("group_passages",))))

    told = capsys.readouterr().out
    assert "what was under way goes on at the next start\n" in told
    assert "vectors were left out: this server has no pgvector" in told


def opened(_path: Path) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(BytesIO())


async def taking(_stream: IO[bytes], moved: Moved) -> Taken:
    moved("postgres/people", 10)
    return Taken()


async def taking_little(_stream: IO[bytes], _moved: Moved) -> Taken:
    return Taken(size=1_000, content=9_900)


def restoring(restored: Restored) -> Callable[[Moved], Awaitable[Restored]]:
    async def restoring(_moved: Moved) -> Restored:
        return restored

    return restoring
