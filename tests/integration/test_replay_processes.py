"""Several replays at once, replays that are interrupted, and how soon one begins."""

import json
import signal
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from bench.synthetic import write_export
from storage.embedded import embedded_postgres
from tests.fixtures.command_line import Ended, alfred
from tests.fixtures.embedded import UNSAFE_BUT_FAST
from tests.fixtures.exports import MONDAY_TALK, TUESDAY_TALK, exported
from tests.fixtures.forked import Run
from tests.fixtures.gates import gate
from tests.fixtures.processes import servers_in
from tests.fixtures.replays import Home, Replays
from tests.telegram_desktop import written

INTERRUPTED = "error: interrupted — run the same command again to go on\n"
FIRST_MESSAGE_SECONDS = 4.0

_FIRST = """
SELECT min(recorded_at) FROM events JOIN tenants ON tenants.id = tenant_id
WHERE tenants.name = $1 AND events.name = 'group.message.ingested.v1'
"""
_STORED = """
SELECT count(*) FROM group_messages JOIN tenants ON tenants.id = tenant_id WHERE name = $1
"""
_COMPLETED = """
SELECT payload ->> 'stage' AS stage, (payload ->> 'reused')::boolean AS reused
FROM events JOIN tenants ON tenants.id = tenant_id
WHERE tenants.name = $1 AND events.name = 'digest.stage.completed.v1' ORDER BY events.id
"""


@pytest.fixture(scope="module")
async def stopped_home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """A home that was used before, and whose server nobody uses now."""
    home = tmp_path_factory.mktemp("stopped") / "home"
    async with embedded_postgres(home, UNSAFE_BUT_FAST):
        assert 0 == alfred("--home", str(home), "migrate", cwd=home.parent).code
    yield home
    assert [] == servers_in(home / "postgres" / "data")


def test_two_replays_at_once_share_the_server_and_leave_none(
    stopped_home: Path, tmp_path: Path
) -> None:
    asked = [
        (exported(MONDAY_TALK, name="Ласточка", id=1), "ru"),
        (exported(TUESDAY_TALK, name="Чайка", id=2), "en"),
    ]
    runs: list[Run] = []
    for export, language in asked:
        folder = tmp_path / language
        folder.mkdir()
        replays = Replays(stopped_home, folder, tenant="default")
        options = ("--quiet", "--format", "json", "--lang", language)
        runs.append(replays.start(export, *options))

    ended = [run.ended() for run in runs]

    reports = [json.loads(each.out) for each in ended]
    assert [(0, ""), (0, "")] == [(each.code, each.err) for each in ended]
    assert ["Ласточка", "Чайка"] == [report["group"]["title"] for report in reports]
    assert [["sent"], ["sent"]] == [
        [window["delivery_status"] for window in report["windows"]] for report in reports
    ]
    assert [] == servers_in(stopped_home / "postgres" / "data")


def test_one_export_replayed_in_two_languages_at_once_is_told_in_both(
    warm_home: Home, tmp_path: Path
) -> None:
    runs: dict[str, Run] = {}
    tenant = uuid.uuid4().hex
    for language in ("ru", "en"):
        folder = tmp_path / language
        folder.mkdir()
        replays = Replays(warm_home.path, folder, tenant)
        options = ("--all", "--format", "text", "--lang", language, "--quiet")
        runs[language] = replays.start(exported(MONDAY_TALK, TUESDAY_TALK), *options)

    ended = {language: run.ended() for language, run in runs.items()}

    assert {(0, "")} == {(each.code, each.err) for each in ended.values()}
    assert 2 == ended["ru"].out.count("движок: правила")
    assert 2 == ended["en"].out.count("engine: rules")


async def test_a_warm_start_takes_in_its_first_message_soon(
    stopped_home: Path, tmp_path: Path
) -> None:
    export = written(tmp_path, exported(MONDAY_TALK))
    asked = ("--home", str(stopped_home), "replay", str(export), "--tenant", "newcomer")
    began = datetime.now(UTC)

    ended = alfred(*asked, cwd=tmp_path)

    async with embedded_postgres(stopped_home) as server:
        connection = await asyncpg.connect(server.dsn())
        first = await connection.fetchval(_FIRST, "newcomer")
        await connection.close()
    assert 0 == ended.code
    assert 0 < (first - began).total_seconds() < FIRST_MESSAGE_SECONDS


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143)],
    ids=["Ctrl-C", "SIGTERM"],
)
async def test_an_interrupted_digest_is_gone_on_with(
    replays: Replays, warm_home: Home, number: signal.Signals, code: int
) -> None:
    export = exported(MONDAY_TALK)
    topic = "NEW.stage = 'topic'"
    async with gate(warm_home.behind, "group_digest_stage_artifacts", "INSERT", topic) as shut:
        run = replays.start(export, "--quiet")
        await shut.reached(run)
        run.send(number)
        interrupted = run.ended()
    attempts = [row[0] for row in await warm_home.behind.fetch("SELECT attempts FROM pgqueuer")]

    resumed = replays(export, "--quiet")

    stages = await warm_home.behind.fetch(_COMPLETED, replays.tenant)
    assert Ended(code, "", INTERRUPTED) == interrupted
    assert [0] == attempts
    assert 0 == resumed.code
    assert 9 == len({row["stage"] for row in stages}) == len(stages)
    assert {False} == {row["reused"] for row in stages}


async def test_an_interrupted_import_is_gone_on_with(replays: Replays, warm_home: Home) -> None:
    export = replays.folder / "long.json"
    write_export(export, 5000, hours=60 * 24)
    later_batch = "NEW.message_id = 4500"
    async with gate(warm_home.behind, "group_messages", "INSERT", later_batch) as shut:
        run = replays.start(export, "--lang", "en")
        await shut.reached(run)
        run.send(signal.SIGINT)
        interrupted = run.ended()
    stored = await warm_home.behind.fetchval(_STORED, replays.tenant)

    resumed = replays(export, "--lang", "en")

    read = "Read 4,000 messages: 4,000 new, 0 edited, 0 known already.\n"
    assert Ended(130, "", read + INTERRUPTED) == interrupted
    assert 4000 == stored
    assert 0 == resumed.code
    assert "Read 5,000 messages: 1,000 new, 0 edited, 4,000 known already." in resumed.err
