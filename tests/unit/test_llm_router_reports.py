"""What the router tells of its calls in logs and metrics."""

import logging

import pytest

from tests.fakes.virtual_time import in_virtual_time
from tests.fixtures.routers import (
    A_CALL,
    ASKING,
    DOWN,
    GOOD,
    NONSENSE,
    PROMPT,
    SECRET,
    in_order,
    routed,
    said,
)


@in_virtual_time
async def test_every_failed_attempt_is_one_line_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    it = routed(in_order(DOWN, said(SECRET), GOOD), chance=0.5)

    with caplog.at_level(logging.INFO, logger="pipeline.llm"):
        await it.router.answer(PROMPT, ASKING)

    lines = [record for record in caplog.records if record.name.startswith("pipeline.llm")]
    assert ["WARNING", "WARNING"] == [record.levelname for record in lines]
    assert "model=pro purpose=topic run=run-1 attempt=1 reason=model_unavailable: down" == (
        lines[0].getMessage()
    )
    assert "attempt=2 reason=invalid" in lines[1].getMessage()
    assert SECRET not in caplog.text


@pytest.mark.parametrize(("chance", "lines"), [(0.009, 1), (0.01, 0)])
@in_virtual_time
async def test_one_success_in_a_hundred_is_logged(
    chance: float, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    it = routed(in_order(GOOD), chance=chance)

    with caplog.at_level(logging.INFO, logger="pipeline.llm"):
        await it.router.answer(PROMPT, ASKING)

    assert lines == len(caplog.records)


@in_virtual_time
async def test_attempts_tokens_and_seconds_are_counted_by_model() -> None:
    it = routed(in_order(DOWN, NONSENSE, GOOD), seconds=2)

    await it.router.answer(PROMPT, ASKING)

    seconds = it.registry.get_sample_value("gigachat_request_seconds_sum", {"model": "pro"})
    assert [1, 1, 1] == [
        it.counted("pro", status) for status in ("model_unavailable", "invalid", "ok")
    ]
    assert 6 == seconds
    assert 2 * A_CALL.billed == it.registry.get_sample_value(
        "digest_tokens_total", {"model": "pro"}
    )
