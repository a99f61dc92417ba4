"""Whether something was said in a language that Alfred does not speak."""

import re
from typing import Final

from pipeline.language.stopwords import is_stop
from pipeline.language.words import listed, words

_LETTERS: Final = re.compile(r"[^\W\d_]")
_OURS: Final = re.compile(r"[a-zа-яё]", re.IGNORECASE)
_MARKED: Final = re.compile(r"[äöüßñçéèêëàâîôûœøåæłśżźćńęąāčšžґіїєқғңәөұүһў¿¡]", re.IGNORECASE)
"""Letters that neither language has, but its neighbours."""
_THEIRS: Final = listed("""
    guten tag morgen abend danke bitte wer wie geht's ich und nicht ist bist kannst du auf
    wiedersehen tschuss das hallo servus bonjour salut merci bonsoir oui vous comment hola gracias
    buenos dias adios por favor ciao grazie buongiorno prego obrigado czesc dziekuje
    рахмет сау бол қалай салем салам дякую дякуй будь ласка вітаю дзякуй
""")
"""Courtesies of others, such as begin a conversation."""
_SHARE: Final = 0.5


def is_foreign(text: str) -> bool:
    """By its letters, or by words that are common elsewhere; of what is unclear, False."""
    letters = _LETTERS.findall(text)
    ours = sum(map(bool, map(_OURS.fullmatch, letters)))
    if ours < _SHARE * len(letters):
        return True
    said = words(text)
    theirs = sum(word in _THEIRS for word in said) + bool(_MARKED.search(text))
    return theirs > sum(is_stop(word) and word not in _THEIRS for word in said)
