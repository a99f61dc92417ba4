"""Screens about groups: hostile titles, pages, and every outcome in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translator import Translators
from bot.views.chat_name import button_name, chat_name
from bot.views.group_list import connection_screen, list_screen
from bot.views.paging import ON_A_PAGE, page_of
from bot.views.screen import Screen
from pipeline.groups.connecting import Connection, Outcome
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import Chat, ChatKind, TenantId
from tests.fakes.groups import MemoryGroups

RUSSIAN = Translators(strict=True).into("ru")


def group(title: str) -> ConnectedGroup:
    return MemoryGroups().add(TenantId(1), Chat(-7, ChatKind.SUPERGROUP, title))


@given(st.text(max_size=300))
def test_a_title_is_short_legible_and_never_empty(title: str) -> None:
    chat = Chat(-7, ChatKind.SUPERGROUP, title)

    for name, limit in ((chat_name(chat, RUSSIAN), 64), (button_name(chat, RUSSIAN), 40)):
        assert 0 < len(name) <= limit
        assert name == name.strip()
        assert not set(name) & set("\n\r\t\x00\x1b\u202e\u2066")


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_screens_text_is_what_was_put_in_and_its_title_alone_is_bold(
    title: str, body: str
) -> None:
    screen = Screen(body, title)

    assert (f"{title}\n\n{body}" if title else body) == screen.text
    units = len(title.encode("utf-16-le", "surrogatepass")) // 2
    expected = [("bold", 0, units)] if title else []
    assert expected == [(each.type, each.offset, each.length) for each in screen.entities]


@pytest.mark.parametrize(
    ("count", "page", "first", "shown"),
    [(0, 0, 0, 0), (8, 0, 0, 8), (9, 1, 8, 1), (9, 7, 8, 1), (20, -3, 0, 8), (17, 10**9, 16, 1)],
)
def test_a_page_that_is_not_there_is_the_nearest_one(
    count: int, page: int, first: int, shown: int
) -> None:
    items, number = page_of(range(count), page)

    assert list(range(first, first + shown)) == list(items)
    assert first // ON_A_PAGE == number


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_outcome_has_words_of_its_own(language: str) -> None:
    wording = Translators(strict=True).into(language)

    told = {connection_screen(Connection(each), wording).body for each in Outcome}

    assert len(Outcome) == len(told)


def test_a_list_of_one_group_has_its_button_and_the_way_to_another() -> None:
    screen = list_screen([group("Команда")], 0, RUSSIAN)

    assert [["Команда"], ["Добавить группу"]] == [
        [button.text for button in row] for row in screen.rows
    ]


def test_what_was_connected_can_be_opened() -> None:
    connected = connection_screen(Connection(Outcome.CONNECTED, group("Команда")), RUSSIAN)
    refused = connection_screen(Connection(Outcome.NOT_FOUND), RUSSIAN)

    assert connected.keyboard is not None
    assert refused.keyboard is None
