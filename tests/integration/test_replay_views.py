"""What a reader gets: whole files, clean text, and nothing of what a hostile chat smuggles in."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.command_line import ROOT, Ended, alfred, environment
from tests.fixtures.exports import MONDAY_TALK, exported
from tests.fixtures.forked import Limits
from tests.fixtures.replays import Home, Replays

EXAMPLE = ROOT / "examples" / "team-chat.json"
EXPORT = exported(MONDAY_TALK)
OLD = "yesterday's page"

ESCAPE = "\x1b[31m\x1b]0;owned\x07\x1b[2J"
TAG = "<img src=x onerror=alert(1)><script>alert(2)</script>"
REVERSED = "\u202edrowssap\u202c"
HOSTILE = exported(
    f"""
201 09:00 Ева{TAG}: Решили: релиз{ESCAPE} выкатываем в четверг {TAG}
202 09:01 Мария{ESCAPE} → 201: Хорошо, проверю релиз [red]сегодня[/red] {REVERSED}
203 09:02 Ева{TAG} → 202: Спасибо, релиз & оплата "в порядке" 'да'
204 09:03 Мария{ESCAPE} → 203: Договорились, релиз в четверг javascript:alert(3)
205 09:04 Ева{TAG}: Кто напишет заметки к релизу? </p></body></html> --> ]]>
206 09:05 Мария{ESCAPE} → 205: Заметки к релизу напишу я завтра утром
207 09:06 Ева{TAG} → 206: Отлично, жду заметки к релизу завтра
208 09:07 Мария{ESCAPE} → 207: Пришлю заметки до 10 утра
""",
    name=f"Чат{TAG}{ESCAPE}",
)

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-9]")
PAGE_TAGS = {"html", "head", "meta", "title", "style", "body"}
ACTIVE = {"script", "img", "iframe", "object", "embed", "link", "base", "form", "input", "button"}


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


def test_a_pipe_gets_plain_text(warm_home: Home, replays: Replays) -> None:
    ended = alfred(
        *("--home", str(warm_home.path), "replay", str(EXAMPLE), "--tenant", replays.tenant),
        cwd=replays.folder,
        variables={"TERM": "xterm-256color"},
    )

    assert 0 == ended.code
    assert "Команда «Ласточка»" in ended.out
    assert not CONTROL.search(ended.out + ended.err)


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
    ids=["wanted", "refused"],
)
def test_a_digest_is_coloured_for_those_who_want_it(
    replays: Replays, variables: dict[str, str], coloured: bool
) -> None:
    ended = replays(EXPORT, variables={**variables, "TERM": "xterm-256color"})

    assert 0 == ended.code
    assert coloured == bool(COLOUR.search(ended.out))


def test_quiet_is_silent_beside_the_digest(replays: Replays) -> None:
    twice = {**EXPORT, "messages": [*EXPORT["messages"], EXPORT["messages"][0]]}

    told = replays(twice, "--lang", "en")
    quiet = replays(twice, "--lang", "en", "--quiet")

    assert "Ids that occurred again: 1." in told.err
    assert Ended(0, told.out, "") == quiet


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_an_output_file_holds_what_would_have_been_printed(replays: Replays, form: str) -> None:
    printed = replays(EXPORT, "--quiet", "--format", form)

    written = replays(EXPORT, "--quiet", "--format", form, "--out", "new/digest")

    assert Ended(0, "", "") == written
    assert printed.out == (replays.folder / "new" / "digest").read_text("utf-8")
    assert ["digest"] == [path.name for path in (replays.folder / "new").iterdir()]


def test_a_page_is_replaced_as_a_whole_or_not_at_all(replays: Replays) -> None:
    page = replays.folder / "digest.html"
    page.write_text(OLD)
    asked = ("--quiet", "--format", "html", "--out", "digest.html")

    killed = replays.start(EXPORT, *asked, limits=Limits(file_bytes=4096)).ended()
    after_the_kill = page.read_text("utf-8")
    ended = replays(EXPORT, *asked)

    whole = page.read_text("utf-8")
    assert (-signal.SIGXFSZ, OLD) == (killed.code, after_the_kill)
    assert (0, "") == (ended.code, ended.err)
    assert len(whole) > 4096
    assert whole.rstrip().endswith("</html>")


def test_a_link_goes_on_pointing_to_the_file_that_is_written(replays: Replays) -> None:
    link, file = replays.folder / "latest.txt", replays.folder / "digest.txt"
    link.symlink_to(file.name)

    ended = replays(EXPORT, "--quiet", "--out", "latest.txt")

    assert 0 == ended.code
    assert link.is_symlink()
    assert "Ласточка" in file.read_text("utf-8")


def test_a_hostile_chat_moves_no_cursor(replays: Replays) -> None:
    ended = replays(HOSTILE, variables={"TERM": "xterm-256color"})

    assert 0 == ended.code
    assert "релиз" in ended.out
    assert not CONTROL.search(ended.out + ended.err)


def test_a_hostile_chat_puts_nothing_active_into_the_page(replays: Replays) -> None:
    ended = replays(HOSTILE, "--quiet", "--format", "html")

    page = Tags(ended.out)
    assert 0 == ended.code
    assert PAGE_TAGS <= page.tags
    assert set() == ACTIVE & page.tags
    assert [] == [name for name, _ in page.attributes if name.startswith("on")]
    assert [] == [
        value
        for name, value in page.attributes
        if name in {"href", "src"} and not (value or "").startswith(("https://t.me/", "#"))
    ]
    assert 1 == ended.out.count("</html>")
    assert "&lt;script&gt;" in ended.out
    assert not CONTROL.search(ended.out)


def test_a_hostile_chat_leaves_the_json_readable(replays: Replays) -> None:
    ended = replays(HOSTILE, "--quiet", "--format", "json")

    texts = list(_texts(json.loads(ended.out)))
    assert 0 == ended.code
    assert [text for text in texts if "релиз" in text]
    assert [] == [text for text in texts if CONTROL.search(text)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts(member)


def test_a_reader_that_leaves_ends_a_replay_quietly(warm_home: Home, replays: Replays) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        ended = alfred(
            *("--home", str(warm_home.path), "replay", str(EXAMPLE), "--tenant", replays.tenant),
            *("--format", "json", "--quiet"),
            cwd=replays.folder,
            stdout=write,
        )
    finally:
        os.close(write)

    assert Ended(141, "", "") == ended


def test_a_closed_stdout_is_no_failure(tmp_path: Path) -> None:
    shell = ["sh", "-c", 'exec "$@" >&-', "sh"]

    ended = subprocess.run(
        [*shell, sys.executable, str(ROOT / "main.py"), "--version"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
    )

    assert (0, b"") == (ended.returncode, ended.stderr)
