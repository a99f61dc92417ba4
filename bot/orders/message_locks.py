"""Whoever changes a message takes it for themselves first: progress never overwrites a digest."""

import asyncio
from weakref import WeakValueDictionary

from pipeline.delivery.models import Destination
from pipeline.orders.models import Order


class MessageLocks:
    """One lock for each message that shows the progress of an order, within this process.

    Another one is for what a chat has of digests: who delivers, corrects or shows one there takes
    turns. It is taken before that of a message. Only the process that runs the bot changes its
    messages.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[int, int | None], asyncio.Lock] = (
            WeakValueDictionary()
        )
        self._chats: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, order: Order) -> asyncio.Lock:
        return self._locks.setdefault(
            (order.destination.chat_id, order.message_id), asyncio.Lock()
        )

    def chat(self, destination: Destination) -> asyncio.Lock:
        return self._chats.setdefault(destination.key, asyncio.Lock())
