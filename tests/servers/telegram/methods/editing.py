"""Changes of messages that are there: edits, deletions, pins, reactions."""

from tests.servers.telegram.access import Access, chat_of, message_of
from tests.servers.telegram.chats import Chat, ChatType
from tests.servers.telegram.errors import bad_request, not_modified
from tests.servers.telegram.fields import Fields, Json
from tests.servers.telegram.markup import inline_markup
from tests.servers.telegram.messages import MEDIA, Stored
from tests.servers.telegram.methods.media import input_media
from tests.servers.telegram.methods.texts import text_content
from tests.servers.telegram.rich import rich_message
from tests.servers.telegram.server import BotApiServer
from tests.servers.telegram.world import Origin

_DELETABLE_SECONDS = 48 * 60 * 60
_TEXTS = frozenset({"text", "rich_message"})


async def edit_message_text(server: BotApiServer, fields: Fields) -> Json:
    if fields.text("rich_message"):
        content = rich_message(fields, server.world.files)
    else:
        content = text_content(fields)
    chat, stored = _own(server, fields)
    if not _TEXTS & stored.json.keys():
        raise bad_request("there is no text in the message to edit")
    return _edit(server, chat, stored, fields, content)


async def edit_message_media(server: BotApiServer, fields: Fields) -> Json:
    fields.required("media")
    given = fields.decoded("media", "input media JSON object")
    content = input_media(server, fields, given)
    chat, stored = _own(server, fields)
    if not any(kind in stored.json for kind in (*MEDIA, *_TEXTS)):
        raise bad_request("message can't be edited")
    return _edit(server, chat, stored, fields, content)


async def edit_message_reply_markup(server: BotApiServer, fields: Fields) -> Json:
    chat, stored = _own(server, fields)
    markup = inline_markup(fields)
    server.rates.edit(chat.id)
    if markup == stored.json.get("reply_markup"):
        raise not_modified()
    stored.markup(markup)
    return stored.json


async def delete_message(server: BotApiServer, fields: Fields) -> bool:
    if not fields.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    if not fields.message_id():
        raise bad_request("message identifier is not specified")
    chat, stored = message_of(server.world, fields, Access.WRITE, "message to delete")
    _check_deletable(server, chat, stored)
    del chat.messages[stored.id]
    return True


async def delete_messages(server: BotApiServer, fields: Fields) -> bool:
    numbers = fields.message_ids()
    chat = chat_of(server.world, fields.text("chat_id"), Access.WRITE)
    found = [chat.messages[number] for number in numbers if number in chat.messages]
    for stored in found:
        _check_deletable(server, chat, stored)
    for stored in found:
        del chat.messages[stored.id]
    return True


async def pin_chat_message(server: BotApiServer, fields: Fields) -> bool:
    chat, stored = message_of(server.world, fields, Access.WRITE, "message to pin")
    me = chat.member(server.world.me.id)
    right = "can_edit_messages" if chat.type is ChatType.CHANNEL else "can_pin_messages"
    if chat.person is None and not me.can(right):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    chat.pinned = [number for number in chat.pinned if number != stored.id] + [stored.id]
    content = {"pinned_message": stored.quoted()}
    notice = server.world.place(chat, content, Origin(server.world.me, by_bot=True))
    server.world.tell("message", notice.json, chat)
    return True


async def set_message_reaction(server: BotApiServer, fields: Fields) -> bool:
    given = fields.decoded("reaction", "reaction types JSON object") or []
    if not isinstance(given, list):
        raise bad_request("expected an Array of ReactionType")
    for each in given:
        if not isinstance(each, dict) or each.get("type") not in {"emoji", "custom_emoji"}:
            raise bad_request("can't parse ReactionType: invalid reaction type specified")
    _, stored = message_of(server.world, fields, Access.READ, "message to react")
    if len(given) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    stored.reactions[server.world.me.id] = given
    return True


def _own(server: BotApiServer, fields: Fields) -> tuple[Chat, Stored]:
    """The message that the bot wants to edit."""
    if not fields.text("chat_id") and not fields.message_id():
        if fields.text("inline_message_id"):
            raise bad_request("MESSAGE_ID_INVALID")
        raise bad_request("message identifier is not specified")
    chat, stored = message_of(server.world, fields, Access.EDIT, "message to edit")
    if not stored.by_bot or "forward_origin" in stored.json or stored.keyboard:
        raise bad_request("message can't be edited")
    return chat, stored


def _edit(server: BotApiServer, chat: Chat, stored: Stored, fields: Fields, content: Json) -> Json:
    markup = inline_markup(fields)
    server.rates.edit(chat.id)
    if content == stored.content() and markup == stored.json.get("reply_markup"):
        raise not_modified()
    if content != stored.content():
        stored.replace(content)
        stored.json["edit_date"] = server.world.now()
    stored.markup(markup)
    return stored.json


def _check_deletable(server: BotApiServer, chat: Chat, stored: Stored) -> None:
    me = chat.member(server.world.me.id)
    if chat.person is None and me.can("can_delete_messages"):
        return
    if chat.person is None and not stored.by_bot:
        raise bad_request("message can't be deleted")
    if server.world.clock() - stored.json["date"] > _DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
