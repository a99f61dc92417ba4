"""Who moved a feature, when, and what the gates said then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from bot.buttons.rollout import HistoryButton
from bot.views.legible import shorten
from bot.views.paging import page_of, turning_row
from bot.views.rollout import to_feature, to_list
from bot.views.rollout_words import (
    feature_title,
    feature_words,
    moment_words,
    note_words,
    owner_words,
    stage_words,
)
from bot.views.screen import Screen
from pipeline.digest.ports import Wording
from pipeline.rollout.models import Act, Entry, Feature

_NOTE: Final = 160
"""Of one entry: eight on a page stay below the 4 096 UTF-16 units of a message."""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """What of the journal was asked for, and what there is of it."""

    feature: Feature | None
    """None is all of them."""
    entries: Sequence[Entry]
    """The newest first, those of all pages."""
    most: int
    page: int = 0

    @property
    def shown(self) -> Sequence[Entry]:
        return page_of(self.entries, self.page)[0]


def history_screen(
    asked: JournalPage, names: Mapping[str, str], zone: ZoneInfo, wording: Wording
) -> Screen:
    of_all = asked.feature is None
    lines = [_entry(each, names, zone, wording, named=of_all) for each in asked.shown]
    turning = turning_row(
        len(asked.entries),
        page_of(asked.entries, asked.page)[1],
        lambda to: HistoryButton(feature=asked.feature, most=asked.most, page=to),
        wording,
    )
    back = to_list(wording) if asked.feature is None else to_feature(asked.feature, wording)
    return Screen(
        "\n\n".join(lines or [wording.say("rollout-no-history")]),
        wording.say("rollout-history-title", title=_title(asked.feature, wording)),
        [*turning, [back]],
    )


def _title(feature: Feature | None, wording: Wording) -> str:
    return wording.say("rollout-all") if feature is None else feature_title(feature, wording)


def _entry(
    entry: Entry, names: Mapping[str, str], zone: ZoneInfo, wording: Wording, *, named: bool
) -> str:
    who = owner_words(entry.owner, names, wording)
    if entry.approver is not None:
        second = owner_words(entry.approver, names, wording)
        who = wording.say("rollout-two", who=who, second=second)
    lines = [
        wording.say(
            "rollout-entry",
            number=str(entry.id),
            when=moment_words(entry.at, zone, wording),
            act=(
                f"{feature_words(entry.feature, wording)}: {_act(entry, wording)}"
                if named
                else _act(entry, wording)
            ),
        ),
        wording.say("rollout-entry-by", who=who, decision=entry.decision.lower()),
    ]
    note = shorten(note_words(entry.note), _NOTE)
    return "\n".join([*lines, wording.say("rollout-entry-note", note=note)] if note else lines)


def _act(entry: Entry, wording: Wording) -> str:
    kind, _, subject = entry.act.partition(" ")
    if kind not in frozenset(Act):
        return wording.say("rollout-entry-other", act=kind, subject=subject)
    if entry.before is entry.after:
        return wording.say("rollout-act-done", act=kind)
    return wording.say(
        "rollout-entry-moved",
        act=wording.say("rollout-act-done", act=kind),
        before=stage_words(entry.before, wording),
        after=stage_words(entry.after, wording),
    )
