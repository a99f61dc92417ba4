"""Digests go to the terminal, or to a file that is whole or not there at all."""

import json
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.cli.output import FILE_COLUMNS, Format, show
from pipeline.digest.ports import Wording
from tests.fixtures.digests import garden_report, team_report, wording

FORMATS: tuple[Format, ...] = ("text", "html", "json")


class Speechless:
    """Words that break in the middle of a rendering."""

    def __init__(self, words: Wording) -> None:
        self._words = words
        self._left = 5

    def say(self, message_id: str, /, **arguments: str | int | float) -> str:
        self._left -= 1
        if self._left < 0:
            raise LookupError(message_id)
        return self._words.say(message_id, **arguments)


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_holds_what_stdout_would(
    form: Format, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "digest"

    show(team_report(), wording("ru"), form, None)
    show(team_report(), wording("ru"), form, out)

    shown = capsys.readouterr().out
    assert "502" in shown
    assert shown == out.read_text("utf-8")


def test_json_is_one_object_in_the_chat_s_own_letters(tmp_path: Path) -> None:
    out = tmp_path / "digest.json"

    show(team_report(), wording("ru"), "json", out)

    written = out.read_text("utf-8")
    assert {"group", "windows"} == set(json.loads(written))
    assert "Команда" in written


def test_text_in_a_file_keeps_to_its_width_and_has_no_colours(tmp_path: Path) -> None:
    out = tmp_path / "digest.txt"

    show(garden_report(), wording("en"), "text", out)

    written = out.read_text("utf-8")
    assert FILE_COLUMNS >= max(map(len, written.splitlines()))
    assert "\x1b" not in written


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    out = tmp_path / "digests" / "2026" / "team.html"

    show(team_report(), wording("ru"), "html", out)

    assert ["team.html"] == files(out.parent)


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    out = tmp_path / "digest.json"
    out.write_text("old and much longer than nothing\n" * 10_000)

    show(team_report(), wording("ru"), "json", out)

    assert {"group", "windows"} == set(json.loads(out.read_text("utf-8")))
    assert ["digest.json"] == files(tmp_path)


@pytest.mark.parametrize("form", ["text", "html"])
def test_an_error_while_writing_leaves_the_old_file_and_nothing_else(
    form: Format, tmp_path: Path
) -> None:
    out = tmp_path / "digest"
    out.write_text("old")

    with pytest.raises(LookupError):
        show(team_report(), Speechless(wording("ru")), form, out)

    assert "old" == out.read_text()
    assert ["digest"] == files(tmp_path)


def test_an_error_before_there_was_a_file_leaves_none(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        show(team_report(), Speechless(wording("ru")), "html", tmp_path / "digest")

    assert [] == files(tmp_path)


@pytest.mark.usefixtures("umask")
def test_a_file_has_the_rights_that_the_umask_leaves(tmp_path: Path) -> None:
    out = tmp_path / "digest.html"

    show(team_report(), wording("ru"), "html", out)

    assert "-rw-r-----" == stat.filemode(out.stat().st_mode)
    assert 0o027 == os.umask(0o027)


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    link, target = tmp_path / "latest.html", tmp_path / "archive" / "today.html"
    target.parent.mkdir()
    target.write_text("old")
    link.symlink_to(target)

    show(team_report(), wording("ru"), "html", link)

    assert link.is_symlink()
    assert "502" in target.read_text("utf-8")


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")))
    reader.start()

    show(team_report(), wording("ru"), "json", pipe)

    reader.join()
    assert {"group", "windows"} == set(json.loads(read[0]))
    assert pipe.is_fifo()
