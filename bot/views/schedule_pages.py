"""The form in which a schedule is put together: one message, a page for each question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.views.schedule import Place, sentence, upcoming_words
from bot.views.schedule_draft import Draft, Page
from bot.views.schedule_list import group_name
from pipeline.digest.ports import Wording
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


def page_text(draft: Draft, around: Circumstances, wording: Wording) -> str:
    """The group, what was said so far, and the page's question."""
    question = wording.say(f"schedule-page-{draft.page.value}")
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
    own = around.person.time_zone
    coming = upcoming_words(around.upcoming, around.now, draft.timetable.zone, own, wording)
    asked = f"{coming}\n\n{question}"
    return wording.say("schedule-form", group=name, schedule=told, question=asked)


def saved_text(draft: Draft, around: Circumstances, wording: Wording) -> str:
    told = sentence(draft.timetable, _place(draft, around), wording)
    name = "—" if around.group is None else group_name(around.group)
    own = around.person.time_zone
    coming = upcoming_words(around.upcoming, around.now, draft.timetable.zone, own, wording)
    return wording.say("schedule-saved", group=name, schedule=told, upcoming=coming)


def _place(draft: Draft, around: Circumstances) -> Place:
    group = 0 if around.group is None else around.group.chat.telegram_id
    return Place(draft.destination, around.here, around.person.id, group, draft.name)
