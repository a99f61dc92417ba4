"""What the monitoring reports, and the alarm that operators see of it: one for each group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from pydantic import BaseModel, ConfigDict

from pipeline.groups.models import PersonId

AlarmNumber = NewType("AlarmNumber", int)


class Alert(BaseModel):
    """A rule that found something, for one set of labels; its texts are short and harmless."""

    model_config = ConfigDict(frozen=True)

    fingerprint: str
    """Of its labels: the same alert has the same one for ever."""
    name: str
    severity: str
    """``P0`` or ``P1`` by our rules; anybody's rules may say otherwise, or nothing."""
    about: str
    """What tells it from others of its name."""
    summary: str
    value: str
    """What was measured, with its unit; empty if the rule does not tell."""
    runbook: str
    started_at: datetime
    ended_at: datetime | None
    """None while it fires."""


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """Alerts that Alertmanager reports together."""

    key: bytes
    """By which it knows the group: a hash of 32 bytes."""
    alerts: tuple[Alert, ...]
    left_out: int = 0
    """So many more it has in the group."""

    @property
    def fires(self) -> bool:
        return self.left_out > 0 or bool(firing(self.alerts))


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    person: PersonId
    name: str
    """As Telegram showed it then."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A message of a chat."""

    chat: int
    message: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """A group of alerts from the first that fires until the last that ends."""

    number: AlarmNumber
    alerts: tuple[Alert, ...]
    left_out: int
    acknowledged: Acknowledgement | None
    version: int
    """Grows with each change of what is to be seen."""
    place: Place | None
    """The message that shows it; None if none is known to have arrived."""
    doubtful: bool = False
    """A message left that may have arrived."""
    over: bool = False


def firing(alerts: Sequence[Alert]) -> frozenset[str]:
    """The fingerprints of those that fire."""
    return frozenset(alert.fingerprint for alert in alerts if alert.ended_at is None)


def still_holds(before: Sequence[Alert], now: Sequence[Alert]) -> bool:
    """Whether who took care of the alerts before takes care of all that fire now."""
    return firing(now) <= firing(before)


class Alarms(Protocol):
    """What is reported, and what the operators were shown of it; it outlives every process."""

    async def report(self, group: AlertGroup) -> bool:
        """Write down what Alertmanager says of a group; False if nothing to be seen changes.

        An acknowledgement ends when an alert fires that did not when it was given. An alarm that
        nothing was heard of for a day is over, whatever becomes of its group later.
        """
        ...

    async def untold(self, limit: int = 20) -> Sequence[Alarm]:
        """Those that changed since they were last shown, the oldest first."""
        ...

    async def leaves(self, alarm: Alarm) -> None:
        """Its first message leaves now: should this process die, it may have arrived."""
        ...

    async def told(self, alarm: Alarm, place: Place) -> None:
        """This version of it is shown there."""
        ...

    async def failed(self, alarm: Alarm) -> None:
        """Its first message certainly did not arrive."""
        ...

    async def acknowledge(self, number: AlarmNumber, by: Acknowledgement) -> Alarm | None:
        """Note who takes care of it; who did so before stays. None if it is over or unknown."""
        ...
