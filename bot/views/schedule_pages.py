"""The form in which a schedule is put together: one message, a page for each question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.views.schedule import Place, sentence, upcoming_words
from bot.views.schedule_draft import Draft, Page, ZoneFrom
from bot.views.schedule_list import group_name
from bot.views.schedule_zones import zone_name
from pipeline.digest.ports import Wording
from pipeline.groups.clocks import goes_to, own_clock
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.schedules.models import Slot
from pipeline.webhooks.models import Endpoint

TYPED: Final = frozenset({Page.TIME, Page.ZONE, Page.QUIET, Page.CHANNEL})
"""Pages that may be answered by a message."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a page shows beside the draft itself."""

    person: Person
    here: int
    """The chat in which the form is."""
    now: datetime
    group: ConnectedGroup | None = None
    groups: Sequence[ConnectedGroup] = ()
    may_publish: bool = False
    webhooks: Sequence[Endpoint] = ()
    upcoming: Sequence[Slot] = ()
    code: str = ""
    """Of the language in which the person's Telegram is."""

    @property
    def in_group(self) -> bool:
        return self.group is not None and self.here == self.group.chat.telegram_id

    @property
    def zone(self) -> str:
        """By whose clock moments are told here: in the group by its own."""
        if self.group is None:
            return self.person.time_zone
        if self.in_group:
            return self.group.time_zone
        return own_clock(self.person, self.group).zone


def page_text(draft: Draft, around: Circumstances, wording: Wording) -> str:
    """The group, what was said so far, and the page's question."""
    question = _question(draft, around, wording)
    if draft.page in TYPED and around.here < 0:
        # Of a group's talk the bot is shown no more than what is said to it.
        question = f"{question} {wording.say('schedule-by-reply')}"
    if around.group is None:
        return question
    name = group_name(around.group)
    if not draft.chosen:
        return wording.say("schedule-form-new", group=name, question=question)
    told = sentence(draft.timetable, _place(draft, around), wording)
    if draft.page is not Page.CARD:
        return wording.say("schedule-form", group=name, schedule=told, question=question)
    asked = f"{_coming(draft, around, wording)}\n\n{question}"
    return wording.say("schedule-form", group=name, schedule=told, question=asked)


def saved_text(draft: Draft, around: Circumstances, wording: Wording) -> str:
    told = sentence(draft.timetable, _place(draft, around), wording)
    name = "—" if around.group is None else group_name(around.group)
    coming = _coming(draft, around, wording)
    saved = wording.say("schedule-saved", group=name, schedule=told, upcoming=coming)
    if draft.zone_from is not ZoneFrom.GUESS:
        return saved
    zone = zone_name(draft.timetable.zone, wording)
    guess = wording.say(f"schedule-zone-guess-{_whose(draft, around)}", zone=zone)
    return f"{saved}\n\n{guess}"


def _question(draft: Draft, around: Circumstances, wording: Wording) -> str:
    if draft.page is Page.ZONE and draft.zone_from is ZoneFrom.GUESS:
        return wording.say(f"schedule-ask-zone-{_whose(draft, around)}")
    return wording.say(f"schedule-page-{draft.page.value}")


def _whose(draft: Draft, around: Circumstances) -> str:
    """Whose clock counts: the group's for what goes to the group."""
    to_group = around.group is not None and goes_to(draft.destination, around.group)
    return "group" if to_group else "own"


def _coming(draft: Draft, around: Circumstances, wording: Wording) -> str:
    whose: Literal["own", "group"] = "group" if around.in_group else "own"
    zones = (draft.timetable.zone, around.zone)
    return upcoming_words(around.upcoming, around.now, *zones, wording, whose=whose)


def _place(draft: Draft, around: Circumstances) -> Place:
    group = 0 if around.group is None else around.group.chat.telegram_id
    return Place(draft.destination, around.here, around.person.id, group, draft.name)
