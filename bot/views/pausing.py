"""Reading of groups that operators stop, and have go on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.buttons.pausing import ResumeButton
from bot.views.legible import harmless, shorten
from bot.views.rollout_words import age_words, moment_words, owner_words
from bot.views.screen import Rows, Screen, button
from pipeline.digest.ports import Wording
from pipeline.ingest.pauses import Pause, Target

_TOLD: Final = 10
_NOTE: Final = 120
"""Characters: all that are told fit into one message."""
_NEVER: Final = "never"
"""Stands for a moment that there is not."""


def paused_screen(
    pauses: Sequence[Pause], names: Mapping[str, str], zone: ZoneInfo, wording: Wording
) -> Screen:
    """What is not read, and what that means."""
    if not pauses:
        return Screen(wording.say("pause-none"))
    parts = [*_list(pauses, names, zone, wording), wording.say("pause-meaning")]
    return Screen("\n\n".join(parts), wording.say("pause-title"), _ways_on(pauses, wording))


def resumed_screen(
    ended: Sequence[Pause],
    left: Sequence[Pause],
    names: Mapping[str, str],
    now: datetime,
    zone: ZoneInfo,
    wording: Wording,
) -> Screen:
    """What is read again, and what is not yet."""
    parts = []
    for pause in ended[:_TOLD]:
        lasted = age_words(now - pause.since, wording)
        what = target_words(pause.target, wording)
        parts.append(wording.say("pause-resumed", what=what, lasted=lasted))
    parts.append(wording.say("pause-catching-up") if ended else wording.say("pause-nothing"))
    if left:
        parts.append(wording.say("pause-left"))
        parts.extend(_list(left, names, zone, wording))
    return Screen("\n\n".join(parts), rows=_ways_on(left, wording))


def unknown_target_screen(target: Target, wording: Wording) -> Screen:
    return Screen(wording.say("pause-unknown", reach=target.reach, number=str(target.number)))


def pausing_usage_screen(wording: Wording) -> Screen:
    return Screen(wording.say("pause-usage"))


def target_words(target: Target, wording: Wording) -> str:
    return wording.say("pause-what", reach=target.reach, number=str(target.number))


def _list(
    pauses: Sequence[Pause], names: Mapping[str, str], zone: ZoneInfo, wording: Wording
) -> Sequence[str]:
    told = []
    for pause in pauses[:_TOLD]:
        until = _NEVER if pause.until is None else moment_words(pause.until, zone, wording)
        line = wording.say(
            "pause-line",
            what=target_words(pause.target, wording),
            since=moment_words(pause.since, zone, wording),
            until=until,
            who=owner_words(pause.owner, names, wording),
        )
        note = shorten(harmless(pause.note), _NOTE)
        told.append(f"{line}\n{wording.say('rollout-entry-note', note=note)}" if note else line)
    if len(pauses) > _TOLD:
        told.append(wording.say("pause-more", count=len(pauses) - _TOLD))
    return told


def _ways_on(pauses: Sequence[Pause], wording: Wording) -> Rows:
    return [
        [
            button(
                wording.say("pause-resume", what=target_words(pause.target, wording)),
                ResumeButton(reach=pause.target.reach, number=pause.target.number),
            )
        ]
        for pause in pauses[:_TOLD]
    ]
