"""An order's message until its digest takes its place."""

from pipeline.digest.ports import Wording
from pipeline.digest.signals import RunProgress

_CELLS = 12


def waiting_text(group: str, hours: int, wording: Wording) -> str:
    """The first answer: it was understood, and what was understood."""
    return wording.say("order-accepted", group=group, hours=hours)


def progress_text(progress: RunProgress, wording: Wording) -> str:
    share = min(1.0, max(0.0, progress.share))
    full = round(share * _CELLS)
    bar = "▰" * full + "▱" * (_CELLS - full)
    stage = wording.say(f"stage-{progress.stage}")
    return wording.say("order-progress", stage=stage, bar=bar, percent=round(100 * share))
