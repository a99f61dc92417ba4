"""Voice messages and video notes of groups on their way to being text."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from pipeline.digest.request import Language
from pipeline.ingest.models import GroupId, MediaKind, MessageId, TenantId, Transport

KINDS: Final = frozenset({MediaKind.VOICE, MediaKind.VIDEO_NOTE})
"""Said into a microphone. A file of audio is mostly music (docs/decisions/0032)."""


class GivenUp(StrEnum):
    """Why there will be no text."""

    BROKEN = "broken"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    SILENT = "silent"
    UNSURE = "unsure"
    UNAVAILABLE = "unavailable"
    """However often it was tried."""
    REJECTED = "rejected"
    GONE = "gone"
    """The message is there no more, or nobody gives its file out."""
    QUOTA = "quota"
    """The tenant had as much heard as it may in a day."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Which recordings are heard."""

    longest: float
    """Seconds."""
    age: timedelta
    """Of a live one, from when it was said. An export is read because somebody wants it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One recording, for whoever listens to it now."""

    id: UUID
    """Of this claim: whoever has another one may not settle the recording any more."""
    tenant: TenantId
    group: GroupId
    message: MessageId
    handle: str | None
    """See ``Sound``."""
    seconds: int
    language: Language
    attempts: int
    """This one included."""


@dataclass(frozen=True, slots=True)
class Claimed:
    claims: tuple[Claim, ...] = ()
    refused: int = 0
    """Given up because the day's quota is spent."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose recordings are claimed: those that one transport can get."""

    transport: Transport
    limit: int
    lease: timedelta
    """After it a claim that was not settled falls free."""
    daily: int | None = None
    """Seconds of speech that a tenant may have heard in 24 hours."""
    span: tuple[GroupId, datetime, datetime] | None = None
    """Only those of a group, said from one moment on and before another."""
