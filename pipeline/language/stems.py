"""Stems by Snowball (Porter's family of algorithms), the alphabet choosing the language."""

from functools import lru_cache
from threading import get_ident

import Stemmer

from pipeline.language.stopwords import is_stop
from pipeline.language.words import script, words

_ALGORITHM = {"ru": "russian", "en": "english"}


@lru_cache(maxsize=64)
def _stemmer(algorithm: str, thread: int) -> Stemmer.Stemmer:
    """A stemmer for one thread: PyStemmer's objects must not be shared between threads."""
    return Stemmer.Stemmer(algorithm, 0)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a word as ``words`` gives it; names with digits or dots stay as they are."""
    algorithm = _ALGORITHM.get(script(word))
    if algorithm is None or not word.replace("-", "").replace("'", "").isalpha():
        return word
    return str(_stemmer(algorithm, get_ident()).stemWord(word))


@lru_cache(maxsize=65_536)
def content_stem(word: str) -> str:
    """The stem of a word that carries meaning; empty for stop words and single letters."""
    if is_stop(word) or (len(word) == 1 and not word.isdigit()):
        return ""
    return stem(word)


def stems(text: str) -> tuple[str, ...]:
    """Stems of the content words of a text, in its order, with repetitions."""
    return tuple(found for word in words(text) if (found := content_stem(word)))
