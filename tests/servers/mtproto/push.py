"""Sends what happens to the sessions of the accounts that it concerns."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from telethon import types

from tests.servers.mtproto.faults import Delivery
from tests.servers.mtproto.journal import Journal
from tests.servers.mtproto.tl import Tl, changed
from tests.servers.mtproto.views import company
from tests.servers.mtproto.world import Account, Group, World, now

_AT_ONCE = 100
"""Updates in one container."""


class Listener(Protocol):
    """A session that gets updates."""

    def push(self, body: bytes) -> None: ...


@dataclass(slots=True)
class _Parcel:
    updates: list[Tl] = field(default_factory=list)
    groups: dict[int, Group] = field(default_factory=dict)


@dataclass(slots=True)
class Pusher:
    world: World
    journal: Journal
    listeners: Callable[[Account], list[Listener]]
    delivery: Delivery = Delivery.PROMPT
    _parcels: dict[int, _Parcel] = field(default_factory=dict)
    _held: dict[int, tuple[bytes, int]] = field(default_factory=dict)
    _depth: int = 0

    @contextmanager
    def together(self) -> Iterator[None]:
        """What happens inside goes out in common containers at the end."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            self._flush()

    def deliver(self, way: Delivery) -> None:
        """From now on. What was held back for another container is lost."""
        self.delivery = way
        self._held.clear()

    def add(self, account: Account, update: Tl, *groups: Group) -> None:
        """Push an update, along with the ``groups`` that it speaks of."""
        parcel = self._parcels.setdefault(account.id, _Parcel())
        parcel.updates.append(update)
        parcel.groups.update((group.marked, group) for group in groups)
        self._flush()

    def _flush(self) -> None:
        if self._depth:
            return
        parcels, self._parcels = self._parcels, {}
        for number, parcel in parcels.items():
            account = self.world.accounts[number]
            for start in range(0, len(parcel.updates), _AT_ONCE):
                part = parcel.updates[start : start + _AT_ONCE]
                self._send(account, part, list(parcel.groups.values()))

    def _send(self, account: Account, updates: list[Tl], groups: list[Group]) -> None:
        messages = [message for update in updates if (message := carried(update)) is not None]
        seq = 0
        if any(not hasattr(update, "pts") for update in updates):
            account.seq += 1
            seq = account.seq
        if self.delivery is Delivery.WITHHELD or not self.listeners(account):
            return
        users, chats = company(self.world, account, messages, groups)
        seen = [seen_by(account, update) for update in updates]
        body = bytes(types.Updates(seen, users, chats, now(), seq))
        for one, count in self._arranged(account, body, sum(map(is_new, updates))):
            self._transmit(account, one, count)

    def _arranged(self, account: Account, body: bytes, count: int) -> list[tuple[bytes, int]]:
        match self.delivery:
            case Delivery.TWICE:
                return [(body, count), (body, count)]
            case Delivery.SWAPPED | Delivery.LOSSY:
                held = self._held.pop(account.id, None)
                if held is None:
                    self._held[account.id] = (body, count)
                    return []
                lost = self.delivery is Delivery.LOSSY
                return [(body, count)] if lost else [(body, count), held]
        return [(body, count)]

    def _transmit(self, account: Account, body: bytes, count: int) -> None:
        for listener in self.listeners(account):
            listener.push(body)
            self.journal.pushed_containers += 1
            self.journal.pushed_messages += count


def carried(update: Tl) -> Tl:
    """The message in an update, or None."""
    return getattr(update, "message", None)


def is_new(update: Tl) -> bool:
    return isinstance(update, types.UpdateNewMessage | types.UpdateNewChannelMessage)


def seen_by(account: Account, update: Tl) -> Tl:
    """The update with its message marked as outgoing if the account wrote it."""
    message = carried(update)
    if message is None or (seen := own_marked(account, message)) is message:
        return update
    return type(update)(seen, update.pts, update.pts_count)


def own_marked(account: Account, message: Tl) -> Tl:
    """The message, or a copy that is marked as outgoing if the account wrote it."""
    author = getattr(message, "from_id", None)
    if not isinstance(author, types.PeerUser) or author.user_id != account.id:
        return message
    return changed(message, out=True)
