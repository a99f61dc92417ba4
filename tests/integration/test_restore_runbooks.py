"""What the runbooks about backups, sessions and secrets say to type is typed here."""

import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from pipeline.health.models import Level
from storage.backup.mark import MARK
from storage.health import AccountsCheck
from tests.fixtures.command_line import ROOT, alfred, environment
from tests.fixtures.installations import Installation, put_session
from tests.fixtures.postgres import Database
from tests.fixtures.runbooks import Where, blocks, page, statements, typed

RESTORE, SESSIONS = "database-restore.md", "session-loss.md"
INTO_EMPTY = "python main.py restore /var/backups/alfred/alfred.tar"
EXAMPLE = str(ROOT / "examples" / "team-chat.json")

pytestmark = pytest.mark.timeout(240)


@dataclass(frozen=True, slots=True)
class Machine:
    """A directory in which a service was started, and in which the page's paths begin."""

    root: Path

    def runs(self, line: str) -> str:
        """What a line prints; it has to end well, each part of a pipe."""
        here = line.replace("python main.py", f"{sys.executable} {ROOT / 'main.py'}")
        for place in ("/var/backups/alfred", "/var/lib/alfred", "/etc/alfred"):
            here = here.replace(place, f"{self.root}{place}")
        ended = subprocess.run(
            ["bash", "-o", "pipefail", "-c", here],
            cwd=self.root,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert 0 == ended.returncode, ended.stderr.decode()
        return ended.stdout.decode() + ended.stderr.decode()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """With an installation that holds a chat and a session, and a key for backups."""
    for folder in ("var/backups/alfred", "var/lib", "etc/alfred"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "etc/alfred/backup.key").write_text("a long secret")
    alfred("replay", EXAMPLE, "--engine", "rules", "--tenant", "team", cwd=tmp_path)
    put_session(tmp_path / ".alfred", "1")
    alfred("token", "create", "--tenant", "team", "--scope", "DIGEST_READ", cwd=tmp_path)
    return Machine(tmp_path)


def shell(name: str) -> list[str]:
    return list(dict.fromkeys(each.text for each in typed(name) if each.where is Where.SHELL))


def test_the_page_about_restoring_works_from_top_to_bottom(machine: Machine) -> None:
    told = {}

    for line in shell(RESTORE):
        if line == INTO_EMPTY:
            machine.runs("python main.py reset --yes && rm -r .alfred/sessions")
        told[line] = machine.runs(line)

    folder = machine.root / "var/backups/alfred"
    backups = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.tar")}
    assert {"alfred.tar", "move.tar", "recovered.tar"} < backups.keys()
    assert {0o600} == {*backups.values()}
    assert 5 == sum(each.startswith("restored ") for each in told.values())
    assert any("what was under way goes on" in each for each in told.values())
    assert '"revision"' in told["tar -xOf /var/backups/alfred/alfred.tar manifest.json"]


async def test_the_mark_that_the_page_asks_for_is_the_one_that_is_made(
    original: Installation,
) -> None:
    [(_, block)] = [each for each in blocks(page(RESTORE)) if each[0] == "sql"]
    [statement] = statements(block)

    before = await original.look(statement)
    await original.do(f"CREATE SCHEMA {MARK}")

    assert [(0,)] == before
    assert [(1,)] == await original.look(statement)


def test_what_the_page_about_sessions_says_to_type_works(machine: Machine) -> None:
    machine.runs("python main.py backup --to /var/backups/alfred/alfred.tar")

    told = [machine.runs(line) for line in shell(SESSIONS) if line != "python main.py doctor"]

    [sessions, secret, listed, revoked, created] = told
    assert '"1"' in sessions
    assert 64 == len(secret.strip())
    assert "DIGEST_READ" in listed
    assert "token 1 of team is revoked" in revoked
    assert "it is not shown again" in created


async def test_its_questions_tell_who_is_lost(database: Database) -> None:
    connection = await asyncpg.connect(database.owner_dsn)
    await connection.execute(
        "WITH added AS (INSERT INTO tenants (name) VALUES ('a'), ('b') RETURNING id, name)"
        " INSERT INTO reading_accounts"
        " SELECT id, 7, now(), CASE name WHEN 'a' THEN 'SESSION_REVOKED' END FROM added"
    )
    found = []
    for kind, block in blocks(page(SESSIONS)):
        if kind == "sql":
            [role, question] = statements(block)
            await connection.execute(role)
            found.append(await connection.fetch(question))
            await connection.execute("RESET ROLE")
    await connection.close()

    [lost, everybody, sent] = found
    assert ["SESSION_REVOKED"] == [row["lost"] for row in lost]
    assert [7, 7] == [row["telegram_user_id"] for row in everybody]
    assert [] == sent


async def test_doctor_names_the_tenants_whose_account_is_lost(original: Installation) -> None:
    examine = AccountsCheck(original.settings).examine

    well = await examine()
    await original.do("UPDATE reading_accounts SET lost = 'SESSION_REVOKED' WHERE tenant_id = 2")
    lost = await examine()

    assert (Level.OK, "2 connected") == (well.level, well.detail)
    assert (Level.WARN, "1 of 2 are lost (tenant 2: SESSION_REVOKED)") == (lost.level, lost.detail)
    assert "their people connect them again, by /connect" == lost.remedy


async def test_doctor_leaves_a_database_that_is_away_to_its_own_check(
    original: Installation,
) -> None:
    away = original.settings.model_copy(
        update={"database_url": None, "alfred_home": Path("/dev/null/home")}
    )

    found = await AccountsCheck(away).examine()

    assert (Level.WARN, "not known, as PostgreSQL is not there") == (found.level, found.detail)
