"""Invitations, joining and leaving. Joining answers as layer 227 and later ones do."""

from telethon import functions, types

from tests.servers.mtproto import places
from tests.servers.mtproto.events import Events
from tests.servers.mtproto.people import People
from tests.servers.mtproto.rpc import Call, Handlers, Refusal
from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.views import company, group_view
from tests.servers.mtproto.world import Group, Kind, Member, Role, now


def _check(call: Call, request: Tl) -> Tl:
    account = call.account
    group = _invited_to(call, request.hash)
    if account.id in group.members:
        return types.ChatInviteAlready(group_view(group, account))
    return types.ChatInvite(
        title=group.title,
        photo=types.PhotoEmpty(0),
        participants_count=len(group.members),
        color=0,
        channel=not group.basic or None,
        broadcast=group.kind is Kind.CHANNEL or None,
        megagroup=group.kind in (Kind.SUPERGROUP, Kind.FORUM) or None,
        public=group.username is not None or None,
        request_needed=group.approval or None,
        about=group.about or None,
    )


def _import(call: Call, request: Tl) -> Tl:
    account = call.account
    group = _invited_to(call, request.hash)
    if account.id in group.members:
        raise Refusal(400, "USER_ALREADY_PARTICIPANT")
    if group.approval:
        raise Refusal(400, "INVITE_REQUEST_SENT")
    return _joined(call, group, by_link=True)


def _join(call: Call, request: Tl) -> Tl:
    group = places.channel(call, request.channel)
    return _joined(call, group)


def _leave(call: Call, request: Tl) -> Tl:
    account = call.account
    group = places.open_channel(call, request.channel)
    if account.id not in group.members:
        raise Refusal(400, "USER_NOT_PARTICIPANT")
    _people(call).leave(group.marked, account.id)
    return _updates(call, group, [])


def _joined(call: Call, group: Group, *, by_link: bool = False) -> Tl:
    """The answer carries the updates that the account's other sessions get by push; here the
    asking session gets both, and its client tells them apart by their pts."""
    account = call.account
    if account.id in group.members:
        return types.messages.ChatInviteJoinResultOk(_updates(call, group, []))
    if group.kind is Kind.CHANNEL:
        group.members[account.id] = Member(Role.MEMBER, now(), account.id)
        return types.messages.ChatInviteJoinResultOk(_updates(call, group, []))
    number = _people(call).join(group.marked, account.id, by_link=by_link)
    message = group.history.messages[number]
    kind = types.UpdateNewMessage if group.basic else types.UpdateNewChannelMessage
    pts = account.box.pts if group.basic else group.box.pts
    return types.messages.ChatInviteJoinResultOk(_updates(call, group, [kind(message, pts, 1)]))


def _updates(call: Call, group: Group, updates: list[Tl]) -> Tl:
    account = call.account
    messages = [update.message for update in updates]
    users, chats = company(call.state.world, account, messages, [group])
    changed = types.UpdateChat(group.id) if group.basic else types.UpdateChannel(group.id)
    return types.Updates([changed, *updates], users, chats, now(), 0)


def _invited_to(call: Call, invite: str) -> Group:
    if not invite:
        raise Refusal(400, "INVITE_HASH_EMPTY")
    for group in call.state.world.groups.values():
        if group.invite == invite:
            return group
    raise Refusal(406, "INVITE_HASH_EXPIRED")


def _people(call: Call) -> People:
    return People(call.state.world, Events(call.state.world, call.state.pusher))


METHODS: Handlers = {
    functions.messages.CheckChatInviteRequest: _check,
    functions.messages.ImportChatInviteRequest: _import,
    functions.channels.JoinChannelRequest: _join,
    functions.channels.LeaveChannelRequest: _leave,
}
