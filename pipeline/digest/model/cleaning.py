"""What a model wrote, made fit for a digest: one line, plain, whole sentences, people by token.

A model's text is as little trusted as the chat that it was written from. What it may say is for
the evidence to judge; here it only gets the form that our own texts have.
"""

import re

from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.rules.topics.quotes import is_tellable
from pipeline.language.sentences import sentences
from pipeline.privacy.invisible import without_invisible
from pipeline.privacy.models import MaskKind
from pipeline.privacy.tokens import ANY_TOKEN, without_brackets

_MASKS = frozenset(kind.token for kind in MaskKind)
_LINK = re.compile(r"\[([^\[\]\n]{0,200})\]\(([^()\s]{0,500})\)")
_TAG = re.compile(
    r"</?(?:a|b|i|u|s|p|br|em|strong|code|pre|div|span|ul|ol|li|h[1-6])(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\*\*|~~|`+")
_BULLET = re.compile(r"^(?:[#>*•–—-]+\s+|\d{1,2}[.)]\s+)+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_HANDLE = re.compile(r"@\d+")
_LOOSE_END = " ,;:—–-→([«\"'"


def plain(text: str) -> str:
    """The text on one line without markup, hidden signs, or tokens that a model cannot know."""
    text = ANY_TOKEN.sub(_harmless, without_invisible(_CONTROL.sub("", text)))
    text = _MARKUP.sub("", _TAG.sub(" ", _LINK.sub(r"\1 \2", text)))
    return _BULLET.sub("", " ".join(text.split()))


def statement(text: str, longest: int, numbering: Numbering) -> str | None:
    """A model's sentences for the digest, people by their tokens; None if they cannot be told.

    Whole sentences up to ``longest`` characters are kept. A first sentence of more than twice as
    many is no statement, and neither is one that is coarse or JSON.
    """
    kept = ""
    for sentence in sentences(plain(text)):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > (longest if kept else 2 * longest):
            break
        kept = longer
    if not any(map(str.isalpha, kept)) or not is_tellable(kept):
        return None
    return numbering.restore(kept)


def title(text: str, longest: int, numbering: Numbering) -> str | None:
    """A model's title, cut after a word; None if nothing is left of it."""
    words = plain(text).rstrip(".!…").split()
    kept = ""
    for word in words:
        longer = f"{kept} {word}".strip()
        if len(longer) > longest:
            break
        kept = longer
    kept = numbering.restore(kept.strip(_LOOSE_END))
    if not any(map(str.isalpha, kept)) or not is_tellable(kept) or _HANDLE.search(kept):
        return None
    return kept[:1].upper() + kept[1:]


def _harmless(token: re.Match[str]) -> str:
    return token[0] if token[0] in _MASKS else without_brackets(token[0])
