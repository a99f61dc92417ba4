"""Conversations of the Ubuntu IRC channel with their true links, as a group would have them.

Kummerfeld et al., "A Large-Scale Corpus for Conversation Disentanglement" (ACL 2019), CC-BY-4.0.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.ingest.models import AuthorId, MessageId
from pipeline.threads.models import Utterance

DAY = datetime(2008, 1, 1, tzinfo=UTC)
_SAID = re.compile(r"\[(\d\d):(\d\d)\]\s+(?:<\s*([^>]*)>|\*\s*(\S+))\s?(.*)", re.DOTALL)
_BACK = timedelta(hours=10)
"""A clock that goes back so far has passed midnight."""


@dataclass(frozen=True, slots=True)
class Chat:
    name: str
    utterances: Sequence[Utterance]
    """One for each line; a line's number is the message's id less ``FIRST``."""
    parents: dict[MessageId, frozenset[MessageId]]
    """Of the annotated messages, which are the last ones; none: it starts a conversation."""


FIRST = 1
"""Id of the message of line 0."""


def read(path: Path, limit: int | None = None) -> list[Chat]:
    """The chats of a file, or the first ``limit`` of them."""
    with path.open(encoding="utf-8") as lines:
        return [_chat(json.loads(line)) for line, _ in zip(lines, _numbers(limit), strict=False)]


def _numbers(limit: int | None) -> Sequence[int]:
    return range(10**9 if limit is None else limit)


def _chat(told: dict[str, Any]) -> Chat:
    parents: dict[MessageId, frozenset[MessageId]] = {}
    for child, parent in told["links"]:
        of = MessageId(int(child) + FIRST)
        more = {MessageId(int(parent) + FIRST)} - {of}
        parents[of] = parents.get(of, frozenset()) | more
    return Chat(str(told["file"]), list(_utterances(told["lines"])), parents)


def _utterances(lines: Sequence[str]) -> Iterator[Utterance]:
    """The clock tells minutes only: the lines of a minute follow each other by a second."""
    now = DAY
    said: Counter[datetime] = Counter()
    for number, line in enumerate(lines, start=FIRST):
        found = _SAID.fullmatch(line)
        if found:
            minute = now.replace(hour=int(found[1]), minute=int(found[2]), second=0)
            now = minute + timedelta(days=minute < now - _BACK)
        name = (found[3] or found[4] or "").strip() if found else ""
        yield Utterance(
            id=MessageId(number),
            sent_at=now + timedelta(seconds=min(59, said[now])),
            author_id=AuthorId(f"user{name.lower()}" if found else ""),
            author_name=name,
            text=found[5] if found else line,
            service=not found,
        )
        said[now] += 1
