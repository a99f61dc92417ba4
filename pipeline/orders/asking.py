"""What is written after ``/digest``: a group, a number of hours, both or neither."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.groups.models import ConnectedGroup
from pipeline.windows.models import WindowSize

_UNIT = r"(?:h|hr|hrs|hours?|ч|час|часа|часов)"
_HOURS = re.compile(
    rf"(?<!\S)(?:за\s+|for\s+)?(?P<hours>\d{{1,4}})(?:\s*{_UNIT}\.?)?(?!\S)", re.IGNORECASE
)
_DAY = re.compile(r"(?<!\S)(?:за\s+)?(?:сутки|день|day)(?!\S)", re.IGNORECASE)
_DAY_HOURS = 24
_LONGEST = 200
"""Characters; nobody writes a longer title by hand."""


@dataclass(frozen=True, slots=True)
class Asked:
    name: str = ""
    """Of a group, or a part of it; without what was read as hours."""
    hours: int | None = None
    whole: str = ""
    """As it was written: a number may belong to a title."""

    @property
    def size(self) -> WindowSize | None:
        """None if no hours were asked for, or there are no digests of so many."""
        sizes = {size.value: size for size in WindowSize}
        return None if self.hours is None else sizes.get(self.hours)


def read_request(text: str | None) -> Asked:
    """Read what somebody wrote, in whichever order; of several numbers the last is the hours."""
    whole = " ".join((text or "").split())[:_LONGEST]
    found = [(match, int(match["hours"])) for match in _HOURS.finditer(whole)]
    if not found:
        found = [(match, _DAY_HOURS) for match in _DAY.finditer(whole)]
    if not found:
        return Asked(name=whole, whole=whole)
    match, hours = found[-1]
    rest = f"{whole[: match.start()]} {whole[match.end() :]}"
    return Asked(name=" ".join(rest.split()), hours=hours, whole=whole)


def named(groups: Iterable[ConnectedGroup], name: str) -> Sequence[ConnectedGroup]:
    """The groups of this title; if there is none, those whose title has it as a part."""
    wanted = name.casefold()
    titles = [(group, " ".join(group.chat.title.split()).casefold()) for group in groups]
    exact = [group for group, title in titles if title == wanted]
    return exact or [group for group, title in titles if wanted in title]


def settled(asked: Asked, groups: Sequence[ConnectedGroup]) -> Asked:
    """The request as it is meant where these groups are known: a number may be part of a title."""
    if asked.hours is not None and named(groups, asked.whole):
        return Asked(name=asked.whole, whole=asked.whole)
    return asked
