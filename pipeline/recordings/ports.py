from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from pipeline.ingest.models import Heard, TenantId, Transport
from pipeline.recordings.models import Claim, Claimed, GivenUp, Wanted
from pipeline.windows.models import WindowId


class Recordings(Protocol):
    """What waits to be heard. ``MessageSink.accept`` puts it there, with the message."""

    async def tenants_due(self, transport: Transport) -> Sequence[TenantId]:
        """Those who have something that could be claimed now."""
        ...

    async def claim(self, tenant: TenantId, wanted: Wanted) -> Claimed:
        """Take the oldest ones that nobody has.

        What is beyond the quota is given up. A claim falls free after its lease.
        """
        ...

    async def tell(self, claim: Claim, heard: Heard) -> bool:
        """Write the text to the message and announce it, in one transaction.

        False, and nothing is written, if the claim does not hold any more: the message was deleted
        or has another recording now, or somebody else listens since the lease ended.
        """
        ...

    async def give_up(self, claim: Claim, why: GivenUp) -> bool:
        """False if the claim does not hold any more."""
        ...

    async def keep(self, claim: Claim, lease: timedelta) -> None:
        """Let the lease begin anew; nothing happens if the claim does not hold any more."""
        ...

    async def put_back(self, claim: Claim, after: timedelta, *, counted: bool) -> None:
        """Let it be claimed again after a while; the attempt may not count."""
        ...

    async def awaited(self, tenant: TenantId, window: WindowId) -> int:
        """How many of a window came lately, and may be text in a moment."""
        ...


class RecordingFetcher(Protocol):
    """One transport's way to the sound."""

    @property
    def transport(self) -> Transport: ...

    def serves(self, tenant: TenantId) -> bool:
        """Whether this process can ask for the tenant's recordings now."""
        ...

    async def fetch(self, claim: Claim) -> bytes:
        """The recording as it was sent.

        Raises:
            RecordingGoneError: Nobody has it.
            RecordingDelayedError: It has to be asked for later.
            SpeechError: TOO_LARGE.
        """
        ...
