"""How much of what is personal a masked text still shows, and what is masked without need."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bench.pii.own import Label
from pipeline.privacy.invisible import without_invisible
from pipeline.privacy.masks import mask
from pipeline.privacy.models import MaskKind
from pipeline.privacy.tokens import without_brackets

_TOKEN = re.compile(f"⟦(?P<kind>{'|'.join(MaskKind)})⟧")
BETA = 2
"""To miss a span is worse than to mask too much: recall weighs four times precision."""
SAME = 0.9
"""Intersection over union at which two spans are one, as presidio-evaluator has it by default."""


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Score:
    precision: float
    recall: float
    spans: int

    @property
    def f(self) -> float:
        """F beta: van Rijsbergen, 1979."""
        weighted = BETA**2 * self.precision + self.recall
        return (1 + BETA**2) * self.precision * self.recall / weighted if weighted else 0.0


def masked_spans(text: str) -> list[Span]:
    """What of a text without invisible characters and our brackets the product masks.

    A mask tells no offsets, so they are found by what stands between the masks. Where that occurs
    again inside of what is masked, the product tells: it masks the text up to there alike.
    """
    masked = mask(text).text
    spans: list[Span] = []
    tokens = list(_TOKEN.finditer(masked))
    place = tokens[0].start() if tokens else 0
    for token, following in zip_longest(tokens, tokens[1:]):
        until = following.start() if following else len(masked)
        between = masked[token.end() : until]
        if following is None:
            end = len(text) - len(between)
        else:
            end = _end(text, place, between, masked[: token.end()])
        spans.append(Span(place, end, token["kind"]))
        place = end + len(between)
    return spans


def _end(text: str, start: int, between: str, masked: str) -> int:
    candidates = [
        place for place in range(start + 1, len(text)) if text.startswith(between, place)
    ]
    agreed = (place for place in reversed(candidates) if mask(text[:place]).text == masked)
    return next(agreed, candidates[0])


def legible(text: str) -> str:
    """The text as the product reads it."""
    return without_brackets(without_invisible(text))


def leaks(text: str, label: Label, spans: Iterable[Span]) -> int:
    """Letters and digits of what is labelled that can still be read."""
    hidden = {place for span in spans for place in range(span.start, span.end)}
    return sum(
        text[place].isalnum() and place not in hidden for place in range(label.start, label.end)
    )


def overlap(label: Label, span: Span) -> float:
    """Intersection over union, 0..1."""
    common = min(label.end, span.end) - max(label.start, span.start)
    joined = max(label.end, span.end) - min(label.start, span.start)
    return max(common, 0) / joined


def touches(labels: Sequence[Label], span: Span) -> bool:
    return any(overlap(label, span) > 0 for label in labels)
