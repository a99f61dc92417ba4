"""How many tokens a text is: guessed from its letters, or counted by the API on a sample."""

import asyncio
import math
import re
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from hashlib import blake2b
from typing import TypeVar

from pipeline.llm.errors import ModelError
from pipeline.llm.ports import TokenCounter

SAMPLE = 40
"""Texts in one question to the API; more are judged by as many of them."""
SAMPLE_CHARACTERS = 60_000
CALIBRATED_MARGIN = 1.05
"""Forty texts whose rates differ by a third give the mean of all within a twentieth."""
FACTORS = (0.25, 4.0)
"""A fitted factor beyond these is the API's mistake, not the text's."""
REST_SECONDS = 60.0
"""How long an API that failed to count is left alone."""
CACHED_COUNTS = 20_000
CANDIDATES = 2_000
"""Texts that a sample is chosen from: enough to meet every script that matters."""
TURN_CHARACTERS = 50_000
"""Characters that are worked on before the event loop has its turn: a few milliseconds."""

R = TypeVar("R")

# One match is about one token. GigaChat documents 3 to 4 characters a token, spaces and marks
# counted in (developers.sber.ru/docs/ru/gigachat/guides/counting-tokens). No token spans two
# words, so the short words of a chat cost more than prose: with up to four letters a token,
# Russian prose comes to 3.4 characters a token, the middle of that range, and chats to 2.8.
# Capitals in a row, digits and other alphabets are rarer in what tokenizers learn from, so their
# tokens are shorter. The space before a word belongs to its token.
_TOKEN = re.compile(
    r"[А-ЯЁA-Z]{2}"
    r"|[А-ЯЁ]?[а-яё]{1,4}"
    r"|[A-Z]?[a-z]{1,4}"
    r"|\s{2,}"
    r"|[^ ]"
)
_RARE = re.compile(r"[\U00010000-\U0010ffff]")
_RARE_TOKENS = 3
"""An emoji that is in no vocabulary is spelled by its four bytes, the first two as one token."""
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


class Script(StrEnum):
    CYRILLIC = "cyrillic"
    LATIN = "latin"
    OTHER = "other"


def estimate(text: str) -> int:
    """Tokens of a text for a model that knows Russian: a tenth too many rather than too few."""
    tokens = len(_TOKEN.findall(text)) + (_RARE_TOKENS - 1) * len(_RARE.findall(text))
    return tokens + -(-tokens // 10)


def dominant_script(text: str) -> Script:
    """The script of most letters; neither of the two: OTHER."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if not cyrillic and not latin:
        return Script.OTHER
    return Script.CYRILLIC if cyrillic >= latin else Script.LATIN


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


def sampled(texts: Sequence[str]) -> list[str]:
    """Up to ``SAMPLE`` texts: of each script its share, short and long ones alike.

    The same texts give the same sample. A script has one text at least, and a text that would
    take the sample over ``SAMPLE_CHARACTERS`` is left out.
    """
    candidates = texts[:: math.ceil(len(texts) / CANDIDATES)]
    strata: defaultdict[Script, list[str]] = defaultdict(list)
    for text in candidates:
        strata[dominant_script(text)].append(text)
    chosen: list[str] = []
    for stratum in strata.values():
        part = len(stratum) * (SAMPLE - len(strata)) // len(candidates)
        share = min(len(stratum), max(1, part))
        by_length = sorted(stratum, key=lambda text: (len(text), text))
        step = len(by_length) / share
        chosen += [by_length[int((i + 0.5) * step)] for i in range(share)]
    return _within(SAMPLE_CHARACTERS, chosen)


def fitted(texts: Sequence[str], counts: Sequence[int]) -> dict[Script, float]:
    """For each script, counted tokens over estimated ones, with a margin."""
    counted: defaultdict[Script, int] = defaultdict(int)
    estimated: defaultdict[Script, int] = defaultdict(int)
    for text, tokens in zip(texts, counts, strict=True):
        script = dominant_script(text)
        counted[script] += tokens
        estimated[script] += estimate(text)
    lowest, highest = FACTORS
    return {
        script: min(highest, max(lowest, CALIBRATED_MARGIN * counted[script] / guess))
        for script, guess in estimated.items()
        if guess
    }


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


def _within(characters: int, texts: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for text in texts:
        if len(text) <= characters:
            kept.append(text)
            characters -= len(text)
    return kept


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
