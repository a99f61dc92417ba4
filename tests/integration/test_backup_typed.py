"""``backup`` and ``restore`` as a person types them, on embedded databases."""

import re
import tarfile
from pathlib import Path

import pytest

from tests.fixtures.command_line import ROOT, alfred

pytestmark = pytest.mark.timeout(180)

EXAMPLE = str(ROOT / "examples" / "team-chat.json")


def test_an_installation_moves_to_another_home(tmp_path: Path) -> None:
    made = alfred("replay", EXAMPLE, "--engine", "rules", cwd=tmp_path)
    archive, home = tmp_path / "moved.tar", tmp_path / "elsewhere"

    backed_up = alfred("backup", "--to", str(archive), cwd=tmp_path)
    restored = alfred("--home", str(home), "restore", str(archive), cwd=tmp_path)
    examined = alfred("--home", str(home), "doctor", cwd=tmp_path)
    again = alfred("--home", str(home), "replay", EXAMPLE, "--engine", "rules", cwd=tmp_path)

    assert (0, "") == (backed_up.code, backed_up.err)
    assert re.match(r"backed up \d+ rows, 0 documents and 0 sessions to ", backed_up.out)
    assert re.search(r" kB in \d+\.\d s \(\d+ MB/s\), schema \d{4}$", backed_up.out, re.MULTILINE)
    assert (0, "") == (restored.code, restored.err)
    assert re.match(r"restored \d+ rows, 0 documents and 0 sessions from ", restored.out)
    assert 0 == examined.code
    assert made.out == again.out


def test_a_backup_can_be_piped_on(tmp_path: Path) -> None:
    alfred("migrate", cwd=tmp_path)
    archive = tmp_path / "piped.tar"

    with archive.open("wb") as stream:
        ended = alfred("backup", "--to", "-", cwd=tmp_path, stdout=stream.fileno())

    assert (0, "") == (ended.code, ended.out)
    assert ended.err.startswith("backed up ")
    with tarfile.open(archive) as tar:
        assert ["manifest.json", "manifest.sha256"] == tar.getnames()[-2:]


def test_where_nothing_is_nothing_is_made(tmp_path: Path) -> None:
    ended = alfred("backup", "--to", str(tmp_path), cwd=tmp_path)

    assert 2 == ended.code
    assert "error: .alfred holds no installation — set ALFRED_HOME or --home\n" == ended.err
    assert [] == list(tmp_path.iterdir())


def test_an_installation_is_not_written_over(tmp_path: Path) -> None:
    alfred("replay", EXAMPLE, "--engine", "rules", cwd=tmp_path)
    archive = tmp_path / "kept.tar"
    alfred("backup", "--to", str(archive), cwd=tmp_path)

    refused = alfred("restore", str(archive), cwd=tmp_path)
    replaced = alfred("restore", str(archive), "--replace", "--yes", cwd=tmp_path)

    assert 2 == refused.code
    assert refused.err.startswith("error: an installation is here already (the database is not")
    assert refused.err.endswith("add --replace to delete this one\n")
    assert (0, "") == (replaced.code, replaced.err)
