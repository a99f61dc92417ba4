"""Whether the bot could start: its token, and its rights where operators are told of incidents."""

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import ChatMemberRestricted, ResultChatMemberUnion

from bot.settings import TelegramSettings
from bot.telegram.errors import TelegramError, TokenRefusedError
from bot.telegram.session import Session
from pipeline.health.models import Finding, fail, ok, warn

_SECONDS = 10
_AWAY = warn(
    "Telegram does not answer at the moment",
    "check the network and TELEGRAM_API_BASE; a running bot tries again by itself",
)
_GONE = frozenset({"left", "kicked"})


class BotCheck:
    """The token is valid, and the bot may write to the admin chat, if there is one."""

    subject = "Telegram bot"

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings

    async def examine(self) -> Finding:
        if self._settings.bot_token is None:
            return warn("there is no token, so no bot runs", "set TELEGRAM_BOT_TOKEN")
        base = self._settings.api_base
        api = TelegramAPIServer.from_base(base) if base else PRODUCTION
        session = Session(api=api, timeout=_SECONDS)
        token = self._settings.bot_token.get_secret_value()
        try:
            return await self._ask(Bot(token, session=session, default=DefaultBotProperties()))
        except (TelegramUnauthorizedError, TelegramNotFound):
            what, _, remedy = str(TokenRefusedError()).partition(" — ")
            return fail(what, remedy)
        except (TelegramAPIError, TelegramError):
            return _AWAY
        finally:
            await session.close()

    async def _ask(self, bot: Bot) -> Finding:
        me = await bot.me()
        chat = self._settings.admin_chat
        if chat is None:
            return ok(f"@{me.username}")
        try:
            member = await bot.get_chat_member(chat, me.id)
        except (TelegramBadRequest, TelegramForbiddenError):
            return fail(
                f"@{me.username} is not in the admin chat {chat}",
                "add the bot there, or correct TELEGRAM_ADMIN_CHAT",
            )
        if not _may_write(member):
            return fail(
                f"@{me.username} may not write to the admin chat {chat}",
                "give it the right to send messages there, or make it an administrator",
            )
        return ok(f"@{me.username}, and it may write to the admin chat")


class OperatorsCheck:
    """There is a chat in which somebody is told of incidents, and can undo what the watch did.

    The watch over rollouts belongs to the role ``scheduler``: its process needs the setting, too.
    """

    subject = "operators"

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings

    async def examine(self) -> Finding:
        if self._settings.admin_chat is None:
            return warn(
                "nobody is told of incidents, and a broken invariant is written into the log"
                " without switching anything off",
                "found a chat, add the bot, and set TELEGRAM_ADMIN_CHAT for the roles bot and"
                " scheduler",
            )
        return ok("there is an admin chat, so the watch over rollouts may hold and switch off")


def _may_write(member: ResultChatMemberUnion) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status not in _GONE
