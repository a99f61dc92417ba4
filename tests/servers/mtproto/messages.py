"""Reading messages: histories, threads, searches and single ones."""

from collections.abc import Sequence

from telethon import functions, types

from tests.servers.mtproto import places
from tests.servers.mtproto.box import History, Window
from tests.servers.mtproto.push import own_marked
from tests.servers.mtproto.rpc import Call, Handlers, Refusal
from tests.servers.mtproto.tl import Tl, changed, moment
from tests.servers.mtproto.views import company, marked_id
from tests.servers.mtproto.world import Group


def answer(call: Call, group: Group | None, found: Sequence[Tl], count: int) -> Tl:
    """``messages.Messages`` in the form for the place. ``count`` is of all that there are."""
    account = call.account
    users, chats = company(call.state.world, account, found, [group] if group else [])
    shown = [own_marked(account, message) for message in found]
    if group is not None and not group.basic:
        return types.messages.ChannelMessages(group.box.pts, count, shown, [], chats, users)
    if len(shown) == count:
        return types.messages.Messages(shown, [], chats, users)
    return types.messages.MessagesSlice(count, shown, [], chats, users)


def _history(call: Call, request: Tl) -> Tl:
    history, group = places.history(call, request.peer)
    return _page(call, request, group, _all(history))


def _replies(call: Call, request: Tl) -> Tl:
    """The messages of a topic, or the answers to a message."""
    history, group = places.history(call, request.peer)
    if group is None or request.msg_id not in history.messages:
        raise Refusal(400, "MSG_ID_INVALID")
    found = [each for each in _all(history) if thread_of(each) == request.msg_id]
    return _page(call, request, group, found)


def _search(call: Call, request: Tl) -> Tl:
    """By words and author; other filters than the empty one find nothing."""
    history, group = places.history(call, request.peer)
    wanted = request.q.lower()
    earliest, latest = moment(request.min_date), moment(request.max_date)
    author = request.from_id and _marked(call, request.from_id)
    found = [
        each
        for each in _all(history)
        if wanted in (getattr(each, "message", None) or "").lower()
        and (not author or (each.from_id and marked_id(each.from_id) == author))
        and (not request.top_msg_id or thread_of(each) == request.top_msg_id)
        and (earliest is None or each.date >= earliest)
        and (latest is None or each.date < latest)
        and isinstance(request.filter, types.InputMessagesFilterEmpty)
    ]
    return _page(call, request, group, found)


def _channel_messages(call: Call, request: Tl) -> Tl:
    group = places.channel(call, request.channel)
    numbers = [each.id for each in request.id]
    found = [_or_empty(group.history, number, group) for number in numbers]
    return answer(call, group, found, len(found))


def _common_messages(call: Call, request: Tl) -> Tl:
    """Of private conversations and basic groups, which share their numbers."""
    account = call.account
    world = call.state.world
    histories = [group.history for group in world.groups_of(account.id) if group.basic]
    histories += [kept for (owner, _), kept in world.private.items() if owner == account.id]
    numbers = [each.id for each in request.id]
    found = [
        next((kept.messages[number] for kept in histories if number in kept.messages), None)
        or types.MessageEmpty(number, None)
        for number in numbers
    ]
    return answer(call, None, found, len(found))


def _rich_message(call: Call, request: Tl) -> Tl:
    """The message with all blocks of its rich text."""
    group = places.group(call, request.peer)
    whole = group.rich.get(request.id)
    message = group.history.messages.get(request.id)
    if whole is None or message is None:
        raise Refusal(400, "MESSAGE_ID_INVALID")
    return answer(call, group, [changed(message, rich_message=whole)], 1)


def thread_of(message: Tl) -> int | None:
    """The id of the topic or of the answered message that a message is filed under."""
    reply = getattr(message, "reply_to", None)
    return None if reply is None else reply.reply_to_top_id or reply.reply_to_msg_id


def _page(call: Call, request: Tl, group: Group | None, found: list[Tl]) -> Tl:
    window = Window(
        offset_id=request.offset_id,
        offset_date=moment(getattr(request, "offset_date", None)),
        add_offset=request.add_offset,
        limit=request.limit,
        max_id=request.max_id,
        min_id=request.min_id,
    )
    return answer(call, group, window.of(found), len(found))


def _all(history: History) -> list[Tl]:
    return [history.messages[number] for number in history.ids]


def _or_empty(history: History, number: int, group: Group) -> Tl:
    return history.messages.get(number) or types.MessageEmpty(number, group.peer)


def _marked(call: Call, peer: Tl) -> int:
    if isinstance(peer, types.InputPeerSelf):
        return call.account.id
    return marked_id(
        types.PeerUser(peer.user_id)
        if isinstance(peer, types.InputPeerUser)
        else types.PeerChannel(peer.channel_id)
    )


METHODS: Handlers = {
    functions.messages.GetHistoryRequest: _history,
    functions.messages.GetRepliesRequest: _replies,
    functions.messages.SearchRequest: _search,
    functions.messages.GetMessagesRequest: _common_messages,
    functions.channels.GetMessagesRequest: _channel_messages,
    functions.messages.GetRichMessageRequest: _rich_message,
}
