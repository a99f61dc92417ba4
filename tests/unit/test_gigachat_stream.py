"""A stream that never ends is given up before it fills the memory."""

import httpx
import pytest
from gigachat.models.chat import ChatCompletionChunk

from pipeline.llm.completions import LONGEST_TEXT
from pipeline.llm.errors import ModelUnavailableError
from pipeline.llm.gigachat.client import LONGEST_LINE, split_lines
from pipeline.llm.gigachat.stream import StreamedAnswer
from tests.servers.gigachat import wire


def chunk(text: str) -> ChatCompletionChunk:
    return ChatCompletionChunk.model_validate(wire.delta("GigaChat-2", text, first=False))


def test_an_answer_is_put_together_up_to_what_any_prompt_allows() -> None:
    answer = StreamedAnswer()
    answer.add(chunk("a" * LONGEST_TEXT))

    with pytest.raises(ModelUnavailableError, match="larger than any prompt"):
        answer.add(chunk("b"))


async def test_lines_end_at_line_feeds_alone() -> None:
    response = httpx.Response(200, text="a\u2028b\r\n\u0085c\n\nd")

    assert ["a\u2028b", "\u0085c", "", "d"] == [line async for line in split_lines(response)]


async def test_a_line_without_an_end_is_a_broken_stream() -> None:
    response = httpx.Response(200, text="x" * (LONGEST_LINE + 1))

    with pytest.raises(httpx.RemoteProtocolError):
        [line async for line in split_lines(response)]
