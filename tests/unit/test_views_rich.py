"""A digest as rich messages: all of it, nothing else, and within Telegram's limits."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.views.compose import compose
from bot.views.report import Report
from bot.views.rich import BLOCKS, CHARACTERS, measure, packed, rich_messages
from tests.fixtures.digests import (
    garden_report,
    hostile_report,
    quiet_report,
    team_report,
    wording,
)

REPORTS = [team_report, garden_report, quiet_report, hostile_report]


def messages(report: Report) -> list[list[dict[str, Any]]]:
    return rich_messages(report, wording(report.language))


def parts(value: object) -> Iterator[object]:
    yield value
    for each in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from parts(each)


def text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(map(text, value))
    if isinstance(value, dict):
        return "".join(text(value[key]) for key in ("text", "items", "blocks") if key in value)
    return ""


def test_a_digest_opens_with_its_title_and_facts() -> None:
    [[title, facts, *_]] = messages(team_report())

    assert {"type": "heading", "text": "Команда · дайджест", "size": 3} == title
    assert "18\u00a0февраля, ср, 00:00–24:00 · Europe/Moscow" in text(facts)


def test_a_story_is_its_title_with_a_list_of_what_is_told() -> None:
    [message] = messages(team_report())

    at = next(index for index, block in enumerate(message) if "Падение оплат" in text(block))
    assert {"type": "bold", "text": "Падение оплат (502)"} in parts(message[at])
    assert "list" == message[at + 1]["type"]
    assert "Ночью платёжный прокси" in text(message[at + 1])
    assert text(message[at + 1]).endswith("[102, 105, 110, 111]")


def test_every_cited_message_is_a_link_to_it() -> None:
    [message] = messages(team_report())

    links = [each for each in parts(message) if isinstance(each, dict) and "url" in each]
    assert {
        "type": "url",
        "text": "112",
        "url": "https://t.me/c/1234567890/112",
    } in links
    assert all(each["url"].startswith("https://t.me/") for each in links)


def test_how_the_talk_went_is_a_table_that_folds() -> None:
    [message] = messages(team_report())

    [details] = [block for block in message if block["type"] == "details"]
    [table] = details["blocks"]
    [page] = compose(team_report(), wording("ru"))
    assert [thread.title for thread in page.threads] == [row[1]["text"] for row in table["cells"]]


@pytest.mark.parametrize("report_of", REPORTS)
def test_every_line_of_the_page_is_told_and_each_window_begins_a_message(
    report_of: Callable[[], Report],
) -> None:
    report = report_of()
    pages = compose(report, wording(report.language))

    told = messages(report)

    whole = [text(message) for message in told]
    for page in pages:
        lines = [
            line.text for block in page.blocks for entry in block.entries for line in entry.lines
        ]
        assert all(any(line in message for message in whole) for line in lines)
    openings = [message[0]["text"] for message in told if message[0]["type"] == "heading"]
    assert len(pages) <= len(openings)


@pytest.mark.parametrize("report_of", REPORTS)
def test_no_message_is_larger_than_telegram_takes(report_of: Callable[[], Report]) -> None:
    sizes = [measure(message) for message in messages(report_of())]

    assert all(characters <= CHARACTERS and blocks <= BLOCKS for characters, blocks in sizes)


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "paragraph", "text": str(number)} for number in range(2 * BLOCKS + 1)],
        [{"type": "paragraph", "text": "я" * (CHARACTERS // 2)} for _ in range(5)],
    ],
    ids=["too many blocks", "too many characters"],
)
def test_what_is_too_much_for_one_message_goes_on_in_the_next(
    blocks: list[dict[str, Any]],
) -> None:
    told = list(packed(blocks))

    assert 3 == len(told)
    assert blocks == [block for message in told for block in message]
    assert all(message and measure(message) <= (CHARACTERS, BLOCKS) for message in told)


def test_hostile_text_stays_text() -> None:
    told = messages(hostile_report())

    kinds = {each["type"] for each in parts(told) if isinstance(each, dict) and "type" in each}
    assert kinds <= {
        "heading", "paragraph", "list", "details", "table", "footer", "bold", "italic", "url",
    }  # fmt: skip
