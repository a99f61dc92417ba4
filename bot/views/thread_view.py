"""A thread of a group, from its first message that is shown to its last."""

from collections.abc import Sequence

from bot.views.chunks import Run, pack
from bot.views.quotation import quotation
from pipeline.digest.ports import Group, Wording
from pipeline.ingest.models import Message

SHOWN = 15
"""Of a longer thread the last messages: they fit one screen or two."""


def thread_chunks(
    messages: Sequence[Message], group: Group, wording: Wording, *, cut: bool = False
) -> list[str]:
    """Return messages in HTML.

    Args:
        messages: Oldest first; if there are more than `SHOWN`, the first of them go untold.
        group: In whose time and language of links.
        wording: The reader's language.
        cut: The thread has more before them.
    """
    shown = messages[-SHOWN:]
    title = wording.say("digesting-thread", count=len(shown))
    if cut or len(shown) < len(messages):
        title = wording.say("digesting-thread-end", count=len(shown))
    return pack(
        [
            [Run(title, "b")],
            *(quotation(message, group, wording, dated=True) for message in shown),
        ]
    )
