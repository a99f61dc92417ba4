import io
import re
import unicodedata
from collections.abc import Callable

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.views import terminal
from bot.views.page import Hour
from bot.views.report import Report
from tests.fixtures.digests import (
    garden_report,
    hostile_report,
    quiet_report,
    team_report,
    wording,
)

STYLE = re.compile(r"\x1b\[[0-9;]*m")
LINK = re.compile(r"\x1b\]8;(?:id=[\w-]*)?;([^\x1b]*)\x1b\\")


def printed(report: Report, *, width: int = 80, colour: bool = False) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(terminal.render(report, wording(report.language)))
    return capture.get()


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("report_of", [team_report, garden_report, quiet_report, hostile_report])
def test_no_line_is_wider_than_the_terminal(report_of: Callable[[], Report], width: int) -> None:
    lines = printed(report_of(), width=width).splitlines()

    assert max(map(cell_len, lines)) <= width


def test_a_wide_terminal_does_not_make_long_lines() -> None:
    lines = printed(team_report(), width=200).splitlines()

    assert terminal.WIDTH == max(map(cell_len, lines))


def test_sections_follow_each_other_with_evidence_beside_each_line() -> None:
    text = printed(team_report())

    parts = [
        "Команда",
        "18 февраля 2026 · Europe/Moscow",
        "18 февраля, ср, 00:00–24:00 · 57 сообщений, 6 участников",
        "Что обсуждали",
        "✅ Падение оплат (502) — решено",
        "[102, 105, 110, 111]",
        "Решения и договорённости",
        " • Костя пишет постмортем — до завтра, 12:00. [112, 113]",
        "Открытые вопросы",
        "Люди",
        "Костя — устранил сбой [107, 110] · Аня",
        "Изменилось с прошлого дайджеста",
        "Вложения",
        "Настроение",
        "прочитано 57 из 58 · проверено 13 из 14 утверждений · движок: GigaChat-2-Pro",
    ]
    places = [text.index(part) for part in parts]
    assert sorted(places) == places


def test_a_pipe_gets_plain_text() -> None:
    assert "\x1b" not in printed(team_report())


def test_a_terminal_gets_dim_ids_that_lead_to_their_messages() -> None:
    text = printed(team_report(), colour=True)

    assert "https://t.me/c/1234567890/102" in LINK.findall(text)
    assert re.search(r"\x1b\[2m\x1b\]8;[^\x1b]*\x1b\\102|\x1b\]8;[^\x1b]*\x1b\\\x1b\[2m102", text)


def test_only_names_titles_and_ids_are_set_apart_from_the_text() -> None:
    text = LINK.sub("", printed(team_report(), colour=True))

    assert "\x1b[1mКостя\x1b[0m — устранил сбой\x1b[2m [\x1b[0m\x1b[2m107" in text


def test_a_chat_without_addresses_has_no_links() -> None:
    report = team_report()
    basic = Report(
        type(report.group)(
            report.group.id, -4567, "group", "Команда", None, report.group.time_zone
        ),
        report.windows,
        report.language,
    )

    text = printed(basic, colour=True)

    assert [] == LINK.findall(text)
    assert "102" in text


@pytest.mark.parametrize("colour", [False, True])
def test_no_sequence_of_a_chat_reaches_the_terminal(colour: bool) -> None:
    text = printed(hostile_report(), colour=colour)

    links = [link for link in LINK.findall(text) if link]
    rest = STYLE.sub("", LINK.sub("", text)).replace("\n", "")
    assert all(link.startswith("https://t.me/c/1234567890/") for link in links)
    assert not [each for each in rest if unicodedata.category(each) in ("Cc", "Cf", "Cs")]
    assert "␛[31m" in rest


def test_no_line_ends_in_spaces() -> None:
    lines = printed(team_report()).splitlines()

    assert [line.rstrip() for line in lines] == lines


def hours(*messages: int) -> tuple[Hour, ...]:
    return tuple(Hour("00:00", "01:00", each) for each in messages)


@pytest.mark.parametrize(
    ("messages", "drawn"),
    [
        ((0, 1, 20, 40, 60, 100) * 4, "·▁▁▂▃▇" * 4),
        ((3, 0, 1, 3), "▇▇▇▇▇▇······▂▂▂▂▂▂▇▇▇▇▇▇"),
        ((0, 0, 0, 0), "·" * 24),
        ((), ""),
    ],
)
def test_the_line_of_hours_shows_silence_and_the_busiest_hour(
    messages: tuple[int, ...], drawn: str
) -> None:
    assert drawn == terminal.sparkline(hours(*messages))
