"""Which orders would wait for ever once a dead letter is dropped, and to what end they come."""

from dataclasses import dataclass
from typing import Final

from pipeline.digest.models import DigestId
from pipeline.events.delivery import DigestDlq
from pipeline.events.models import Event, stage_of
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered
from pipeline.events.runs import DigestBlocked, DigestGenerateRequested, DigestReadyForDelivery
from pipeline.orders.models import CHANNEL, DROPPED, GIVEN_UP, OrderId, OrderState
from pipeline.windows.models import WindowId

_MAKING: Final = frozenset({stage_of(DigestOrdered), stage_of(DigestGenerateRequested)})
"""Without these there will be no digest."""
_DELIVERING: Final = stage_of(DigestDeliveryDue)


@dataclass(frozen=True, slots=True)
class Left:
    """An order, or those of a window that still wait for its digest."""

    state: OrderState
    reason: str
    order: OrderId | None = None
    window: WindowId | None = None
    digest: DigestId | None = None
    """Those that want the language of this one; None for all."""


def left_by(event: Event) -> Left | None:
    """What is left waiting by an event that nobody handles; None if nothing is.

    The end is that of ``reopening.ended_with``, so that a replay of what died first opens it.
    """
    match event:
        case DigestDlq(stage=stage) if stage == _DELIVERING:
            order = OrderId(int(event.event_key))
            return Left(OrderState.UNDELIVERABLE, GIVEN_UP, order=order)
        case DigestDlq(stage=stage, window_id=int(window)) if stage in _MAKING:
            return Left(OrderState.FAILED, stage, window=WindowId(window))
        case DigestReadyForDelivery(channel=channel) if channel != CHANNEL:
            return None
        case DigestReadyForDelivery() | DigestBlocked():
            window_id, digest = WindowId(event.window_id), DigestId(event.digest_id)
            return Left(OrderState.FAILED, DROPPED, window=window_id, digest=digest)
        case _:
            return None
