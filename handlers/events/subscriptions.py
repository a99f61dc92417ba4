"""Who listens to what: each event that is enqueued, and its one consumer."""

from typing import Any

from handlers.events.deliver_digest import DeliverDigest
from handlers.events.generate_digest import GenerateDigest
from handlers.events.link_threads import LinkThreads
from handlers.events.request_digest import RequestDigest
from pipeline.events.consumers import Consumer
from pipeline.events.groups import GroupMessageIngested, GroupWindowReady
from pipeline.events.models import Event
from pipeline.events.runs import DigestGenerateRequested, DigestReadyForDelivery

CONSUMED: tuple[type[Event], ...] = (
    GroupMessageIngested,
    GroupWindowReady,
    DigestGenerateRequested,
    DigestReadyForDelivery,
)


def subscriptions(
    link: LinkThreads, request: RequestDigest, generate: GenerateDigest, deliver: DeliverDigest
) -> tuple[Consumer[Any], ...]:
    return (
        Consumer(GroupMessageIngested, link),
        Consumer(GroupWindowReady, request),
        Consumer(DigestGenerateRequested, generate),
        Consumer(DigestReadyForDelivery, deliver),
    )
