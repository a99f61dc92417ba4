"""A schedule that is being put together: what is kept of it between two presses."""

import secrets
from dataclasses import replace
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from pipeline.delivery.models import Destination
from pipeline.groups.clocks import Clock
from pipeline.schedules.models import Timetable


class Page(StrEnum):
    """What the form asks at the moment."""

    GROUP = "group"
    RHYTHM = "rhythm"
    SIZE = "size"
    TIME = "time"
    DAYS = "days"
    ZONE = "zone"
    QUIET = "quiet"
    PLACE = "place"
    CHANNEL = "channel"
    CARD = "card"
    """Everything at a glance, ready to be saved."""


class ZoneFrom(StrEnum):
    """Why the draft has its zone."""

    SAID = "said"
    """It was said here, or when the schedule was arranged."""
    SETTING = "setting"
    """It is what the person, or the group, lives by."""
    GUESS = "guess"
    """Nobody ever said: it is to be asked."""


class Draft(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    tenant: int = 0
    group: int = 0
    """0 until it is chosen."""
    subscription: int = 0
    """Which one it changes; 0 for a new one."""
    timetable: Timetable
    chosen: bool = False
    """The rhythm was said; until then the timetable is a proposal."""
    destination: Destination
    name: str = ""
    """Of the channel or webhook that is the destination."""
    zone_from: ZoneFrom = ZoneFrom.SAID
    moving: bool = False
    """It is about the zone of a schedule that stands: what is answered is written at once."""
    page: Page = Page.RHYTHM
    message: int = 0
    """The message in which the form is."""

    @property
    def is_daily_without_time(self) -> bool:
        return self.timetable.rhythm == "daily" and self.timetable.at is None

    @property
    def is_ready(self) -> bool:
        """Nothing is left to be asked."""
        asked = not self.chosen or self.is_daily_without_time or self.zone_from is ZoneFrom.GUESS
        return not asked

    def by(self, clock: Clock) -> "Draft":
        """Meant by this clock, unless a zone was said."""
        if self.zone_from is ZoneFrom.SAID:
            return self
        origin = ZoneFrom.SETTING if clock.chosen else ZoneFrom.GUESS
        timetable = replace(self.timetable, zone=clock.zone)
        return self.model_copy(update={"timetable": timetable, "zone_from": origin})


def new_draft_id() -> str:
    """Short, for it is in every button; it has to differ from the person's earlier ones only."""
    return secrets.token_hex(3)
