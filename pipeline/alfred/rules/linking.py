"""What Telegram makes a link of by itself, and how it is kept from that.

Clients and servers link ``http://…``, ``tg://…``, a bare domain (``main.py`` is one, of Paraguay),
mail addresses and ``@usernames``. An address with its scheme is left out; in the others a word
joiner (U+2060) stands before the dot or after the @: nothing of the text is lost, it looks the
same, and it holds in a draft, an edit and a message alike, with markup or without. It is not the
zero-width joiner, which TDLib takes for a part of a domain (``is_url_unicode_symbol`` in
td/telegram/MessageEntity.cpp).
"""

import re
from collections.abc import Iterable
from typing import Final

JOINER: Final = "\u2060"
_PIECE: Final = re.compile(r"[^\s<>\"«»“”„]+")
"""No link of Telegram's goes on past these signs."""
_ACTIVE: Final = re.compile(r"[.@]|://")
_OPENING, _CLOSING = "([{'`*_‘", ".,:;!?)]}'`*_’…"
_ADDRESS: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,30}://|www\.)[^\s)\]]*[^\s)\].,:;!?…]", re.IGNORECASE
)
_PLAIN: Final = (
    "txt|csv|json|html?|ya?ml|toml|xml|pdf|png|jpe?g|gif|svg|log|ini|cfg|sql|docx?|xlsx?|pptx?"
    "|ipynb|exe|dll|js|ts|kt|rb|go|hs|cpp|hpp|css|tsx|jsx|mp3|wav|ogg"
)
"""Endings of file names that are no domains of the first level."""
_DOT: Final = re.compile(
    rf"(?<=[^\s{JOINER}])\.(?=[^\W\d_][^\s\d_.,:;!?()…])(?!(?:{_PLAIN})(?![\w-]))",
    re.IGNORECASE,
)
"""Before what may be the last part of a domain; «т.д.», ``e.g.`` and 3.5 are none."""
_NUMBERED: Final = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_OPEN: Final = re.compile(r"@(?=\w)|:(?=//)")


def addresses(texts: Iterable[str]) -> frozenset[str]:
    """What of these texts may be linked again: addresses, domains and usernames, as a whole."""
    pieces = (piece for text in texts for piece in _PIECE.findall(text))
    return frozenset(bare for piece in pieces if _ACTIVE.search(bare := _bare(piece)))


def unlinked(text: str, own: frozenset[str]) -> str:
    """The text with nothing in it that Telegram links, but what is ``own``."""

    def mended(match: re.Match[str]) -> str:
        piece = match[0]
        if not _ACTIVE.search(piece) or _bare(piece) in own:
            return piece
        return _broken(_ADDRESS.sub("", piece))

    return _PIECE.sub(mended, text)


def _broken(piece: str) -> str:
    piece = _NUMBERED.sub(lambda match: match[0].replace(".", f"{JOINER}."), piece)
    return _OPEN.sub(rf"\g<0>{JOINER}", _DOT.sub(f"{JOINER}.", piece))


def _bare(piece: str) -> str:
    """Without the punctuation of the sentence around it."""
    return piece.lstrip(_OPENING).rstrip(_CLOSING)
