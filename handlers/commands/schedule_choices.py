"""What a press, or a typed answer, makes of a draft; anything else than was offered is refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time
from types import MappingProxyType
from typing import Any, Final

from bot.views.schedule_buttons import OnDraft
from bot.views.schedule_draft import Draft, Page, ZoneFrom
from bot.views.schedule_keyboard import NO_QUIET
from bot.views.schedule_zones import is_zone
from pipeline.groups.zones import find_zone
from pipeline.schedules import phrases
from pipeline.schedules.models import QuietHours, Rhythm, Timetable, Weekday
from pipeline.windows.models import WindowSize


class BadChoiceError(ValueError):
    """No button of ours says this."""


class UnknownZoneError(ValueError):
    """What was typed names no time zone."""


def pressed(draft: Draft, action: OnDraft, value: str) -> Draft:
    """The draft after a press that concerns the timetable or the page.

    Raises:
        BadChoiceError: The value was never offered.
    """
    try:
        return _PRESSES[action](draft, value)
    except (KeyError, ValueError):
        raise BadChoiceError(action.value) from None


def typed(draft: Draft, text: str) -> Draft:
    """The draft after an answer to the page that it is on.

    Raises:
        PhraseError: The time or the quiet hours were not understood.
        UnknownZoneError: The zone was not.
        BadChoiceError: The page asks for nothing that can be typed.
    """
    match draft.page:
        case Page.TIME:
            return _with_phrase(draft, phrases.when(text))
        case Page.QUIET:
            return _with(draft, quiet=phrases.quiet_hours(text))
        case Page.ZONE:
            zone = find_zone(text)
            if zone is None:
                raise UnknownZoneError(text)
            return _with_zone(draft, zone)
        case _:
            raise BadChoiceError(draft.page.value)


def _with_phrase(draft: Draft, phrase: phrases.TimePhrase) -> Draft:
    if phrase.weekdays is None:
        return _with(draft, at=phrase.at)
    return _with(draft, at=phrase.at, weekdays=phrase.weekdays)


def _page(draft: Draft, value: str) -> Draft:
    page = Page(value)
    if page is Page.CARD and not draft.is_ready:
        raise ValueError(value)
    return draft.model_copy(update={"page": page})


def _rhythm(draft: Draft, value: str) -> Draft:
    if value == Rhythm.DAILY:
        daily = _changed(draft, rhythm=Rhythm.DAILY, size=WindowSize.DAY, at=None)
        return daily.model_copy(update={"page": Page.TIME})
    size = WindowSize(int(value))
    return _with(draft, rhythm=Rhythm.WINDOWS, size=size, at=None)


def _size(draft: Draft, value: str) -> Draft:
    return _with(draft, size=WindowSize(int(value)))


def _at(draft: Draft, value: str) -> Draft:
    return _with(draft, at=_clock(value))


def _day(draft: Draft, value: str) -> Draft:
    """One day more or less; the last one stays."""
    weekdays = draft.timetable.weekdays ^ {Weekday(int(value))}
    return _changed(draft, weekdays=weekdays or draft.timetable.weekdays)


def _days(draft: Draft, value: str) -> Draft:
    if not value:
        raise ValueError("no day")
    return _with(draft, weekdays=frozenset(Weekday(int(each)) for each in value))


def _zone(draft: Draft, value: str) -> Draft:
    if not is_zone(value):
        raise ValueError(value)
    return _with_zone(draft, value)


def _quiet(draft: Draft, value: str) -> Draft:
    if value == NO_QUIET:
        return _with(draft, quiet=None)
    return _with(draft, quiet=QuietHours(_clock(value[:4]), _clock(value[4:])))


_PRESSES: Final[Mapping[OnDraft, Callable[[Draft, str], Draft]]] = MappingProxyType(
    {
        OnDraft.PAGE: _page,
        OnDraft.RHYTHM: _rhythm,
        OnDraft.SIZE: _size,
        OnDraft.AT: _at,
        OnDraft.DAY: _day,
        OnDraft.DAYS: _days,
        OnDraft.ZONE: _zone,
        OnDraft.QUIET: _quiet,
    }
)


def _with_zone(draft: Draft, zone: str) -> Draft:
    return _with(draft.model_copy(update={"zone_from": ZoneFrom.SAID}), zone=zone)


def _with(draft: Draft, **changes: Any) -> Draft:
    """Answered: back to the card, or to what is still to be asked."""
    return onwards(_changed(draft, **changes))


def onwards(draft: Draft) -> Draft:
    """The page of a draft whose rhythm was said."""
    page = Page.CARD
    if draft.is_daily_without_time:
        page = Page.TIME
    elif draft.zone_from is ZoneFrom.GUESS:
        page = Page.ZONE
    return draft.model_copy(update={"page": page})


def _changed(draft: Draft, **changes: Any) -> Draft:
    timetable: Timetable = replace(draft.timetable, **changes)
    return draft.model_copy(update={"timetable": timetable, "chosen": True})


def _clock(value: str) -> time:
    return datetime.strptime(value, "%H%M").time()  # noqa: DTZ007 - a time of day has no zone
