"""A database that stops, fills up or refuses in mid-run: one line, and the next run goes on."""

import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from bench.synthetic import write_export
from storage.embedded import embedded_postgres
from storage.embedded.postgres import postgres_cluster
from storage.postgres.connection import Connection
from tests.fixtures.command_line import Ended
from tests.fixtures.embedded import UNSAFE_BUT_FAST
from tests.fixtures.exports import MONDAY_TALK, TUESDAY_TALK, exported
from tests.fixtures.forked import start
from tests.fixtures.gates import gate
from tests.fixtures.replays import Home, Replays

MESSAGES = 5000
SMALL = 64 * 2**20
LEFT = 3 * 2**20
"""Bytes; fewer than the messages take, and than the server's log of a transaction has in hand."""

_REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file' USING ERRCODE = '{code}';
END
$$;
CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW WHEN ({condition})
    EXECUTE FUNCTION refuse();
"""


@asynccontextmanager
async def _refusing(
    behind: Connection, code: str, table: str, condition: str
) -> AsyncIterator[None]:
    await behind.execute(_REFUSE.format(code=code, table=table, condition=condition))
    yield
    await behind.execute("DROP FUNCTION refuse() CASCADE")


def _failed(ended: Ended) -> str:
    """The one line of what did not work."""
    assert (1, 1) == (ended.code, ended.err.count("\n"))
    assert ended.err.startswith("error: ")
    return ended.err


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "result.json"
    write_export(path, MESSAGES, hours=60 * 24)
    return path


async def test_a_database_that_is_stopped_in_mid_run_loses_nothing(
    tmp_path: Path, home: Path, export: Path
) -> None:
    replays = Replays(home, tmp_path)
    async with embedded_postgres(home, UNSAFE_BUT_FAST) as server:
        start("--home", str(home), "migrate", folder=tmp_path).ended()
        behind = await asyncpg.connect(server.dsn())
        later_batch = "NEW.message_id = 4500"
        with postgres_cluster(home) as cluster:
            async with gate(behind, "group_messages", "INSERT", later_batch) as shut:
                run = replays.start(export, "--quiet")
                await shut.reached(run)
                await cluster.ask_to_stop()
                stopped = run.ended()
                behind.terminate()

    resumed = replays(export, "--lang", "en")

    assert "what was stored is safe" in _failed(stopped)
    assert 0 == resumed.code
    assert "Read 5,000 messages: 1,000 new, 0 edited, 4,000 known already." in resumed.err


async def test_a_full_disk_that_the_database_reports_loses_nothing(
    replays: Replays, warm_home: Home, export: Path
) -> None:
    later_batch = "NEW.message_id = 4500"
    async with _refusing(warm_home.behind, "53100", "group_messages", later_batch):
        full = replays(export, "--quiet")

    resumed = replays(export, "--lang", "en")

    assert "no room left on its disk — free some space and run the same again" in _failed(full)
    assert 0 == resumed.code
    assert "Read 5,000 messages: 1,000 new, 0 edited, 4,000 known already." in resumed.err


def _may_mount() -> bool:
    """Whether the kernel lets this process mount (CAP_SYS_ADMIN, see capabilities(7))."""
    status = Path("/proc/self/status").read_text("ascii")
    [effective] = [line.split()[1] for line in status.splitlines() if line.startswith("CapEff")]
    return bool(int(effective, 16) >> 21 & 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", disk], check=True)
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def _fill(disk: Path, left: int) -> None:
    """Leave no more than some bytes free."""
    with (disk / "ballast").open("wb") as ballast:
        for _ in range((shutil.disk_usage(disk).free - left) // 4096):
            ballast.write(bytes(4096))


if _may_mount():  # elsewhere the report of a full disk above has to do

    @pytest.mark.parametrize("left", [LEFT, 0], ids=["in mid-run", "at once"])
    def test_a_disk_that_is_full_loses_nothing(
        small_disk: Path, tmp_path: Path, export: Path, left: int
    ) -> None:
        replays = Replays(small_disk / "home", tmp_path)
        start("--home", str(replays.home), "migrate", folder=tmp_path).ended()
        _fill(small_disk, left)

        full = replays(export, "--quiet")
        (small_disk / "ballast").unlink()
        resumed = replays(export, "--lang", "en")

        line = _failed(full)
        assert "disk" in line
        assert "free some space" in line
        assert 0 == resumed.code
        assert "Read 5,000 messages: " in resumed.err


def test_a_full_disk_under_the_output_is_told(replays: Replays) -> None:
    ended = replays(exported(MONDAY_TALK), "--quiet", "--out", "/dev/full")

    line = "error: the disk is full — free some space and run the same command again\n"
    assert Ended(1, "", line) == ended


async def test_a_window_that_fails_is_told_as_failed_and_the_others_are_shown(
    replays: Replays, warm_home: Home
) -> None:
    replays(exported(MONDAY_TALK))
    export = exported(MONDAY_TALK, TUESDAY_TALK)
    asked = ("--all", "--format", "json", "--quiet")

    topic = "NEW.stage = 'topic'"
    async with _refusing(warm_home.behind, "XX000", "group_digest_stage_artifacts", topic):
        run = replays.start(export, *asked)
        await warm_home.last_attempt()
        failed = run.ended()
    mended = replays(export, *asked)

    line = (
        "1 of 2 windows could not be digested (InternalServerError) — run the same command again"
    )
    assert line in _failed(failed)
    assert [("completed", "sent"), ("failed", None)] == _fates(failed)
    assert (0, [("completed", "sent"), ("completed", "sent")]) == (mended.code, _fates(mended))


def _fates(ended: Ended) -> list[tuple[str, str | None]]:
    windows = json.loads(ended.out)["windows"]
    return [(window["status"], window["delivery_status"]) for window in windows]
