"""Which message of a passage a sentence rests on, where it cites the passage."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.alfred.archive import Cited, Passage
from pipeline.language.stems import stems

_CITED: Final = re.compile(r"\[(\d{1,3})\]")
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+(?!\[)|\n")


def source(text: str, number: int, passage: Passage) -> Cited:
    """The message whose words the sentences before ``[number]`` have most of.

    A model reads the found message with its neighbours and may quote any of them; where none has
    more than the found one, it is that.
    """
    said = {stem for sentence in _citing(text, number) for stem in stems(sentence)}
    found = passage.found

    def shared(cited: Cited) -> int:
        names = stems(cited.author)
        return len(said & {*stems(cited.text), *names})

    best = max(passage.around, key=shared, default=found)
    return best if shared(best) > shared(found) else found


def _citing(text: str, number: int) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        cited = [match for match in _CITED.finditer(sentence) if int(match[1]) == number]
        for match in cited:
            before = sentence[: match.start()]
            others = [other.end() for other in _CITED.finditer(before)]
            yield before[max(others, default=0) :] or before
