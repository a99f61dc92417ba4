"""What updates did not tell, read from the histories."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.telethon.backfill import Backfill
from bot.telethon.cursors import Marks
from bot.telethon.intake import Intake, Reason
from bot.telethon.metrics import IngestMetrics
from bot.telethon.places import PAGE, Places, is_numbered
from pipeline.groups.migration import is_past
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import GroupId, MessageId
from pipeline.ingest.ports import StoredMessages

CHECKED: Final = timedelta(hours=48)
"""How long a digest is corrected after a message that it cites is edited or deleted."""
_MOST_CHECKED: Final = 10_000
_MOST_CHECKED_PERIODICALLY: Final = 1_000
"""While connected, edits and deletes are told by updates: this finds the few that were not."""
_MOST_HOLES: Final = 1_000
_MOST_SPANNED: Final = 100_000
_log = logging.getLogger(__name__)


class Reconciliation:
    """Makes what is stored of a group the same as what Telegram has."""

    def __init__(
        self,
        marks: Marks,
        intake: Intake,
        stored: StoredMessages,
        backfill: Backfill,
        metrics: IngestMetrics,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._marks = marks
        self._intake = intake
        self._stored = stored
        self._backfill = backfill
        self._metrics = metrics
        self._clock = clock
        self._empty: dict[GroupId, set[int]] = {}

    async def reconcile(self, group: ConnectedGroup, places: Places, reason: Reason) -> MessageId:
        """Store what follows the cursor, then check the last 48 hours.

        A group that was never read is filled back first; of one that became a supergroup since,
        only the end is read that was not told.

        Returns:
            The message up to which the group is read without a gap.
        """
        self._metrics.reconciled(reason)
        peer = await places.peer(group)
        reached = await self._marks.read(group)
        if is_past(group):
            return await self._finish(group, places, peer, reached)
        if reached is None:
            reached = await self._backfill.read(group, places, peer)
        else:
            reached = await self._follow(group, places, peer, reached)
        await self._marks.reached(group, reached)
        await self._check(group, places, peer, reached, reason)
        return reached

    async def fetch(self, group: ConnectedGroup, places: Places, ids: Sequence[int]) -> None:
        """Store single messages."""
        self._metrics.fetched()
        peer = await places.peer(group)
        for part in _parts(ids):
            await self._intake.page(group, await places.single(peer, part))

    async def _follow(
        self, group: ConnectedGroup, places: Places, peer: Any, reached: MessageId
    ) -> MessageId:
        while page := await places.after(peer, reached):
            await self._intake.page(group, page)
            reached = MessageId(page[-1].id)
            await self._marks.reached(group, reached)
            if len(page) < PAGE:
                break
        return reached

    async def _finish(
        self, group: ConnectedGroup, places: Places, peer: Any, reached: MessageId | None
    ) -> MessageId:
        """Its own cursor was dropped, so the last 48 hours are read once more."""
        if reached is None:
            since = self._clock() - CHECKED
            reached = MessageId(await places.last_before(peer, since))
        reached = await self._follow(group, places, peer, reached)
        await self._marks.reached(group, reached)
        return reached

    async def _check(
        self,
        group: ConnectedGroup,
        places: Places,
        peer: Any,
        reached: MessageId,
        reason: Reason,
    ) -> None:
        """Find what vanished, was edited or was never stored."""
        since = self._clock() - CHECKED
        stored = await self._stored.ids_since(group.tenant, group.id, since)
        # What was said before a group became a supergroup has no id that it could be asked for by.
        known = [number for number in stored if 0 < number <= reached]
        if not known:
            return
        most = _MOST_CHECKED_PERIODICALLY if reason is Reason.PERIODIC else _MOST_CHECKED
        vanished = await self._confirm(group, places, peer, known[-most:])
        if vanished:
            _log.info("group %s: %s messages were deleted unseen", group.id, len(vanished))
            await self._intake.erase(group, vanished)
        if is_numbered(group):
            found = await self._fill(group, places, peer, known, reached)
            kept = len(known) - len(vanished)
            self._metrics.covered(group.id, kept, kept + found)

    async def _confirm(
        self, group: ConnectedGroup, places: Places, peer: Any, ids: Sequence[MessageId]
    ) -> list[MessageId]:
        """Those that are gone; the others are stored as they are now."""
        gone: list[MessageId] = []
        for part in _parts(ids):
            found = await places.single(peer, part)
            await self._intake.page(group, found)
            there = {message.id for message in found}
            gone += [MessageId(number) for number in part if number not in there]
        return gone

    async def _fill(
        self,
        group: ConnectedGroup,
        places: Places,
        peer: Any,
        known: Sequence[MessageId],
        reached: MessageId,
    ) -> int:
        """Ask for the ids that were left out; how many of them are there."""
        span = range(max(known[0], reached - _MOST_SPANNED), reached + 1)
        empty = self._empty.setdefault(group.id, set())
        empty.intersection_update(span)
        lacking = set(span).difference(known, empty)
        asked = sorted(lacking)[-_MOST_HOLES:]
        count = 0
        for part in _parts(asked):
            found = await places.single(peer, part)
            await self._intake.page(group, found)
            empty.update(set(part) - {message.id for message in found})
            count += len(found)
        return count


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + PAGE] for start in range(0, len(ids), PAGE)]
