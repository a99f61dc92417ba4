"""Russian names in Latin letters, however they are spelt: Kostya, Kostia and Kostja are one."""

import re
from functools import lru_cache
from typing import Final

from pipeline.language.words import normal, script

_LETTERS: Final = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziiklmnoprstufhcie", strict=True)),
        "ж": "zh",
        "ч": "ch",
        "ш": "sh",
        "щ": "sh",
        "ъ": "",
        "ь": "",
        "ю": "iu",
        "я": "ia",
    }
)
_SPELLINGS: Final = (
    *(("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("x", "ks")),
    *(("ph", "f"), ("w", "v"), ("y", "i"), ("j", "i"), ("ck", "k"), ("q", "k")),
)
_TWICE: Final = re.compile(r"([a-z])\1+")


@lru_cache(maxsize=8_192)
def sounding(word: str) -> str:
    """A key that spellings of a name share, of Cyrillic letters or of Latin ones.

    BGN/PCGN, ISO 9 and passports differ in how they write й, х, ц, щ, ю, я and in soft signs.
    """
    written = normal(word)
    key = written.translate(_LETTERS) if script(written) == "ru" else written
    for spelling, letter in _SPELLINGS:
        key = key.replace(spelling, letter)
    return _TWICE.sub(r"\1", key.replace("'", ""))
