"""A reply of the conversation as Telegram shows it."""

from dataclasses import replace

from bot.translator import Translators
from bot.views.reply import reply_chunks
from pipeline.alfred.talk import Manner, Reply
from tests.fixtures.butler import passage

RU = Translators(strict=True).into("ru")
LINK = "https://t.me/c/1/100"
REPLY = Reply("Релиз в пятницу [1].", Manner.OK, (passage(("Костя", "релиз в пятницу")),))


def test_what_is_cited_is_listed_below_with_who_said_it_and_when() -> None:
    [text] = reply_chunks(REPLY, RU)

    assert f'Релиз в пятницу <a href="{LINK}">[1]</a>.' in text
    assert "[1] Команда сайта · Костя, 20.11.2026 12:00" in text


def test_where_a_neighbour_is_quoted_the_source_is_the_neighbour() -> None:
    found = passage(("Костя", "когда релиз?"), ("Вика", "Выкатываем в субботу утром"))

    [text] = reply_chunks(Reply("Выкатят в субботу утром [1].", Manner.OK, (found,)), RU)

    assert "[1] Команда сайта · Вика, 20.11.2026 12:01" in text
    assert 2 == text.count("https://t.me/c/1/101")


def test_a_reply_that_names_its_sources_itself_has_no_list_of_them() -> None:
    [text] = reply_chunks(replace(REPLY, sourced=True), RU)

    assert f'Релиз в пятницу <a href="{LINK}">[1]</a>.' == text


def test_what_people_wrote_is_no_markup() -> None:
    [text] = reply_chunks(Reply("<b>&</b> [7]", Manner.OK), RU)

    assert "&lt;b&gt;&amp;&lt;/b&gt; [7]" == text
