"""What Alfred says without a model: small talk, and quotations of the archive."""

from typing import Final

from pipeline.alfred.archive import Cited, Passage
from pipeline.alfred.rules.intent import (
    asks,
    asks_who_this_is,
    is_farewell,
    is_greeting,
    is_thanks,
)
from pipeline.digest.ports import Wording

VARIANTS: Final = 3
"""Of each remark, taken in turn, so that nobody hears the same twice running."""
LONGEST_QUOTE: Final = 220
"""Characters."""
QUOTED: Final = 4
_KINDS: Final = (
    ("who", asks_who_this_is),
    ("greeting", is_greeting),
    ("thanks", is_thanks),
    ("farewell", is_farewell),
)


def small_talk(text: str, turn: int, wording: Wording, *, newcomer: bool) -> str:
    """An answer to what needs no model, or that the model is off duty."""
    variant = turn % VARIANTS
    if newcomer:
        return wording.say("alfred-newcomer")
    kind = next((kind for kind, fits in _KINDS if fits(text)), None)
    if kind is None:
        kind = "off-duty" if asks(text) else "noted"
    return wording.say(f"alfred-small-{kind}", variant=variant)


def quotations(passages: tuple[Passage, ...], wording: Wording) -> str:
    """What was found, in people's own words, each with the number of its citation."""
    if not passages:
        return wording.say("alfred-nothing-found")
    lines = [wording.say("alfred-found", count=min(len(passages), QUOTED))]
    for number, passage in enumerate(passages[:QUOTED], 1):
        said = " → ".join(_quoted(cited, wording) for cited in (passage.found, *_answers(passage)))
        lines.append(f"{said} [{number}]")
    return "\n".join(lines)


def _answers(passage: Passage) -> tuple[Cited, ...]:
    """What follows a question in its passage: the question alone would be no answer."""
    if not passage.found.text.rstrip().endswith("?"):
        return ()
    after = [cited for cited in passage.around if cited.sent_at > passage.found.sent_at]
    return tuple(after[:1])


def _quoted(cited: Cited, wording: Wording) -> str:
    return wording.say(
        "alfred-quotation",
        author=cited.author or wording.say("alfred-somebody"),
        quote=shortened(cited.text),
    )


def shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rstrip()}…"
