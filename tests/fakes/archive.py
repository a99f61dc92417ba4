import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.digest.ports import Group, LinkedMessage, WindowCounts
from pipeline.groups.models import Reader
from pipeline.ingest.models import ChatKind, GroupId, MessageId, TenantId
from pipeline.ingest.talk import is_talk
from pipeline.windows.models import Window, WindowId
from tests.fakes.groups import MemoryGroups
from tests.fakes.messages import MemoryMessages
from tests.fakes.sent_messages import MemorySentMessages
from tests.fakes.windows import MemoryWindows


class MemoryArchive:
    """The port ``Archive``."""

    def __init__(
        self,
        messages: MemoryMessages,
        groups: MemoryGroups,
        windows: MemoryWindows,
        sent: MemorySentMessages | None = None,
    ) -> None:
        self._messages = messages
        self._groups = groups
        self._windows = windows
        self._sent = sent or MemorySentMessages()

    async def group(self, tenant: TenantId, group: GroupId) -> Group:
        return self._groups.get(tenant, group)

    async def salt(self, tenant: TenantId, group: GroupId) -> bytes:
        self._groups.get(tenant, group)
        return hashlib.sha256(f"{tenant}:{group}".encode()).digest()

    async def messages(self, tenant: TenantId, window: Window) -> Sequence[LinkedMessage]:
        return self._between(tenant, window, window.span.start, window.span.end)

    async def history(
        self, tenant: TenantId, window: Window, *, windows: int, limit: int
    ) -> Sequence[LinkedMessage]:
        span = window.span
        since = span.start - windows * (span.end - span.start)
        return self._between(tenant, window, since, span.start)[-limit:]

    async def fingerprint(self, tenant: TenantId, window: Window) -> str:
        told = "".join(
            f"{item.message.id}:{item.message.edit_version}:{item.thread_id}:{item.parent_id}"
            f":{item.reason}:{item.message.reactions}:{item.message.text},"
            for item in await self.messages(tenant, window)
            if is_talk(item.message)
        )
        return hashlib.sha256(told.encode()).hexdigest()

    async def counts(
        self, tenant: TenantId, windows: Sequence[WindowId]
    ) -> Mapping[WindowId, WindowCounts]:
        found = await self._windows.find(tenant, windows)
        return {window.id: self._counts(tenant, window) for window in found}

    def _counts(self, tenant: TenantId, window: Window) -> WindowCounts:
        span, group = window.span, self._groups.rows[tenant, window.group_id]
        linked = self._between(tenant, window, span.start, span.end)
        talk = [item.message for item in linked if is_talk(item.message)]
        return WindowCounts(
            messages=len(talk),
            participants=len({message.author_id for message in talk if message.author_id}),
            expected=len(talk) + self._missed(tenant, window)
            if self._is_counted(tenant, window)
            else None,
            blind=group.readers == {Reader.BOT} and self._was_blind(tenant, window),
        )

    def _is_counted(self, tenant: TenantId, window: Window) -> bool:
        group = self._groups.rows[tenant, window.group_id]
        blind = group.readers == {Reader.BOT} and self._was_blind(tenant, window)
        numbered = group.chat.kind in (ChatKind.SUPERGROUP, ChatKind.CHANNEL)
        return numbered and not blind and all(number > 0 for number in self._ids(tenant, window))

    def _missed(self, tenant: TenantId, window: Window) -> int:
        """How many ids there are between the first and the last of which nothing is known."""
        stored = self._ids(tenant, window)
        if not stored:
            return 0
        chat = self._groups.get(tenant, window.group_id).telegram_id
        everything = range(min(stored), max(stored) + 1)
        return len(set(everything) - stored - self._sent.of_chat(chat))

    def _ids(self, tenant: TenantId, window: Window) -> set[MessageId]:
        span = window.span
        return self._messages.ids_between(tenant, window.group_id, span.start, span.end)

    def _was_blind(self, tenant: TenantId, window: Window) -> bool:
        since, until = self._groups.blind.get((tenant, window.group_id), (None, None))
        if since is None or since >= window.span.end:
            return False
        return until is None or until > window.span.start

    def _between(
        self, tenant: TenantId, window: Window, start: datetime, end: datetime
    ) -> list[LinkedMessage]:
        everything = self._messages.of(tenant, window.group_id)
        return [item for item in everything if start <= item.message.sent_at < end]
