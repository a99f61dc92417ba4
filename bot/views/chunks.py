"""Styled text cut into messages that Telegram takes, never inside a tag or an entity.

The text is cut while it is still runs of plain text with a style; markup is written afterwards,
for each chunk anew, so a tag is closed and opened again wherever its run was cut.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

LIMIT = 4096
"""UTF-16 code units (core.telegram.org/bots/api#sendmessage). Telegram counts what is left after
it parsed the entities; here the markup counts too, so a chunk is never too long either way."""

ENTITIES = 100
"""Telegram ignores the formatting after the first hundred entities of a message."""

_SENTENCE_END = re.compile(r"[.!?…][\"'»”’)\]]*\s")
_JOINERS = "\u200d\ufe0f"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    tag: Literal["b", "i", "blockquote"] | None = None
    url: str | None = None

    def html(self) -> str:
        if not self.text:
            return ""
        opening, closing = self._markup()
        return f"{opening}{escape(self.text, quote=False)}{closing}"

    @property
    def overhead(self) -> int:
        return _units("".join(self._markup()))

    @property
    def entities(self) -> int:
        return (self.tag is not None) + (self.url is not None)

    def _markup(self) -> tuple[str, str]:
        opening = f"<{self.tag}>" if self.tag else ""
        closing = f"</{self.tag}>" if self.tag else ""
        if self.url:
            return f'<a href="{escape(self.url)}">{opening}', f"{closing}</a>"
        return opening, closing


Runs = Sequence[Run]


def pack(blocks: Iterable[Runs]) -> list[str]:
    """Return the blocks, an empty line between them, in as few chunks as keep the blocks whole.

    A block that fits no chunk is cut after a line, a sentence, a word or a character, in this
    order of preference.
    """
    chunks: list[Runs] = []
    for block in blocks:
        together = [*chunks[-1], Run("\n\n"), *block] if chunks else []
        if together and _fits(together):
            chunks[-1] = together
        else:
            chunks.extend(_pieces(block))
    return ["".join(run.html() for run in chunk) for chunk in chunks]


def _fits(runs: Runs) -> bool:
    return _reach(runs) == sum(len(run.text) for run in runs)


def _pieces(runs: Runs) -> Iterator[Runs]:
    while any(run.text.strip() for run in runs):
        piece, runs = _cut(runs, _border(runs))
        if any(run.text.strip() for run in piece):
            yield piece


def _reach(runs: Runs) -> int:
    """Count the characters from the start that fit in one chunk."""
    room, entities, reached = LIMIT, ENTITIES, 0
    for run in runs:
        room -= run.overhead
        entities -= run.entities
        if entities < 0:
            return reached
        for character in run.text:
            room -= _units(escape(character, quote=False))
            if room < 0:
                return reached
            reached += 1
    return reached


def _border(runs: Runs) -> int:
    """Return how many characters the first piece gets."""
    reached = _reach(runs)
    if not reached:
        raise ValueError("a link is longer than a message may be")
    text = "".join(run.text for run in runs)
    if reached == len(text):
        return reached
    within = text[:reached]
    half = reached // 2
    line = within.rfind("\n") + 1
    sentence = max((match.end() for match in _SENTENCE_END.finditer(within)), default=0)
    word = max((match.end() for match in re.finditer(r"\s", within)), default=0)
    borders = (line if line > half else 0, sentence if sentence > half else 0, word)
    return next(filter(None, borders), 0) or _whole_character(text, reached)


def _whole_character(text: str, reached: int) -> int:
    """Step back to where no accent, skin tone or joined emoji is torn off."""
    for border in range(reached, max(0, reached - 32), -1):
        following, before = text[border], text[border - 1]
        joined = following in _JOINERS or before == "\u200d"
        toned = ord(following) in _SKIN_TONES
        if not (joined or toned or unicodedata.combining(following)):
            return border
    return reached


def _cut(runs: Runs, border: int) -> tuple[Runs, Runs]:
    head: list[Run] = []
    for index, run in enumerate(runs):
        if len(run.text) > border:
            head.append(replace(run, text=run.text[:border]))
            return head, [replace(run, text=run.text[border:]), *runs[index + 1 :]]
        head.append(run)
        border -= len(run.text)
    return head, []


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
