import gzip
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from handlers.export import Export, ExportError, Problem, open_export
from handlers.export.errors import (
    DamagedExportError,
    NotAnExportError,
    UnknownChatError,
    UnreadableExportError,
)
from handlers.export.source import CHUNK, MAX_VALUE, Source
from tests.telegram_desktop import account, one_chat, plain, without, written


def zipped(content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("result.json", content)
    return archive.getvalue()


def read_until_failure(export: Export) -> tuple[list[int], ExportError]:
    """The ids that were handed over, and what ended it."""
    ids: list[int] = []
    try:
        for batch in export.batches(size=3):
            ids.extend(message.id for message in batch)
    except ExportError as failure:
        return ids, failure
    raise AssertionError("the export was read to its end")


def in_messages(text: str) -> bytes:
    """An export of the messages that this JSON lists."""
    return b'{"name": "x", "type": "private_group", "id": 1, "messages": [' + text.encode() + b"]}"


class TestOtherFiles:
    @pytest.mark.parametrize(
        ("content", "finding"),
        [
            (b"", "it is empty"),
            (b" \n\t", "it is empty"),
            (b"\xef\xbb\xbf", "it is empty"),
            (b"<!DOCTYPE html>\n<html>", "HTML.*Machine-readable JSON"),
            (gzip.compress(b"{}"), "gzip.*unpack it"),
            (zipped(b"{}"), "ZIP.*unpack it"),
            ("{}".encode("utf-16"), "UTF-16.*UTF-8"),
            (b"SQLite format 3\x00", "database"),
            (b"%PDF-1.7", "PDF"),
            (b"\x7fELF\x00\x00", "binary"),
            (b"id;text\n1;hello\n", "no JSON"),
            (b'[{"id": 1}]', "a list"),
            (b'"text"', "no JSON"),
            (b"{}", "no chat"),
            (b'{"dependencies": {"left-pad": "1.0"}}', "no chat"),
            (b'{"name": "x", "type": "private_group", "id": 1}', "no chat"),
            (b'{"name": "x", "type": "private_group", "messages": []}', "no chat"),
            (b'{"id": null, "messages": [{"id": 1}]}', "no chat"),
            (b'{"id": 1, "messages": {"id": 1}}', "no chat"),
            (b'{"chats": {"list": []}}', "no chat"),
            (b'{"chats": {"list": [5, [], {}]}, "left_chats": []}', "no chat"),
            (b'{"chats": [], "about": {"chats": {"list": [{"id": 1}]}}}', "no chat"),
        ],
    )
    def test_what_they_are_is_said_on_one_line_with_the_remedy(
        self, tmp_path: Path, content: bytes, finding: str
    ) -> None:
        with pytest.raises(NotAnExportError, match=finding) as refused:
            open_export(written(tmp_path, content))

        assert "\n" not in str(refused.value)
        assert refused.value.remedy in str(refused.value)

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableExportError, match=r"nothing\.json: No such file"):
            open_export(tmp_path / "nothing.json")

    def test_of_a_folder_the_file_inside_is_asked_for(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableExportError, match=r"give the result\.json inside"):
            open_export(tmp_path)

    def test_of_a_pipe_a_file_is_asked_for(self) -> None:
        reading, writing = os.pipe()
        os.write(writing, json.dumps(one_chat(plain(1))).encode())
        os.close(writing)

        with pytest.raises(UnreadableExportError, match=r"it is a pipe; save it to a file"):
            open_export(Path(f"/dev/fd/{reading}"))

        os.close(reading)

    def test_a_file_that_vanishes_before_it_is_read_is_named(self, tmp_path: Path) -> None:
        export = open_export(written(tmp_path, one_chat(plain(1))))
        (tmp_path / "result.json").unlink()

        assert isinstance(read_until_failure(export)[1], UnreadableExportError)


