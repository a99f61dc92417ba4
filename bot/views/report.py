"""What every view is given: a group, its windows, and the digests that were made of them."""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipeline.digest.models import DeliveryStatus
from pipeline.digest.ports import Group, StoredDigest
from pipeline.digest.renumbering import is_of_before
from pipeline.digest.rules.statements.delivery import opens
from pipeline.ingest.models import ChatKind
from pipeline.windows.models import Window

_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_MARKED_CHANNEL = 10**12
"""The Bot API writes the id of a supergroup or channel as ``-100`` and its own ten digits."""


class Counts(NamedTuple):
    messages: int
    participants: int
    expected: int | None
    """As ``WindowCounts.expected``."""


@dataclass(frozen=True, slots=True)
class WindowReport:
    window: Window
    stored: StoredDigest | None = None
    counts: Counts | None = None
    """What is known of a window that has no digest."""

    @property
    def delivery_status(self) -> DeliveryStatus | None:
        return None if self.stored is None else self.stored.delivery_status

    @property
    def cleared(self) -> StoredDigest | None:
        """The digest if its text may be shown: its status and its decision must both let it."""
        held = {
            DeliveryStatus.BLOCKED_QUALITY,
            DeliveryStatus.BLOCKED_RBAC,
            DeliveryStatus.BLOCKED_QUOTA,
        }
        if self.stored is None or self.stored.delivery_status in held:
            return None
        digest = self.stored.digest
        return self.stored if opens(digest.decision, digest.statements) else None


@dataclass(frozen=True, slots=True)
class Report:
    group: Group
    windows: tuple[WindowReport, ...]
    language: str


def group_of(group: Group, stored: StoredDigest) -> Group:
    """The group as it was for the digest: what a basic group said has no address."""
    if is_of_before(stored, group.migrated_at):
        return replace(group, kind=ChatKind.GROUP)
    return group


def message_url(group: Group, message_id: int) -> str | None:
    """Return the address of a message; None where Telegram has none (private chats, basic groups).

    The forms are those of https://core.telegram.org/api/links#message-links.
    """
    if group.kind not in (ChatKind.SUPERGROUP, ChatKind.CHANNEL) or message_id <= 0:
        return None
    if group.username and _USERNAME.fullmatch(group.username):
        return f"https://t.me/{group.username}/{message_id}"
    channel_id = -group.telegram_id - _MARKED_CHANNEL
    return f"https://t.me/c/{channel_id}/{message_id}" if channel_id > 0 else None
