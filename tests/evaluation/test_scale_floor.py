"""That three stages stay linear, by what they do rather than by how long they take.

Counted are the calls of functions, Python's and C's, which are the same on every machine. What one
call of C does inside is not seen: ``python -m bench.scale`` measures that.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from types import FrameType

import pytest

from bench.scale.slope import slope
from bench.synthetic import messages
from bench.windows import corpus_of, linked
from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Threads
from pipeline.digest.preparation import PreparedContext
from pipeline.digest.rules.emotion.mood import feel
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.roles.participants import assign
from pipeline.digest.rules.threads import thread_window
from pipeline.digest.settings import ContextSettings

SIZES = (100, 400, 1_600)
FLOOR = 1.1


@dataclass(frozen=True, slots=True)
class Prepared:
    corpus: Corpus
    context: PreparedContext
    threads: Threads


@pytest.fixture(scope="module")
def windows() -> list[Prepared]:
    """Talks of several sizes at one pace, thirty messages an hour."""
    return [_prepared(size) for size in SIZES]


def _prepared(size: int) -> Prepared:
    corpus = corpus_of(linked(messages(size, hours=size / 30, chatter=0.5)))
    context = prepare(corpus, ContextSettings())
    return Prepared(corpus, context, thread_window(corpus, context))


STAGES: dict[str, Callable[[Prepared], object]] = {
    "ingest_validator": lambda window: prepare(window.corpus, ContextSettings()),
    "thread_builder": lambda window: thread_window(window.corpus, window.context),
    "roles": lambda window: assign(window.corpus, window.threads),
}


@pytest.mark.parametrize("stage", STAGES)
def test_the_calls_of_a_stage_grow_as_the_messages_do(stage: str, windows: list[Prepared]) -> None:
    calls = [_calls(partial(STAGES[stage], window)) for window in windows]

    exponent = slope(list(zip(SIZES, calls, strict=True)))

    assert exponent is not None
    assert 0.7 < exponent < FLOOR


def test_roles_take_the_feelings_that_the_emotion_stage_has_read() -> None:
    alone, after = _prepared(100), _prepared(100)
    feel(after.corpus, after.threads)  # fills the caches of words for both

    calls = [_calls(partial(STAGES["roles"], window)) for window in (after, alone)]

    assert 1.5 * calls[0] < calls[1]


def test_a_quadratic_stage_would_be_found() -> None:
    def pairs(size: int) -> None:
        for _ in range(size):
            for _ in range(size):
                abs(1)

    calls = [_calls(partial(pairs, size)) for size in (10, 40, 160)]
    exponent = slope(list(zip((10, 40, 160), calls, strict=True)))

    assert exponent == pytest.approx(2.0, abs=0.05)


def _calls(run: Callable[[], object]) -> int:
    """How many functions are called while it runs, in this thread."""
    numbers = count()

    def see(frame: FrameType, event: str, what: object) -> None:
        if event in {"call", "c_call"}:
            next(numbers)

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        run()
    finally:
        sys.setprofile(before)
    return next(numbers)
