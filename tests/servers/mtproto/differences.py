"""What a client missed: https://core.telegram.org/api/updates#recovering-gaps."""

from collections.abc import Iterator, Sequence

from telethon import functions, types

from tests.servers.mtproto import places
from tests.servers.mtproto.box import Entry
from tests.servers.mtproto.dialogs import dialog, line_of, state
from tests.servers.mtproto.push import carried, is_new, own_marked
from tests.servers.mtproto.rpc import Call, Handlers, Refusal
from tests.servers.mtproto.tl import Tl, changed
from tests.servers.mtproto.views import company, marked_id
from tests.servers.mtproto.world import Group, now

_CHANNEL_LIMIT = 100
_LATEST = 10
"""Messages that come with a difference which is too long."""


def _state(call: Call, _: Tl) -> Tl:
    return state(call.account)


def _difference(call: Call, request: Tl) -> Tl:
    """Of the account's own box. Supergroups and channels that changed since the client's date are
    only named in it, by ``updateChannelTooLong``; each has a difference of its own."""
    account = call.account
    if not request.pts:
        raise Refusal(400, "PERSISTENT_TIMESTAMP_EMPTY")
    if call.too_long or request.pts < account.box.floor:
        return types.updates.DifferenceTooLong(account.box.pts)
    entries = account.box.since(request.pts, call.state.terms.slice)
    pts = entries[-1].pts if entries else account.box.pts
    final = pts >= account.box.pts
    late = _late_channels(call, request) if final else []
    if not entries and not late:
        return types.updates.DifferenceEmpty(now(), account.seq)
    new, other = _sorted(call, entries, pts)
    users, chats = company(call.state.world, account, _messages(new, other), late)
    other += [types.UpdateChannelTooLong(group.id) for group in late]
    kind = types.updates.Difference if final else types.updates.DifferenceSlice
    reached = state(account)
    reached.pts = pts
    return kind(new, [], other, chats, users, reached)


def _channel_difference(call: Call, request: Tl) -> Tl:
    account = call.account
    group = places.channel(call, request.channel)
    box = group.box
    if not request.pts:
        raise Refusal(400, "PERSISTENT_TIMESTAMP_EMPTY")
    if request.pts > box.pts:
        raise Refusal(400, "PERSISTENT_TIMESTAMP_INVALID")
    if call.too_long or request.pts < box.floor:
        return _too_long(call, group)
    entries = box.since(request.pts, min(request.limit, _CHANNEL_LIMIT))
    if not entries:
        return types.updates.ChannelDifferenceEmpty(box.pts, final=True)
    pts = entries[-1].pts
    new, other = _sorted(call, entries, pts)
    users, chats = company(call.state.world, account, _messages(new, other), [group])
    return types.updates.ChannelDifference(
        pts, new, other, chats, users, final=pts == box.pts or None
    )


def _too_long(call: Call, group: Group) -> Tl:
    account = call.account
    latest = [group.history.messages[number] for number in group.history.ids[: -_LATEST - 1 : -1]]
    users, chats = company(call.state.world, account, latest, [group])
    told = [own_marked(account, message) for message in latest]
    return types.updates.ChannelDifferenceTooLong(
        dialog(line_of(group)), told, chats, users, final=True
    )


def _late_channels(call: Call, request: Tl) -> list[Group]:
    return [
        group
        for group in call.state.world.groups_of(call.account.id)
        if not group.basic
        and (changed_at := group.box.changed_at) is not None
        and changed_at >= request.date
    ]


def _sorted(call: Call, entries: Sequence[Entry], pts: int) -> tuple[list[Tl], list[Tl]]:
    """New messages that are still there, as they are now, and the other updates."""
    new: list[Tl] = []
    other: list[Tl] = []
    for entry in entries:
        update = entry.update
        message = carried(update)
        if message is not None:
            message = _as_it_is(call, message)
        if is_new(update):
            new += [] if message is None else [message]
        elif message is not None or not hasattr(update, "message"):
            other.append(_numbered(call, update, message, pts))
    return new, other


def _as_it_is(call: Call, message: Tl) -> Tl:
    """The present version of a message, or None."""
    world, account = call.state.world, call.account
    peer = message.peer_id
    if isinstance(peer, types.PeerUser):
        history = world.private[account.id, peer.user_id]
    else:
        history = world.groups[marked_id(peer)].history
    found = history.messages.get(message.id)
    return None if found is None else own_marked(account, found)


def _numbered(call: Call, update: Tl, message: Tl, pts: int) -> Tl:
    values = {} if message is None else {"message": message}
    if call.state.terms.flat_differences:
        values |= {"pts": pts, "pts_count": 0}
    return changed(update, **values)


def _messages(new: Sequence[Tl], other: Sequence[Tl]) -> Iterator[Tl]:
    yield from new
    yield from (message for update in other if (message := carried(update)) is not None)


METHODS: Handlers = {
    functions.updates.GetStateRequest: _state,
    functions.updates.GetDifferenceRequest: _difference,
    functions.updates.GetChannelDifferenceRequest: _channel_difference,
}
