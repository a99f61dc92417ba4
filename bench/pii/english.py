"""Spans in English sentences: presidio-research's generated set."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.pii.own import Label
from bench.pii.scoring import SAME, Score, Span, leaks, overlap

PATTERN_TYPES = {
    "CREDIT_CARD": "card",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "email",
    "IP_ADDRESS": "ip",
    "IBAN_CODE": "iban",
    "US_SSN": "document",
    "US_DRIVER_LICENSE": "document",
}
"""Types that have a form and that Presidio finds by pattern recognisers, and our mask for each.

Dates and links (DATE_TIME, DOMAIN_NAME) have one too, and stay in a digest by design. People are
pseudonyms by the roster of a chat, which a lone sentence has not. The rest are words.
"""
PLACES = ("STREET_ADDRESS", "ZIP_CODE")
"""Told apart: no pattern recogniser finds these, and we mask some."""


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    template: int
    labels: Sequence[Label]


def sentences(path: Path) -> list[Sentence]:
    return [
        Sentence(
            each["full_text"],
            int(each["template_id"]),
            [
                Label(span["start_position"], span["end_position"], span["entity_type"])
                for span in each["spans"]
            ],
        )
        for each in json.loads(path.read_text(encoding="utf-8"))
    ]


@dataclass(slots=True)
class Tally:
    found: int = 0
    """Spans of the right kind, and of the same extent but for a tenth."""
    labelled: int = 0
    claimed: int = 0
    readable: int = 0
    """Labelled spans of which a letter or digit can still be read."""
    characters: int = 0
    """Letters and digits of labelled spans."""
    shown: int = 0
    """Those of them that can still be read."""

    @property
    def score(self) -> Score:
        precision = self.found / self.claimed if self.claimed else 0.0
        return Score(
            precision, self.found / self.labelled if self.labelled else 0.0, self.labelled
        )


def measure(
    those: Iterable[Sentence], spans_of: Callable[[str], Sequence[Span]]
) -> dict[str, Tally]:
    """A tally of each pattern type and of ``PLACES``, and ``all`` of the pattern types.

    A mask of a pattern's kind that agrees with no label is false; masks of other kinds are not
    judged, for these data label neither passwords nor all numbers of houses.
    """
    tallies = {kind: Tally() for kind in (*PATTERN_TYPES, *PLACES, "all")}
    for sentence in those:
        spans = spans_of(sentence.text)
        tallies["all"].claimed += sum(span.kind in PATTERN_TYPES.values() for span in spans)
        for label in sentence.labels:
            if label.kind not in tallies:
                continue
            same = _same(label, spans)
            names = (label.kind, "all") if label.kind in PATTERN_TYPES else (label.kind,)
            for tally in (tallies[name] for name in names):
                _add(tally, sentence.text, label, spans, same)
    return tallies


def _same(label: Label, spans: Iterable[Span]) -> bool:
    kind = PATTERN_TYPES.get(label.kind, "address")
    return any(span.kind == kind and overlap(label, span) >= SAME for span in spans)


def _add(tally: Tally, text: str, label: Label, spans: Sequence[Span], same: bool) -> None:
    shown = leaks(text, label, spans)
    tally.labelled += 1
    tally.found += same
    tally.readable += shown > 0
    tally.shown += shown
    tally.characters += sum(map(str.isalnum, text[label.start : label.end]))
