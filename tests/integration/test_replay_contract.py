"""What ``replay --format json`` promises to whoever reads it with a program."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.fixtures.command_line import ROOT, alfred
from tests.fixtures.replays import Home, Replays, Report
from tests.fixtures.report_schema import REPORT, SCORES

EXAMPLE = ROOT / "examples" / "team-chat.json"


Raw = dict[str, Any]


@pytest.fixture(scope="module")
def report(warm_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The example's three days in windows of four hours: lively, quiet and silent ones."""
    replays = Replays(warm_home.path, tmp_path_factory.mktemp("contract"))
    return replays.report(EXAMPLE, "--window", "4h", "--all", "--lang", "en")


@pytest.fixture(scope="module")
def messages() -> dict[int, Raw]:
    exported = json.loads(EXAMPLE.read_text("utf-8"))["messages"]
    return {message["id"]: message for message in exported}


def _completed(report: Report) -> list[Report]:
    return [window for window in report["windows"] if window["status"] == "completed"]


def _statements(report: Report) -> Iterator[Report]:
    for window in _completed(report):
        yield from window["statements"]


def _words(message: Raw) -> str:
    """All that a message says, and whose it is."""
    text = message["text"]
    parts = [text] if isinstance(text, str) else text
    told = "".join(part if isinstance(part, str) else part["text"] for part in parts)
    file = Path(message.get("file", "")).name
    return "\n".join((message.get("from", ""), told, message.get("file_name", file)))


def _cited(statement: Report, messages: dict[int, Raw]) -> str:
    return "\n".join(_words(messages[number]) for number in statement["message_ids"])


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,:/-]\d+)*", text))


def _referred(value: Any) -> Iterator[int]:
    """Every message id that a report names, wherever it does."""
    if isinstance(value, dict):
        yield from value.get("message_ids", ())
        for member in value.values():
            yield from _referred(member)
    elif isinstance(value, list):
        for member in value:
            yield from _referred(member)


def test_the_command_prints_one_object_of_the_promised_form(
    warm_home: Home, tmp_path: Path
) -> None:
    home = {"ALFRED_HOME": str(warm_home.path)}
    asked = ("replay", str(EXAMPLE), "--format", "json", "--tz", "Europe/Moscow")

    ended = alfred(*asked, cwd=tmp_path, variables=home)

    printed = json.loads(ended.out)
    jsonschema.validate(printed, REPORT)
    assert 0 == ended.code
    assert 1 == len(printed["windows"])
    assert "2026-02-18T00:00:00+03:00" == printed["windows"][0]["start"]
    assert "completed" == printed["windows"][0]["status"]


def test_windows_of_every_fate_have_the_promised_form(report: Report) -> None:
    jsonschema.validate(report, REPORT)

    fates = {(window["status"], window["reason"]) for window in report["windows"]}
    assert {("skipped", "empty_window"), ("skipped", "too_few_messages")} <= fates
    assert len(_completed(report)) >= 3


def test_a_window_that_is_passed_over_tells_its_counts_and_nothing_else(report: Report) -> None:
    skipped = [window for window in report["windows"] if window["status"] == "skipped"]
    quiet = [window for window in skipped if window["reason"] == "too_few_messages"]
    silent = [window for window in skipped if window["reason"] == "empty_window"]

    assert all(1 <= window["message_count"] < 8 for window in quiet)
    assert {(0, 0)} == {(each["message_count"], each["participant_count"]) for each in silent}
    assert all(
        (None, None, [], [], 0)
        == tuple(
            window[name] for name in ("engine", "delivery_status", "statements", "topics", "total")
        )
        for window in skipped
    )


def test_whatever_people_said_is_counted_in_one_window(
    report: Report, messages: dict[int, Raw]
) -> None:
    windows = report["windows"]
    said = [
        each
        for each in messages.values()
        if each["type"] == "message"
        and not any(part["type"] == "bot_command" for part in each["text_entities"])
    ]

    counted = sum(window["message_count"] for window in windows)

    # Neither what Telegram wrote nor the two commands to the deploying bot.
    assert (257, 248) == (len(messages), len(said))
    assert len(said) == counted
    assert [each["end"] for each in windows[:-1]] == [each["start"] for each in windows[1:]]
    assert all(each["coverage"]["covered"] == each["message_count"] for each in windows)


def test_ids_are_the_exports_own_and_of_the_window_that_names_them(
    report: Report, messages: dict[int, Raw]
) -> None:
    named = {
        (window["window_id"], number)
        for window in report["windows"]
        for number in _referred(window)
    }

    spans = {window["window_id"]: (window["start"], window["end"]) for window in report["windows"]}
    assert len(named) > 100
    assert set() == {
        (window, number)
        for window, number in named
        if not spans[window][0] <= _moment(messages[number]) < spans[window][1]
    }


def _moment(message: Raw) -> str:
    return datetime.fromtimestamp(int(message["date_unixtime"]), UTC).isoformat()


def test_every_number_of_a_statement_stands_in_the_messages_that_it_cites(
    report: Report, messages: dict[int, Raw]
) -> None:
    told = list(_statements(report))

    invented = {
        statement["text"]: _numbers(statement["text"]) - _numbers(_cited(statement, messages))
        for statement in told
    }

    assert any(_numbers(statement["text"]) for statement in told)
    assert {} == {text: numbers for text, numbers in invented.items() if numbers}


def test_every_name_of_a_statement_stands_in_the_messages_that_it_cites(
    report: Report, messages: dict[int, Raw]
) -> None:
    people = {message["from"] for message in messages.values() if "from" in message}
    told = list(_statements(report))

    named = {statement["text"]: _named(statement["text"], people) for statement in told}
    strangers = {
        statement["text"]: named[statement["text"]] - _named(_cited(statement, messages), people)
        for statement in told
    }

    assert any(named.values())
    assert {} == {text: names for text, names in strangers.items() if names}


def _named(text: str, people: set[str]) -> set[str]:
    return {name for name in people if name in text}


def test_the_sums_of_a_window_agree_with_what_it_lists(report: Report) -> None:
    windows = _completed(report)

    for window in windows:
        verdicts = [statement["verdict"] for statement in window["statements"]]
        scores = window["quality"]
        threaded = [number for thread in window["threads"] for number in thread["message_ids"]]
        assert (verdicts.count("supported"), len(verdicts)) == (
            window["verified"],
            window["total"],
        )
        assert scores["score"] == min(scores[name] for name in SCORES[:-1])
        assert len(set(threaded)) == len(threaded) <= window["message_count"]
        assert window["coverage"]["expected"] >= window["coverage"]["covered"]
