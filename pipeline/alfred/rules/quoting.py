"""What was found in groups as Alfred retells it without a model: in the words of those who spoke.

Each line says who spoke and when, and ends in the number of its citation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pipeline.alfred.archive import Cited, Passage
from pipeline.digest.ports import Wording
from pipeline.groups.models import ConnectedGroup

LONGEST: Final = 220
"""Characters of a quotation."""
QUOTED: Final = 4


@dataclass(frozen=True, slots=True)
class Quoting:
    wording: Wording
    now: datetime
    """In the reader's zone, whose days and hours are told."""

    def lines(self, passages: Sequence[Passage]) -> list[str]:
        """The best passages, each message once, with the numbers that they have in the whole."""
        several = len({passage.group.id for passage in passages}) > 1
        quoted = []
        for number, passage in _each_once(passages):
            said = [self._quoted(passage.found, passage.group if several else None)]
            said += [self._quoted(cited, None) for cited in _answers(passage)]
            quoted.append(f"• {' → '.join(said)} [{number}]")
        return quoted

    def _quoted(self, cited: Cited, group: ConnectedGroup | None) -> str:
        return self.wording.say(
            "alfred-quotation",
            author=cited.author or self.wording.say("alfred-somebody"),
            spoken="yes" if cited.spoken else "no",
            where="elsewhere" if group else "here",
            group=group.chat.title if group else "",
            when=when(cited.sent_at, self.now, self.wording),
            quote=shortened(cited.text),
        )


def _each_once(passages: Sequence[Passage]) -> Iterator[tuple[int, Passage]]:
    shown: set[tuple[int, int]] = set()
    left = QUOTED
    for number, passage in enumerate(passages, 1):
        place = (passage.group.id, passage.found.id)
        if left and place not in shown:
            left -= 1
            shown |= {place, *((passage.group.id, cited.id) for cited in _answers(passage))}
            yield number, passage


def _answers(passage: Passage) -> tuple[Cited, ...]:
    """What follows a question in its passage: the question alone would be no answer."""
    if not passage.found.text.rstrip().endswith("?"):
        return ()
    after = [cited for cited in passage.around if cited.sent_at > passage.found.sent_at]
    return tuple(after[:1])


def when(moment: datetime | date, now: datetime, wording: Wording) -> str:
    """«Сегодня в 17:59», «вчера в 9:05», «13.11.2026», by the reader's clock."""
    if not isinstance(moment, datetime):
        return wording.say("alfred-when", day="earlier", time="", date=f"{moment:%d.%m.%Y}")
    there = moment.astimezone(now.tzinfo)
    days = (now.date() - there.date()).days
    return wording.say(
        "alfred-when",
        day={0: "today", 1: "yesterday"}.get(days, "earlier"),
        time=f"{there:%H:%M}",
        date=f"{there:%d.%m.%Y}",
    )


def shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"
