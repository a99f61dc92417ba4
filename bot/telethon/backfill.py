"""What was said before a group was connected."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.telethon.cursors import Marks
from bot.telethon.intake import Intake
from bot.telethon.places import PAGE, Places
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import MessageId

LONGEST: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class BackfillProgress:
    group: ConnectedGroup
    read: int
    """Messages since it began or went on."""
    share: float
    """Of the time that is read, from 0 to 1."""
    finished: bool = False


Watch = Callable[[BackfillProgress], Awaitable[None]]


class Backfill:
    """Reads up to seven days back, oldest first, a page at a time.

    Each page that is stored moves the group's mark on, so that a backfill that was broken off
    goes on where it was. At its end the group is read up to the present without a gap.
    """

    def __init__(
        self,
        marks: Marks,
        intake: Intake,
        watch: Watch,
        *,
        back: timedelta = LONGEST,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._marks = marks
        self._intake = intake
        self._watch = watch
        self._back = min(back, LONGEST)
        self._clock = clock

    async def read(self, group: ConnectedGroup, places: Places, peer: Any) -> MessageId:
        """Returns the last message that is stored; 0 if there is none at all."""
        since = self._clock() - self._back
        reached = await self._marks.backfilled(group)
        if reached is None:
            reached = MessageId(await places.last_before(peer, since))
        count = 0
        while page := await places.after(peer, reached):
            await self._intake.page(group, page)
            reached = MessageId(page[-1].id)
            await self._marks.backfill_reached(group, reached)
            count += len(page)
            await self._watch(BackfillProgress(group, count, self._share(page[-1].date, since)))
            if len(page) < PAGE:
                break
        await self._watch(BackfillProgress(group, count, 1.0, finished=True))
        return reached

    def _share(self, moment: datetime, since: datetime) -> float:
        return min(1.0, max(0.0, (moment - since) / (self._clock() - since)))
