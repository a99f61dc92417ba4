"""A few texts stand for many: which the API counts, and what that says of the estimates."""

import math
from collections import defaultdict
from collections.abc import Sequence

from pipeline.llm.tokens import Script, dominant_script, estimate

SAMPLE = 40
"""Texts in one question to the API; more are judged by as many of them."""
SAMPLE_CHARACTERS = 60_000
CALIBRATED_MARGIN = 1.05
"""Forty texts whose rates differ by a third give the mean of all within a twentieth."""
FACTORS = (0.25, 4.0)
"""A fitted factor beyond these is the API's mistake, not the text's."""
CANDIDATES = 2_000
"""Texts that a sample is chosen from: enough to meet every script that matters."""


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


def _within(characters: int, texts: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for text in texts:
        if len(text) <= characters:
            kept.append(text)
            characters -= len(text)
    return kept
