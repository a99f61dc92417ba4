"""Digests that are not finished, before and after they are called off."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.buttons.dead_letters import seconds_of
from bot.buttons.pending import CallOffButton
from bot.views.screen import Screen, button
from pipeline.digest.ports import Wording
from pipeline.orders.unfinished import AT_ONCE, Unfinished

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def pending_screen(
    pending: Sequence[Unfinished], upto: datetime, until: datetime, wording: Wording
) -> Screen:
    """Asks whether all are to be called off."""
    if not pending:
        return Screen(wording.say("pending-none"))
    sure = CallOffButton(
        upto=(upto - _EPOCH) // timedelta(microseconds=1), until=seconds_of(until)
    )
    orders = sum(each.orders for each in pending)
    tenants = len({each.tenant for each in pending})
    told = [wording.say("pending-sure", count=len(pending), orders=orders, tenants=tenants)]
    if len(pending) == AT_ONCE:
        told.append(wording.say("pending-more", count=AT_ONCE))
    return Screen(
        "\n\n".join(told),
        wording.say("pending-title", count=len(pending)),
        [[button(wording.say("pending-yes", count=len(pending)), sure)]],
    )


def called_off_screen(orders: int, wording: Wording) -> Screen:
    return Screen(wording.say("pending-done", count=orders))


def moment_of(upto: int) -> datetime:
    return _EPOCH + timedelta(microseconds=upto)
