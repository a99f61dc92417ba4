"""The people of a reply's prompt: a model reads ``@1`` and ``@2``, and readers their names.

Whoever speaks in what was looked up, or is named there, has one handle in the whole prompt: also
in the question («что обещал @2?»), or the model could not tell who is meant. Names are found as
for digests (docs/decisions/0007); the handles are the prompt's own and mean nothing elsewhere.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from pipeline.alfred.archive import Cited, Passage
from pipeline.digest.prompts.quoting import Numbering
from pipeline.ingest.models import AuthorId
from pipeline.language.declension import declined, governed
from pipeline.privacy.invisible import without_invisible
from pipeline.privacy.names import WORD, cases, diminutives, fold, words_of
from pipeline.privacy.pseudonyms import Roster

_HANDLE: Final = re.compile("(?<!\\w)[@\ufe6b\uff20](\\d{1,6})\\b")
_BEGUN: Final = re.compile("[@\ufe6b\uff20]\\d{0,6}\\Z")
"""A handle at the end of a text that still grows: «@1» may become «@12»."""
_HALVED: Final = re.compile(r"(?:@\d*|⟦[^⟦⟧]*)\Z")
"""A handle or a mask at a cut: half of ``@12`` would be another person."""
_SENTENCE: Final = re.compile(r"(?:^|[.!?…:\n•—–])[\s\"«“(]*\Z")
_LEAD: Final = 4
"""Characters before a word that tell whether a sentence begins there."""
_GOVERNING: Final = 60
"""Characters before a name among which is what it is governed by."""
_BRACKETS: Final = str.maketrans("[]", "()")
"""So that a name like «[2]» is no citation."""


class Handles:
    """Made for one prompt. Without passages there is nobody to hide: the person's words stay."""

    def __init__(self, passages: Sequence[Passage] = ()) -> None:
        self._roster = Roster(secrets.token_bytes(16), _called(passages))
        self._numbering = Numbering()
        self._needed = bool(passages)

    @property
    def given(self) -> bool:
        """Whether the prompt holds any."""
        return self._numbering.people > 0

    def author(self, cited: Cited) -> str:
        """Who said it, or the name of the digest that tells it."""
        return cited.author if cited.narrated else self._handle(_identity(cited))

    def of(self, person: AuthorId) -> str | None:
        """Somebody's handle, if the prompt holds it by now."""
        token = self._roster.token(person)
        given = map(self._numbering.person, range(1, self._numbering.people + 1))
        return self._numbering.handle(token) if token in given else None

    def conceal(self, text: str) -> str:
        """The text with handles for the names of people; an «@1» of its own becomes «@ 1»."""
        if not self._needed:
            return text
        return self._numbering.quote(self._roster.conceal(without_invisible(text)))

    def escape(self, text: str) -> str:
        """A name that may be told, without an «@1» of its own."""
        return self._numbering.quote(without_invisible(text))

    def reveal(self, text: str, *, somebody: str, growing: bool = False) -> str:
        """A model's words with names for handles, in the case that a preposition asks for.

        Args:
            text: As it was written.
            somebody: Who a handle is that was not given, or whose name is not known any more.
            growing: More of it may come, so a handle at its end is left out for now.
        """
        people = self._roster.people()

        def name(match: re.Match[str]) -> str:
            known = people.get(self._numbering.person(int(match[1])) or "", "")
            before = match.string[: match.start()]
            if known:
                case = governed(before[-_GOVERNING:])
                return (declined(known, case) if case else known).translate(_BRACKETS)
            return somebody if _SENTENCE.search(before[-_LEAD:]) else somebody.lower()

        return _HANDLE.sub(name, _BEGUN.sub("", text) if growing else text)

    def _handle(self, person: AuthorId) -> str:
        return self._numbering.handle(self._roster.token(person))


def cut(text: str, length: int) -> str:
    """The beginning of a text that was concealed, no handle or mask halved."""
    return text if len(text) <= length else f"{_HALVED.sub('', text[:length]).rstrip()} […]"


def _called(passages: Sequence[Passage]) -> Iterator[tuple[AuthorId, str]]:
    """Those who speak come last: by these names they are shown.

    Of the others those who may be named: a roster of all who write in a large group takes 30 ms.
    """
    texts = (cited.text for passage in passages for cited in (*passage.around, passage.found))
    said = frozenset(word for text in texts for word in WORD.findall(fold(text)))
    for person, name in dict.fromkeys(each for passage in passages for each in passage.people):
        if not said.isdisjoint(_forms(name)):
            yield person, name
    for cited in _spoken(passages):
        yield _identity(cited), cited.author


@lru_cache(maxsize=4_096)
def _forms(name: str) -> frozenset[str]:
    """Words of which one stands wherever somebody of this name is named."""
    written = frozenset(WORD.findall(fold(name)))
    return written.union(*(cases(each) | diminutives(each) for each in words_of(name)))


def _spoken(passages: Sequence[Passage]) -> Iterator[Cited]:
    for passage in passages:
        yield from (each for each in (*passage.around, passage.found) if not each.narrated)


def _identity(cited: Cited) -> AuthorId:
    return AuthorId(cited.author_id or cited.author)
