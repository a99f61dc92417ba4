"""Participants as pseudonyms: what a model reads is tokens, what a reader sees is names.

A token is the same in all windows of a group and differs between groups. A form of a name (a case,
a nickname, a ``@username``) has a number of its own, so rendering restores what was written.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.ingest.models import AuthorId
from pipeline.privacy.mentions import Mention, NameIndex, nameless
from pipeline.privacy.names import fold
from pipeline.privacy.tokens import clean_name, person_token

_CODE_LENGTH = 6
"""Hex digits. Four would give two of 500 people the same code in most groups, and a code that has
to grow in one window would not be the one of another."""
_FORM_RANGES = (9_999, 999_999, 999_999_999)
"""Numbers of forms, the shortest first; a form moves to a longer one if its number is taken."""


class Roster:
    """The people of a window and its history, and how they are called.

    ``salt`` belongs to one group. ``authors`` are ids with display names, in order: a later name
    of the same author is the one to show, earlier ones are still recognised. ``mentions`` are
    what the texts' entities mention: usernames with ``@``, names without.

    Not for several threads at once: concealing a text may add people and forms.
    """

    def __init__(
        self,
        salt: bytes,
        authors: Iterable[tuple[AuthorId, str]],
        mentions: Iterable[str] = (),
    ) -> None:
        self._salt = salt
        self._names: dict[str, str] = {}
        self._forms: dict[str, str] = {}
        self._tokens: dict[tuple[str, str], str] = {}
        known: dict[str, dict[str, None]] = {}
        latest: dict[str, str] = {}
        for author, written in authors:
            if latest.get(author) == written:
                continue
            latest[author] = written
            name = clean_name(written)
            self._names[author] = name or self._names.get(author, "")
            known.setdefault(author, {}).update({name: None} if name else {})
        mentioned = sorted(set(mentions))
        self._index = NameIndex(known, self._handles(known, mentioned))
        self._add_guests(mentioned)
        self._codes = _codes({person: self._digest(person) for person in self._names})
        self._used = set(self._codes.values())

    def token(self, author_id: AuthorId) -> str:
        return person_token(self._code(author_id))

    def conceal(self, text: str) -> str:
        """Replace mentions of people by tokens, leaving tokens that are there as they are.

        ``reveal`` with ``people()`` restores exactly what was written.
        """
        mentions = self._index.find(text)
        if not mentions:
            return text
        parts: list[str] = []
        done = 0
        for mention in mentions:
            written = text[mention.start : mention.end]
            parts += text[done : mention.start], self._form(mention, written)
            done = mention.end
        parts.append(text[done:])
        return "".join(parts)

    def people(self) -> dict[str, str]:
        """Return every token given out so far and what a reader sees for it.

        That is empty for an account without a name: a deleted one.
        """
        names = {person_token(self._code(each)): name for each, name in self._names.items()}
        return names | self._forms

    def _form(self, mention: Mention, written: str) -> str:
        person = mention.person
        known = self._tokens.get((person, written))
        if known is not None:
            return known
        self._names.setdefault(person, mention.name)
        code = self._code(person)
        token = person_token(code)
        if written != self._names[person]:
            token = self._numbered(code, person, written)
            self._forms[token] = written
        self._tokens[person, written] = token
        return token

    def _numbered(self, code: str, person: str, written: str) -> str:
        digest = int(self._digest(f"{person}\n{written}"), 16)
        for numbers in _FORM_RANGES:
            token = person_token(code, 1 + digest % numbers)
            if token not in self._forms:
                break
        return token

    def _code(self, person: str) -> str:
        """Return the person's code; somebody new gets one that leaves the others' as they are."""
        code = self._codes.get(person)
        if code is None:
            digest = self._digest(person)
            lengths = range(_CODE_LENGTH, len(digest) + 1)
            code = next(digest[:length] for length in lengths if digest[:length] not in self._used)
            self._codes[person] = code
            self._used.add(code)
            self._names.setdefault(person, "")
        return code

    def _digest(self, text: str) -> str:
        data = text.encode("utf-8", "surrogatepass")
        return hmac.new(self._salt, data, hashlib.sha256).hexdigest()

    def _handles(
        self, known: dict[str, dict[str, None]], mentioned: Sequence[str]
    ) -> dict[str, str]:
        """Whose each username is: the author's who has it as a name, or a guest's."""
        owners: dict[str, str] = {}
        for author, names in known.items():
            owners |= {fold(name.removeprefix("@")): author for name in names}
        handles = {}
        for mention in mentioned:
            handle = fold(clean_name(mention))
            if handle.startswith("@") and len(handle) > 1:
                owner = owners.get(handle[1:], handle)
                handles[handle[1:]] = owner
                self._names.setdefault(owner, handle)
        return handles

    def _add_guests(self, mentioned: Sequence[str]) -> None:
        """People whom entities name and who wrote nothing."""
        for name in (clean_name(each) for each in mentioned if not each.startswith("@")):
            if name and not self._index.knows(name):
                self._names.setdefault(nameless(name), name)
                self._index.add(nameless(name), name)


def _codes(digests: dict[str, str]) -> dict[str, str]:
    """Cut the digests to the shortest codes, of six digits or more, that tell them apart."""
    lengths = dict.fromkeys(digests, _CODE_LENGTH)
    ordered = sorted(digests, key=digests.__getitem__)
    for one, other in pairwise(ordered):
        common = _common_prefix(digests[one], digests[other])
        for person in (one, other):
            lengths[person] = max(lengths[person], common + 1)
    return {person: digest[: lengths[person]] for person, digest in digests.items()}


def _common_prefix(one: str, other: str) -> int:
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), 0)
