"""What the watch did, as operators read it: what is off, by which figures, and the way back."""

from datetime import UTC
from typing import Final

from bot.views.legible import harmless, shorten
from bot.views.period import clock
from bot.views.rollout_words import stage_words
from bot.views.screen import Screen
from pipeline.digest.ports import Wording
from pipeline.rollout.models import Entry
from pipeline.rollout.samples import WatchNotice

_NOTE: Final = 1_000


def watch_screen(notice: WatchNotice, wording: Wording) -> Screen:
    entry = notice.entry
    feature, act = entry.feature.value, entry.act
    parts = [
        wording.say("rollout-watch-why", act=act, when=_moment(entry, wording)),
        "\n".join(f"• {harmless(line)}" for line in shorten(entry.note, _NOTE).splitlines()),
        wording.say(
            "rollout-watch-now", act=act, feature=feature, stage=stage_words(entry.after, wording)
        ),
        wording.say("rollout-watch-way-back", act=act, feature=feature),
        wording.say("rollout-watch-again") if notice.again else "",
    ]
    body = "\n\n".join(part for part in parts if part)
    return Screen(body, wording.say("rollout-watch-title", act=act, feature=feature))


def _moment(entry: Entry, wording: Wording) -> str:
    """In UTC, as in graphs and logs: operators may sit anywhere."""
    utc = entry.at.astimezone(UTC)
    date = wording.say("digest-date", day=utc.day, month=utc.month, weekday=utc.isoweekday())
    return f"{date}, {clock(utc)}"
