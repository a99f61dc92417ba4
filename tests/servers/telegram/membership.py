"""Somebody becomes something else in a chat, and the bot is told."""

from tests.servers.telegram.chats import Chat, ChatType, Person
from tests.servers.telegram.fields import Json
from tests.servers.telegram.members import Member
from tests.servers.telegram.world import Origin, World


def change(world: World, chat: Chat, user: Person, new: Member, actor: Person) -> None:
    """By ``actor``, who may be ``user``; in a group a message says who came or went.

    The bot learns of its own change always, and of others' where it administers the chat.
    """
    old = chat.member(user.id)
    chat.members[user.id] = new
    mine = user is world.me
    told = _updated(world, chat, user, old, actor)
    if mine:
        world.updates.push("my_chat_member", told, chat.id)
    elif chat.member(world.me.id).administers or chat.person is not None:
        world.tell("chat_member", told, chat)
    if chat.is_group and old.is_member is not new.is_member:
        content: Json = {"new_chat_members": [user.json()], "new_chat_member": user.json()}
        if not new.is_member:
            content = {"left_chat_member": user.json()}
        notice = world.place(chat, content, Origin(actor, by_bot=actor is world.me))
        if mine:
            # Of its own departure the bot hears although it is gone by now.
            world.updates.push("message", notice.json, chat.id)
        else:
            world.tell("message", notice.json, chat)


def _updated(world: World, chat: Chat, user: Person, old: Member, actor: Person) -> Json:
    channel = chat.type is ChatType.CHANNEL
    return {
        "chat": chat.json(),
        "from": actor.json(),
        "date": world.now(),
        "old_chat_member": old.json(user.json(), channel=channel),
        "new_chat_member": chat.member(user.id).json(user.json(), channel=channel),
    }
