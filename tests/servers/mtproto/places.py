"""Finds the group or the person that a request speaks of, if the account may."""

from telethon import types

from tests.servers.mtproto.box import History
from tests.servers.mtproto.rpc import Call, Refusal
from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.world import Group


def open_channel(call: Call, given: Tl) -> Group:
    """The supergroup or channel of an InputChannel or InputPeerChannel, which need not be joined.

    Raises:
        Refusal: CHANNEL_INVALID, also for a wrong access hash.
    """
    found = call.state.world.channel(getattr(given, "channel_id", 0))
    if found is None or given.access_hash != found.access_hash:
        raise Refusal(400, "CHANNEL_INVALID")
    return found


def channel(call: Call, given: Tl) -> Group:
    """One whose messages the account may read.

    Raises:
        Refusal: CHANNEL_PRIVATE: it is not a member, and the group has no public name.
    """
    account = call.account
    found = open_channel(call, given)
    if account.id not in found.members and not (found.username or found.linked):
        raise Refusal(406, "CHANNEL_PRIVATE")
    return found


def group(call: Call, given: Tl) -> Group:
    """A group of any kind, by its InputPeer."""
    if isinstance(given, types.InputPeerChannel):
        return channel(call, given)
    return basic(call, getattr(given, "chat_id", 0))


def basic(call: Call, number: int) -> Group:
    account = call.account
    found = call.state.world.groups.get(-number)
    if found is None:
        raise Refusal(400, "CHAT_ID_INVALID")
    if account.id not in found.members:
        raise Refusal(400, "PEER_ID_INVALID")
    return found


def history(call: Call, given: Tl) -> tuple[History, Group | None]:
    """The messages of a peer; no group for a private conversation."""
    account = call.account
    match type(given):
        case types.InputPeerUser:
            return call.state.world.private.get((account.id, given.user_id), History()), None
        case types.InputPeerSelf:
            return call.state.world.private.get((account.id, account.id), History()), None
        case types.InputPeerChannel | types.InputPeerChat:
            found = group(call, given)
            return found.history, found
    raise Refusal(400, "PEER_ID_INVALID")
