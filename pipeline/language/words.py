"""Words of chat text: Russian, English and the names that programs have (``v1.2.3``, ``.env``)."""

import re
from collections.abc import Iterator
from typing import Literal

Script = Literal["ru", "en", "other"]

LONGEST_WORD = 64
"""Characters. What is longer is a hash, a key or an attack, not a word."""

RUSSIAN_SHARE = 0.25
"""Share of Cyrillic letters from which a text counts as Russian: Russian talk is full of Latin
names and commands, English talk holds hardly any Cyrillic."""

# Alternatives are tried in this order; each consumes what it recognises, so that the inside of a
# link, a mention or a mask never becomes a word. An alternative that fails has looked no further
# than the next one consumes (or than the next mask), so that hostile text takes linear time.
_TOKEN = re.compile(
    r"""
      ⟦[^⟦⟧]*⟧                                 # a pseudonym or a mask
    | (?:https?|ftp|tg)://\S+ | www\.\S+       # a link
    | @\w+                                     # a mention, the host of an e-mail address
    | (
        (?<![\w.])\.[A-Za-z]\w+(?:[.-][A-Za-z0-9_]+)*                  # .env, .gitlab-ci.yml
      | \d+(?::\d\d)+                                                  # 12:30
      | [A-Za-z](?:\+\+|\#)(?!\w)                                      # C++, C#
      | [^\W_]\w*
        (?:(?:[-'’] | (?<=[A-Za-z0-9])\.(?=[A-Za-z0-9]) | (?<=\d),(?=\d))\w+)*
      )
    """,
    re.VERBOSE,
)
_CYRILLIC = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґ]+")
_LATIN = re.compile(r"[A-Za-z]+")


def listed(text: str) -> frozenset[str]:
    """A set of words, written as running text."""
    return frozenset(text.split())


def composed(text: str) -> str:
    """The text with й and ё as one character each, however the writer's machine spells them.

    Full Unicode normalisation takes quadratic time on a long run of combining marks.
    """
    if "\u0306" in text or "\u0308" in text:
        for letter, mark, single in _COMPOSED:
            text = text.replace(letter + mark, single)
    return text


_COMPOSED = (
    ("и", "\u0306", "й"),
    ("И", "\u0306", "Й"),
    ("е", "\u0308", "ё"),
    ("Е", "\u0308", "Ё"),
)


def normal(word: str) -> str:
    """Fold what one word may differ by: case, ё and е, the kind of apostrophe."""
    return word.lower().replace("ё", "е").replace("’", "'")


def surfaces(text: str) -> Iterator[re.Match[str]]:
    """Matches over a composed text; group 1 is a word as it stands, None for anything else."""
    return _TOKEN.finditer(text)


def words(text: str) -> list[str]:
    """Words in lower case, ё as е, in the order of the text.

    Numbers are words; names of files, versions and packages stay whole (``2.4``, ``nginx.conf``).
    Links, @mentions and ``⟦masks⟧`` are not words, nor is anything over ``LONGEST_WORD``.
    """
    found = _TOKEN.findall(normal(composed(text)))
    return [word for word in found if word and len(word) <= LONGEST_WORD]


def script(word: str) -> Script:
    """The alphabet of a word; one Cyrillic letter makes it Russian."""
    if word.isascii():
        return "en" if _LATIN.search(word) else "other"
    if _CYRILLIC.search(word):
        return "ru"
    return "en" if _LATIN.search(word) else "other"


def language(text: str) -> Literal["ru", "en"]:
    """The language of a text by its share of Cyrillic letters; without letters it is English."""
    cyrillic = sum(map(len, _CYRILLIC.findall(text)))
    latin = sum(map(len, _LATIN.findall(text)))
    return "ru" if cyrillic and cyrillic >= RUSSIAN_SHARE * (cyrillic + latin) else "en"
