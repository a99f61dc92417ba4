"""What cannot be replayed is refused on one line that names the remedy, and nothing is lost."""

import json
from pathlib import Path

import pytest

from tests.fixtures.command_line import Ended
from tests.fixtures.exports import MONDAY_TALK, TUESDAY_TALK, exported
from tests.fixtures.replays import Home, Replays
from tests.telegram_desktop import account, one_chat, written

EXPORT = exported(MONDAY_TALK)
WHOLE = json.dumps(EXPORT, ensure_ascii=False, indent=1).encode()
HTML = b"<!DOCTYPE html>\n<html><head><title>Exported Data</title></head></html>\n"
CUT = WHOLE.index(b'"id": 107') + 200

_MESSAGES = """
SELECT message_id FROM group_messages JOIN tenants ON tenants.id = tenant_id
WHERE tenants.name = $1 ORDER BY message_id
"""


def _refused(ended: Ended) -> str:
    """The one line of what was refused as asked."""
    assert (2, "", 1) == (ended.code, ended.out, ended.err.count("\n"))
    assert ended.err.startswith("error: ")
    return ended.err


@pytest.mark.parametrize(
    ("export", "line"),
    [
        (b"", "it is empty; in Telegram Desktop choose"),
        (b"hello", "it is no JSON; in Telegram Desktop choose"),
        (b'{"tags": [1, 2]}', "its JSON holds no chat with messages; in Telegram Desktop choose"),
        (HTML, "it is an HTML export; in Telegram Desktop choose «Export chat history»"),
        (one_chat(), "the chat holds no message — export one"),
        (account(one_chat(), one_chat(id=77, name="Рыбаки")), "choose one with --chat ID: "),
    ],
    ids=["empty", "text", "JSON", "HTML", "empty chat", "account"],
)
def test_what_is_no_export_of_a_talk_is_refused(
    replays: Replays, export: bytes | dict[str, object], line: str
) -> None:
    ended = replays(export, "--quiet")

    assert line in _refused(ended)


def test_a_chat_that_the_export_does_not_hold_is_refused_with_those_it_does(
    replays: Replays,
) -> None:
    ended = replays(EXPORT, "--quiet", "--chat", "Рыбаки")

    assert "no chat 'Рыбаки'; choose one with --chat ID: -1001234567890 «Ласточка»" in _refused(
        ended
    )


@pytest.mark.parametrize("span", [("--from", "2026-04-01"), ("--to", "2026-03-01")])
def test_a_time_without_windows_is_refused_with_the_time_of_the_talk(
    replays: Replays, span: tuple[str, str]
) -> None:
    ended = replays(EXPORT, "--quiet", *span)

    assert "the chat's messages are from 2026-03-02 09:02 to 2026-03-02 16:09" in _refused(ended)


async def test_a_model_that_is_not_there_is_missed_before_anything_is_read(
    replays: Replays, warm_home: Home
) -> None:
    counts = await warm_home.counts()

    ended = replays(EXPORT, "--quiet", "--engine", "model")

    assert "no model is configured — use --engine rules" in _refused(ended)
    assert counts == await warm_home.counts()


async def test_of_a_truncated_export_all_that_stands_is_kept_and_the_mended_one_goes_on(
    replays: Replays, warm_home: Home
) -> None:
    ended = replays(WHOLE[:CUT], "--quiet")
    kept = [row[0] for row in await warm_home.behind.fetch(_MESSAGES, replays.tenant)]
    mended = replays(WHOLE)

    assert f"the export is damaged: it ends too early, at byte {CUT}; export" in _refused(ended)
    assert list(range(101, 107)) == kept
    assert 0 == mended.code
    assert "новых 6, исправленных 0, уже известных 6" in mended.err


def test_of_a_broken_export_the_byte_is_told_where_it_breaks(replays: Replays) -> None:
    broken = WHOLE[:CUT] + b"\x00" + WHOLE[CUT + 1 :]

    ended = replays(broken, "--quiet")

    assert f"at byte {CUT} of {len(WHOLE)}" in _refused(ended)


def test_an_import_that_fails_still_says_what_it_read(replays: Replays) -> None:
    ended = replays(WHOLE[:CUT], "--lang", "en")

    read, error = ended.err.splitlines()
    assert 2 == ended.code
    assert "Read 6 messages: 6 new, 0 edited, 0 known already." == read
    assert error.startswith("error: the export is damaged: it ends too early")


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_read(
    replays: Replays,
) -> None:
    ended = replays(EXPORT, "--quiet", "--out", "result.json/digest.html")

    assert "invalid value for '--out': " in _refused(ended)
    assert "result.json' is not a directory — see" in ended.err


def test_the_digests_are_never_written_over_the_export(replays: Replays) -> None:
    ended = replays(EXPORT, "--quiet", "--out", "./result.json")

    assert "--out would overwrite what is read" in _refused(ended)
    assert EXPORT == json.loads((replays.folder / "result.json").read_bytes())


def test_a_home_that_cannot_be_made_fails_with_the_remedy(tmp_path: Path) -> None:
    home = written(tmp_path, TUESDAY_TALK.encode()) / "home"
    replays = Replays(home, tmp_path)
    export = tmp_path / "export"
    export.mkdir()

    ended = replays(written(export, EXPORT), "--quiet")

    line = f"error: {home} cannot be used (Not a directory) — set ALFRED_HOME to a directory of"
    assert (1, "", 1) == (ended.code, ended.out, ended.err.count("\n"))
    assert ended.err.startswith(line)
