"""Whoever changes a message takes it for themselves first: progress never overwrites a digest."""

import asyncio
from weakref import WeakValueDictionary

from pipeline.orders.models import Order


class MessageLocks:
    """One lock for each message that shows the progress of an order, within this process.

    Only the process that runs the bot changes its messages.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[int, int | None], asyncio.Lock] = (
            WeakValueDictionary()
        )

    def of(self, order: Order) -> asyncio.Lock:
        return self._locks.setdefault(
            (order.destination.chat_id, order.message_id), asyncio.Lock()
        )
