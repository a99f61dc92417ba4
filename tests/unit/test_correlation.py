import asyncio
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tracing.correlation import (
    about,
    correlated,
    current,
    new_correlation,
    read_request_id,
    read_traceparent,
)

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"


async def test_a_task_works_for_what_it_was_started_for() -> None:
    correlation = new_correlation()

    async def look() -> uuid.UUID | None:
        return current().correlation

    with correlated(correlation):
        async with asyncio.TaskGroup() as group:
            inside = group.create_task(look())

    assert correlation == inside.result()
    assert current().correlation is None


def test_what_it_is_about_is_added_within_a_block_and_forgotten_after_it() -> None:
    correlation = new_correlation()

    with correlated(correlation, "parent", job=7):
        with about(window_id=9):
            within = current()
        after = current()

    assert (correlation, "parent", {"job": 7, "window_id": 9}) == (
        within.correlation,
        within.parent,
        within.ids,
    )
    assert {"job": 7} == after.ids


@pytest.mark.parametrize(
    "header",
    [
        f"00-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-00",
        f"01-{TRACE}-{SPAN}-01-what-a-later-version-adds",
    ],
)
def test_a_traceparent_names_the_trace(header: str) -> None:
    assert uuid.UUID(TRACE) == read_traceparent(header)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        TRACE,
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{SPAN}-01\n",
    ],
)
def test_what_is_no_traceparent_names_nothing(header: str | None) -> None:
    assert read_traceparent(header) is None


@given(st.uuids())
def test_a_uuid_is_a_request_id_however_it_is_written(written: uuid.UUID) -> None:
    expected = written if written.int else None

    assert [expected] * 3 == [
        read_request_id(form) for form in (str(written), written.hex, str(written).upper())
    ]


@given(st.text(max_size=40))
def test_any_other_text_is_no_request_id(written: str) -> None:
    read = read_request_id(written)

    assert read is None or read == uuid.UUID(written)


@pytest.mark.parametrize("written", ["{" + TRACE + "}", "urn:uuid:" + TRACE, TRACE[:-1], "0" * 32])
def test_other_forms_of_a_uuid_are_not_taken(written: str) -> None:
    assert read_request_id(written) is None
