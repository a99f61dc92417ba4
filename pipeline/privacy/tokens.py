"""The form of our tokens in a text: masks ``⟦phone⟧`` and pseudonyms ``⟦P7f3a2c⟧``."""

import re
import unicodedata
from collections.abc import Mapping

OPEN, CLOSE = "⟦", "⟧"
_SQUARE = str.maketrans({OPEN: "[", CLOSE: "]"})

PERSON = re.compile(r"⟦P(?P<code>[0-9a-f]{4,64})(?:\.(?P<form>\d{1,9}))?⟧")
"""A participant, or with a number one way in which somebody wrote the participant's name."""
ANY_TOKEN = re.compile(r"⟦[^⟦⟧\n]{1,80}⟧")
LONGEST_NAME = 64


def without_brackets(text: str) -> str:
    """Replace our brackets by square ones, so that a text holds no token but those we put in."""
    return text.translate(_SQUARE) if OPEN in text or CLOSE in text else text


def person_token(code: str, form: int | None = None) -> str:
    return f"{OPEN}P{code}{CLOSE}" if form is None else f"{OPEN}P{code}.{form}{CLOSE}"


def with_a_name(text: str) -> str:
    """The text with one and the same name for everybody, as it would be measured if it were read.

    Tokens differ in length and letters from group to group, and nothing may depend on that.
    """
    return PERSON.sub("Имя", text) if OPEN in text else text


def clean_name(name: str) -> str:
    """Make one line of at most 64 characters of a hostile display name, without invisible signs.

    Letters of all scripts and the marks that compose them stay; controls, bidirectional
    overrides, zero-width characters, lone surrogates and our brackets do not. HTML stays text:
    views escape.
    """
    head = without_brackets(name[: 16 * LONGEST_NAME])
    kept = (" " if char.isspace() else char for char in head if _is_shown(char))
    return " ".join("".join(kept).split())[:LONGEST_NAME].rstrip()


def _is_shown(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def reveal(text: str, people: Mapping[str, str], *, unknown: str = "?") -> str:
    """Put people's names back; masks stay masks.

    A form that ``people`` does not know falls back to the person's own name: a model may quote it
    from another window. A person that it does not know, or whose name is empty (a deleted
    account), is shown as ``unknown``, which views give in the reader's language.
    """
    if OPEN not in text:
        return text

    def name(match: re.Match[str]) -> str:
        return people.get(match.group()) or people.get(person_token(match["code"])) or unknown

    return PERSON.sub(name, text)
