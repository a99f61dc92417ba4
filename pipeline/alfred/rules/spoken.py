"""In which language somebody is to be answered: the one they spoke, if it can be told."""

import re
from typing import Final

from pipeline.digest.request import Language
from pipeline.language.words import language, listed, words
from pipeline.llm.tokens import Script, dominant_script

_PLAIN: Final = listed("""
    what how when where who why which whose the you your yours they their them this that these
    those there and with about from for did does have has had been were would could should can
    will shall i'm it's don't didn't that's what's let's please thank thanks tell give show make
    find help hello good morning evening night something anything everybody any news know remember
""")
"""Words that make a text English, as hardly another language of Latin letters has them."""
_COMMON: Final = listed("""
    a am an are as at be but by do go he her him his i if in is it me my no not of on or our she so
    to up us was we
""")
"""Words of English, and of others besides: one counts beside a plain one only."""
_FEWEST: Final = 2
_OWN: Final = re.compile(r"\bI\b|[a-z]['’]s\b")
"""The pronoun, which is written so in English alone, and the genitive."""


def spoken_language(text: str, usual: Language) -> Language:
    """The language of a phrase of Russian or English; of anything else, ``usual``.

    Much Latin is names, commands and "ok": alone, a word of English says nothing.
    """
    if dominant_script(text) is not Script.CYRILLIC and _is_english(text):
        return "en"
    return "ru" if language(text) == "ru" else usual


def _is_english(text: str) -> bool:
    said = words(text)
    common = sum(word in _COMMON for word in said)
    plain = sum(word in _PLAIN for word in said) + len(_OWN.findall(text))
    return plain > 0 and plain + common >= _FEWEST
