import re
from collections.abc import Callable
from html import unescape

import pytest

from bot.views import telegram
from bot.views.chunks import LIMIT
from bot.views.report import Report
from pipeline.digest.statements import Section
from tests.fixtures.digests import (
    garden_report,
    hostile_report,
    judged,
    quiet_report,
    ready,
    team_digest,
    team_report,
    with_digest,
    wording,
)

TAG = re.compile(r"<(/?)([a-z]+)(?: href=\"https://t\.me/[^\"<>]+\")?>")


def chunks(report: Report) -> list[str]:
    return telegram.chunks(report, wording(report.language))


def test_a_digest_of_usual_length_is_one_message() -> None:
    (message,) = chunks(team_report())

    assert message.startswith(
        "<b>Команда · дайджест</b>\n18\u00a0февраля, ср, 00:00–24:00 · Europe/Moscow · "
        "57\u00a0сообщений, 6\u00a0участников\n\n"
        "<b>Что обсуждали</b>\n✅ <b>Падение оплат (502)</b>\n"
    )
    assert (
        '• Костя пишет постмортем — до завтра, 12:00. [<a href="https://t.me/c/1234567890/112">112'
        '</a>, <a href="https://t.me/c/1234567890/113">113</a>]'
    ) in message
    assert message.endswith("движок: GigaChat-2-Pro</i>")


def test_each_window_begins_a_message() -> None:
    messages = chunks(team_report(*quiet_report().windows))

    assert 5 == len(messages)
    assert all(message.startswith("<b>Команда · дайджест</b>\n") for message in messages)
    assert "Здесь всего 3\u00a0сообщения" in messages[1]


def test_a_public_group_is_linked_by_its_name() -> None:
    (message,) = chunks(garden_report())

    assert '<a href="https://t.me/allotment_talk/36">36</a>' in message
    assert "Allotment &amp; Garden &lt;Society&gt;" in message


@pytest.mark.parametrize("report_of", [team_report, garden_report, quiet_report, hostile_report])
def test_only_tags_that_telegram_knows_are_used_and_all_are_closed(
    report_of: Callable[[], Report],
) -> None:
    for message in chunks(report_of()):
        opened: list[str] = []
        for closing, name in TAG.findall(message):
            if closing:
                assert opened.pop() == name
            else:
                opened.append(name)

        assert [] == opened
        assert not re.search(r"[<>]", TAG.sub("", message))


def test_hostile_text_stays_text() -> None:
    message = "".join(chunks(hostile_report()))

    assert "<script>alert(1)</script>" in unescape(message)
    assert "<script" not in message
    assert not set("\u202e\x1b\x00\ud83d") & set(message)


def test_a_statement_of_any_length_is_told_whole() -> None:
    text = "Предложение за предложением. " * 600
    long = judged(Section.MOOD, text.strip(), 101)
    report = with_digest(team_report(), ready(team_digest(), statements=(long,)))

    messages = chunks(report)

    told = " ".join(messages)
    assert all(len(message) <= LIMIT for message in messages)
    assert text.count("Предложение") == told.count("Предложение за предложением.")
