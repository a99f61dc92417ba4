"""Letters in disguise: what a model reads as ``ignore`` though it is spelt with other characters.

Wide and mathematical letters, crossed-out letters, and letters of the other alphabet that look
alike. The plain text is for finding things only: each of its characters knows its place in the
text as it was written.
"""

import re
import unicodedata
from dataclasses import dataclass

_CYRILLIC = "А-Яа-яЁёІіЈјЅѕԀԁҺһԚԛԜԝӀӏ"
_FORMS = re.compile(
    "[\u0300-\u036f\u00aa\u00ba\u017f\u02b0-\u02ff\u1d2c-\u1dbf\u2070-\u209c\u2100-\u214f\u2460-\u24ff"
    "\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f110-\U0001f189]"
)
_MIXED = re.compile(rf"[A-Za-z](?:(?=[{_CYRILLIC}])|(?<=[{_CYRILLIC}].))")
"""Quick tests: a text without either is its own plain text."""
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = "асеорхуіјѕԁһԛԝӏкАВСЕНКМОРТХУІЈЅ"
_LATIN = "aceopxyijsdhqwlkABCEHKMOPTXYIJS"
_TO_LATIN = str.maketrans(_FOREIGN, _LATIN)
_TO_CYRILLIC = str.maketrans("aceopxykmtnbuABCEHKMOPTXYmr", "асеорхукмтпьиАВСЕНКМОРТХУмг")
_CROSSED = range(0x0300, 0x0370)
_WIDE = range(0xFF01, 0xFF5F)
_BOXED = (*range(0x1F130, 0x1F14A), *range(0x1F150, 0x1F16A), *range(0x1F170, 0x1F18A))
"""Letters in squares and circles that Unicode does not decompose, three alphabets."""
_BOXES = {code: chr(ord("A") + place % 26) for place, code in enumerate(_BOXED)}


@dataclass(frozen=True, slots=True)
class Plain:
    text: str
    places: range | list[int]
    """Where each character stands in the written text, and at the end the written length."""


def plain(written: str) -> Plain:
    """The text without disguises; takes linear time."""
    if written.isascii() or not (_FORMS.search(written) or _MIXED.search(written)):
        return Plain(written, range(len(written) + 1))
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(written):
        if ord(char) not in _CROSSED:
            letters.append(_letter(char))
            places.append(place)
    places.append(len(written))
    return Plain(_WORD.sub(_in_one_alphabet, "".join(letters)), places)


def _letter(char: str) -> str:
    code = ord(char)
    if code < 0x80:
        return char
    if code in _WIDE:
        return chr(code - 0xFEE0)
    if code in _BOXES:
        return _BOXES[code]
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 and folded.isalnum() else char


def _in_one_alphabet(match: re.Match[str]) -> str:
    """A word of two alphabets in the one that all its letters pass for, or else most are from."""
    word = match[0]
    latin = sum(char.isascii() for char in word)
    if latin in (0, len(word)):
        return word
    as_latin, as_cyrillic = word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC)
    if as_latin.isascii() == (not any(map(str.isascii, as_cyrillic))):
        return as_latin if 2 * latin >= len(word) else as_cyrillic
    return as_latin if as_latin.isascii() else as_cyrillic
