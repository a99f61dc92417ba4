"""How the talk is quoted in a prompt: between the two marks of a random fence, one row a message.

A row is ``12>7 @3: text``: the message's number in this prompt, the number that it answers, who
wrote it, and the words on one line, with ``/`` where they broke; ``12>7 @3 🎤: text`` if it was
said aloud. Numbers and handles are this prompt's own, so an answer can name nothing that was not
quoted, and it costs fewer tokens than Telegram's ids. A row begins with a number and a handle of
ours and has no line break, so no text stands at the start of a line.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.digest.corpus import Line
from pipeline.llm.errors import BoundaryBrokenError
from pipeline.privacy.boundary import check_boundary_integrity, repair
from pipeline.privacy.tokens import PERSON, person_token

LONGEST_ROW = 1_500
"""Characters of a message that are quoted; a paste that is longer ends in a mark."""
CUT = " […]"
SPOKEN = "🎤"
"""Marks what was said aloud, and understood by a machine."""
_SPOKEN_ROW = re.compile(rf"\d+(?:>\d+)? @\d+ {SPOKEN}: ")
_HANDLE = re.compile(r"@(\d{1,6})\b")
_FALSE_HANDLE = re.compile("[@\ufe6b\uff20](?=\\d)")
"""Also the small and the wide @, which models read like @."""
_HALVED = re.compile(r"(?:@\d*|⟦[^⟦⟧]*)\Z")
"""A handle or a mask that a cut left in two: half of ``@12`` would be another person."""
_UNREADABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Controls that are no white space, lone surrogates, and what is no character."""


@dataclass(frozen=True, slots=True)
class Fence:
    """The marks around quoted data; nobody who wrote the data can have known them."""

    nonce: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def opening(self) -> str:
        return f"[[{self.nonce}]]"

    @property
    def closing(self) -> str:
        return f"[[/{self.nonce}]]"

    def holds(self, text: str) -> bool:
        """Whether a text gives the fence away: quoted later, it could break out of it."""
        return self.nonce in text.lower()

    def enclose(self, rows: Iterable[str], *, integrity: float) -> str:
        """Put the rows between the marks, each made harmless and on one line.

        Raises:
            BoundaryBrokenError: A row holds the nonce, or after the repair fewer than
                ``integrity`` of the rows keep to their side of the boundary.
        """
        quoted = [_quotable(row) for row in rows]
        if any(self.holds(row) for row in quoted):
            raise BoundaryBrokenError(
                "The quoted data holds the fence of its prompt — the rules engine answers instead"
            )
        if check_boundary_integrity(quoted) < integrity:
            raise BoundaryBrokenError(
                "The quoted data could be taken for a part of the prompt"
                " — the rules engine answers instead"
            )
        return "\n".join((self.opening, *quoted, self.closing))


class Numbering:
    """The short names of messages and people in one prompt, and the way back."""

    def __init__(self, lines: Sequence[Line] = ()) -> None:
        self._ids: list[int] = []
        self._numbers: dict[int, int] = {}
        self._people: list[str] = []
        self._handles: dict[str, int] = {}
        for line in lines:
            self.number(line.id)

    @property
    def size(self) -> int:
        """Messages have the numbers 1 to ``size``."""
        return len(self._ids)

    @property
    def people(self) -> int:
        """People have the handles ``@1`` to ``@people``."""
        return len(self._people)

    def number(self, message_id: int) -> int:
        """The message's number; a message that has none yet gets the next one."""
        if message_id not in self._numbers:
            self._ids.append(message_id)
            self._numbers[message_id] = len(self._ids)
        return self._numbers[message_id]

    def ids(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """The messages of these numbers, each once; one that was not given out is left out."""
        known = (self._ids[n - 1] for n in numbers if 0 < n <= len(self._ids))
        return tuple(dict.fromkeys(known))

    def handle(self, person: str) -> str:
        """``@3`` for a pseudonym token; a form of a name has the handle of its person."""
        match = PERSON.fullmatch(person)
        token = person_token(match["code"]) if match else person
        if token not in self._handles:
            self._people.append(token)
            self._handles[token] = len(self._people)
        return f"@{self._handles[token]}"

    def person(self, handle: int) -> str | None:
        """The pseudonym token of ``@handle``."""
        return self._people[handle - 1] if 0 < handle <= len(self._people) else None

    def quote(self, text: str) -> str:
        """A redacted text with handles in the place of pseudonym tokens."""
        # First what `enclose` takes out too: «@» and a digit with a control between are «@1» then.
        escaped = _FALSE_HANDLE.sub("@ ", _UNREADABLE.sub("", text))
        return PERSON.sub(lambda match: self.handle(match[0]), escaped)

    def restore(self, text: str) -> str:
        """A model's text with pseudonym tokens in the place of handles.

        A handle that was not given out stays as it is: the evidence check refuses what it names.
        """
        return _HANDLE.sub(lambda match: self.person(int(match[1])) or match[0], text)

    def row(self, line: Line, text: str | None = None) -> str:
        """The row of a message, or of one sentence of it."""
        said = _shortened(self.quote(line.text if text is None else text))
        answers = self._numbers.get(line.parent_id) if line.parent_id is not None else None
        number = self.number(line.id)
        reply = f">{answers}" if answers and answers != number else ""
        aloud = f" {SPOKEN}" if line.spoken else ""
        return f"{number}{reply} {self.handle(line.author)}{aloud}: {said}"


def is_spoken(row: str) -> bool:
    """Whether a row quotes what was said aloud: no words of a message can look like it."""
    return _SPOKEN_ROW.match(row) is not None


def _shortened(said: str) -> str:
    if len(said) <= LONGEST_ROW:
        return said
    return _HALVED.sub("", said[: LONGEST_ROW - len(CUT)]).rstrip() + CUT


def _quotable(row: str) -> str:
    """Repaired while its lines still show who opens them, and again if it will read otherwise."""
    repaired = repair(_UNREADABLE.sub("", row))
    lines = (" ".join(line.split()) for line in repaired.splitlines())
    quoted = " / ".join(filter(None, lines))
    return quoted if quoted == repaired else repair(quoted)
