"""A rendered prompt, read back: which it is, in what language, and the data between the marks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.llm.models import Language
from tests.servers.gigachat.journal import Message

_KEY = re.compile(r"prompt (?P<prompt>[a-z_]+)-\d+\.(?P<language>ru|en)")
_OPENING = re.compile(r"\[\[(?P<nonce>[0-9a-f]{4,})\]\]")
_MARK = re.compile(r"\[\[/?[0-9a-f]{4,}\]\]")
_ROW = re.compile(
    r"(?P<number>\d{1,9})(?:>(?P<parent>\d{1,9}))? @(?P<handle>\d{1,6}): ?(?P<text>.*)"
)
_FIGURE = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    parent: int | None
    handle: int
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a head; an emotion prompt has one group without a head."""

    head: str
    rows: tuple[Row, ...]

    @property
    def figures(self) -> list[int]:
        """The numbers of the head, in its order."""
        return figures(self.head)


@dataclass(frozen=True, slots=True)
class Asked:
    prompt: str
    """``segmenter``, ``emotion``, …"""
    language: Language
    before: str
    """Our words before the data, without the marks."""
    groups: tuple[Group, ...]
    after: str
    """Our words after the data: the ranges of numbers, limits."""

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]


def read(messages: Sequence[Message]) -> Asked | None:
    """The prompt that a conversation begins with; None if it is none of a digest."""
    if len(messages) < 2 or (messages[0].role, messages[1].role) != ("system", "user"):
        return None
    key = _KEY.match(messages[0].content)
    parts = _parted(messages[1].content)
    if key is None or parts is None:
        return None
    before, data, after = parts
    return Asked(
        prompt=key["prompt"],
        language="ru" if key["language"] == "ru" else "en",
        before=_MARK.sub("", before),
        groups=tuple(_groups(data)),
        after=after,
    )


def figures(text: str) -> list[int]:
    return [int(found) for found in _FIGURE.findall(text)]


def _parted(text: str) -> tuple[str, list[str], str] | None:
    """Before, between and after the marks that the turn's first line names."""
    lines = text.split("\n")
    named = _OPENING.search(lines[0])
    if named is None:
        return None
    try:
        first = lines.index(f"[[{named['nonce']}]]")
        last = lines.index(f"[[/{named['nonce']}]]", first)
    except ValueError:
        return None
    return "\n".join(lines[:first]), lines[first + 1 : last], "\n".join(lines[last + 1 :])


def _groups(data: Iterable[str]) -> Iterator[Group]:
    head, rows = "", list[Row]()
    for line in data:
        row = _ROW.fullmatch(line)
        if row:
            parent = int(row["parent"]) if row["parent"] else None
            rows.append(Row(int(row["number"]), parent, int(row["handle"]), row["text"]))
            continue
        if head or rows:
            yield Group(head, tuple(rows))
        head, rows = line, []
    if head or rows:
        yield Group(head, tuple(rows))
