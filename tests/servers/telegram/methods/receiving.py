"""How the bot gets its updates."""

import re
from typing import Final

from tests.servers.telegram.errors import bad_request, conflict
from tests.servers.telegram.fields import Fields, Json
from tests.servers.telegram.server import BotApiServer
from tests.servers.telegram.webhook import Webhook
from tests.servers.telegram.wire import Raw

_WEBHOOK_ACTIVE: Final = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
    "first"
)
_LONGEST_POLL: Final = 50
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]*")
_LONGEST_SECRET: Final = 256
_MOST_CONNECTIONS: Final = 100


async def get_updates(server: BotApiServer, fields: Fields) -> Raw:
    if server.courier.webhook is not None:
        raise conflict(_WEBHOOK_ACTIVE)
    updates = server.world.updates
    updates.allow(fields.decoded_or_none("allowed_updates"))
    found = await updates.poll(
        fields.integer("offset"),
        fields.integer("limit", 100, 1, 100),
        fields.integer("timeout", 0, 0, _LONGEST_POLL),
    )
    return Raw(b"[" + b",".join(update.body for update in found) + b"]")


async def set_webhook(server: BotApiServer, fields: Fields) -> bool:
    url = fields.text("url")
    if not url:
        return await delete_webhook(server, fields)
    if not url.startswith(("http://", "https://")) or " " in url:
        raise bad_request("invalid webhook URL specified")
    secret = fields.text("secret_token")
    if len(secret) > _LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    server.world.updates.allow(fields.decoded_or_none("allowed_updates"))
    if fields.flag("drop_pending_updates"):
        server.world.updates.forget()
    server.world.updates.interrupt("terminated by setWebhook request")
    connections = fields.integer("max_connections", 40, 1, _MOST_CONNECTIONS)
    server.courier.set(Webhook(url, secret, connections))
    return True


async def delete_webhook(server: BotApiServer, fields: Fields) -> bool:
    if fields.flag("drop_pending_updates"):
        server.world.updates.forget()
    server.courier.set(None)
    return True


async def get_webhook_info(server: BotApiServer, _: Fields) -> Json:
    return server.courier.info()
