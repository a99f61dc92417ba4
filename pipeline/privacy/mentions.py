"""Finding the people of a chat in its texts: one dictionary look-up per word, no long pattern."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.privacy import lexicon
from pipeline.privacy.names import WORD, Reach, cases, diminutives, fold, reach, words_of
from pipeline.privacy.tokens import ANY_TOKEN

_PIECE = re.compile(rf"{ANY_TOKEN.pattern}|(?<![\w@.+/-])@(?=\w)|\w+")
_HANDLE = re.compile(r"\w[\w-]{0,63}+")
_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,63}+(?![./(][A-Za-z)])")
"""Telegram's form of a username; ``@pytest.fixture`` and ``@types/node`` are code."""
_CALL = re.compile(
    r"[ \t]{0,8}(?P<nick>[^\s,:@⟦⟧][^\n,:⟦⟧]{0,63}?)(?P<sign>[,:])(?=\s|$)\s?(?P<next>\w{0,16})"
)
_CROWD = 64
"""Bearers of one name that are told apart; a flood of namesakes must not slow each look-up."""
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """A word under which a person may be found."""

    person: str
    word: str
    """As the person writes it."""


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    person: str
    """An author, ``@username`` of a guest, or ``name:…`` where several participants have it."""
    name: str
    """The name by itself, whatever its case in the text."""


class NameIndex:
    """Knows everybody's names and finds them in texts. Linear in the text, whoever is in it."""

    def __init__(self, names: Mapping[str, Iterable[str]], handles: Mapping[str, str]) -> None:
        """Index people's clean display names, and whose each lower-case username is."""
        self._handles = dict(handles)
        self._claims: dict[str, list[Claim]] = defaultdict(list)
        self._called: dict[str, list[Claim]] = defaultdict(list)
        self._phrases: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
        self._lengths: dict[str, list[int]] = defaultdict(list)
        self._keys = {"@"}
        people = [(person, name) for person, written in names.items() for name in written]
        for person, name in people:
            self.add(person, name)
        # After the names themselves: who is called Саша by name is not every Александр.
        taken = set(self._claims)
        for person, name in people:
            for word in words_of(name):
                self._add_forms(diminutives(word) - taken, Claim(person, word))

    def add(self, person: str, name: str) -> None:
        _claim(self._called[fold(name)], Claim(person, name))
        for word in words_of(name):
            self._add_forms(cases(word), Claim(person, word))
        words = list(WORD.finditer(name))
        phrase = name[words[0].start() : words[-1].end()] if len(words) > 1 else ""
        if phrase and (_is_telling(phrase) or phrase[1:] != phrase[1:].lower()):
            self._add_phrase(fold(words[0].group()), Claim(person, phrase))

    def _add_phrase(self, first: str, claim: Claim) -> None:
        _claim(self._phrases[first][fold(claim.word)], claim)
        lengths = self._lengths[first]
        if len(claim.word) not in lengths:
            lengths.append(len(claim.word))
            lengths.sort(reverse=True)
        self._keys.add(first)

    def _add_forms(self, forms: Iterable[str], claim: Claim) -> None:
        for form in forms:
            _claim(self._called[form], claim)
            # Whether a Russian form is an ordinary word is looked up when it is met.
            if _CYRILLIC.match(form) or reach(claim.word, form) is not Reach.CALLED:
                _claim(self._claims[form], claim)
                self._keys.add(form)

    def knows(self, name: str) -> bool:
        """Whether each word of the name is somebody's."""
        words = [fold(word) for word in WORD.findall(name)]
        return bool(words) and all(word in self._called for word in words)

    def find(self, text: str) -> list[Mention]:
        """Find mentions in order; they do not overlap."""
        calls = self._calls(text)[::-1] if "," in text or ":" in text else []
        folded = fold(text)
        if "@" not in text and self._keys.isdisjoint(WORD.findall(folded)):
            return calls[::-1]
        pieces = list(_PIECE.finditer(folded))
        found: list[Mention] = []
        done = 0
        for index, piece in enumerate(pieces):
            if piece[0] not in self._keys:
                continue
            while calls and calls[-1].start < piece.end():
                found.append(calls.pop())
                done = found[-1].end
            mention = self._mention(text, pieces, index) if piece.start() >= done else None
            if mention is not None:
                found.append(mention)
                done = mention.end
        return found + calls[::-1]

    def _mention(self, text: str, pieces: list[re.Match[str]], index: int) -> Mention | None:
        piece = pieces[index]
        if piece[0] == "@":
            return self._handle(text, piece.start())
        return self._phrase(text, piece.start(), piece[0]) or self._words(text, pieces, index)

    def _calls(self, text: str) -> list[Mention]:
        """People called at the start of a line: ``nick: …``, ``nick, …``."""
        found = []
        start = 0
        while True:
            match = _CALL.match(text, start)
            claims = self._called.get(fold(match["nick"])) if match else None
            if match and claims and any(_calls_a_person(match, claim) for claim in claims):
                found.append(_mentioned(match.start("nick"), match.end("nick"), claims))
            start = text.find("\n", start) + 1
            if not start:
                return found

    def _handle(self, text: str, at: int) -> Mention | None:
        match = _HANDLE.match(text, at + 1)
        if match is None:
            return None
        handle = fold(match[0])
        named = self._phrase(text, at + 1, handle.partition("-")[0])
        if named is not None:
            return Mention(at, named.end, named.person, named.name)
        while handle:
            end = at + 1 + len(handle)
            if handle in self._handles:
                return Mention(at, end, self._handles[handle], "@" + handle)
            if handle in self._called:
                return _mentioned(at, end, self._called[handle])
            handle = handle.rpartition("-")[0]
        return _guest(text, at)

    def _phrase(self, text: str, start: int, first: str) -> Mention | None:
        """A display name of several words, in full, that begins with the folded word."""
        for length in self._lengths.get(first, ()):
            end = start + length
            written = text[start:end]
            claims = self._phrases[first].get(fold(written))
            if claims is None or text[end : end + 1].isalnum():
                continue
            if _is_telling(claims[0].word) or written == claims[0].word:
                return _mentioned(start, end, claims)
        return None

    def _words(self, text: str, pieces: list[re.Match[str]], index: int) -> Mention | None:
        """First and last names, alone or side by side: ``Косте``, ``Косте Иванову``."""
        piece = pieces[index]
        claims = self._claims.get(piece[0])
        if claims is None:
            return None
        start, end = piece.span()
        people = {claim.person for claim in claims}
        for follower in pieces[index + 1 : index + 4]:
            same = people & {claim.person for claim in self._claims.get(follower[0], ())}
            if text[end : follower.start()] not in {" ", "\u00a0", "-"} or not same:
                break
            people, end = same, follower.end()
        claims = [claim for claim in claims if claim.person in people]
        sure = min(reach(claim.word, piece[0]) for claim in claims)
        if end > piece.end():
            known = sure is Reach.ANYWHERE or text[start].isupper()
        else:
            known = _is_mention(text, start, end, sure)
        return _mentioned(start, end, claims) if known else None


