"""The list of conversations."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from telethon import functions, types

from tests.servers.mtproto.push import own_marked
from tests.servers.mtproto.rpc import Call, Handlers
from tests.servers.mtproto.tl import Tl, moment
from tests.servers.mtproto.views import company, marked_id
from tests.servers.mtproto.world import Account, Group

_AT_MOST = 100


class Line(NamedTuple):
    """One conversation."""

    peer: Tl
    newest: Tl
    """Its last message, or None."""
    at: datetime
    group: Group | None
    pinned: bool = False
    folder: int = 0


def dialog(line: Line) -> Tl:
    top = line.newest.id if line.newest else 0
    channel = line.group is not None and not line.group.basic
    return types.Dialog(
        peer=line.peer,
        top_message=top,
        read_inbox_max_id=top,
        read_outbox_max_id=top,
        unread_count=0,
        unread_mentions_count=0,
        unread_reactions_count=0,
        unread_poll_votes_count=0,
        notify_settings=types.PeerNotifySettings(),
        pinned=line.pinned or None,
        pts=line.group.box.pts if channel and line.group else None,
        folder_id=line.folder or None,
    )


def line_of(group: Group) -> Line:
    return Line(
        group.peer,
        group.history.newest,
        group.newest_at,
        group,
        pinned=group.pinned,
        folder=group.folder,
    )


def _dialogs(call: Call, request: Tl) -> Tl:
    """Pinned ones first, then by their last message, newest first. The offset is a last message:
    of equally old ones those with a smaller id follow."""
    account = call.account
    lines = [
        line
        for line in _lines(call, account)
        if (request.folder_id is None or line.folder == request.folder_id)
        and not (request.exclude_pinned and line.pinned)
    ]
    lines.sort(key=lambda line: (not line.pinned, *_age(line)))
    rest = lines
    since = moment(request.offset_date)
    if since is not None:
        offset = (-since.timestamp(), -request.offset_id, _marked(request.offset_peer))
        rest = [line for line in lines if not line.pinned and _age(line) > offset]
    page = rest[: min(request.limit or _AT_MOST, _AT_MOST)]
    return _told(call, account, page, len(lines))


def _pinned(call: Call, request: Tl) -> Tl:
    account = call.account
    lines = [
        line for line in _lines(call, account) if line.pinned and line.folder == request.folder_id
    ]
    whole = _told(call, account, lines, len(lines))
    return _peer_dialogs(call, account, whole)


def _of_peers(call: Call, request: Tl) -> Tl:
    account = call.account
    wanted = {_marked(each.peer) for each in request.peers}
    lines = [line for line in _lines(call, account) if marked_id(line.peer) in wanted]
    return _peer_dialogs(call, account, _told(call, account, lines, len(lines)))


def state(account: Account) -> Tl:
    """``updates.state``. Nothing secret happens, so that qts stays what it was."""
    return types.updates.State(account.box.pts, 0, datetime.now(UTC), account.seq, unread_count=0)


def _lines(call: Call, account: Account) -> Iterator[Line]:
    world = call.state.world
    yield from map(line_of, world.groups_of(account.id))
    for (owner, other), history in world.private.items():
        if owner == account.id and history.newest is not None:
            yield Line(types.PeerUser(other), history.newest, history.newest.date, None)


def _told(call: Call, account: Account, page: list[Line], count: int) -> Tl:
    newest = [line.newest for line in page if line.newest is not None]
    groups = [line.group for line in page if line.group is not None]
    users, chats = company(call.state.world, account, newest, groups)
    told = [own_marked(account, message) for message in newest]
    found = [dialog(line) for line in page]
    if len(page) == count:
        return types.messages.Dialogs(found, told, chats, users)
    return types.messages.DialogsSlice(count, found, told, chats, users)


def _peer_dialogs(call: Call, account: Account, whole: Tl) -> Tl:
    return types.messages.PeerDialogs(
        whole.dialogs, whole.messages, whole.chats, whole.users, state(account)
    )


def _age(line: Line) -> tuple[float, int, int]:
    number = line.newest.id if line.newest else 0
    return (-line.at.timestamp(), -number, marked_id(line.peer))


def _marked(peer: Tl) -> int:
    match type(peer):
        case types.InputPeerUser:
            return int(peer.user_id)
        case types.InputPeerChat:
            return -int(peer.chat_id)
        case types.InputPeerChannel:
            return marked_id(types.PeerChannel(peer.channel_id))
    return 0


METHODS: Handlers = {
    functions.messages.GetDialogsRequest: _dialogs,
    functions.messages.GetPinnedDialogsRequest: _pinned,
    functions.messages.GetPeerDialogsRequest: _of_peers,
}
