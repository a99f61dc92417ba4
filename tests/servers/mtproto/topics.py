"""The topics of a forum."""

from telethon import functions, types

from tests.servers.mtproto import places
from tests.servers.mtproto.manner import GENERAL
from tests.servers.mtproto.messages import thread_of
from tests.servers.mtproto.rpc import Call, Handlers, Refusal
from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.views import company
from tests.servers.mtproto.world import Group, Kind, Topic

_AT_MOST = 100


def _topics(call: Call, request: Tl) -> Tl:
    """Those with the newest message first."""
    account = call.account
    group = places.group(call, request.peer)
    if group.kind is not Kind.FORUM:
        raise Refusal(400, "CHANNEL_FORUM_MISSING")
    wanted = (request.q or "").lower()
    found = [topic for topic in _all(group) if wanted in topic.title.lower()]
    tops = {topic.id: _top(group, topic) for topic in found}
    found.sort(key=lambda topic: -tops[topic.id].id)
    page = _after(found, request.offset_topic)[: min(request.limit or _AT_MOST, _AT_MOST)]
    messages = [tops[topic.id] for topic in page]
    users, chats = company(call.state.world, account, messages, [group])
    return types.messages.ForumTopics(
        len(found),
        [_told(group, topic, tops[topic.id].id, account.id) for topic in page],
        messages,
        chats,
        users,
        group.box.pts,
    )


def _all(group: Group) -> list[Topic]:
    """The general topic exists from the beginning."""
    creator = next(iter(group.members), 0)
    return [Topic(GENERAL, "General", creator, group.created), *group.topics.values()]


def _after(found: list[Topic], offset: int) -> list[Topic]:
    for index, topic in enumerate(found):
        if offset and topic.id == offset:
            return found[index + 1 :]
    return found


def _top(group: Group, topic: Topic) -> Tl:
    """The newest message of a topic; the one that opened it belongs to it."""
    for number in reversed(group.history.ids):
        message = group.history.messages[number]
        if number == topic.id or _topic_of(message, group) == topic.id:
            return message
    return types.MessageEmpty(topic.id, group.peer)


def _topic_of(message: Tl, group: Group) -> int:
    thread = thread_of(message)
    return thread if thread in group.topics else GENERAL


def _told(group: Group, topic: Topic, top: int, viewer: int) -> Tl:
    return types.ForumTopic(
        id=topic.id,
        date=topic.created,
        peer=group.peer,
        title=topic.title,
        icon_color=0x6FB9F0,
        top_message=top,
        read_inbox_max_id=top,
        read_outbox_max_id=top,
        unread_count=0,
        unread_mentions_count=0,
        unread_reactions_count=0,
        unread_poll_votes_count=0,
        from_id=types.PeerUser(topic.author),
        notify_settings=types.PeerNotifySettings(),
        my=topic.author == viewer or None,
        closed=topic.closed or None,
    )


METHODS: Handlers = {functions.messages.GetForumTopicsRequest: _topics}