def _is_telling(phrase: str) -> bool:
    """Whether several words are somebody in any case: they hold a name, or form a nickname."""
    return bool(words_of(phrase)) or (len(phrase) > 5 and " " not in phrase)


def _claim(claims: list[Claim], claim: Claim) -> None:
    if len(claims) < _CROWD and claim not in claims:
        claims.append(claim)


def _mentioned(start: int, end: int, claims: list[Claim]) -> Mention:
    name = min(claim.word for claim in claims)
    people = {claim.person for claim in claims}
    # Several people of one name are nobody in particular, but their name is no name for a model.
    person = people.pop() if len(people) == 1 else nameless(name)
    return Mention(start, end, person, name)


def nameless(name: str) -> str:
    """The person of whom only a name is known."""
    return f"name:{fold(name)}"


def _guest(text: str, at: int) -> Mention | None:
    """Somebody with a username who wrote nothing here: a person of their own."""
    match = _USERNAME.match(text, at + 1)
    if match is None or match[0].lower() in lexicon.BROADCASTS:
        return None
    handle = "@" + match[0].lower()
    return Mention(at, match.end(), handle, handle)


def _calls_a_person(match: re.Match[str], claim: Claim) -> bool:
    nick = match["nick"]
    form = fold(nick)
    if match["sign"] == ":" and len(form) > 2 and form in lexicon.GENERIC:
        return False
    if _CYRILLIC.match(form) is None or reach(claim.word, form) < Reach.INSIDE:
        return True
    return (nick[0].isupper() or nick == claim.word) and (
        fold(match["next"]) not in lexicon.AFTER_A_NOUN
    )


def _is_mention(text: str, start: int, end: int, sure: Reach) -> bool:
    word = text[start:end]
    if sure is Reach.ANYWHERE:
        return True
    if sure is Reach.CALLED or not word[0].isupper():
        return False
    if word.isupper():
        return sure is Reach.CAPITALISED and len(word) > 3
    return sure is Reach.CAPITALISED or _inside(text, start, end)


def _inside(text: str, start: int, end: int) -> bool:
    """Whether only a name has a capital here: inside a sentence, with no other name after it."""
    before = text[max(0, start - 8) : start].rstrip(" \t\u00a0")[-1:]
    following = text[end : end + 2]
    another = following[:1] == " " and following[1:].isupper()
    return (before.isalnum() or before in {",", "⟧"}) and not another
