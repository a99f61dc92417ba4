"""The simplest method: one expression for each type, without check digits or words around."""

import re

from bench.pii.scoring import Span

_PATTERNS = (
    ("email", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("iban", r"(?i)\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b"),
    ("document", r"\b\d{3}-\d\d-\d{4}\b"),
    ("ip", r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
    ("card", r"\b\d(?:[ -]?\d){12,18}\b"),
    ("phone", r"\+?\(?\d(?:[ ().-]{0,2}\d){6,14}"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)


def naive_spans(text: str) -> list[Span]:
    """What those expressions find; the first in the table wins."""
    spans: list[Span] = []
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text):
            if not any(span.start < match.end() and match.start() < span.end for span in spans):
                spans.append(Span(match.start(), match.end(), kind))
    return spans
