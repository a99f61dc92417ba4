"""The people and groups as one account sees them on the wire."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from telethon import types

from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.world import Account, Group, Kind, Member, Person, Role, World

_NEVER = datetime.fromtimestamp(2**31 - 1, UTC)


def person_view(person: Person, viewer: Account | None) -> Tl:
    own = viewer is not None and viewer.id == person.id
    return types.User(
        id=person.id,
        is_self=own or None,
        bot=person.bot or None,
        deleted=person.deleted or None,
        bot_info_version=1 if person.bot else None,
        access_hash=person.access_hash,
        first_name=None if person.deleted else person.first_name,
        last_name=person.last_name,
        username=person.username,
        phone=viewer.phone if viewer and own else None,
        status=None if person.bot else types.UserStatusRecently(),
    )


def group_view(group: Group, viewer: Account) -> Tl:
    member = group.members.get(viewer.id)
    if group.basic:
        return _basic_view(group, member)
    if member is None and not (group.username or group.linked):
        return types.ChannelForbidden(
            group.id,
            group.access_hash,
            group.title,
            broadcast=group.kind is Kind.CHANNEL or None,
            megagroup=group.kind is not Kind.CHANNEL or None,
        )
    return types.Channel(
        id=group.id,
        title=group.title,
        photo=types.ChatPhotoEmpty(),
        date=member.since if member else group.created,
        creator=_is(member, Role.CREATOR),
        left=member is None or None,
        broadcast=group.kind is Kind.CHANNEL or None,
        megagroup=group.kind is not Kind.CHANNEL or None,
        forum=group.kind is Kind.FORUM or None,
        has_link=group.linked is not None or None,
        access_hash=group.access_hash,
        username=group.username,
        admin_rights=rights(member.role) if member and member.role is not Role.MEMBER else None,
        default_banned_rights=types.ChatBannedRights(_NEVER),
        participants_count=len(group.members),
    )


def _basic_view(group: Group, member: Member | None) -> Tl:
    target = group.migrated_to
    if member is None:
        return types.ChatForbidden(group.id, group.title)
    return types.Chat(
        id=group.id,
        title=group.title,
        photo=types.ChatPhotoEmpty(),
        participants_count=0 if target else len(group.members),
        date=group.created,
        version=len(group.members),
        creator=_is(member, Role.CREATOR),
        deactivated=target is not None or None,
        migrated_to=types.InputChannel(target.id, target.access_hash) if target else None,
        default_banned_rights=types.ChatBannedRights(_NEVER),
    )


def rights(role: Role) -> Tl:
    whole = role is Role.CREATOR
    return types.ChatAdminRights(
        change_info=True,
        delete_messages=True,
        ban_users=True,
        invite_users=True,
        pin_messages=True,
        add_admins=whole or None,
        manage_topics=True,
        other=True,
    )


def _is(member: Member | None, role: Role) -> bool | None:
    return (member is not None and member.role is role) or None


class Company(NamedTuple):
    """Who and what must come along with messages, so that a client can name them."""

    users: list[Tl]
    chats: list[Tl]


def company(
    world: World, viewer: Account, messages: Iterable[Tl], groups: Iterable[Group] = ()
) -> Company:
    """Of messages and of groups. The same one is told once."""
    users: dict[int, Tl] = {}
    chats = {group.marked: group_view(group, viewer) for group in groups}
    for marked in {marked for message in messages for marked in mentioned(message)}:
        if marked in world.people:
            users[marked] = person_view(world.people[marked], viewer)
        elif marked in world.groups:
            chats[marked] = group_view(world.groups[marked], viewer)
    return Company(list(users.values()), list(chats.values()))


def mentioned(message: Tl) -> set[int]:
    """The marked ids that a message speaks of: place, author, origin and service action."""
    forward = getattr(message, "fwd_from", None)
    action = getattr(message, "action", None)
    peers = (
        message.peer_id,
        getattr(message, "from_id", None),
        forward.from_id if forward else None,
    )
    found = {marked_id(peer) for peer in peers if peer is not None}
    if action is not None:
        found |= set(getattr(action, "users", ()))
        for name in ("user_id", "inviter_id"):
            if person := getattr(action, name, None):
                found.add(person)
        if channel := getattr(action, "channel_id", None):
            found.add(marked_id(types.PeerChannel(channel)))
        if chat := getattr(action, "chat_id", None):
            found.add(marked_id(types.PeerChat(chat)))
    return found


def marked_id(peer: Tl) -> int:
    match type(peer):
        case types.PeerUser:
            return int(peer.user_id)
        case types.PeerChat:
            return -int(peer.chat_id)
    return -1_000_000_000_000 - int(peer.channel_id)
