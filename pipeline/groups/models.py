"""Groups that are read, who reads them, and the people who may see what is told of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from pipeline.digest.request import Language
from pipeline.ingest.models import Chat, GroupId, TenantId

PersonId = NewType("PersonId", int)
"""Telegram's id of a person."""


class Reader(StrEnum):
    """Through whom a group's messages come."""

    BOT = "bot"
    """The bot, which was added to the group."""
    ACCOUNT = "account"
    """The tenant's own account, which is a member of the group."""


class Scope(StrEnum):
    """What a member of a tenant, or a token of the API, may do for all of the tenant's groups."""

    READ = "DIGEST_READ"
    ADMIN = "DIGEST_ADMIN"


class Standing(StrEnum):
    """What Telegram says of a person and a chat."""

    ADMIN = "admin"
    MEMBER = "member"
    OUTSIDER = "outsider"
    UNKNOWN = "unknown"
    """Nobody of ours can ask there: as good as an outsider."""


class Sight(StrEnum):
    """What the bot gets to see of a chat."""

    ABSENT = "absent"
    """It is no member, or cannot tell."""
    BLIND = "blind"
    """A member in privacy mode: it sees commands and answers to it, and no talk."""
    SEES = "sees"


@dataclass(frozen=True, slots=True)
class ConnectedGroup:
    id: GroupId
    tenant: TenantId
    chat: Chat
    time_zone: str
    language: Language
    readers: frozenset[Reader]
    """Empty if nobody reads it any more: what was read stays."""
    owner: PersonId | None
    """Who connected it; None for an imported one."""
    created_at: datetime
    migrated_from: int | None = None
    """The chat's id before it became a supergroup, if it was a basic group when it was connected.
    What was said there keeps its place, under ids of its own (``pipeline.ingest.migration``)."""
    zone_chosen: bool = False
    """Somebody said that it lives by this zone; else it is assumed."""


@dataclass(frozen=True, slots=True)
class Person:
    id: PersonId
    language: Language
    time_zone: str
    rich: bool = True
    """Digests come as rich messages; False for an old client, which would not show them."""
    tenant: TenantId | None = None
    """Their own tenant, once they connected something."""
    zone_chosen: bool = False
    """They said that they live by this zone; else it is assumed."""
