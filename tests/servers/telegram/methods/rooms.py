"""Chats as such: who is in them, their topics, and what the bot does there."""

from typing import Final

from tests.servers.telegram.access import Access, chat_of
from tests.servers.telegram.chats import Chat, ChatType, Topic
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.fields import Fields, Json
from tests.servers.telegram.members import Member
from tests.servers.telegram.membership import change
from tests.servers.telegram.server import BotApiServer
from tests.servers.telegram.world import Origin

_ACTIONS: Final = frozenset(
    {
        "cancel",
        "typing",
        "record_video",
        "upload_video",
        "record_audio",
        "record_voice",
        "upload_audio",
        "upload_voice",
        "upload_photo",
        "upload_document",
        "choose_sticker",
        "pick_up_location",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_LONGEST_NAME: Final = 128
_BLUE: Final = 0x6FB9F0


async def get_chat(server: BotApiServer, fields: Fields) -> Json:
    return _chat(server, fields, Access.READ).full_json()


async def get_chat_member(server: BotApiServer, fields: Fields) -> Json:
    user_id = fields.user_id()
    mine = user_id == server.world.me.id
    chat = _chat(server, fields, Access.READ if mine else Access.READ_MEMBERS)
    user = server.world.user(user_id)
    if user is None or (chat.person is not None and user_id not in chat.members):
        raise bad_request("member not found")
    channel = chat.type is ChatType.CHANNEL
    if channel and not chat.member(server.world.me.id).administers:
        raise bad_request("member list is inaccessible")
    return chat.member(user_id).json(user.json(), channel=channel)


async def get_chat_administrators(server: BotApiServer, fields: Fields) -> list[Json]:
    """Without other bots, of which there are none here."""
    chat = _chat(server, fields, Access.READ_MEMBERS)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    found = []
    for user_id, member in chat.members.items():
        user = server.world.user(user_id)
        if member.administers and user is not None:
            found.append(member.json(user.json(), channel=chat.type is ChatType.CHANNEL))
    return found


async def get_chat_member_count(server: BotApiServer, fields: Fields) -> int:
    chat = _chat(server, fields, Access.READ_MEMBERS)
    return sum(member.is_member for member in chat.members.values())


async def leave_chat(server: BotApiServer, fields: Fields) -> bool:
    chat = _chat(server, fields, Access.READ)
    if chat.person is not None:
        raise bad_request("chat member status can't be changed in private chats")
    me = server.world.me
    change(server.world, chat, me, Member.left(), me)
    return True


async def send_chat_action(server: BotApiServer, fields: Fields) -> bool:
    if fields.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    _chat(server, fields, Access.WRITE)
    return True


async def create_forum_topic(server: BotApiServer, fields: Fields) -> Json:
    chat = _chat(server, fields, Access.WRITE)
    if not chat.forum and chat.person is None:
        raise bad_request("the chat is not a forum")
    me = chat.member(server.world.me.id)
    if chat.person is None and not me.can("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    name = fields.text("name").strip()[:_LONGEST_NAME]
    if not name:
        raise bad_request("name must be non-empty")
    color = fields.integer("icon_color", _BLUE)
    content = {"forum_topic_created": {"name": name, "icon_color": color}}
    stored = server.world.place(chat, content, Origin(server.world.me, by_bot=True))
    stored.json |= {"message_thread_id": stored.id, "is_topic_message": True}
    chat.topics[stored.id] = Topic(stored.id, name, color)
    server.world.tell("message", stored.json, chat)
    return chat.topics[stored.id].json()


def _chat(server: BotApiServer, fields: Fields, wanted: Access) -> Chat:
    return chat_of(server.world, fields.text("chat_id"), wanted)
