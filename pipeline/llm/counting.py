"""How many tokens texts are: counted by the API where they are few, estimated where many."""

import asyncio
import math
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

from pipeline.llm.calibration import SAMPLE, SAMPLE_CHARACTERS, fitted, sampled
from pipeline.llm.errors import ModelError
from pipeline.llm.ports import TokenCounter
from pipeline.llm.tokens import Script, dominant_script, estimate

REST_SECONDS = 60.0
"""How long an API that failed to count is left alone."""
CACHED_COUNTS = 20_000
TURN_CHARACTERS = 50_000
"""Characters that are worked on before the event loop has its turn: a few milliseconds."""

R = TypeVar("R")


class CalibratedCounter:
    """Counts few texts exactly and many by estimates that a sample of them corrects.

    Args:
        exact: Asks the API; None if it cannot count.
        clock: Seconds of a clock that never goes back.
    """

    def __init__(
        self, exact: TokenCounter | None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._exact = exact
        self._clock = clock
        self._counts = _Counts(CACHED_COUNTS)
        self._factors: dict[str, Mapping[Script, float]] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._rests_until: dict[str, float] = {}

    async def count(self, model: str, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text; never an error, for an API that fails leaves the estimate."""
        distinct = [text for text in dict.fromkeys(texts) if text]
        known = await _by_turns(lambda text: self._counts.has(model, text), distinct)
        unknown = [text for text, is_known in zip(distinct, known, strict=True) if not is_known]
        if len(unknown) <= SAMPLE and sum(map(len, unknown)) <= SAMPLE_CHARACTERS:
            await self._ask(model, unknown)
        else:
            await self._calibrate(model, unknown)
        return await _by_turns(lambda text: self._told(model, text), texts)

    def _told(self, model: str, text: str) -> int:
        exact = self._counts.get(model, text)
        if exact is not None:
            return exact
        factors = self._factors.get(model)
        factor = factors.get(dominant_script(text), 1.0) if factors else 1.0
        return math.ceil(estimate(text) * factor)

    async def _calibrate(self, model: str, texts: Sequence[str]) -> None:
        async with self._locks[model]:
            if model in self._factors:
                return
            sample = sampled(texts)
            if await self._ask(model, sample):
                counts = [self._told(model, text) for text in sample]
                self._factors[model] = fitted(sample, counts)

    async def _ask(self, model: str, texts: Sequence[str]) -> bool:
        if self._exact is None or not texts or self._clock() < self._rests_until.get(model, 0):
            return False
        try:
            counts = await self._exact.count(model, texts)
        except ModelError:
            self._rests_until[model] = self._clock() + REST_SECONDS
            return False
        for text, tokens in zip(texts, counts, strict=True):
            self._counts.put(model, text, tokens)
        return True


async def _by_turns(function: Callable[[str], R], texts: Sequence[str]) -> list[R]:
    """The results for all texts, a day of talk included, without holding up the event loop."""
    results: list[R] = []
    worked = 0
    for text in texts:
        results.append(function(text))
        worked += len(text)
        if worked > TURN_CHARACTERS:
            worked = 0
            await asyncio.sleep(0)
    return results


class _Counts:
    """The latest counts, by a hash: what people wrote is not kept in memory for it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._tokens: OrderedDict[tuple[str, bytes], int] = OrderedDict()

    def has(self, model: str, text: str) -> bool:
        return (model, _digest(text)) in self._tokens

    def get(self, model: str, text: str) -> int | None:
        key = (model, _digest(text))
        if key in self._tokens:
            self._tokens.move_to_end(key)
        return self._tokens.get(key)

    def put(self, model: str, text: str, tokens: int) -> None:
        self._tokens[model, _digest(text)] = tokens
        if len(self._tokens) > self._size:
            self._tokens.popitem(last=False)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
