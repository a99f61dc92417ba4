"""A prompt of the conversation, read back: what the model is told of a person, and what was said.

``read`` knows the prompts whose data stand in the last turn; here they stand in the system turn.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.llm.models import Language
from tests.servers.gigachat.journal import Message

_KEY = re.compile(r"prompt compose-\d+\.(?P<language>ru|en)\n")
_DATA = re.compile(
    r"^\[\[(?P<nonce>[0-9a-f]{4,})\]\]\n(?P<data>.*?)\n\[\[/(?P=nonce)\]\]",
    re.MULTILINE | re.DOTALL,
)
_FOUND = re.compile(r"(?P<number>\d{1,2}) (?P<group>[^:\n]+): (?P<said>.+, \d{4}-\d\d-\d\d .+)")
_SAID = re.compile(r"(?P<who>[^:/]{1,60}), \d{4}-\d\d-\d\d \d\d:\d\d: (?P<words>.*)")
_OWN_HANDLE = re.compile(r" \(@\d+\)\Z")
_NOTHING = re.compile(r"в них ничего об этом не наш|nothing about it was found")


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of the archive."""

    number: int
    said: tuple[tuple[str, str], ...]
    """Who said what, in order."""


@dataclass(frozen=True, slots=True)
class Heard:
    language: Language
    name: str
    known: tuple[str, ...]
    """Facts and the summary, line by line."""
    found: tuple[Found, ...]
    found_nothing: bool
    """The person asks about groups, and the model is told that nothing was found."""
    turns: tuple[Message, ...]
    """The talk, the person's message last."""

    @property
    def message(self) -> str:
        return self.turns[-1].content


def hear(messages: Sequence[Message]) -> Heard | None:
    """None if it is no prompt of the conversation."""
    if len(messages) < 2 or messages[0].role != "system":
        return None
    system = messages[0].content
    key = _KEY.match(system)
    if key is None:
        return None
    sections = list(_sections(system))
    [name, *_] = sections[0] if sections else [""]
    rows = [row for section in sections[1:] for row in section]
    return Heard(
        language="ru" if key["language"] == "ru" else "en",
        name=_OWN_HANDLE.sub("", name),
        known=tuple(row for row in rows if not _FOUND.fullmatch(row)),
        found=tuple(_found(match) for row in rows if (match := _FOUND.fullmatch(row))),
        found_nothing=bool(_NOTHING.search(_DATA.sub("", system))),
        turns=tuple(messages[1:]),
    )


def _sections(system: str) -> Iterator[list[str]]:
    """The rows under each head of the data; the first head is the person's name."""
    data = _DATA.search(system)
    rows: list[str] = []
    for line in data["data"].split("\n") if data else ():
        if line.startswith("# "):
            if rows:
                yield rows
            rows = []
        else:
            rows.append(line)
    if rows:
        yield rows


def _found(match: re.Match[str]) -> Found:
    said = [_SAID.fullmatch(part) for part in match["said"].split(" / ")]
    return Found(
        int(match["number"]), tuple((each["who"].strip(), each["words"]) for each in said if each)
    )
