"""Which orders ended with a dead letter: those wait again when it is replayed.

The other side of ``Pursuit.undelivered`` and ``Pursuit.failed``.
"""

from dataclasses import dataclass

from pipeline.events.models import Event, stage_of
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered
from pipeline.events.runs import DigestGenerateRequested
from pipeline.ingest.models import GroupId
from pipeline.orders.models import GIVEN_UP, OrderId, OrderState
from pipeline.windows.models import WindowId


@dataclass(frozen=True, slots=True)
class Ended:
    """Orders of one window that came to this end."""

    group: GroupId
    window: WindowId
    state: OrderState
    reason: str
    order: OrderId | None = None
    """Just this one; None for all."""


def ended_with(event: Event) -> Ended | None:
    """What came to its end when this event could not be handled; None if no order did."""
    match event:
        case DigestDeliveryDue():
            return Ended(
                GroupId(event.group_id),
                WindowId(event.window_id),
                OrderState.UNDELIVERABLE,
                GIVEN_UP,
                OrderId(event.order_id),
            )
        case DigestOrdered() | DigestGenerateRequested():
            return Ended(
                GroupId(event.group_id),
                WindowId(event.window_id),
                OrderState.FAILED,
                stage_of(type(event)),
            )
        case _:
            return None
