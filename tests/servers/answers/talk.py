"""Quoted rows as the corpus that the rules read: people are tokens again, and rows have times.

A prompt tells no times, so messages are taken to come a minute apart.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.findings import Thread, Threads, ThreadState
from pipeline.digest.prompts.quoting import CUT
from pipeline.language.sentences import sentences
from pipeline.privacy.injections import ORDER
from pipeline.privacy.tokens import PERSON, person_token
from pipeline.threads.models import LinkReason
from tests.servers.answers.reading import Row

DAWN = datetime(2026, 1, 5, 6, tzinfo=UTC)
APART = timedelta(minutes=1)

_HANDLE = re.compile(r"@(\d{1,6})(?!\d)")
_BREAK = re.compile(r" / | \[…\] ")
_ABOUT_US = re.compile(
    r"(?<!\w)(?:сводк|дайджест|нейросет|промпт|digest|summary|prompt)\w*|system (?:message|note)|"
    r"системное сообщение|(?:assistant|system|ассистент|система) ?:",
    re.IGNORECASE,
)
"""Who speaks of the digest in a chat mostly tells it what to write."""
_LINK = re.compile(r"\w://|(?<!\w)www\.")


def lines(rows: Iterable[Row], *, replied: bool = True) -> tuple[Line, ...]:
    """The messages in the order of their first rows, one that stands in several rows once.

    ``replied``: a row that names what it answers is a reply, not just linked to it.
    """
    fullest: dict[int, Row] = {}
    for row in rows:
        if row.number not in fullest or len(row.text) > len(fullest[row.number].text):
            fullest[row.number] = row
    roots: dict[int, int] = {}
    found = []
    for row in fullest.values():
        parent = row.parent if row.parent in fullest else None
        roots[row.number] = row.number if parent is None else roots.get(parent, parent)
        found.append(
            Line(
                id=row.number,
                at=DAWN + row.number * APART,
                author=person(row.handle),
                text=_said(row.text),
                thread_id=roots[row.number],
                parent_id=parent,
                link_reason=LinkReason.ROOT if parent is None else LinkReason.REPLY,
                explicit_reply=replied and parent is not None,
            )
        )
    return tuple(found)


def tellable(found: Iterable[Line]) -> tuple[Line, ...]:
    """The messages without sentences that tell us what to write, or hold a link."""
    return tuple(
        replace(line, text="\n".join(filter(_is_tellable, line.sentences))) for line in found
    )


def corpus(found: tuple[Line, ...]) -> Corpus:
    last = max((line.at for line in found), default=DAWN)
    return Corpus(
        start=DAWN,
        end=last + APART,
        lines=found,
        history=(),
        people={},
        masked={},
        boundary=1.0,
        expected=len(found),
    )


def threads(found: Iterable[Line]) -> Threads:
    members: dict[int, list[Line]] = {}
    for line in found:
        members.setdefault(line.thread_id, []).append(line)
    return Threads(
        threads=tuple(
            Thread(
                id=root,
                message_ids=tuple(line.id for line in talk),
                start=talk[0].at,
                end=talk[-1].at,
                root=root,
                reason=talk[-1].link_reason,
                state=ThreadState.OPENED,
                weight=float(len(talk)),
            )
            for root, talk in members.items()
        )
    )


def person(handle: int) -> str:
    return person_token(f"{handle:06d}")


def tokens(text: str) -> str:
    """People's tokens in the place of handles."""
    return _HANDLE.sub(lambda match: person(int(match[1])), text)


def handle(token: str) -> int:
    match = PERSON.fullmatch(token)
    return int(match["code"]) if match else 0


def handles(text: str) -> str:
    """Handles in the place of people's tokens."""
    return PERSON.sub(lambda match: f"@{int(match['code'])}", text)


def _is_tellable(sentence: str) -> bool:
    return not (ORDER.search(sentence) or _ABOUT_US.search(sentence) or _LINK.search(sentence))


def _said(text: str) -> str:
    """The words with their line breaks; of a message that was cut, its whole sentences."""
    words = _BREAK.sub("\n", tokens(text))
    if not words.endswith(CUT):
        return words
    whole = sentences(words.removesuffix(CUT))
    return "\n".join(whole[:-1] if len(whole) > 1 else whole)
