"""Digits that stand close together, cut into the groups in which they were written.

A phone, a card or a document number is one group or several neighbouring groups of a run.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

# Between two digits of one number: spaces, hyphens and dashes of all kinds, a dot, brackets, and
# what makes a key cap of a digit.
_BETWEEN = r"[ \t\u00a0\u2000-\u200a\u202f\u205f\-\u2010-\u2015\u2212.()\ufe0f\u20e3]{0,4}"
# Other signs part lists, so with them only a whole shape is one number.
_ODD = r"[ ]?[,/_|\n][ ]?"
_ANY = r"[ ]?[,/_|\n.\u2010-\u2015-]?[ ]?"
_ODD_PHONE = (
    rf"[78](?:{_ODD}\(?\d{{3}}\)?{_ANY}|[ ]?\(?\d{{3}}\)?{_ODD})\d{{3}}{_ANY}\d\d{_ANY}\d\d(?!\d)"
)
_ODD_INSURANCE = r"\d{3}(?P<dash>[ _/-])\d{3}(?P=dash)\d{3}[ _/-]\d\d(?!\d)"
_ODD_CARD = (
    rf"\d{{4}}(?:(?P<odd>{_ODD}|[ ]{{2,8}})\d{{4}}(?P=odd)\d{{4}}(?P=odd)"
    r"|[ -]?\d{4}[ -]?\n\d{4}[ -]?)\d{4}(?!\d)"
)
# Latin letters glue digits to a hash or a part number; a Cyrillic neighbour is a missing space.
_RUN = re.compile(
    rf"(?<![A-Za-z0-9])(?<![A-Za-z0-9]_)"
    rf"(?:{_ODD_PHONE}|{_ODD_CARD}|{_ODD_INSURANCE}|\d(?:{_BETWEEN}\d){{6,}}+|\d{{1,2}}-\d\d-\d\d(?!\d))"
)
_GROUP = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"\.\s")
_CONTEXT = 60
"""Characters before a number in which a word may say what it is."""


@dataclass(frozen=True, slots=True)
class Group:
    start: int
    end: int
    digits: str
    """ASCII, whatever digits the text has."""


@dataclass(frozen=True, slots=True)
class DigitRun:
    text: str
    groups: tuple[Group, ...]
    sizes: tuple[int, ...]
    """Digits in each group."""

    def digits(self, first: int, end: int) -> str:
        return "".join(group.digits for group in self.groups[first:end])

    def end_of(self, first: int, digits: int) -> int | None:
        """Return the group after so many digits, if a group ends there."""
        for place in range(first, len(self.sizes)):
            digits -= self.sizes[place]
            if digits <= 0:
                return place + 1 if digits == 0 else None
        return None

    def may_begin(self, first: int) -> bool:
        """Whether a number may begin here: not inside digits spelled by one or two.

        Without this a list of a thousand digits would be a thousand numbers to try.
        """
        size = self.sizes[first]
        if size > 2 or first == 0 or self.sizes[first - 1] != size:
            return True
        return first + 1 < len(self.sizes) and self.sizes[first + 1] > 2

    def written(self, first: int, end: int) -> str:
        return self.text[self.groups[first].start : self.groups[end - 1].end]

    def before(self, first: int) -> str:
        start = self.groups[first].start
        return self.text[max(0, start - _CONTEXT) : start]

    def after(self, end: int) -> str:
        start = self.groups[end - 1].end
        return self.text[start : start + _CONTEXT]

    def stands_alone(self, end: int) -> bool:
        """Whether no Latin letter continues the number, as in hashes and part numbers."""
        after = self.after(end)[:2].lstrip("_")[:1]
        return not (after.isascii() and after.isalpha())

    def is_fraction(self, first: int) -> bool:
        """Whether the group is what follows a number's decimal point."""
        start = self.groups[first].start
        return start > 1 and self.text[start - 1] in ".," and self.text[start - 2].isdigit()


Replacement = tuple[int, int, str]
"""The group after the number, the offset where it ends in the text, and what stands for it."""


def replace_numbers(text: str, recognise: Callable[[DigitRun, int], Replacement | None]) -> str:
    """Replace the numbers that ``recognise`` finds at a group of a run.

    An opening plus or bracket of a replaced number goes with it. Linear in the text as long as
    ``recognise`` looks at a bounded number of groups.
    """
    parts: list[str] = []
    done = 0
    for match in _RUN.finditer(text):
        for run in _runs(match):
            place = 0
            while place < len(run.groups):
                found = recognise(run, place) if run.may_begin(place) else None
                if found is None:
                    place += 1
                    continue
                parts += text[done : _opening(text, run.groups[place].start, found[1])], found[2]
                place, done = found[0], found[1]
    parts.append(text[done:])
    return "".join(parts)


def _runs(match: re.Match[str]) -> list[DigitRun]:
    """Cut the match where a sentence ends."""
    groups: list[list[Group]] = [[]]
    text = match.string
    for found in _GROUP.finditer(text, match.start(), match.end()):
        start, end = found.span()
        if groups[-1] and _SENTENCE_END.search(text, groups[-1][-1].end, start):
            groups.append([])
        groups[-1].append(Group(start, end, _ascii(found.group())))
    return [
        DigitRun(text, tuple(run), tuple(len(group.digits) for group in run)) for run in groups
    ]


def _ascii(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def _opening(text: str, start: int, end: int) -> int:
    """Where a number that starts with a plus or a bracket begins."""
    if start and text[start - 1] == "(" and ")" in text[start:end]:
        start -= 1
    if start and text[start - 1] in "+＋":
        start -= 1
    return start
