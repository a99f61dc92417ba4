"""Names that the talk shortens and a digest writes out.

«вк» is «ВКонтакте», "fb" is "Facebook", "wow" is "World of Warcraft".
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.language.stopwords import is_stop
from pipeline.language.words import normal

LONGEST: Final = 5
"""Letters of a short form."""
_VOWELS = frozenset("aeiouyаеиоуыэюя")
_WORD = r"[A-ZА-ЯЁ][\w-]{1,63}"
_NAME = re.compile(rf"{_WORD}(?:(?: (?:of|the|and|in|for|и|в|на|по|для))? {_WORD}){{0,5}}")


def written_out(text: str, said: Iterable[str]) -> frozenset[str]:
    """The words of names in the text that a word of the talk is short for.

    A name of several words is shortened to their first letters, one word to its first letter and
    consonants after it, in their order.
    """
    short = frozenset(word for word in map(normal, said) if 1 < len(word) <= LONGEST)
    return frozenset(_written_out(text, short)) if short else frozenset()


def _written_out(text: str, short: frozenset[str]) -> Iterator[str]:
    for name in _NAME.findall(text):
        parts = name.split()
        if len(parts) > 1 and _initials(parts) & short:
            yield from parts
        for part in parts:
            if any(_shortens(word, normal(part)) for word in short):
                yield part


def _initials(parts: list[str]) -> set[str]:
    """Of all its words, and of those with a capital; «по» is no sign of Пётр Орлов."""
    found = (
        normal("".join(part[0] for part in parts)),
        normal("".join(part[0] for part in parts if part[0].isupper())),
    )
    return {short for short in found if len(short) > 2 or not is_stop(short)}


def _shortens(word: str, name: str) -> bool:
    if word[0] != name[0] or len(word) >= len(name) or not _VOWELS.isdisjoint(word[1:]):
        return False
    rest = iter(name)
    return word.isalpha() and not is_stop(word) and all(letter in rest for letter in word)
