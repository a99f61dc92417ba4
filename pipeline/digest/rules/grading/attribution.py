"""Who did what: does a statement give each deed to whom the messages give it?

What people tell of themselves is theirs («я сделаю», "I'll do it"), what they ask of another is
the other's («сделай», "will you?"), and what they tell of a third person is that person's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from pipeline.digest.corpus import Line
from pipeline.digest.rules.evidence.sent import names
from pipeline.digest.rules.grading.meanings import Meanings, keys
from pipeline.language.morphology import forms
from pipeline.language.sentences import sentences
from pipeline.language.stems import content_stem, stems
from pipeline.language.words import listed, script, words
from pipeline.privacy.tokens import PERSON, person_token


class Voice(Enum):
    """Of whom a speaker tells."""

    SELF = auto()
    US = auto()
    YOU = auto()
    ANYBODY = auto()
    """In a question that names nobody."""


OWN: Final = 1.0
TOLD: Final = 0.9
ANSWERED: Final = 0.9
ASKED: Final = 0.7
ELSEWHERE: Final = 0.2
"""How well a message backs that a person did what it says: its author tells it; another tells it
of that person, by name, as "you" or as "we"; its author asks it of another, or that person answers
the question that it is; it tells it of nobody in particular. What others tell of themselves backs
nothing."""

_SELF = listed("i me my mine myself i'm i'll i've i'd im ill ive я меня мне мной мой моя мое мои")
_US = listed("we us our ours we're we'll we've let's lets мы нас нам нами наш наша наше наши")
_YOU = listed(
    "you your yours u ur yourself you're you'll you've you'd ты тебя тебе тобой твой твоя твое "
    "твои вы вас вам вами ваш ваша ваше ваши"
)
_NAMED = r"⟦P[0-9a-f.]{4,80}⟧"
_PIECE = re.compile(rf"{_NAMED}|[^⟦]+|⟦")
_LIST = re.compile(rf"{_NAMED}(?:\s?(?:,|,?\s?(?:and|и|&))\s?{_NAMED})+")
_CLAUSE = re.compile(
    rf"(?:[,;:]|\b(?:because|but|while|and|so|that|и|а|но|что))\s(?={_NAMED})", re.IGNORECASE
)


@dataclass(frozen=True)
class Spoken:
    """A message as what it says, of whom."""

    author: str
    people: AbstractSet[str]
    """Who is named in it."""
    voices: Mapping[str, Voice | None]
    """Of whom each content word is told, by the ``keys`` of its stem."""
    stems: AbstractSet[str]
    sent: AbstractSet[str]
    """Stems that name what it sends, in both languages."""


def spoken(line: Line) -> Spoken:
    voices: dict[str, Voice | None] = {}
    for sentence in line.sentences:
        voice = Voice.ANYBODY if sentence.endswith("?") else None
        for word in words(sentence):
            voice = _voice(word) or voice
            found = content_stem(word)
            for key in keys(found) if found else ():
                voices.setdefault(key, voice)
    sent = frozenset(stems(f"{names(line, 'en')} {names(line, 'ru')}"))
    for found in sent:
        voices.setdefault(found, None)
    return Spoken(
        author=next(iter(people(line.author)), line.author),
        people=people(line.text),
        voices=voices,
        stems=frozenset(line.stems),
        sent=sent,
    )


def people(text: str) -> frozenset[str]:
    """Tokens of those whom a text names, whatever form of their names was written."""
    return frozenset(person_token(match["code"]) for match in PERSON.finditer(text))


def attributed(text: str, meanings: Meanings, said: Sequence[Spoken]) -> float | None:
    """Share of the deeds that the messages give to those to whom the text gives them, 0..1.

    None where the text gives none to anybody. Whoever is named before the first content word of a
    clause did what it tells; where nobody is, whoever did what the clause before tells. A sentence
    with a list that names a person twice tells of nobody.
    """
    marks: list[float] = []
    subject: AbstractSet[str] = frozenset()
    for sentence in sentences(text):
        garbled = any(_is_garbled(found[0]) for found in _LIST.finditer(sentence))
        for clause in _clauses(sentence):
            subject = _subject(clause) or subject
            if subject:
                own = (meanings.stems.get(one, {}) for one in dict.fromkeys(stems(clause)))
                told = (_backing(standing, subject, said) for standing in own)
                marks += [0.0 if garbled else mark for mark in told if mark is not None]
    return sum(marks) / len(marks) if marks else None


def _clauses(sentence: str) -> Iterator[str]:
    """Parts that may each tell of another: a person after a comma or a conjunction begins one."""
    begun, tells = "", False
    for part in _CLAUSE.split(sentence):
        if tells:
            yield begun
            begun, tells = "", False
        begun += f" {part}"
        tells = bool(stems(part))
    yield begun


def _subject(clause: str) -> frozenset[str]:
    found: set[str] = set()
    for match in _PIECE.finditer(clause):
        named = people(match[0])
        if not named and found and stems(match[0]):
            break
        found |= named
    return frozenset(found)


def _is_garbled(enumeration: str) -> bool:
    return len(people(enumeration)) < len(PERSON.findall(enumeration))


def _backing(
    standing: Mapping[str, float], subject: AbstractSet[str], said: Sequence[Spoken]
) -> float | None:
    """The best that a message gives; None of a word that no message says."""
    return max(_each(standing, subject, said), default=None)


def _each(
    standing: Mapping[str, float], subject: AbstractSet[str], said: Sequence[Spoken]
) -> Iterator[float]:
    for place, message in enumerate(said):
        key = max(standing.keys() & message.voices.keys(), key=standing.__getitem__, default=None)
        if key is not None:
            answer = said[place + 1].author if place + 1 < len(said) else ""
            yield standing[key] * _of_whom(message, message.voices[key], answer, subject)


def _of_whom(
    message: Spoken, voice: Voice | None, answer: str, subject: AbstractSet[str]
) -> float:
    if message.author in subject:
        return ASKED if voice in {Voice.YOU, Voice.ANYBODY} else OWN
    if voice in {Voice.US, Voice.YOU} or not subject.isdisjoint(message.people):
        return TOLD
    if voice is Voice.ANYBODY and answer in subject:
        return ANSWERED
    return 0.0 if voice is Voice.SELF else ELSEWHERE


@lru_cache(maxsize=16_384)
def _voice(word: str) -> Voice | None:
    for listing, voice in ((_SELF, Voice.SELF), (_US, Voice.US), (_YOU, Voice.YOU)):
        if word in listing:
            return voice
    return _by_ending(word) if script(word) == "ru" else None


def _by_ending(word: str) -> Voice | None:
    """«Сделаю» is mine, «сделаем» is ours, «сделай» and «сделаешь» are yours."""
    best = forms(word)[0]
    tag = best.parse.tag
    if not best.known or best.part != "VERB":
        return None
    if "2per" in tag or "excl" in tag:
        return Voice.YOU
    if "1per" in tag:
        return Voice.SELF if "sing" in tag else Voice.US
    return Voice.YOU if "impr" in tag else None
