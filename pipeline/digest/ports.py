"""What a digest needs of the world. Implemented in ``storage`` and ``bot``, composed in main."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from pipeline.digest.answers import Stage
from pipeline.digest.models import DeliveryStatus, Digest, DigestId
from pipeline.events.models import Event
from pipeline.ingest.models import AuthorId, GroupId, Message, MessageId, TenantId
from pipeline.threads.models import ThreadId
from pipeline.windows.models import Window, WindowId


@dataclass(frozen=True, slots=True)
class Group:
    id: GroupId
    telegram_id: int
    kind: str
    title: str
    username: str | None
    time_zone: str
    migrated_at: datetime | None = None
    """When the basic group that it was became a supergroup, which counts its messages from 1."""


@dataclass(frozen=True, slots=True)
class LinkedMessage:
    """A stored message with its place in the talk."""

    message: Message
    thread_id: ThreadId
    parent_id: MessageId | None
    reason: str


@dataclass(frozen=True, slots=True)
class ArtifactKey:
    """A stage's answer is found again by everything that could change it."""

    window_id: WindowId
    stage: Stage
    input_hash: str
    prompt_version: str
    model: str
    schema_version: int


@dataclass(frozen=True, slots=True)
class StoredDigest:
    id: DigestId
    window_id: WindowId
    version: int
    fingerprint: str
    delivery_status: DeliveryStatus
    digest: Digest
    people: dict[str, str]
    """Pseudonym token (any surface of it) to the name that a reader sees."""
    begun_at: datetime | None = None
    """When its run began; None where that does not matter."""
    revision: int = 0
    """How often it was amended since it was made."""


@dataclass(frozen=True, slots=True)
class NewDigest:
    window_id: WindowId
    version: int
    fingerprint: str
    """Hash of everything the digest was made from: messages, settings, language, engine."""
    digest: Digest
    people: dict[str, str]
    authors: dict[str, AuthorId]
    """Pseudonym token of each participant to who that is."""


@dataclass(frozen=True, slots=True)
class WindowCounts:
    messages: int
    """Those that are talk (``pipeline.ingest.talk``)."""
    participants: int
    """Authors of those."""
    expected: int | None
    """``messages``, and the ids from the first to the last stored message of which nothing is
    known. Known are messages that are no talk or were deleted, and what Alfred sent.

    None where ids cannot tell: in a basic group each account counts its own, and a bot in privacy
    mode does not know what it misses at the end.
    """
    blind: bool = False
    """The group's only reader was the bot, and for a time of this window it saw no talk."""
    unheard: int = 0
    """Voice messages and video notes that nobody understood, or has not listened to yet."""


class Archive(Protocol):
    """The messages of a window, in order of time and id."""

    async def group(self, tenant: TenantId, group: GroupId) -> Group: ...

    async def salt(self, tenant: TenantId, group: GroupId) -> bytes:
        """The group's secret for pseudonyms.

        Whoever gets prompts but not this cannot find out people by trying Telegram's ids.
        """
        ...

    async def messages(self, tenant: TenantId, window: Window) -> Sequence[LinkedMessage]: ...

    async def history(
        self, tenant: TenantId, window: Window, *, windows: int, limit: int
    ) -> Sequence[LinkedMessage]:
        """The last ``limit`` messages of up to ``windows`` spans of this size before it."""
        ...

    async def fingerprint(self, tenant: TenantId, window: Window) -> str:
        """Hash of its talk's ids, versions, texts, links and reactions: changes as they do.

        What is no talk changes nothing: neither the command that asks for a digest nor the digest
        itself, which comes into the window, makes another digest due.
        """
        ...

    async def counts(
        self, tenant: TenantId, windows: Sequence[WindowId]
    ) -> Mapping[WindowId, WindowCounts]: ...


class ArtifactStore(Protocol):
    async def find(self, tenant: TenantId, key: ArtifactKey) -> bytes | None: ...

    async def save(self, tenant: TenantId, key: ArtifactKey, answer: bytes) -> None:
        """Store a success; saving the same key again keeps the first answer."""
        ...


@dataclass(frozen=True, slots=True)
class SliceKey:
    """A slice of a thread as a model read it: found again in any window that holds the slice."""

    slice_hash: str
    """Of the messages' ids, versions, texts and links."""
    prompt_version: str
    model: str
    schema_version: int


class SegmentCache(Protocol):
    """What the segmenter said of each slice of a thread, on the grid of two hours."""

    async def find(
        self, tenant: TenantId, group: GroupId, keys: Sequence[SliceKey]
    ) -> Mapping[SliceKey, bytes]:
        """Those that are there, in one question however many are asked for."""
        ...

    async def save(
        self, tenant: TenantId, group: GroupId, answers: Mapping[SliceKey, bytes]
    ) -> None:
        """Store all of them or none; a key that is there keeps its first answer."""
        ...


class DigestArchive(Protocol):
    async def add(self, tenant: TenantId, new: NewDigest, events: "DigestEvents") -> DigestId:
        """Store the digest, complete its window and record the events, in one transaction.

        Topics, participants and metrics get rows of their own. The fingerprint is unique in its
        window: adding it again returns the stored one's id and records nothing.
        """
        ...

    async def has(self, tenant: TenantId, window: WindowId, fingerprint: str) -> bool:
        """Whether ``find`` would find one, without reading it."""
        ...

    async def find(
        self, tenant: TenantId, window: WindowId, *fingerprints: str
    ) -> StoredDigest | None:
        """The digest of the first of these fingerprints that has one."""
        ...

    async def get(self, tenant: TenantId, digest: DigestId) -> StoredDigest: ...

    async def latest(
        self, tenant: TenantId, windows: Sequence[WindowId]
    ) -> Sequence[StoredDigest]:
        """The latest version of each window's digest, for those that have one."""
        ...

    async def previous(
        self, tenant: TenantId, window: Window, language: Literal["ru", "en"]
    ) -> StoredDigest | None:
        """The baseline: the last digest of the same group, size and language before its start."""
        ...

    async def last_sent(self, tenant: TenantId, group: GroupId) -> StoredDigest | None:
        """Of the group's digests that went out, the one of the latest hours."""
        ...

    async def last_sent_of(
        self, tenant: TenantId, groups: Sequence[GroupId], *, limit: int
    ) -> Sequence[StoredDigest]:
        """The same of several groups, one of each, the latest hours first."""
        ...

    async def set_delivery(
        self, tenant: TenantId, digest: DigestId, status: DeliveryStatus
    ) -> None: ...


class DigestEvents(Protocol):
    """Makes the events of a stored digest once its id is known."""

    def __call__(self, digest: DigestId) -> Sequence[Event]: ...


class WindowLock(Protocol):
    def hold(self, tenant: TenantId, window: WindowId) -> AbstractAsyncContextManager[bool]:
        """Hold the window for one run; False if another process runs it."""
        ...


class RunWatcher(Protocol):
    """Somebody who waits for a digest and wants to see how far it is."""

    def begun(self, stage: Stage) -> None: ...

    def pack_read(self, packs: int) -> None:
        """One more of so many calls that read messages is done."""
        ...


class Wording(Protocol):
    """The few words of a digest that are not quoted, in the reader's language."""

    def say(self, message_id: str, /, **arguments: str | int | float) -> str: ...
