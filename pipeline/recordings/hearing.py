"""Recordings of groups become text, a few at a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pipeline.digest.request import Language
from pipeline.errors import AlfredError
from pipeline.health.parts import Life
from pipeline.ingest.models import GroupId, Heard, TenantId
from pipeline.recordings.ears import GroupEars
from pipeline.recordings.errors import RecordingDelayedError, RecordingGoneError
from pipeline.recordings.metrics import RecordingMetrics
from pipeline.recordings.models import Claim, GivenUp, Wanted
from pipeline.recordings.ports import RecordingFetcher, Recordings
from pipeline.recordings.rules import ATTEMPTS, as_heard, pause_after, why_given_up
from pipeline.speech.errors import SpeechError

FETCH_SECONDS: Final = 60.0
"""To get a recording: 20 MB at 3 Mbit/s."""
LEASE: Final = timedelta(seconds=30)
"""After which a claim falls free if its process died."""
KEEP_SECONDS: Final = 10.0
"""Between two signs of life of one that lives."""
IDLE_SECONDS: Final = 1.0
"""Until it is looked again whether something came."""
OUTAGE_SECONDS: Final = 10.0

_log = logging.getLogger(__name__)


class GroupHearing:
    """A part of the service, beside the transport that its fetcher asks.

    Args:
        fetcher: Gets the sound.
        recordings: What waits.
        ears: Who listens.
        metrics: Of the process.
        daily: Seconds of speech that a tenant may have heard in 24 hours; None for any.
        language: Of what is said; None for that of its group.
        sleep: Waits, so many seconds.
    """

    def __init__(
        self,
        fetcher: RecordingFetcher,
        recordings: Recordings,
        ears: GroupEars,
        metrics: RecordingMetrics,
        *,
        daily: int | None = None,
        language: Language | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = f"hearing by {fetcher.transport}"
        self._fetcher = fetcher
        self._recordings = recordings
        self._ears = ears
        self._metrics = metrics
        self._language = language
        self._sleep = sleep
        self._wanted = Wanted(fetcher.transport, ears.at_once, LEASE, daily)

    async def run(self, life: Life) -> None:
        """What is under way when it is stopped is put back for whoever comes next."""
        async with asyncio.TaskGroup() as tasks:
            working = tasks.create_task(self._work())
            life.ready()
            await life.stopping.wait()
            working.cancel()

    async def _work(self) -> None:
        while True:
            try:
                found = await self.round()
            except AlfredError as error:
                _log.warning("recordings cannot be looked up: %s", type(error).__name__)
                await self._sleep(OUTAGE_SECONDS)
            else:
                if not found:
                    await self._sleep(IDLE_SECONDS)

    async def round(self) -> int:
        """Listen to a few recordings of each tenant; how many there were.

        Raises:
            AlfredError: The store does not answer; what was claimed falls free by itself.
        """
        found = 0
        for tenant in await self._recordings.tenants_due(self._fetcher.transport):
            if self._fetcher.serves(tenant):
                found += await self.listen(tenant)
        return found

    async def listen(
        self, tenant: TenantId, *, span: tuple[GroupId, datetime, datetime] | None = None
    ) -> int:
        """Claim recordings of one tenant and settle them; how many were claimed or refused.

        Raises:
            AlfredError: As ``round``.
        """
        wanted = replace(self._wanted, span=span)
        claimed = await self._recordings.claim(tenant, wanted)
        if claimed.refused:
            _log.warning(
                "%s recordings of tenant %s are not heard: its day of speech is spent"
                " — raise SPEECH_GROUPS_MINUTES",
                claimed.refused,
                tenant,
            )
            self._metrics.ended(wanted.transport, GivenUp.QUOTA, claimed.refused)
        async with asyncio.TaskGroup() as tasks:
            for claim in claimed.claims:
                tasks.create_task(self._settle(claim))
        return len(claimed.claims) + claimed.refused

    async def _settle(self, claim: Claim) -> None:
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(self._keep(claim))
            try:
                await self._end(claim)
            finally:
                keeping.cancel()

    async def _keep(self, claim: Claim) -> None:
        while True:
            await self._sleep(KEEP_SECONDS)
            with suppress(AlfredError):
                await self._recordings.keep(claim, LEASE)

    async def _end(self, claim: Claim) -> None:
        """The store's own failures are left to the lease."""
        try:
            outcome = await self._outcome(claim)
        except asyncio.CancelledError:
            with suppress(AlfredError):
                await self._recordings.put_back(claim, timedelta(), counted=False)
            raise
        except AlfredError as error:
            _log.warning("a recording is left to its lease: %s", type(error).__name__)
            outcome = "again"
        self._metrics.ended(self._fetcher.transport, outcome)

    async def _outcome(self, claim: Claim) -> str:
        try:
            heard = await self._heard(claim)
        except RecordingGoneError:
            return await self._give_up(claim, GivenUp.GONE)
        except RecordingDelayedError as delay:
            return await self._later(claim, delay)
        except SpeechError as error:
            why = why_given_up(error.fault, claim.attempts)
            if why is not None:
                return await self._give_up(claim, why)
            return await self._later(claim, RecordingDelayedError())
        # What a stranger recorded ends neither the part nor the bot beside it.
        except Exception as error:
            _log.error("a recording was not heard: %s", type(error).__name__)
            return await self._later(claim, RecordingDelayedError())
        return "heard" if await self._recordings.tell(claim, heard) else "obsolete"

    async def _heard(self, claim: Claim) -> Heard:
        async with asyncio.timeout(FETCH_SECONDS):
            audio = await self._fetcher.fetch(claim)
        return as_heard(await self._ears.transcribe(audio, self._language or claim.language))

    async def _later(self, claim: Claim, delay: RecordingDelayedError) -> str:
        if claim.attempts >= ATTEMPTS and not delay.by_order:
            return await self._give_up(claim, GivenUp.UNAVAILABLE)
        after = max(timedelta(seconds=delay.seconds), pause_after(claim.attempts))
        await self._recordings.put_back(claim, after, counted=not delay.by_order)
        return "again"

    async def _give_up(self, claim: Claim, why: GivenUp) -> str:
        return why.value if await self._recordings.give_up(claim, why) else "obsolete"
