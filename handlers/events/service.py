"""Who listens to what in the running service."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers.events.amend_digests import (
    MessagesWereDeleted,
    MessagesWereHeard,
    MessagesWereStored,
)
from handlers.events.deliver_orders import (
    DeliveryIsDue,
    DigestWasCorrected,
    OrderWasSettled,
    ThreadWasOutdated,
)
from handlers.events.generate_digest import GenerateDigest
from handlers.events.move_memory import GroupWasMigrated
from handlers.events.pursue_orders import (
    DigestIsReady,
    DigestWasBlocked,
    DigestWasGivenUp,
    DigestWasOrdered,
)
from pipeline.events.consumers import Consumer, Retry
from pipeline.events.delivery import DigestCorrected, DigestDlq
from pipeline.events.groups import (
    GroupMessageDeleted,
    GroupMessageIngested,
    GroupMessageTranscribed,
    GroupMigrated,
)
from pipeline.events.models import Event
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered, DigestOrderSettled
from pipeline.events.runs import DigestBlocked, DigestGenerateRequested, DigestReadyForDelivery
from pipeline.events.threads import ThreadAnswerOutdated

CONSUMED: tuple[type[Event], ...] = (
    GroupMessageIngested,
    GroupMessageDeleted,
    GroupMessageTranscribed,
    GroupMigrated,
    DigestOrdered,
    DigestGenerateRequested,
    DigestReadyForDelivery,
    DigestBlocked,
    DigestDlq,
    DigestDeliveryDue,
    DigestOrderSettled,
    DigestCorrected,
    ThreadAnswerOutdated,
)
"""By some process of the service, if not by this one."""

RUNS = 4
"""Digests that are made side by side: most of the time each waits for a model."""
CHATS = 40
"""Chats that are written to side by side; Telegram's limits are kept by the bot."""

PATIENT = Retry(attempts=20, first_delay=timedelta(seconds=5))
"""For half an hour and more: nobody waits for it, and a document store may be away."""


@dataclass(frozen=True, slots=True)
class WorkerHandlers:
    stored: MessagesWereStored
    deleted: MessagesWereDeleted
    heard: MessagesWereHeard
    ordered: DigestWasOrdered
    generate: GenerateDigest
    ready: DigestIsReady
    blocked: DigestWasBlocked
    given_up: DigestWasGivenUp

    def consumers(self) -> tuple[Consumer[Any], ...]:
        return (
            Consumer(GroupMessageIngested, self.stored, concurrency=2),
            Consumer(GroupMessageDeleted, self.deleted),
            Consumer(GroupMessageTranscribed, self.heard),
            Consumer(DigestOrdered, self.ordered, concurrency=8),
            Consumer(DigestGenerateRequested, self.generate, concurrency=RUNS),
            Consumer(DigestReadyForDelivery, self.ready, concurrency=4),
            Consumer(DigestBlocked, self.blocked),
            Consumer(DigestDlq, self.given_up),
        )


@dataclass(frozen=True, slots=True)
class BotHandlers:
    due: DeliveryIsDue
    settled: OrderWasSettled
    corrected: DigestWasCorrected
    migrated: GroupWasMigrated
    outdated: ThreadWasOutdated

    def consumers(self) -> tuple[Consumer[Any], ...]:
        return (
            Consumer(DigestDeliveryDue, self.due, concurrency=CHATS),
            Consumer(DigestOrderSettled, self.settled, concurrency=8),
            Consumer(DigestCorrected, self.corrected, concurrency=4),
            Consumer(GroupMigrated, self.migrated, retry=PATIENT),
            Consumer(ThreadAnswerOutdated, self.outdated),
        )
