"""Operators may stop the reading of groups through accounts, and have it go on.

Nothing is lost by it: whoever is read again is read on from where the cursor stands.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from pipeline.health.parts import Life
from pipeline.ingest.models import GroupId, TenantId

POLL: Final = 2.0
"""Seconds until every process knows."""

_log = logging.getLogger(__name__)


class Reach(StrEnum):
    ALL = "all"
    """Every account."""
    ACCOUNT = "account"
    """That of one tenant."""
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Target:
    """What is not to be read."""

    reach: Reach = Reach.ALL
    number: int = 0
    """The tenant's, or the group's; 0 where all are meant."""

    def covers(self, tenant: TenantId, group: GroupId) -> bool:
        match self.reach:
            case Reach.ALL:
                return True
            case Reach.ACCOUNT:
                return self.number == tenant
            case Reach.GROUP:
                return self.number == group


@dataclass(frozen=True, slots=True)
class Pause:
    target: Target
    since: datetime
    until: datetime | None
    """None: until somebody has it go on."""
    owner: str
    """``telegram:<person>``."""
    note: str = ""


class Pauses(Protocol):
    async def in_force(self) -> Sequence[Pause]:
        """Oldest first; those whose time is over are not among them."""
        ...

    async def begin(
        self, target: Target, owner: str, *, lasts: timedelta | None, note: str = ""
    ) -> Pause | None:
        """Stop reading; what is paused already keeps its beginning and gets this end.

        Returns:
            None if there is no such account or group.
        """
        ...

    async def end(self, target: Target | None, owner: str) -> Sequence[Pause]:
        """Go on with the target, or with all that is paused; what was in force until now."""
        ...


class KnownPauses:
    """The pauses as this process read them last; it keeps to them while the database is away."""

    def __init__(self, pauses: Sequence[Pause] = ()) -> None:
        self._pauses = tuple(pauses)
        self._listeners: list[Callable[[], None]] = []

    @property
    def in_force(self) -> Sequence[Pause]:
        return self._pauses

    def of(self, tenant: TenantId, group: GroupId) -> Pause | None:
        """The oldest that keeps this group from being read."""
        return next((each for each in self._pauses if each.target.covers(tenant, group)), None)

    def count(self, reach: Reach) -> int:
        return sum(each.target.reach is reach for each in self._pauses)

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def learn(self, pauses: Sequence[Pause]) -> None:
        """Take for true what was read just now."""
        before, self._pauses = self._pauses, tuple(pauses)
        if {each.target for each in before} == {each.target for each in self._pauses}:
            return
        _log.warning("reading of groups is paused: %s", _targets(self._pauses) or "no more")
        for listener in self._listeners:
            listener()


@dataclass(slots=True)
class PausesPart:
    """A part of every process: looks for pauses that began or ended."""

    pauses: Pauses
    known: KnownPauses
    outages: tuple[type[Exception], ...]
    """What reading them raises while the database is away."""
    poll: float = POLL
    name: str = "pauses"
    _away: bool = field(default=False, init=False)

    async def run(self, life: Life) -> None:
        life.ready()
        while not life.stopping.is_set():
            await self.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(self.poll):
                    await life.stopping.wait()

    async def look(self) -> None:
        try:
            self.known.learn(await self.pauses.in_force())
        except self.outages:
            if not self._away:
                _log.warning("pauses of reading are not known anew: PostgreSQL does not answer")
            self._away = True
        else:
            self._away = False


def _targets(pauses: Sequence[Pause]) -> str:
    return ", ".join(
        f"{each.target.reach} {each.target.number}".removesuffix(" 0") for each in pauses
    )
