"""Texts as keys of documents: any text, no two alike, and nothing in them that a server reads."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.groups.models import PersonId
from storage.documents.encoding import cut, given_id, key, number, own_id, text, unkey

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_a_key_can_be_read_back_and_holds_nothing_that_has_a_meaning(any_text: str) -> None:
    stored = key(any_text)

    assert any_text == unkey(stored)
    assert stored
    assert stored.isascii()
    assert set(stored).isdisjoint(".$\0'\"")


@given(st.integers(-(2**52), 2**52), ANY_TEXT)
def test_an_id_can_be_read_back_and_begins_with_its_person(person: int, any_text: str) -> None:
    stored = own_id(PersonId(person), any_text)

    assert any_text == given_id(stored)
    assert str(person) == stored.partition(":")[0]


@pytest.mark.parametrize("usual", ["private", "-1001234567890", "telegram:42:user"])
def test_what_is_usual_stays_as_it_is(usual: str) -> None:
    assert usual == key(usual)


@given(ANY_TEXT)
def test_a_stored_text_is_utf8_and_as_long_as_before(any_text: str) -> None:
    stored = text(any_text)

    assert stored == stored.encode().decode()
    assert len(any_text) == len(stored)


def test_times_are_cut_down_to_milliseconds_in_utc() -> None:
    moscow = timezone(timedelta(hours=3))
    at = datetime(2026, 11, 20, 12, 0, 0, 1_999, tzinfo=moscow)

    assert datetime(2026, 11, 20, 9, 0, 0, 1_000, tzinfo=UTC) == cut(at)
    assert 1_000 * at.timestamp() // 1 == number(at)
