"""An order: somebody wants the digest of a window, in a language, at a place."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from pipeline.delivery.models import Destination
from pipeline.digest.models import DigestId
from pipeline.digest.request import Engine, Language
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.schedules.models import SubscriptionId
from pipeline.windows.models import WindowId

OrderId = NewType("OrderId", int)

CHANNEL = "orders"
"""The channel of a digest that goes to whoever ordered it."""


GIVEN_UP = "given_up"
"""Why an order is undeliverable whose delivery failed in every attempt: it is a dead letter now,
and is delivered after all if that is replayed."""

DROPPED = "dropped"
"""Why an order failed whose digest no attempt could hand out, and that an operator gave up."""

CALLED_OFF = "called_off"
"""Why an order failed whose digest was not there yet when an operator called all such off."""


class OrderState(StrEnum):
    WAITING = "waiting"
    """For its digest, or for its turn to be sent."""
    DELIVERED = "delivered"
    STOPPED = "stopped"
    """By who ordered it."""
    SKIPPED = "skipped"
    """There is nothing to tell, or its time passed while Alfred was away."""
    BLOCKED = "blocked"
    """The digest was not good enough, or may not be shown there any more."""
    FAILED = "failed"
    """The digest could not be made."""
    UNDELIVERABLE = "undeliverable"
    """The place cannot be written to."""


@dataclass(frozen=True, slots=True)
class NewOrder:
    destination: Destination
    language: Language
    engine: Engine
    ordered_by: PersonId | None = None
    """None for a token of the API, and where somebody asks in the name of a chat."""
    spoken_as: PersonId | None = None
    """That chat, by its id: it waits with the others and is nobody who could withdraw."""
    subscription: SubscriptionId | None = None
    slot: str | None = None
    """The subscription's slot that it fills: there is one order of each."""
    message_id: int | None = None
    """The message that shows its progress and becomes the digest."""

    @property
    def waiter(self) -> PersonId | None:
        """Who waits if there is such an order already."""
        return self.spoken_as if self.ordered_by is None else self.ordered_by


@dataclass(frozen=True, slots=True)
class Order:
    id: OrderId
    tenant: TenantId
    group_id: GroupId
    window_id: WindowId
    destination: Destination
    language: Language
    engine: Engine
    state: OrderState
    created_at: datetime
    ordered_by: PersonId | None = None
    """Of those who wait for it, the first."""
    subscription: SubscriptionId | None = None
    slot: str | None = None
    message_id: int | None = None
    reason: str | None = None
    digest_id: DigestId | None = None
    replays: int = 0
    """How often it ended, and the replay of a dead letter let it wait again."""
    joined: tuple[PersonId, ...] = ()
    """Who asked for the same at the same place later, and waits as well; below zero, chats in
    whose name somebody did."""
    withdrawn: tuple[PersonId, ...] = ()
    """Who waited for it and does so no more."""
