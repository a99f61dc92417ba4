"""Messages that go from one chat to another."""

from tests.servers.telegram.access import Access, chat_of
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.fields import Fields, Json
from tests.servers.telegram.formatting import caption
from tests.servers.telegram.messages import Stored
from tests.servers.telegram.methods.sending import send_one
from tests.servers.telegram.server import BotApiServer


async def forward_message(server: BotApiServer, fields: Fields) -> Json:
    stored = _source(server, fields, "message to forward")
    content = stored.content()
    if not content:
        raise bad_request("messages can't be forwarded")
    return send_one(server, fields, content | stored.forwarded(), "text messages")


async def copy_message(server: BotApiServer, fields: Fields) -> Json:
    stored = _source(server, fields, "message to copy")
    content = stored.content()
    if not content:
        raise bad_request("message can't be copied")
    if "caption" in fields.values:
        kept = {key: value for key, value in content.items() if not key.startswith("caption")}
        content = kept | caption(fields)
    sent = send_one(server, fields, content, "text messages")
    return {"message_id": sent["message_id"]}


def _source(server: BotApiServer, fields: Fields, what: str) -> Stored:
    chat = chat_of(server.world, fields.required("from_chat_id"), Access.READ)
    found = chat.messages.get(fields.message_id())
    if found is None:
        raise bad_request(f"{what} not found")
    return found
