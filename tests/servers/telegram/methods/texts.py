"""Texts and rich messages, whole and as drafts."""

from typing import Final

from tests.servers.telegram.access import Access, chat_of, thread_of
from tests.servers.telegram.chats import Draft
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.fields import Fields, Json
from tests.servers.telegram.formatting import LONGEST_TEXT, formatted, message_text
from tests.servers.telegram.methods.sending import send_one
from tests.servers.telegram.rich import rich_message
from tests.servers.telegram.server import BotApiServer
from tests.servers.telegram.utf16 import units

_DRAFT_SECONDS: Final = 30.0


async def send_message(server: BotApiServer, fields: Fields) -> Json:
    return send_one(server, fields, text_content(fields), "text messages")


async def send_rich_message(server: BotApiServer, fields: Fields) -> Json:
    content = rich_message(fields, server.world.files)
    return send_one(server, fields, content, "the rich message")


async def send_message_draft(server: BotApiServer, fields: Fields) -> bool:
    mode, entities = fields.text("parse_mode"), fields.decoded_or_none("entities")
    text = formatted(fields.text("text"), mode, entities)
    if units(text.text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return _draft(server, fields, text.json())


async def send_rich_message_draft(server: BotApiServer, fields: Fields) -> bool:
    return _draft(server, fields, rich_message(fields, server.world.files, draft=True))


def text_content(fields: Fields) -> Json:
    """The text of a call with what belongs to it in a Message."""
    content = message_text(fields).json()
    preview = fields.decoded("link_preview_options", "link preview options JSON object")
    if preview is None and fields.flag("disable_web_page_preview"):
        preview = {"is_disabled": True}
    if preview is not None and not isinstance(preview, dict):
        raise bad_request("object expected as link preview options")
    return content | ({"link_preview_options": preview} if preview else {})


def _draft(server: BotApiServer, fields: Fields, content: Json) -> bool:
    number = fields.integer("draft_id")
    chat = chat_of(server.world, fields.text("chat_id"), Access.WRITE)
    if chat.person is None:
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    if not number:
        raise bad_request("RANDOM_ID_INVALID")
    thread = thread_of(chat, fields)
    server.rates.draft(chat.id)
    until = server.world.clock() + _DRAFT_SECONDS
    flags = (fields.flag("can_stop"), fields.flag("keep_on_stop"))
    chat.drafts[thread] = Draft(number, content, *flags, until=until)
    return True
