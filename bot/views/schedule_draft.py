"""A schedule that is being put together: what is kept of it between two presses."""

import secrets
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from pipeline.delivery.models import Destination
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
    page: Page = Page.RHYTHM
    message: int = 0
    """The message in which the form is."""

    @property
    def is_daily_without_time(self) -> bool:
        return self.timetable.rhythm == "daily" and self.timetable.at is None


def new_draft_id() -> str:
    """Short, for it is in every button; it has to differ from the person's earlier ones only."""
    return secrets.token_hex(3)
