"""All that the service needs of the databases."""

from typing import Protocol

from bot.locks import SoleRunner
from pipeline.access.ports import ApiTokens
from pipeline.access.repeats import KeptAnswers
from pipeline.conversation.ports import ConversationLedger, Dialogues
from pipeline.delivery.copies import DigestCopies
from pipeline.delivery.ports import ChatStatuses, DeadLetterNotices, DeadLetters, DeliveryLedger
from pipeline.digest.amending import DigestAmendments
from pipeline.digest.ports import Archive, ArtifactStore, DigestArchive, WindowLock
from pipeline.digest.signals import RunSignals
from pipeline.events.ports import EventLog
from pipeline.feedback.ports import FeedbackBook
from pipeline.groups.ports import GroupBook, GroupFigures, Members, People
from pipeline.ingest.pauses import Pauses
from pipeline.ingest.ports import (
    FloodWaits,
    IngestCursors,
    MessageSink,
    ReactionSink,
    ReadingAccounts,
    SentMessages,
    StoredMessages,
)
from pipeline.operators.alerts import Alarms
from pipeline.operators.exercises import Exercises
from pipeline.orders.ports import MissedOrders, OrderBook
from pipeline.orders.unfinished import UnfinishedDigests
from pipeline.recordings.ports import Recordings
from pipeline.rollout.checklist import Checklists
from pipeline.rollout.ports import RolloutBook
from pipeline.rollout.samples import GateHistory, LatestLooks, WatchNotices
from pipeline.schedules.ports import SubscriptionBook
from pipeline.threads.answers import ThreadAnswers
from pipeline.threads.ports import ThreadLedgers, ThreadReader
from pipeline.webhooks.ports import Endpoints
from pipeline.windows.ports import WindowBook


class StoredTalk(Archive, StoredMessages, Protocol):
    """What was said: as a digest reads it, and as the repair of a gap does."""


class TenantNumbers(Protocol):
    async def exists(self, number: int) -> bool:
        """Whether a tenant has this number."""
        ...


class KnownGates(GateHistory, LatestLooks, Protocol):
    """What the watch saw of gates."""


class ServicePorts(Protocol):
    """The storage's ``Database`` is one, by its form; what stands here is what is used of it."""

    @property
    def messages(self) -> MessageSink: ...

    @property
    def reactions(self) -> ReactionSink: ...

    @property
    def archive(self) -> StoredTalk: ...

    @property
    def threads(self) -> ThreadLedgers: ...

    @property
    def thread_reading(self) -> ThreadReader: ...

    @property
    def thread_answers(self) -> ThreadAnswers: ...

    @property
    def windows(self) -> WindowBook: ...

    @property
    def locks(self) -> WindowLock: ...

    @property
    def artifacts(self) -> ArtifactStore: ...

    @property
    def digests(self) -> DigestArchive: ...

    @property
    def deliveries(self) -> DeliveryLedger: ...

    @property
    def copies(self) -> DigestCopies: ...

    @property
    def events(self) -> EventLog: ...

    @property
    def cursors(self) -> IngestCursors: ...

    @property
    def floods(self) -> FloodWaits: ...

    @property
    def accounts(self) -> ReadingAccounts: ...

    @property
    def amendments(self) -> DigestAmendments: ...

    @property
    def signals(self) -> RunSignals: ...

    @property
    def dead_letters(self) -> DeadLetters: ...

    @property
    def letter_notices(self) -> DeadLetterNotices: ...

    @property
    def alarms(self) -> Alarms: ...

    @property
    def gate_looks(self) -> KnownGates: ...

    @property
    def watch_notices(self) -> WatchNotices: ...

    @property
    def rollouts(self) -> RolloutBook: ...

    @property
    def checklists(self) -> Checklists: ...

    @property
    def exercises(self) -> Exercises: ...

    @property
    def pauses(self) -> Pauses: ...

    @property
    def tenants(self) -> TenantNumbers: ...

    @property
    def tokens(self) -> ApiTokens: ...

    @property
    def kept_answers(self) -> KeptAnswers: ...

    @property
    def endpoints(self) -> Endpoints: ...

    @property
    def feedback(self) -> FeedbackBook: ...

    @property
    def roles(self) -> SoleRunner: ...

    @property
    def conversation(self) -> ConversationLedger: ...

    @property
    def dialogues(self) -> Dialogues: ...

    @property
    def people(self) -> People: ...

    @property
    def members(self) -> Members: ...

    @property
    def group_book(self) -> GroupBook: ...

    @property
    def figures(self) -> GroupFigures: ...

    @property
    def orders(self) -> OrderBook: ...

    @property
    def unfinished(self) -> UnfinishedDigests: ...

    @property
    def missed(self) -> MissedOrders: ...

    @property
    def subscriptions(self) -> SubscriptionBook: ...

    @property
    def chat_statuses(self) -> ChatStatuses: ...

    @property
    def sent_messages(self) -> SentMessages: ...

    @property
    def recordings(self) -> Recordings: ...

    @property
    def outages(self) -> tuple[type[Exception], ...]:
        """Errors that say that a database is away, and may be back."""
        ...
