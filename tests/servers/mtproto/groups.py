"""What a group is and who is in it."""

from collections.abc import Callable

from telethon import functions, types

from tests.servers.mtproto import places
from tests.servers.mtproto.rpc import Call, Handlers, Refusal
from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.views import group_view, person_view, rights
from tests.servers.mtproto.world import Group, Kind, Member, Person, Role

_AT_MOST = 200


def _channels(call: Call, request: Tl) -> Tl:
    account = call.account
    found = [places.open_channel(call, each) for each in request.id]
    return types.messages.Chats([group_view(group, account) for group in found])


def _chats(call: Call, request: Tl) -> Tl:
    account = call.account
    found = [call.state.world.groups.get(-number) for number in request.id]
    return types.messages.Chats([group_view(group, account) for group in found if group])


def _full_channel(call: Call, request: Tl) -> Tl:
    account = call.account
    group = places.channel(call, request.channel)
    newest = group.history.newest
    top = newest.id if newest else 0
    old = group.migrated_from
    full = types.ChannelFull(
        id=group.id,
        about=group.about,
        read_inbox_max_id=top,
        read_outbox_max_id=top,
        unread_count=0,
        chat_photo=types.PhotoEmpty(0),
        notify_settings=types.PeerNotifySettings(),
        bot_info=[],
        pts=group.box.pts,
        can_view_participants=group.kind is not Kind.CHANNEL or None,
        participants_count=len(group.members),
        migrated_from_chat_id=old.id if old else None,
        migrated_from_max_id=old.history.newest.id if old else None,
        linked_chat_id=group.linked.id if group.linked else None,
    )
    spoken = [each for each in (group, group.linked, old) if each is not None]
    return types.messages.ChatFull(full, [group_view(each, account) for each in spoken], [])


def _full_chat(call: Call, request: Tl) -> Tl:
    account = call.account
    group = places.basic(call, request.chat_id)
    participants = [_basic(number, member) for number, member in group.members.items()]
    full = types.ChatFull(
        id=group.id,
        about=group.about,
        participants=types.ChatParticipants(group.id, participants, len(participants)),
        notify_settings=types.PeerNotifySettings(),
    )
    spoken = [each for each in (group, group.migrated_to) if each is not None]
    return types.messages.ChatFull(
        full,
        [group_view(each, account) for each in spoken],
        [person_view(call.state.world.person(number), account) for number in group.members],
    )


def _participant(call: Call, request: Tl) -> Tl:
    account = call.account
    group = places.channel(call, request.channel)
    given = request.participant
    own = isinstance(given, types.InputPeerSelf)
    number = account.id if own else getattr(given, "user_id", 0)
    member = group.members.get(number)
    if member is None:
        raise Refusal(400, "USER_NOT_PARTICIPANT")
    person = call.state.world.person(number)
    return types.channels.ChannelParticipant(
        participant(number, member, account.id),
        [group_view(group, account)],
        [person_view(person, account)],
    )


def _participants(call: Call, request: Tl) -> Tl:
    account = call.account
    group = places.channel(call, request.channel)
    own = group.members.get(account.id)
    if group.kind is Kind.CHANNEL and (own is None or own.role is Role.MEMBER):
        raise Refusal(400, "CHAT_ADMIN_REQUIRED")
    fits = _filter(request.filter)
    people = [
        (person, member)
        for number, member in group.members.items()
        if fits(person := call.state.world.person(number), member)
    ]
    page = people[request.offset : request.offset + min(request.limit, _AT_MOST)]
    return types.channels.ChannelParticipants(
        len(people),
        [participant(person.id, member, account.id) for person, member in page],
        [group_view(group, account)],
        [person_view(person, account) for person, _ in page],
    )


def participant(number: int, member: Member, viewer: int) -> Tl:
    match member.role:
        case Role.CREATOR:
            return types.ChannelParticipantCreator(number, rights(member.role))
        case Role.ADMIN:
            return types.ChannelParticipantAdmin(
                number, member.inviter, member.since, rights(member.role)
            )
    if number == viewer:
        return types.ChannelParticipantSelf(number, member.inviter, member.since)
    return types.ChannelParticipant(number, member.since)


def _basic(number: int, member: Member) -> Tl:
    match member.role:
        case Role.CREATOR:
            return types.ChatParticipantCreator(number)
        case Role.ADMIN:
            return types.ChatParticipantAdmin(number, member.inviter, member.since)
    return types.ChatParticipant(number, member.inviter, member.since)


def _filter(wanted: Tl) -> Callable[[Person, Member], bool]:
    match type(wanted):
        case types.ChannelParticipantsAdmins:
            return lambda _, member: member.role is not Role.MEMBER
        case types.ChannelParticipantsBots:
            return lambda person, _: person.bot
        case types.ChannelParticipantsSearch:
            return lambda person, _: wanted.q.lower() in _names(person)
    return lambda _, __: True


def _names(person: Person) -> str:
    parts = (person.first_name, person.last_name, person.username)
    return " ".join(part for part in parts if part).lower()


def _resolve(call: Call, request: Tl) -> Tl:
    account = call.account
    found = call.state.world.named(request.username)
    if isinstance(found, Group):
        return types.contacts.ResolvedPeer(found.peer, [group_view(found, account)], [])
    if isinstance(found, Person):
        user = person_view(found, account)
        return types.contacts.ResolvedPeer(types.PeerUser(found.id), [], [user])
    raise Refusal(400, "USERNAME_NOT_OCCUPIED")


METHODS: Handlers = {
    functions.channels.GetChannelsRequest: _channels,
    functions.messages.GetChatsRequest: _chats,
    functions.channels.GetFullChannelRequest: _full_channel,
    functions.messages.GetFullChatRequest: _full_chat,
    functions.channels.GetParticipantRequest: _participant,
    functions.channels.GetParticipantsRequest: _participants,
    functions.contacts.ResolveUsernameRequest: _resolve,
}
