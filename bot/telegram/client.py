"""The bot as everything here uses it: with limits, records, states and retries around it.

Importing aiogram takes seconds: only what runs the bot imports this package's clients.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer

from bot.settings import TelegramSettings
from bot.telegram.limits import Limits
from bot.telegram.metrics import BotMetrics, CountedCalls
from bot.telegram.recording import Departures, Replays
from bot.telegram.retry import Retries
from bot.telegram.sent import NotedMessages
from bot.telegram.session import Session
from bot.telegram.states import ChatStates
from pipeline.conversation.ports import ConversationLedger
from pipeline.delivery.allowances import Rates
from pipeline.delivery.ports import ChatStatuses
from pipeline.errors import BadInputError
from pipeline.ingest.ports import SentMessages

REQUEST_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Client:
    bot: Bot
    session: Session
    limits: Limits

    async def close(self) -> None:
        await self.session.close()


def make_client(
    settings: TelegramSettings,
    *,
    ledger: ConversationLedger,
    statuses: ChatStatuses,
    sent: SentMessages,
    metrics: BotMetrics,
    clock: Callable[[], float] | None = None,
) -> Client:
    """The bot, not yet connected; close it in the end.

    Raises:
        BadInputError: There is no token.
    """
    if settings.bot_token is None:
        raise BadInputError(
            "there is no bot — take a token from @BotFather and set TELEGRAM_BOT_TOKEN"
        )
    api = TelegramAPIServer.from_base(settings.api_base) if settings.api_base else PRODUCTION
    session = Session(api=api, timeout=REQUEST_SECONDS)
    rates = Rates.of(
        per_second=settings.messages_per_second,
        chat_seconds=settings.chat_interval_seconds,
        group_minute=settings.group_messages_per_minute,
    )
    limits = Limits(rates, clock=clock)
    # From the handler to the wire. What the ledger answers needs no place in the limits; a new
    # chat id of a migrated group needs another place; each attempt needs one of its own; and a
    # message is on its way only once it has its place.
    for middleware in (
        NotedMessages(sent),
        Replays(metrics, clock=clock),
        ChatStates(statuses),
        Retries(limits),
        limits,
        Departures(ledger),
        CountedCalls(metrics),
    ):
        session.middleware(middleware)
    token = settings.bot_token.get_secret_value()
    return Client(
        Bot(token, session=session, default=DefaultBotProperties(link_preview_is_disabled=True)),
        session,
        limits,
    )
