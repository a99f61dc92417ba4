"""condense: the summary and the facts that the rules make of the same rows."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from pipeline.alfred.condensing.extracting import RulesCondenser
from pipeline.alfred.condensing.models import Learned, ToCondense
from pipeline.alfred.condensing.notes import parsed
from pipeline.alfred.models import (
    PRIVATE,
    EventId,
    Fact,
    FactId,
    MemoryEvent,
    Role,
    Source,
)
from pipeline.alfred.prompts.condensing import FACTS, SUMMARY, CondenseAnswer, FactAnswer
from pipeline.groups.models import PersonId
from tests.servers.answers.reading import Asked

_ROW: Final = re.compile(r"(?P<number>\d{1,4}) (?P<day>\d{4}-\d\d-\d\d): (?P<words>.*)")
_KNOWN: Final = re.compile(r"(?P<number>\d{1,3}) (?P<text>.*)")
_NOBODY: Final = PersonId(0)
_LONG_AGO: Final = datetime(2026, 1, 1, tzinfo=UTC)


def condense(asked: Asked) -> CondenseAnswer:
    parts = _parts(group.head for group in asked.groups)
    told = [match for row in parts["# Talk"] if (match := _ROW.fullmatch(row))]
    known = [match for row in parts["# Known"] if (match := _KNOWN.fullmatch(row))]
    condensed = RulesCondenser().condensed(
        ToCondense(
            person=_NOBODY,
            scope=PRIVATE,
            tenant=None,
            language=asked.language,
            summary="\n".join(parts["# Summary"]),
            events=[_event(match) for match in told],
            known=[_fact(match) for match in known],
        )
    )
    sentences = [note.text for note in parsed(condensed.summary)]
    return CondenseAnswer(
        summary=_fitting(sentences),
        facts=[_answer(each) for each in condensed.learned[:FACTS]],
    )


def _parts(lines: Iterator[str]) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {"# Summary": [], "# Known": [], "# Talk": []}
    part = parts["# Talk"]
    for line in lines:
        if line in parts:
            part = parts[line]
        else:
            part.append(line)
    return parts


def _event(match: re.Match[str]) -> MemoryEvent:
    number = int(match["number"])
    return MemoryEvent(
        id=EventId(str(number)),
        person=_NOBODY,
        role=Role.USER,
        content=match["words"],
        source=Source.TEXT,
        scope=PRIVATE,
        created_at=datetime.combine(date.fromisoformat(match["day"]), time(12), UTC),
        seq=number,
    )


def _fact(match: re.Match[str]) -> Fact:
    return Fact(
        id=FactId(match["number"]),
        person=_NOBODY,
        text=match["text"],
        scope=PRIVATE,
        evidence=(),
        confidence=1.0,
        created_at=_LONG_AGO,
    )


def _answer(learned: Learned) -> FactAnswer:
    return FactAnswer(
        text=learned.text,
        events=[int(event) for event, _ in learned.quotations],
        confidence=learned.confidence,
        replaces=int(learned.replaces[0]) if learned.replaces else 0,
    )


def _fitting(sentences: Sequence[str]) -> str:
    """On one line, without the last ones that are too many."""
    summary = ""
    for sentence in sentences:
        longer = f"{summary} {sentence}".strip()
        if len(longer) > SUMMARY:
            break
        summary = longer
    return summary
