"""Meetings as a group chat would hold them: titles hidden, every turn a message with its time."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from bench.public_data import public_data
from pipeline.ingest.models import AuthorId, Message, MessageId, MessageKind

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS_A_SECOND = 2.5
"""Of English speech, about 150 words a minute; a turn begins a second after the one before."""
_SYLLABLES = ("Ka", "Lo", "Mi", "Ne", "Pu", "Ra", "So", "Ti", "Vu", "Za")
_ENDINGS = ("bek", "dor", "lin", "mas", "nev", "rok", "sta")
_CHAIR = re.compile(r"The (?:Acting |Vice-|Deputy )?Chair(?:man|woman|person)?(?: \(.*)?")
_PROFESSOR = re.compile(r"Professor [A-Z]")


class Kind(StrEnum):
    PRODUCT = "product"
    COMMITTEE = "committee"
    ACADEMIC = "academic"


@dataclass(frozen=True, slots=True)
class Meeting:
    turns: Sequence[tuple[str, str]]
    """Speaker and words."""
    kind: Kind | None = None
    """None where nobody's title says who leads."""
    leaders: frozenset[str] = frozenset()
    """One, or the chair and who takes the chair for a while."""


def meetings(file: Path | None = None) -> list[Meeting]:
    """QMSum's, or those of a file of the same form."""
    path = file or public_data("summaries/qmsum-val.jsonl")
    with path.open(encoding="utf-8") as lines:
        return [_meeting(json.loads(line)) for line in lines if line.strip()]


def _meeting(given: Mapping[str, Sequence[Mapping[str, str]]]) -> Meeting:
    turns = [(turn["speaker"], turn["content"]) for turn in given["meeting_transcripts"]]
    kind, leaders = titled({speaker for speaker, _ in turns})
    return Meeting(turns, kind, leaders)


def titled(speakers: set[str]) -> tuple[Kind | None, frozenset[str]]:
    """Whom the speakers' own titles name as the one who leads.

    The project manager of a product meeting, the chair of a committee, the professor of a research
    group if there is exactly one.
    """
    if "Project Manager" in speakers:
        return Kind.PRODUCT, frozenset({"Project Manager"})
    if chairs := frozenset(filter(_CHAIR.fullmatch, speakers)):
        return Kind.COMMITTEE, chairs
    professors = frozenset(filter(_PROFESSOR.fullmatch, speakers))
    return (Kind.ACADEMIC, professors) if len(professors) == 1 else (None, frozenset())


def messages(meeting: Meeting) -> Iterator[Message]:
    """Its turns under invented names. What people call each other in their words stays."""
    names = pseudonyms(meeting)
    at = START
    for number, (speaker, words) in enumerate(meeting.turns, start=1):
        name = names[speaker]
        yield Message(
            id=MessageId(number),
            sent_at=at,
            kind=MessageKind.TEXT,
            author_id=AuthorId(f"user{1_000 + list(names).index(speaker)}"),
            author_name=name,
            text=words,
        )
        at += timedelta(seconds=1 + len(words.split()) / WORDS_A_SECOND)


def pseudonyms(meeting: Meeting) -> Mapping[str, str]:
    """An invented name for each speaker, in the order of their first turns."""
    plain = (first + last for first, last in itertools.product(_SYLLABLES, _ENDINGS))
    more = (f"Zeta{number}" for number in itertools.count())
    return dict(
        zip(
            dict.fromkeys(speaker for speaker, _ in meeting.turns),
            itertools.chain(plain, more),
            strict=False,
        )
    )
