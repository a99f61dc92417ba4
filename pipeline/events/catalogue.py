"""Every event there is."""

from pipeline.events.delivery import DigestCorrected, DigestDelivered, DigestDlq
from pipeline.events.groups import (
    GroupMessageDeleted,
    GroupMessageIngested,
    GroupMessageTranscribed,
    GroupMigrated,
    GroupWindowReady,
)
from pipeline.events.models import Event
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered, DigestOrderSettled
from pipeline.events.runs import (
    DigestBlocked,
    DigestContextPrepared,
    DigestGenerateRequested,
    DigestPersisted,
    DigestReadyForDelivery,
    DigestStageCompleted,
    DigestStageStarted,
)
from pipeline.events.threads import ThreadAnswerOutdated

EVENTS: tuple[type[Event], ...] = (
    GroupMessageIngested,
    GroupMessageDeleted,
    GroupMessageTranscribed,
    GroupMigrated,
    GroupWindowReady,
    DigestOrdered,
    DigestOrderSettled,
    DigestGenerateRequested,
    DigestContextPrepared,
    DigestStageStarted,
    DigestStageCompleted,
    DigestBlocked,
    DigestReadyForDelivery,
    DigestPersisted,
    DigestDeliveryDue,
    DigestCorrected,
    DigestDelivered,
    DigestDlq,
    ThreadAnswerOutdated,
)
