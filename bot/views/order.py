"""An order's message until its digest takes its place."""

from collections.abc import Sequence

from bot.views.legible import harmless, shorten
from pipeline.digest.ports import Wording
from pipeline.digest.signals import RunProgress

_CELLS = 12
_NAME = 40


def waiting_text(group: str, hours: int, wording: Wording, paused: str = "") -> str:
    """The first answer: it was understood, and what was understood.

    Args:
        group: Its title.
        hours: Of the window.
        wording: The language.
        paused: Since when nobody reads the group; empty if it is read.
    """
    told = wording.say("order-accepted", group=group, hours=hours)
    return f"{told}\n\n{wording.say('order-reading-paused', since=paused)}" if paused else told


def progress_text(progress: RunProgress, wording: Wording, withdrawn: Sequence[str] = ()) -> str:
    """Plain text; ``withdrawn`` are the names of who waits for it no more."""
    share = min(1.0, max(0.0, progress.share))
    full = round(share * _CELLS)
    bar = "▰" * full + "▱" * (_CELLS - full)
    stage = wording.say(f"stage-{progress.stage}")
    told = wording.say("order-progress", stage=stage, bar=bar, percent=round(100 * share))
    if not withdrawn:
        return told
    names = ", ".join(shorten(harmless(name), _NAME) for name in withdrawn)
    return f"{told}\n{wording.say('order-withdrew', names=names, count=len(withdrawn))}"
