"""Every event: numbered in its box, kept for the difference, and pushed."""

from collections.abc import Callable
from dataclasses import dataclass

from telethon import types

from tests.servers.mtproto.box import History
from tests.servers.mtproto.push import Pusher
from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.world import Account, Group, World, now

_Make = Callable[[int], Tl]
"""An update of the pts that it is given."""


@dataclass(frozen=True, slots=True)
class Events:
    world: World
    pusher: Pusher

    def new(self, group: Group, message: Tl) -> None:
        group.history.add(message)
        kind = types.UpdateNewMessage if group.basic else types.UpdateNewChannelMessage
        self._happened(group, lambda pts: kind(message, pts, 1))

    def new_private(self, account: Account, message: Tl, other: int) -> None:
        self.world.private.setdefault((account.id, other), History()).add(message)
        self._to_account(account, 1, lambda pts: types.UpdateNewMessage(message, pts, 1))

    def edited(self, group: Group, message: Tl) -> None:
        group.history.messages[message.id] = message
        kind = types.UpdateEditMessage if group.basic else types.UpdateEditChannelMessage
        self._happened(group, lambda pts: kind(message, pts, 1))

    def deleted(self, group: Group, numbers: list[int]) -> list[int]:
        """Delete those of ``numbers`` that are there, and return them."""
        gone = [number for number in numbers if group.history.remove(number)]
        if gone:
            self._happened(group, lambda pts: _deletion(group, gone, pts), len(gone))
        return gone

    def unnumbered(self, group: Group, update: Tl) -> None:
        """An update without a pts: no difference has it."""
        for account in self.world.accounts_in(group):
            self.pusher.add(account, update, group)

    def _happened(self, group: Group, make: _Make, count: int = 1) -> None:
        if group.basic:
            for account in self.world.accounts_in(group):
                self._to_account(account, count, make, group)
            return
        update = make(group.box.advance(count))
        group.box.add(update, now())
        for account in self.world.accounts_in(group):
            self.pusher.add(account, update, group)

    def _to_account(self, account: Account, count: int, make: _Make, *groups: Group) -> None:
        update = make(account.box.advance(count))
        account.box.add(update, now())
        self.pusher.add(account, update, *groups)


def _deletion(group: Group, gone: list[int], pts: int) -> Tl:
    if group.basic:
        return types.UpdateDeleteMessages(gone, pts, len(gone))
    return types.UpdateDeleteChannelMessages(group.id, gone, pts, len(gone))
