"""Dialogues that people summarised, and the same as conversations that a digest tells."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.windows import corpus_of, linked
from pipeline.digest.corpus import Corpus
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.segments import segment
from pipeline.digest.rules.threads import thread_window
from pipeline.digest.rules.topics.clusters import Cluster, gathered, segments_by_message
from pipeline.digest.rules.topics.strands import Strand
from pipeline.digest.settings import ContextSettings
from pipeline.ingest.models import AuthorId, Message, MessageId, MessageKind

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAUSE = timedelta(seconds=20)
"""Between turns; the data tell no times."""
_TURN = re.compile(r"(?P<who>[^:]{1,64}): ?(?P<text>.*)")
_REMARK = re.compile(r"\{\w+\}")
"""What a transcriber heard beside the words."""
_PARTED = re.compile(r" +(?=[.,;:?!%]|'\w|n't\b)")
"""Spaces that a transcript has before signs."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    name: str
    turns: Sequence[tuple[str, str]]
    """Who said what, in order."""
    summary: str
    """What people wrote of it."""

    @property
    def is_in_first_half(self) -> bool:
        """By the hash of the name, so that a file of any order falls into the same halves."""
        return hashlib.blake2b(self.name.encode()).digest()[0] % 2 == 0


def read(path: Path) -> list[Dialogue]:
    """A file of SAMSum's, DialogSum's or QMSum's form, told by its fields."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        _meeting(number, row) if "meeting_transcripts" in row else _dialogue(number, row)
        for number, row in enumerate(rows)
    ]


def _dialogue(number: int, row: Mapping[str, Any]) -> Dialogue:
    name = str(row.get("fname", row.get("id", number)))
    return Dialogue(name, list(_turns(row["dialogue"])), row["summary"])


def _turns(written: str) -> Iterator[tuple[str, str]]:
    """Lines without a speaker go on with the turn before them."""
    who, text = "", ""
    for line in written.splitlines():
        found = _TURN.fullmatch(line)
        if found is None:
            text = f"{text}\n{line}"
            continue
        if who:
            yield who, text
        who, text = found["who"], found["text"]
    yield who, text


def _meeting(number: int, row: Mapping[str, Any]) -> Dialogue:
    """The whole meeting, and the first answer to "summarise it"."""
    turns = [(each["speaker"], _spoken(each["content"])) for each in row["meeting_transcripts"]]
    return Dialogue(str(number), turns, row["general_query_list"][0]["answer"])


def _spoken(content: str) -> str:
    return " ".join(_PARTED.sub("", _REMARK.sub("", content)).split())


@dataclass(frozen=True, slots=True)
class Conversation:
    corpus: Corpus
    cluster: Cluster
    """All of the talk as one topic."""


def conversation(dialogue: Dialogue) -> Conversation:
    """The dialogue as the talk of one window, on the way that messages take to a digest."""
    messages = list(_messages(dialogue))
    corpus = corpus_of(linked(messages), (BEGAN, messages[-1].sent_at + PAUSE))
    prepared = prepare(corpus, ContextSettings(_env_file=None))
    threads = thread_window(corpus, prepared)
    kept = {item.message_id for item in prepared.kept}
    lines = tuple(line for line in corpus.talk if line.id in kept)
    by_message = segments_by_message(segment(corpus, threads))
    strand = Strand(thread_id=1, lines=lines, continued=False, weight=1.0)
    return Conversation(corpus, gathered([strand], by_message))


def _messages(dialogue: Dialogue) -> Iterator[Message]:
    for number, (who, text) in enumerate(dialogue.turns, start=1):
        yield Message(
            id=MessageId(number),
            sent_at=BEGAN + number * PAUSE,
            kind=MessageKind.TEXT,
            author_id=AuthorId(f"user{who}"),
            author_name=who,
            text=text,
        )
