"""Summaries of dialogues that people judged, as the digest's stages would see them.

DialSummEval (Gao and Wan, NAACL 2022): dialogues of SAMSum, each with the summaries of the same
systems, and three people's marks, 1 to 5, of consistency and of relevance.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path
from statistics import mean
from typing import Any, Self

from bench.public_data import public_data
from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.rules.evidence.checks import judge
from pipeline.digest.rules.grading.grades import CREDIT, backing, telling
from pipeline.digest.statements import Judged, Section, Statement
from pipeline.ingest.models import AuthorId, Media, MediaKind
from pipeline.privacy.boundary import repair
from pipeline.privacy.masks import mask
from pipeline.privacy.pseudonyms import Roster

_START = datetime(2026, 1, 5, tzinfo=UTC)
_TURN = re.compile(r"(?:^|\s)\|\s+(?=[^|:]{1,40}:)")
_SENT = re.compile(r"<([a-z_ ]{1,30})>")
_MEDIA: Mapping[str, MediaKind] = {
    "file_photo": MediaKind.PHOTO,
    "photo file": MediaKind.PHOTO,
    "file_video": MediaKind.VIDEO,
    "file_gif": MediaKind.ANIMATION,
    "file_other": MediaKind.FILE,
}


@dataclass(frozen=True)
class Summary:
    dialogue: str
    system: str
    said: str
    """The dialogue as it stands in the file."""
    text: str
    consistency: float
    relevance: float
    corpus: Corpus
    statement: Statement
    """The summary, see ``Talk.statement``."""

    @cached_property
    def verdict(self) -> Judged:
        return judge(self.statement, self.corpus)

    @property
    def credit(self) -> float:
        """What the plain verdict is worth."""
        return CREDIT[self.verdict.verdict]

    @cached_property
    def faithfulness(self) -> float:
        return backing(self.verdict, self.corpus)

    @cached_property
    def completeness(self) -> float:
        return telling([self.statement], self.corpus.lines)

    @property
    def length(self) -> float:
        return float(len(self.text.split()))


def read(path: Path | None, most: int | None = None) -> list[Summary]:
    """The summaries of a file, by default of the public one, in its order; the first ``most``."""
    file = path or public_data("judgements/dialsummeval-first700.jsonl")
    talks: dict[str, Talk] = {}
    with file.open(encoding="utf-8") as rows:
        written = [json.loads(row) for row in islice(filter(str.strip, rows), most)]
    for row in written:
        if row["id"] not in talks:
            talks[row["id"]] = Talk.of(list(_turns(row["dialogue"])))
    return [_summary(row, talks[row["id"]]) for row in written]


@dataclass(frozen=True)
class Talk:
    corpus: Corpus
    roster: Roster
    people: Sequence[AuthorId]

    @classmethod
    def of(cls, turns: Sequence[tuple[str, str]]) -> Self:
        """Who said what, with people concealed as they are in a digest's window."""
        people = list(dict.fromkeys(AuthorId(name) for name, _ in turns))
        roster = Roster(b"", [(person, person) for person in people])
        return cls(_corpus(turns, roster), roster, people)

    def statement(self, text: str) -> Statement:
        """The text as a topic's that cites all messages; its people by their tokens."""
        ids = tuple(line.id for line in self.corpus.lines)
        return Statement(section=Section.TOPICS, text=text, message_ids=ids)


def _summary(row: Mapping[str, Any], talk: Talk) -> Summary:
    return Summary(
        dialogue=row["id"],
        system=row["model_id"],
        said=row["dialogue"],
        text=row["summary"],
        consistency=mean(each["consistency"] for each in row["annotations"]),
        relevance=mean(each["relevance"] for each in row["annotations"]),
        corpus=talk.corpus,
        statement=talk.statement(_told(row["summary"], talk.people, talk.roster)),
    )


def _turns(dialogue: str) -> Iterator[tuple[str, str]]:
    for turn in _TURN.split(dialogue):
        name, colon, text = turn.partition(":")
        if colon and name.strip():
            yield name.strip(), text.strip()


def _corpus(turns: Sequence[tuple[str, str]], roster: Roster) -> Corpus:
    lines = tuple(
        _line(number, roster.token(AuthorId(name)), text, roster)
        for number, (name, text) in enumerate(turns, start=1)
    )
    return Corpus(
        start=_START,
        end=_START + timedelta(days=1),
        lines=lines,
        history=(),
        people=roster.people(),
        masked={},
        boundary=1.0,
        expected=None,
    )


def _line(number: int, author: str, text: str, roster: Roster) -> Line:
    sent = _SENT.findall(text)
    kind = next((_MEDIA[mark] for mark in sent if mark in _MEDIA), None)
    return Line(
        id=number,
        at=_START + timedelta(minutes=number),
        author=author,
        text=_concealed(_SENT.sub(" ", text), roster),
        thread_id=1,
        parent_id=number - 1 or None,
        media=None if kind is None else Media(kind, None),
        links=text.count("://") + sum(mark.startswith("link") for mark in sent),
    )


def _concealed(text: str, roster: Roster) -> str:
    return roster.conceal(mask(repair(text)).text)


def _told(text: str, people: Sequence[AuthorId], roster: Roster) -> str:
    """The summary with people by their tokens: so a model has to name them in a digest."""
    text = mask(repair(text)).text
    case = re.IGNORECASE if text == text.lower() else re.NOFLAG
    heads = Counter(person.split()[0] for person in people)
    for person in sorted(people, key=len, reverse=True):
        head = person.split()[0]
        for name in (person, *((head,) if heads[head] == 1 else ())):
            found = rf"(?<![\w⟦]){re.escape(name)}(?!\w)"
            text = re.sub(found, roster.token(person), text, flags=case)
    return text
