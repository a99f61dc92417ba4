"""What a person was shown of a digest beside its delivery: known, so that it can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pipeline.digest.models import DigestId
from pipeline.digest.request import Language
from pipeline.ingest.models import TenantId


class CopyKind(StrEnum):
    SHARE = "share"
    """The digest itself, to be forwarded."""
    DETAILS = "details"
    SOURCES = "sources"
    """Messages that it cites, word by word, or its topics to choose from."""
    LINES = "lines"
    """Its lines, to call one wrong."""


@dataclass(frozen=True, slots=True)
class DigestCopy:
    digest_id: DigestId
    kind: CopyKind
    chat_id: int
    message_id: int
    language: Language
    """Of what is said in it."""
    piece: int = 0
    """Of one that took several messages."""


class DigestCopies(Protocol):
    async def add(self, tenant: TenantId, copies: Sequence[DigestCopy]) -> None:
        """Note what was sent; what is known stays as it is."""
        ...

    async def of_digest(self, tenant: TenantId, digest: DigestId) -> Sequence[DigestCopy]:
        """In the order of their chats and messages."""
        ...

    async def remove(self, tenant: TenantId, copy: DigestCopy) -> None:
        """Nothing of the digest stands in that message any more."""
        ...
