"""What is wrong with an answer whose form is right, said to the model in the prompt's language.

Complaints name places and numbers, never words of the answer: those come from the chat.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from types import MappingProxyType

from pipeline.digest.prompts.quoting import Fence
from pipeline.language.words import words
from pipeline.llm.models import Language

MOST = 5
"""Complaints, and numbers within one, that a model is told at a time."""
RECITED = 6
"""Words in a row of the instructions that no text may have."""
_HUGE = 10**6
_HANDLE = re.compile(r"@(?P<number>\d+)(?P<ending>-?[^\W\d_])?")
_LINK = re.compile(r"\w://|\bwww\.")

_TEXTS = MappingProxyType(
    {
        "ru": {
            "range": "{where}: нет таких номеров: {numbers}; есть 1–{last}",
            "unknown": "{where}: нет таких номеров: {numbers}",
            "none": "{where}: нужен хотя бы один номер",
            "twice": "{where}: повторы: {numbers}",
            "missing": "{where}: не хватает номеров: {numbers}",
            "handles": "{where}: нет таких людей: {numbers}; есть @1–@{last}",
            "ending": "{where}: пиши @3 отдельно, без окончания",
            "empty": "{where}: пустой текст",
            "long": "{where}: знаков {length}, можно не больше {most}",
            "lines": "{where}: текст должен быть в одну строку",
            "mark": "{where}: метка данных в тексте недопустима",
            "recited": "{where}: это слова указаний, а не сообщений",
            "link": "{where}: ссылка здесь недопустима",
            "many": "{where}: {length}, можно не больше {most}",
            "weights": "{where}: нужна хотя бы одна роль с весом 1–{most}",
            "unasked": "{where}: этого не просили, оставь пустым",
            "question": "answered: вопроса нет в question: {numbers}",
            "self": "answered: сообщение не отвечает само себе: {numbers}",
        },
        "en": {
            "range": "{where}: no such numbers: {numbers}; there are 1–{last}",
            "unknown": "{where}: no such numbers: {numbers}",
            "none": "{where}: at least one number is needed",
            "twice": "{where}: given twice: {numbers}",
            "missing": "{where}: these numbers are missing: {numbers}",
            "handles": "{where}: no such people: {numbers}; there are @1–@{last}",
            "ending": "{where}: write @3 on its own, without an ending",
            "empty": "{where}: the text is empty",
            "long": "{where}: {length} characters, {most} at the most",
            "lines": "{where}: the text has to be one line",
            "mark": "{where}: a mark of the data must not occur in a text",
            "recited": "{where}: these are the instructions' words, not the messages'",
            "link": "{where}: no links here",
            "many": "{where}: {length}, {most} at the most",
            "weights": "{where}: at least one role with a weight of 1–{most} is needed",
            "unasked": "{where}: this was not asked for, leave it empty",
            "question": "answered: the question is not in question: {numbers}",
            "self": "answered: a message does not answer itself: {numbers}",
        },
    }
)


class Complaints:
    """Gathers what is wrong with one answer."""

    def __init__(
        self,
        language: Language,
        fence: Fence,
        *,
        numbers: int,
        handles: int = 0,
        instructions: str = "",
    ) -> None:
        self._texts = _TEXTS[language]
        self._instructions = instructions
        self._fence = fence
        self._numbers = numbers
        self._handles = handles
        self._found: list[str] = []

    def told(self) -> Sequence[str]:
        """The first few: a model that got everything wrong is told where to begin."""
        return tuple(self._found[:MOST])

    def add(self, what: str, where: str = "", **values: object) -> None:
        self._found.append(self._texts[what].format(where=where, **values))

    def add_numbers(self, what: str, where: str, numbers: Iterable[int], **values: object) -> None:
        """Complain about these numbers, if there are any."""
        named = _listed(numbers)
        if named:
            self.add(what, where, numbers=named, **values)

    def messages(self, where: str, numbers: Sequence[int], *, needed: bool = False) -> None:
        """Numbers of messages have to be ones that were quoted."""
        if needed and not numbers:
            self.add("none", where)
        wrong = [number for number in numbers if not 0 < number <= self._numbers]
        self.add_numbers("range", where, wrong, last=self._numbers)

    def people(self, where: str, handles: Iterable[int]) -> None:
        wrong = [handle for handle in handles if not 0 < handle <= self._handles]
        self.add_numbers("handles", where, wrong, last=self._handles)

    def text(self, where: str, text: str, most: int) -> None:
        """A text to show: one line, not empty or too long, of existing people, and of the talk."""
        if not text.strip():
            self.add("empty", where)
        if len(text) > most:
            self.add("long", where, length=len(text), most=most)
        if len(text.splitlines()) > 1:
            self.add("lines", where)
        if self._fence.holds(text):
            self.add("mark", where)
        if recites(text, self._instructions):
            self.add("recited", where)
        handles = [*_HANDLE.finditer(text)]
        self.people(where, (int(handle["number"][:9]) for handle in handles))
        if any(handle["ending"] for handle in handles):
            self.add("ending", where)

    def title(self, where: str, text: str, most: int) -> None:
        self.text(where, text, most)
        if _LINK.search(text):
            self.add("link", where)

    def known(self, where: str, numbers: Iterable[int], there: Collection[int]) -> None:
        """Numbers of other things than messages: each has to be there, and once."""
        given = [*numbers]
        self.add_numbers("unknown", where, (one for one in given if one not in there))
        self.add_numbers("twice", where, _repeated(given))


def recites(text: str, instructions: str) -> bool:
    """Whether a text repeats a part of the instructions, as one that was asked to does."""
    own = _runs(instructions)
    return any(run in own for run in _runs_of(text))


@cache
def _runs(instructions: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_runs_of(instructions))


def _runs_of(text: str) -> Iterator[tuple[str, ...]]:
    return zip(*(words(text)[start:] for start in range(RECITED)), strict=False)


def _repeated(numbers: Iterable[int]) -> Iterator[int]:
    seen: set[int] = set()
    for number in numbers:
        if number in seen:
            yield number
        seen.add(number)


def _listed(numbers: Iterable[int]) -> str:
    different = list(dict.fromkeys(numbers))
    named = [str(number) if abs(number) < _HUGE else "…" for number in different[:MOST]]
    return ", ".join([*named, "…"] if len(different) > MOST else named)
