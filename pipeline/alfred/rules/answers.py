"""What Alfred says without a model: small talk, and quotations of the archive."""

from typing import Final

from pipeline.alfred.archive import Passage
from pipeline.alfred.rules.intent import (
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
    variant = str(turn % VARIANTS)
    if newcomer:
        return wording.say("alfred-newcomer")
    kind = next((kind for kind, fits in _KINDS if fits(text)), "off-duty")
    return wording.say(f"alfred-small-{kind}", variant=variant)


def quotations(passages: tuple[Passage, ...], wording: Wording) -> str:
    """What was found, in people's own words, each with the number of its citation."""
    if not passages:
        return wording.say("alfred-nothing-found")
    lines = [wording.say("alfred-found", count=min(len(passages), QUOTED))]
    for number, passage in enumerate(passages[:QUOTED], 1):
        found = passage.found
        lines.append(
            wording.say(
                "alfred-quotation",
                author=found.author or wording.say("alfred-somebody"),
                quote=shortened(found.text),
            )
            + f" [{number}]"
        )
    return "\n".join(lines)


def shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rstrip()}…"
