"""Whether the bot may touch a chat; the order of the checks is that of ``check_chat_access``."""

from enum import IntEnum

from tests.servers.telegram.chats import GENERAL_TOPIC, Chat, ChatType
from tests.servers.telegram.errors import bad_request, forbidden, migrated
from tests.servers.telegram.fields import Fields
from tests.servers.telegram.members import Member, Status
from tests.servers.telegram.messages import Stored
from tests.servers.telegram.world import World


class Access(IntEnum):
    """What a method wants; each includes those before it."""

    READ = 1
    READ_MEMBERS = 2
    EDIT = 3
    WRITE = 4


def chat_of(world: World, given: str, wanted: Access) -> Chat:
    """The chat that a call names by its identifier or its @username.

    Raises:
        ApiError: There is none, or the bot may not.
    """
    if not given:
        raise bad_request("chat_id is empty")
    chat = _find(world, given)
    if chat is None:
        raise bad_request("chat not found")
    if chat.person is not None:
        _check_private(world, chat, wanted)
    elif chat.type is ChatType.GROUP:
        _check_group(chat, chat.member(world.me.id), wanted)
    else:
        _check_supergroup(chat, chat.member(world.me.id), wanted)
    return chat


def message_of(world: World, fields: Fields, wanted: Access, what: str) -> tuple[Chat, Stored]:
    """The message that a call names; ``what`` is its part, such as "message to edit".

    Raises:
        ApiError: There is none, or the bot may not.
    """
    chat = chat_of(world, fields.text("chat_id"), wanted)
    found = chat.messages.get(fields.message_id())
    reachable = chat.person is not None or chat.member(world.me.id).is_member
    if found is None or not reachable:
        raise bad_request(f"{what} not found")
    return chat, found


def thread_of(chat: Chat, fields: Fields) -> int:
    """The topic that a call names; chats without topics do not look at it.

    Raises:
        ApiError: It does not exist.
    """
    thread = max(0, fields.integer("message_thread_id"))
    if not thread or not (chat.forum or chat.person is not None):
        return 0
    if thread == GENERAL_TOPIC or thread not in chat.topics:
        raise bad_request("message thread not found")
    return thread


def check_speech(chat: Chat, me: Member, thread: int, kind: str) -> None:
    """Whether the bot may send this kind of content here.

    Raises:
        ApiError: It may not.
    """
    if chat.person is not None:
        return
    if chat.type is ChatType.CHANNEL:
        if not me.can("can_post_messages"):
            raise bad_request("need administrator rights in the channel chat")
        return
    if me.status is Status.RESTRICTED or (chat.muted and not me.administers):
        raise bad_request(f"not enough rights to send {kind} to the chat")
    topic = chat.topics.get(thread)
    if topic is not None and topic.closed and not me.can("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")


def _find(world: World, given: str) -> Chat | None:
    if given.startswith("@"):
        name = given[1:].lower()
        public = (chat for chat in world.chats.values() if chat.public)
        return next((chat for chat in public if str(chat.username).lower() == name), None)
    number = int(given) if given.lstrip("-").isdigit() else 0
    chat = world.chats.get(number)
    if chat is None and number in world.persons:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def _check_private(world: World, chat: Chat, wanted: Access) -> None:
    if chat.person is not None and chat.person.deactivated and wanted >= Access.EDIT:
        raise forbidden("user is deactivated")
    if chat.member(world.me.id).status is Status.KICKED and wanted >= Access.WRITE:
        raise forbidden("bot was blocked by the user")


def _check_group(chat: Chat, me: Member, wanted: Access) -> None:
    if wanted is Access.READ_MEMBERS:
        wanted = Access.WRITE
    if chat.migrated_to is not None:
        if wanted is Access.WRITE:
            raise migrated(chat.migrated_to)
        return
    if wanted >= Access.EDIT and not me.is_member:
        if me.status is Status.KICKED:
            raise forbidden("bot was kicked from the group chat")
        raise forbidden("bot is not a member of the group chat")


def _check_supergroup(chat: Chat, me: Member, wanted: Access) -> None:
    kind = chat.type.value
    if me.status is Status.KICKED:
        raise forbidden(f"bot was kicked from the {kind} chat")
    if not me.is_member and (wanted >= Access.EDIT or not chat.public):
        raise forbidden(f"bot is not a member of the {kind} chat")
