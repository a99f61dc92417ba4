"""The id under which a request of the API is done: the caller's, or one of its own."""

import logging
import re
import uuid

import pytest

from tests.fixtures.web import serving

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"
REQUEST = "5f2b1c1e-8a53-4d6f-9a0e-3a1c5b7d2e91"


@pytest.mark.parametrize(
    ("headers", "correlation"),
    [
        ({"traceparent": PARENT}, TRACE),
        ({"X-Request-ID": REQUEST}, uuid.UUID(REQUEST).hex),
        ({"X-Request-ID": TRACE}, TRACE),
        ({"X-Request-ID": REQUEST, "traceparent": PARENT}, TRACE),
        ({"X-Request-ID": REQUEST, "traceparent": "00-what-01"}, uuid.UUID(REQUEST).hex),
    ],
)
async def test_an_id_that_the_caller_names_is_the_requests(
    headers: dict[str, str], correlation: str
) -> None:
    async with serving() as client:
        answer = await client.get("/api/groups", headers=headers)

    assert (200, correlation) == (answer.status, answer.headers["X-Request-Id"])


@pytest.mark.parametrize(
    "headers", [{}, {"X-Request-ID": "'; DROP TABLE"}, {"traceparent": "0"}, {"X-Request-ID": ""}]
)
async def test_without_one_or_with_a_wrong_one_it_gets_its_own(headers: dict[str, str]) -> None:
    async with serving() as client:
        first = await client.get("/api/groups", headers=headers)
        second = await client.get("/api/groups", headers=headers)

    ids = {first.headers["X-Request-Id"], second.headers["X-Request-Id"]}
    assert 2 == len(ids)
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in ids)


async def test_what_is_refused_is_told_and_logged_under_the_same_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)

    async with serving() as client:
        answer = await client.get("/api/groups/999", headers={"traceparent": PARENT})

    assert f"urn:incident:{TRACE}" == answer.json["instance"]
    assert [f"request {TRACE}: "] == [
        line[: len(TRACE) + 10] for line in caplog.messages if TRACE in line
    ]
