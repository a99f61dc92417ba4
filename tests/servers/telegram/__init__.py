"""A stand-in for Telegram's Bot API 10.3: a server on loopback that speaks its wire format.

    async with bot_api_server() as telegram:
        anna = telegram.people.person("Анна")
        telegram.people.says(anna, anna, "/start")
        ...
        assert "Alfred: Добрый день." in telegram.shown(anna)

A bot talks to it as to Telegram (``TelegramAPIServer.from_base(telegram.base)``); ``people`` are
the ones whom it serves. ``faults`` make calls fail, ``journal`` and ``rates`` tell what was asked
and sent. ``python -m tests.servers.telegram`` runs it alone, with ``people`` and the rest under
``/control/`` (see ``control`` and ``RemoteBotApi``).

Texts of errors and the order of checks are those of Telegram's own server
(github.com/tdlib/telegram-bot-api, github.com/tdlib/td); what was added after 10.0, rich messages
above all, follows the documentation.

What it does not do:

- One bot; no inline mode, payments, games, stickers, stories, business connections, guest mode,
  ephemeral messages, direct messages of channels, join requests or invite links.
- Parse modes Markdown and MarkdownV2 are refused. Of rich messages, markdown becomes plain
  paragraphs, photos are the only media, and no links are found that are not marked as such.
- A bot sends photos, documents and voice messages, no other media; nothing is decoded.
- Files by URL are not fetched. Updates do not expire after 24 hours.
- A method in the answer to a webhook is not run. Webhooks may be plain HTTP on any port.
- Repeated short polls are not slowed down, uploads of the same size neither.
- A supergroup's replies do not share a message_thread_id; only topics have one.
"""

from tests.servers.telegram.errors import ApiError
from tests.servers.telegram.faults import Fault
from tests.servers.telegram.people import PICTURE, SILENCE, People
from tests.servers.telegram.remote import RemoteBotApi
from tests.servers.telegram.running import bot_api_server
from tests.servers.telegram.server import BotApiServer

__all__ = [
    "PICTURE",
    "SILENCE",
    "ApiError",
    "BotApiServer",
    "Fault",
    "People",
    "RemoteBotApi",
    "bot_api_server",
]
