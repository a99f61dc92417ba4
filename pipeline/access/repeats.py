"""Requests that are sent twice are answered once: keys that clients choose, and their answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Protocol
from uuid import UUID

from pipeline.access.models import ApiToken


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """The request is new, and whoever holds this answers it."""

    id: UUID


class Refusal(Enum):
    OTHER = "other"
    """The key belongs to another request."""
    UNDERWAY = "underway"
    """The first one is still being answered, or died over it a moment ago."""


class KeptAnswers(Protocol):
    """By a token and the SHA-256 of a key; what a client calls its requests is not kept."""

    async def claim(
        self, token: ApiToken, key: bytes, request: bytes, *, kept: timedelta, lease: timedelta
    ) -> Claim | KeptAnswer | Refusal:
        """Begin to answer a request, or find how it was answered.

        Args:
            token: Whose request it is.
            key: SHA-256 of the key.
            request: SHA-256 of what was asked.
            kept: For how long a key means that request; after it the key is free.
            lease: For how long one who died over it keeps others away.
        """
        ...

    async def give(self, token: ApiToken, claim: Claim, answer: KeptAnswer) -> None:
        """Keep the answer; nothing is kept of a claim that somebody else has taken over."""
        ...

    async def release(self, token: ApiToken, claim: Claim) -> None:
        """There is no answer to keep: the key is free."""
        ...
