"""What stands between quotation marks has to be what somebody wrote, word for word."""

import re
from collections.abc import Iterable, Iterator

from pipeline.language.words import words

LEAST_WORDS = 3
"""Words from which marks quote what was said; fewer name a thing or an irony («Адресатор»)."""
_QUOTED = re.compile(r"«([^«»]*)»|“([^“”]*)”|„([^„“]*)“")
_OPENING, _CLOSING = "«“", "»”"
_LEFT_OUT = re.compile(r"…|\.{3}|\[…\]")


def misquotes(text: str, messages: Iterable[str]) -> bool:
    """Whether a quotation in the text has other words than all of the messages.

    Letters' case, punctuation, names and what an ellipsis leaves out do not count.
    """
    said = [f" {' '.join(words(message))} " for message in messages]
    return any(
        not any(f" {' '.join(part)} " in message for message in said) for part in _parts(text)
    )


def without_quotations(text: str) -> str:
    """What stands outside of quotation marks; a mark that is not closed ends nothing."""
    closed = min(text.count("«"), text.count("»")) + min(text.count("“"), text.count("”"))
    depth, kept = 0, []
    for sign in text if closed else "":
        depth += sign in _OPENING
        kept.append(" " if depth > 0 else sign)
        depth = max(0, depth - (sign in _CLOSING))
    return "".join(kept) if closed and not depth else text


def _parts(text: str) -> Iterator[tuple[str, ...]]:
    for found in _QUOTED.finditer(text):
        quoted = next(group for group in found.groups() if group is not None)
        for part in _LEFT_OUT.split(quoted):
            spoken = words(part)
            if len(spoken) >= LEAST_WORDS:
                yield tuple(spoken)
