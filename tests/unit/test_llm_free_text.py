"""Plain words: they are heard as they come, taken as they are, and never mended."""

from collections.abc import Sequence

import pytest

from pipeline.llm.completions import Completion, Finish
from pipeline.llm.errors import InvalidAnswerError, RefusedError
from pipeline.llm.models import FreeText, Prompt, Speaker, Turn, Usage
from tests.fakes.virtual_time import in_virtual_time
from tests.fixtures.routers import ASKING, DOWN, in_order, routed

WORDS = "Good evening, sir. Tea is served."


def no_check(_: FreeText) -> Sequence[str]:
    return ()


PROMPT = Prompt(
    name="compose",
    version=1,
    language="en",
    turns=(Turn(Speaker.SYSTEM, "be a butler"), Turn(Speaker.USER, "hello")),
    answer=FreeText,
    max_tokens=50,
    check=no_check,
)


@in_virtual_time
async def test_plain_words_are_the_answer_and_no_schema_is_asked_for() -> None:
    it = routed(in_order(WORDS))

    answered = await it.router.answer(PROMPT, ASKING)

    assert FreeText(text=WORDS) == answered.value
    assert it.model.calls[0].schema is None


@in_virtual_time
async def test_an_answer_is_heard_word_by_word() -> None:
    it = routed(in_order(WORDS))
    heard: list[str] = []

    await it.router.answer(PROMPT, ASKING, heard.append)

    assert ["Good", "Good evening,"] == heard[:2]
    assert WORDS == heard[-1]


@in_virtual_time
async def test_a_second_attempt_is_heard_from_its_beginning() -> None:
    it = routed(in_order(DOWN, WORDS))
    heard: list[str] = []

    await it.router.answer(PROMPT, ASKING, heard.append)

    assert ["Good", WORDS] == [heard[0], heard[-1]]


@in_virtual_time
async def test_an_answer_that_reached_its_length_is_taken_as_far_as_it_goes() -> None:
    cut = Completion("Good evening, si", Finish.LENGTH, "pro", Usage(3, 50))
    it = routed(in_order(cut))

    answered = await it.router.answer(PROMPT, ASKING)

    assert "Good evening, si" == answered.value.text


@in_virtual_time
@pytest.mark.parametrize("nothing", ["", "  \n ", "\x00"])
async def test_silence_is_no_answer_and_is_not_argued_with(nothing: str) -> None:
    it = routed(in_order(nothing, WORDS))

    with pytest.raises(InvalidAnswerError):
        await it.router.answer(PROMPT, ASKING)

    assert 1 == len(it.model.calls)


@in_virtual_time
async def test_a_refusal_stays_one() -> None:
    it = routed(in_order(Completion("I would rather not", Finish.REFUSED, "pro", Usage(3, 4))))

    with pytest.raises(RefusedError):
        await it.router.answer(PROMPT, ASKING)


@in_virtual_time
async def test_no_zero_byte_gets_through() -> None:
    it = routed(in_order("Good\x00 evening"))

    answered = await it.router.answer(PROMPT, ASKING)

    assert "Good evening" == answered.value.text
