"""All that the service needs of the databases; `main` fills it in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.locks import SoleRunner
from pipeline.access.ports import ApiTokens
from pipeline.conversation.ports import ConversationLedger, Dialogues
from pipeline.delivery.ports import ChatStatuses, DeadLetters, DeliveryLedger
from pipeline.digest.amending import DigestAmendments
from pipeline.digest.ports import Archive, ArtifactStore, DigestArchive, WindowLock
from pipeline.digest.signals import RunSignals
from pipeline.events.ports import EventLog
from pipeline.feedback.ports import FeedbackBook
from pipeline.groups.ports import GroupBook, GroupFigures, Members, People
from pipeline.ingest.ports import (
    FloodWaits,
    IngestCursors,
    MessageSink,
    ReactionSink,
    ReadingAccounts,
    StoredMessages,
    TenantDirectory,
)
from pipeline.orders.ports import OrderBook
from pipeline.schedules.ports import SubscriptionBook
from pipeline.threads.ports import ThreadLedgers, ThreadReader
from pipeline.webhooks.ports import Endpoints
from pipeline.windows.ports import WindowBook


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ServicePorts:
    tenants: TenantDirectory
    messages: MessageSink
    reactions: ReactionSink
    stored: StoredMessages
    archive: Archive
    threads: ThreadLedgers
    thread_reading: ThreadReader
    windows: WindowBook
    locks: WindowLock
    artifacts: ArtifactStore
    digests: DigestArchive
    deliveries: DeliveryLedger
    events: EventLog
    cursors: IngestCursors
    floods: FloodWaits
    accounts: ReadingAccounts
    amendments: DigestAmendments
    signals: RunSignals
    dead_letters: DeadLetters
    tokens: ApiTokens
    endpoints: Endpoints
    feedback: FeedbackBook
    roles: SoleRunner
    conversation: ConversationLedger
    dialogues: Dialogues
    people: People
    members: Members
    groups: GroupBook
    figures: GroupFigures
    orders: OrderBook
    subscriptions: SubscriptionBook
    chat_statuses: ChatStatuses
    outages: tuple[type[Exception], ...]
    """Errors that say that a database is away, and may be back."""
    now: Callable[[], datetime] = utc_now