class TestDamage:
    def test_of_a_cut_file_everything_before_the_cut_is_handed_over_first(
        self, tmp_path: Path
    ) -> None:
        whole = written(tmp_path, one_chat(*(plain(n) for n in range(1, 9)))).read_bytes()
        cut = whole.index(b'"id": 6')
        export = open_export(written(tmp_path, whole[:cut]))

        ids, failure = read_until_failure(export)

        assert [1, 2, 3, 4, 5] == ids
        assert isinstance(failure, DamagedExportError)
        assert (cut, True) == (failure.offset, failure.truncated)
        assert f"ends too early, at byte {cut}" in str(failure)

    @pytest.mark.parametrize("count", [4, 2000])
    def test_of_a_spoilt_file_the_first_spoilt_byte_is_told(
        self, tmp_path: Path, count: int
    ) -> None:
        whole = written(tmp_path, one_chat(*(plain(n) for n in range(1, count + 1)))).read_bytes()
        at = whole.index(b'"id": %d,' % count)
        export = open_export(written(tmp_path, whole[:at] + b"?" + whole[at + 1 :]))

        ids, failure = read_until_failure(export)

        assert list(range(1, count)) == ids
        assert isinstance(failure, DamagedExportError)
        assert (at, False) == (failure.offset, failure.truncated)
        assert f"at byte {at} of {len(whole)}" in str(failure)

    @pytest.mark.parametrize(
        "spoilt",
        [
            '"\\q"',
            '"\x01"',
            "NaN",
            "1e99999999999999999999",
            "01",
            "'x'",
            "[1,]",
            "9" * 5000,
            "-" + "9" * 200_000,
        ],
    )
    def test_what_is_no_json_stops_the_reading_behind_the_message_before(
        self, tmp_path: Path, spoilt: str
    ) -> None:
        content = in_messages(f'{json.dumps(plain(1))}, {{"id": {spoilt}}}')
        export = open_export(written(tmp_path, content))

        ids, failure = read_until_failure(export)

        assert [1] == ids
        assert isinstance(failure, DamagedExportError)
        assert content.index(b'{"id": ', 100) < failure.offset < len(content)

    @pytest.mark.parametrize("stray", [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"])
    def test_bytes_that_are_no_utf8_stop_it_likewise(self, tmp_path: Path, stray: bytes) -> None:
        whole = written(tmp_path, one_chat(plain(1), plain(2, "HERE"))).read_bytes()
        export = open_export(written(tmp_path, whole.replace(b"HERE", stray)))

        ids, failure = read_until_failure(export)

        assert [1] == ids
        assert isinstance(failure, DamagedExportError)

    def test_a_second_document_behind_the_first_is_damage(self, tmp_path: Path) -> None:
        whole = written(tmp_path, one_chat(plain(1))).read_bytes()
        export = open_export(written(tmp_path, whole + b"\n" + whole))

        ids, failure = read_until_failure(export)

        assert [1] == ids
        assert isinstance(failure, DamagedExportError)
        assert len(whole) + 1 == failure.offset

    def test_a_file_that_breaks_before_any_chat_is_damaged(self, tmp_path: Path) -> None:
        with pytest.raises(DamagedExportError) as refused:
            open_export(written(tmp_path, b'{"name": "x", "type" "y"}'))

        assert 23 == refused.value.offset

    def test_of_a_cut_account_the_chats_before_the_cut_can_be_read(self, tmp_path: Path) -> None:
        chats = [one_chat(plain(1), name="A", id=1), one_chat(plain(2), name="B", id=2)]
        whole = written(tmp_path, account(*chats)).read_bytes()
        path = written(tmp_path, whole[: whole.index(b'"B"')])

        with pytest.raises(UnknownChatError):
            open_export(path, chat="B")
        assert 1 == len(list(open_export(path, chat="A").batches()))

    @pytest.mark.parametrize("opening", ["[", '{"a": '])
    def test_a_message_nested_without_end_stops_it(self, tmp_path: Path, opening: str) -> None:
        deep = opening * 100_000
        export = open_export(written(tmp_path, in_messages(f"{json.dumps(plain(1))}, {deep}")))

        ids, failure = read_until_failure(export)

        assert [1] == ids
        assert "100 levels deep" in str(failure)

    def test_nesting_is_no_matter_where_nothing_is_built(self, tmp_path: Path) -> None:
        whole = written(tmp_path, {"other": "DEEP", **one_chat(plain(1))}).read_bytes()
        nested = b"[" * 100_000 + b"]" * 100_000
        export = open_export(written(tmp_path, whole.replace(b'"DEEP"', nested)))

        assert 1 == len(list(export.batches()))

    def test_a_message_without_end_stops_it(self, tmp_path: Path) -> None:
        whole = written(tmp_path, one_chat(plain(1), plain(2, "HERE"), plain(3))).read_bytes()
        endless = whole.replace(b"HERE", b"x" * (MAX_VALUE + 2 * CHUNK), 1)
        export = open_export(written(tmp_path, endless))

        ids, failure = read_until_failure(export)

        assert [1] == ids
        assert "more than 16 MB" in str(failure)


class TestWhatTelegramDesktopGetsWrong:
    @pytest.mark.parametrize(
        ("written_as", "expected"),
        [
            (rb"1=412\x012=97180", "1=4122=97180"),
            (rb"\x00\x1F", ""),
            (rb"\x1B[31mred", "red"),
            (rb"C:\\x1B stays", r"C:\x1B stays"),
            (rb"\\\x0Cend", "\\end"),
            (b"a\\u2028\x80\xa8b\\u2029\x80\xa9c", "a\nb\nc"),
        ],
    )
    def test_its_escapes_that_are_no_json_are_understood(
        self, tmp_path: Path, written_as: bytes, expected: str
    ) -> None:
        whole = written(tmp_path, one_chat(plain(1, "HERE"))).read_bytes()
        export = open_export(written(tmp_path, whole.replace(b"HERE", written_as)))

        [[message]] = export.batches()

        assert expected == message.text

    def test_numbers_that_it_writes_unsigned_do_not_stop_the_reading(self, tmp_path: Path) -> None:
        export = open_export(written(tmp_path, one_chat(plain(1, gift_id=18446744073709551614))))

        assert 1 == len(list(export.batches()))

    def test_a_key_that_occurs_twice_is_read_as_the_later_one(self, tmp_path: Path) -> None:
        twice = json.dumps(plain(1, "second")).replace('"text":', '"text": "first", "text":', 1)
        export = open_export(written(tmp_path, in_messages(twice)))

        [[message]] = export.batches()

        assert "second" == message.text


class TestWhatOtherProgramsWrite:
    @pytest.mark.parametrize(
        ("escapes", "expected"),
        [
            (rb"\ud83d\ude00", "😀"),
            (rb"\uD83D\uDE00", "😀"),
            (rb"\ud800", "\ufffd"),
            (rb"\udc00", "\ufffd"),
            (rb"\ud800\u0041", "\ufffdA"),
            (rb"\ud800\ud83d\ude00", "\ufffd😀"),
            (rb"\ud83d\ude00\ude00", "😀\ufffd"),
            (rb"\ud800\ud800", "\ufffd\ufffd"),
            (rb"\\ud800", r"\ud800"),
            (rb"\u0000a", "a"),
        ],
    )
    def test_lone_surrogates_become_replacement_characters(
        self, tmp_path: Path, escapes: bytes, expected: str
    ) -> None:
        whole = written(tmp_path, one_chat(plain(1, "HERE"))).read_bytes()
        export = open_export(written(tmp_path, whole.replace(b"HERE", escapes)))

        [[message]] = export.batches()

        assert expected == message.text

    def test_a_byte_order_mark_is_passed_over(self, tmp_path: Path) -> None:
        whole = written(tmp_path, one_chat(plain(1))).read_bytes()
        export = open_export(written(tmp_path, b"\xef\xbb\xbf" + whole))

        assert 1 == len(list(export.batches()))

    def test_a_long_row_of_digits_in_a_text_is_no_matter(self, tmp_path: Path) -> None:
        export = open_export(written(tmp_path, one_chat(plain(1, "7" * 30_000))))

        [[message]] = export.batches()

        assert {"7", " "} == set(message.text)
        assert 30_000 == len(message.text)

    def test_a_whole_float_is_an_id_and_a_broken_one_is_none(self, tmp_path: Path) -> None:
        entries = [json.dumps(plain(1)).replace('"id": 1', f'"id": {n}') for n in ("12.0", "1.5")]
        export = open_export(written(tmp_path, in_messages(", ".join(entries))))

        [[message]] = export.batches()

        assert 12 == message.id
        assert {Problem.LOOSE_ID: 1, Problem.INVALID_ID: 1} == export.problems.counts

    @pytest.mark.parametrize("number", ["1e400", "1e-400", "1e-99999999", "-1e18", "1e19"])
    def test_numbers_of_any_size_are_read_or_refused_one_by_one(
        self, tmp_path: Path, number: str
    ) -> None:
        entry = json.dumps(plain(1)).replace('"id": 1', f'"id": {number}')
        export = open_export(written(tmp_path, in_messages(entry + "," + json.dumps(plain(2)))))

        [batch] = export.batches()

        assert 2 == batch[-1].id


class TestForgivenMessages:
    def test_the_run_goes_on_and_tells_what_it_left_out(self, tmp_path: Path) -> None:
        entries: list[Any] = [
            5,
            without(plain(1), "id"),
            without(plain(2), "date", "date_unixtime"),
            plain(3),
        ]
        export = open_export(written(tmp_path, one_chat(*entries)))

        [[message]] = export.batches()

        assert 3 == message.id
        assert 3 == export.problems.rejected
        assert {
            Problem.NOT_A_MESSAGE: 1,
            Problem.INVALID_ID: 1,
            Problem.INVALID_DATE: 1,
        } == export.problems.counts


class TestMendingAtTheEdgesOfChunks:
    @pytest.mark.parametrize(
        "escape", [rb"\x01", rb"\ud83d\ude00", rb"\udc00", b"\\u2028\x80\xa8", rb"\\"]
    )
    @pytest.mark.parametrize("size", [16, 61, 128])
    def test_no_escape_is_cut_in_two(self, escape: bytes, size: int) -> None:
        text = b"".join(b"a" * (number * 7 % 60) + escape for number in range(400))
        whole = Source(io.BytesIO(text)).read(len(text))
        source = Source(io.BytesIO(text))

        pieces = []
        while piece := source.read(size):
            pieces.append(piece)

        assert whole == b"".join(pieces)
        assert len(pieces) > 10

    def test_what_is_mended_keeps_its_length(self) -> None:
        text = rb"\x01\x1B\ud800\udc00\udc00" + b"\\u2029\x80\xa9" + b"9" * 9000

        assert len(text) == len(Source(io.BytesIO(text)).read(len(text)))

    def test_backslashes_without_end_are_read_in_few_steps(self) -> None:
        text = b"\\" * 1_000_001

        assert text == Source(io.BytesIO(text)).read(CHUNK)
