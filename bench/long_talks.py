"""LoCoMo's long conversations, session by session, with the questions that have an answer."""

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.public_data import public_data
from pipeline.language.stems import stems

ADVERSARIAL, TIME = 5, 2
"""Categories of questions."""


@dataclass(frozen=True, slots=True)
class Said:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Session:
    at: datetime
    turns: Sequence[Said]

    @property
    def characters(self) -> int:
        return sum(len(turn.text) for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Question:
    answer: frozenset[str]
    evidence: frozenset[str]
    category: int


@dataclass(frozen=True)
class Talk:
    name: str
    sessions: Sequence[Session]
    questions: Sequence[Question]

    @cached_property
    def words(self) -> Mapping[str, frozenset[str]]:
        return {
            turn.id: frozenset(stems(turn.text))
            for session in self.sessions
            for turn in session.turns
        }


def read(file: Path | None = None) -> list[Talk]:
    path = file or public_data("memory/locomo-first5.json")
    return [_talk(each) for each in json.loads(path.read_text(encoding="utf-8"))]


def _talk(given: Mapping[str, Any]) -> Talk:
    talk = given["conversation"]
    names = itertools.takewhile(talk.__contains__, (f"session_{n}" for n in itertools.count(1)))
    return Talk(
        given["sample_id"],
        [
            Session(
                _moment(talk[f"{name}_date_time"]),
                [Said(turn["dia_id"], turn["text"]) for turn in talk[name]],
            )
            for name in names
        ],
        [
            Question(
                frozenset(stems(str(each["answer"]))),
                frozenset(re.findall(r"D\d+:\d+", " ".join(each["evidence"]))),
                each["category"],
            )
            for each in given["qa"]
            if each["category"] != ADVERSARIAL and stems(str(each.get("answer", "")))
        ],
    )


def _moment(written: str) -> datetime:
    return datetime.strptime(f"{written} +0000", "%I:%M %p on %d %B, %Y %z")
