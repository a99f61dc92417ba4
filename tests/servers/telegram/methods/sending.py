"""What all methods that put a message into a chat do."""

from tests.servers.telegram.access import Access, chat_of, check_speech, thread_of
from tests.servers.telegram.chats import Chat, ChatType
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.fields import Fields, Json, integer_of
from tests.servers.telegram.journal import Delivery
from tests.servers.telegram.markup import Markup, reply_markup
from tests.servers.telegram.messages import Stored
from tests.servers.telegram.server import BotApiServer
from tests.servers.telegram.transcript import visible
from tests.servers.telegram.world import Origin


def send(server: BotApiServer, fields: Fields, contents: list[Json], kind: str) -> list[Stored]:
    """Put messages into the chat that the call names, in Telegram's order of checks.

    ``kind`` names the content where the bot may not send it: "text messages", "photos".

    Raises:
        ApiError: A parameter is wrong, the bot may not, or it sends too fast.
    """
    answered = _reply_parameters(fields)
    markup = reply_markup(fields)
    chat = chat_of(server.world, fields.text("chat_id"), Access.WRITE)
    thread = thread_of(chat, fields)
    reply_to = _reply(chat, answered)
    check_speech(chat, chat.member(server.world.me.id), thread, kind)
    server.rates.message(chat.id, group=chat.is_group, count=len(contents))
    channel = chat.type is ChatType.CHANNEL
    origin = Origin(
        None if channel else server.world.me,
        chat if channel else None,
        thread=thread,
        reply_to=reply_to,
        by_bot=True,
    )
    chat.drafts.pop(thread, None)
    return [_place(server, chat, content, origin, markup) for content in contents]


def send_one(server: BotApiServer, fields: Fields, content: Json, kind: str) -> Json:
    return send(server, fields, [content], kind)[0].json


def _place(
    server: BotApiServer, chat: Chat, content: Json, origin: Origin, markup: Markup
) -> Stored:
    stored = server.world.place(chat, content, origin)
    stored.markup(markup.inline)
    stored.keyboard = markup.keyboard
    text = visible(stored.json)
    server.journal.deliveries.append(Delivery(chat.id, stored.id, text, server.world.clock()))
    return stored


def _reply_parameters(fields: Fields) -> Json:
    given = fields.decoded("reply_parameters", "reply parameters JSON object")
    if given is None:
        legacy = {"message_id": fields.message_id("reply_to_message_id")}
        return legacy | {"allow_sending_without_reply": fields.flag("allow_sending_without_reply")}
    if not isinstance(given, dict):
        raise bad_request("object expected as reply parameters")
    return given | {"message_id": integer_of(given, "message_id")} if given else {"message_id": 0}


def _reply(chat: Chat, given: Json) -> int:
    """The message that is answered; 0 where none is."""
    number: int = max(0, given["message_id"])
    other = given.get("chat_id")
    elsewhere = other is not None and str(other) != str(chat.id)
    if not number or elsewhere:
        return 0
    if number in chat.messages:
        return number
    if given.get("allow_sending_without_reply") is True:
        return 0
    raise bad_request("message to be replied not found")
