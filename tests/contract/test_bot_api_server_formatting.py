"""Texts that nobody would write by hand, through the parser and the search for entities."""

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.telegram.entities import detected
from tests.servers.telegram.errors import ApiError
from tests.servers.telegram.formatting import formatted
from tests.servers.telegram.html_mode import parse_html
from tests.servers.telegram.utf16 import index_at, piece, units

PIECES = st.sampled_from(
    ["<b>", "</b>", "<a href='x.ru'>", "</a>", "<", ">", "&", "&lt;", "&#128512;", "/", "=", " "]
)
WORDS = st.sampled_from(["я", "🎉", "@anna", "/digest", "https://ya.ru/a", "#план", "\n", '"'])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def check(text: str, entities: list[dict[str, Any]]) -> None:
    """They lie inside the text, and none begins or ends within a character."""
    for entity in entities:
        covered = piece(text, entity["offset"], entity["length"])
        assert entity["length"] == units(covered) > 0
        assert entity["offset"] == units(text[: index_at(text, entity["offset"])])


@given(TEXTS)
def test_escaped_text_is_the_text(text: str) -> None:
    assert (text, []) == parse_html(html.escape(text))


@given(st.lists(PIECES | WORDS).map("".join))
def test_markup_is_read_or_refused(source: str) -> None:
    refused = "Bad Request: can't parse entities: "
    try:
        text, entities = parse_html(source)
    except ApiError as error:
        refused = error.description
    else:
        check(text, entities)

    assert refused.startswith("Bad Request: can't parse entities: ")


@given(st.lists(WORDS | TEXTS).map("".join))
def test_entities_lie_in_the_text(text: str) -> None:
    check(text, detected(text))


@given(st.text(" \n"), TEXTS, st.text(" \n"))
def test_blanks_around_a_text_are_cut_and_its_entities_move_along(
    before: str, text: str, after: str
) -> None:
    found = formatted(f"{before}<b>{html.escape(text)}</b>{after}", "HTML")

    assert text.strip() == found.text
    check(found.text, found.entities)


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("abc", 3), ("я", 1), ("🎉", 2), ("a🎉я", 4)]
)
def test_a_text_is_as_long_as_its_utf16_units(text: str, length: int) -> None:
    assert length == units(text)
