"""Everything between Telegram's Bot API and a handler, put together."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError

from bot.settings import TelegramSettings
from bot.telegram.apologies import Apologies
from bot.telegram.client import Client, make_client
from bot.telegram.errors import TokenRefusedError
from bot.telegram.fsm import DialogueStorage
from bot.telegram.intake import Intake
from bot.telegram.membership import TelegramMembership
from bot.telegram.metrics import BotMetrics
from bot.telegram.middlewares.callbacks import AnswerCallbacks
from bot.telegram.middlewares.person import MeetPerson
from bot.telegram.middlewares.sender import KnowSender
from bot.telegram.middlewares.throttle import ThrottleCommands
from bot.telegram.polling import Poller
from bot.telegram.turns import DRAIN_SECONDS, TURN_SECONDS, Turns
from bot.telegram.updates import MEMBERS, TALK_KINDS, GroupTalk, Identity
from bot.translator import Translators
from pipeline.conversation.models import DialogueKey
from pipeline.conversation.ports import ConversationLedger, Dialogues
from pipeline.delivery.ports import ChatStatuses
from pipeline.groups.ports import GroupBook, People
from pipeline.ingest.ports import SentMessages


@dataclass(frozen=True, slots=True)
class TransportPorts:
    ledger: ConversationLedger
    dialogues: Dialogues
    statuses: ChatStatuses
    sent: SentMessages
    people: People
    groups: GroupBook
    talk: GroupTalk


@dataclass(frozen=True, slots=True)
class Transport:
    client: Client
    dispatcher: Dispatcher
    membership: TelegramMembership
    turns: Turns
    intake: Intake
    poller: Poller
    """Run it beside ``turns``, or give ``intake`` to a `Webhook`; stop it before ``turns``."""
    allowed: Sequence[str]
    """The kinds of updates that are asked for."""

    @property
    def bot(self) -> Bot:
        return self.client.bot


@asynccontextmanager
async def open_transport(
    settings: TelegramSettings,
    ports: TransportPorts,
    routers: Sequence[Router],
    *,
    translators: Translators,
    metrics: BotMetrics,
    time_zone: str,
    secret_states: Collection[str] = (),
    turn_seconds: float = TURN_SECONDS,
    drain_seconds: float = DRAIN_SECONDS,
    provided: Mapping[str, Any] | None = None,
) -> AsyncIterator[Transport]:
    """Get to know the bot and wire everything to it; nothing runs yet.

    Args:
        settings: Token and rates.
        ports: What it stands on.
        routers: Handlers, in the order in which they are asked.
        translators: For apologies and refusals, and what handlers say.
        metrics: Of the bot, each time that this process is the bot: they outlive a transport.
        time_zone: Of people who have not said theirs.
        secret_states: States of dialogues in which the next message may not be stored.
        turn_seconds: How long a handler may take.
        drain_seconds: How long turns may go on once they are stopped.
        provided: What handlers get by name, beside ``sender``, ``person`` and the wordings.

    Raises:
        BadInputError: There is no token.
        TokenRefusedError: Telegram does not know it.
    """
    for language in translators.languages:
        translators.into(language)  # reads its files, for which nobody should have to wait later
    client = make_client(
        settings, ledger=ports.ledger, statuses=ports.statuses, sent=ports.sent, metrics=metrics
    )
    try:
        bot = await _identity(client.bot)
        dialogues = DialogueStorage(ports.dialogues, secret_states=secret_states)
        membership = TelegramMembership(client.bot)
        dispatcher = make_dispatcher(
            dialogues, ports, routers, translators, time_zone, provided or {}
        )
        turns = Turns(
            client.bot,
            dispatcher,
            ledger=ports.ledger,
            dialogues=dialogues,
            apologies=Apologies(client.bot, ports.people, ports.groups, translators),
            metrics=metrics,
            turn_seconds=turn_seconds,
            drain_seconds=drain_seconds,
        )

        async def holds_secret(chat: int, person: int) -> bool:
            key = DialogueKey(bot.id, chat, person, 0, "default")
            return await dialogues.awaits_secret(key)

        intake = Intake(
            bot,
            talk=ports.talk,
            ledger=ports.ledger,
            turns=turns,
            metrics=metrics,
            holds_secret=holds_secret,
            membership_changed=membership.changed,
        )
        allowed = allowed_updates(dispatcher)
        poller = Poller(client, intake, turns, metrics, allowed=allowed)
        yield Transport(client, dispatcher, membership, turns, intake, poller, allowed)
    finally:
        await client.close()


def make_dispatcher(
    dialogues: DialogueStorage,
    ports: TransportPorts,
    routers: Sequence[Router],
    translators: Translators,
    time_zone: str,
    provided: Mapping[str, Any],
) -> Dispatcher:
    """Routes updates; dialogues are held by person and chat, whatever the topic."""
    dispatcher = Dispatcher(storage=dialogues, **provided)
    # Who it is comes before what they want; a refusal needs their language.
    for middleware in (
        KnowSender(),
        MeetPerson(ports.people, ports.groups, translators, time_zone=time_zone),
        ThrottleCommands(),
        AnswerCallbacks(),
    ):
        dispatcher.update.outer_middleware(middleware)
    for router in routers:
        dispatcher.include_router(router)
    return dispatcher


def allowed_updates(dispatcher: Dispatcher) -> Sequence[str]:
    """What handlers use, the talk of groups, and what membership goes by."""
    return sorted({*dispatcher.resolve_used_update_types(), *TALK_KINDS, MEMBERS})


async def _identity(bot: Bot) -> Identity:
    try:
        me = await bot.me()
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise TokenRefusedError from None
    return Identity(me.id, me.username or "")
