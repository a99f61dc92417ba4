from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.llm.errors import ModelUnavailableError
from pipeline.llm.openai.events import LARGEST_STREAM, LONGEST_EVENT, EventDecoder

STREAM = (
    ": keep-alive\r\n\r\n"
    'event: message\r\ndata: {"content": "Щука 🎄"}\r\n\r\n'
    "\n\n"
    "data:без пробела\nid: 7\n\n"
    "retry: 10\ndata: первая\ndata: вторая\n\n"
    "data\n\ndatum: nothing\n\n"
    "data: [DONE]"
).encode()
EVENTS = ['{"content": "Щука 🎄"}', "без пробела", "первая\nвторая", "[DONE]"]


def decoded(*chunks: bytes) -> list[bytes]:
    decoder = EventDecoder()
    events = [event for chunk in chunks for event in decoder.feed(chunk)]
    return [*events, *decoder.end()]


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    return [stream[start:end] for start, end in pairwise([0, *sorted(places), len(stream)])]


def poured(chunk: bytes, limit: int) -> int:
    """Feed one decoder with the chunk until it refuses; the bytes that it took before."""
    decoder = EventDecoder()
    for taken in range(0, 2 * limit, len(chunk)):
        try:
            decoder.feed(chunk)
        except ModelUnavailableError:
            return taken
    return 2 * limit


@given(st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_events_are_the_same_wherever_the_chunks_end(places: list[int]) -> None:
    assert [event.encode() for event in EVENTS] == decoded(*cut(STREAM, places))


def test_a_byte_at_a_time_is_a_stream_too() -> None:
    assert [event.encode() for event in EVENTS] == decoded(*(bytes([each]) for each in STREAM))


@given(st.lists(st.sampled_from([b"data", b":", b" ", b"\r", b"\n", b"\n\n", b"\xd0", b"x"])))
def test_no_bytes_depend_on_where_they_are_cut(pieces: list[bytes]) -> None:
    assert decoded(b"".join(pieces)) == decoded(*pieces)


@pytest.mark.parametrize(
    "chunk",
    [b"data: " + b"x" * 60_000, (b"data: " + b"x" * 94 + b"\n") * 600],
    ids=["line", "event"],
)
def test_an_event_without_an_end_is_refused_before_it_fills_the_memory(chunk: bytes) -> None:
    taken = poured(chunk, LONGEST_EVENT)

    assert LONGEST_EVENT - len(chunk) <= taken < 1.02 * LONGEST_EVENT


def test_a_stream_without_an_end_is_refused() -> None:
    taken = poured((b":" + b"x" * 99_998 + b"\n") * 5, LARGEST_STREAM)

    assert LARGEST_STREAM == taken
