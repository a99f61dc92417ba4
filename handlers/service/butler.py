"""The bot as it is put together: what people may say to it, and what it sends them."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.webhook import WebhookClient
from bot.orders.delivering import OrderDelivery
from bot.orders.message_locks import MessageLocks
from bot.orders.missed import MissedDigests
from bot.orders.progress import ProgressBoard
from bot.orders.showing import DigestShowing
from bot.settings import TelegramSettings, WebhookSettings
from bot.telegram.commands import Menu, register_commands
from bot.telegram.metrics import BotMetrics
from bot.telegram.part import RunningBot
from bot.telegram.presence import TelegramPresence
from bot.telegram.transport import Transport, TransportPorts, open_transport
from bot.telegram.webhook import Webhook
from bot.telethon.chats import AccountChats
from bot.telethon.membership import AccountMembership
from bot.translator import Translators
from handlers.commands.cards import Cards
from handlers.commands.connect_backfill import BackfillBoard
from handlers.commands.connect_desk import AccountPorts, TelethonDesk
from handlers.commands.connect_logins import SECRET_STATES, Logins
from handlers.commands.digest_desk import DigestDesk
from handlers.commands.digest_shelf import DigestShelf
from handlers.commands.menu import menu
from handlers.commands.provided import (
    Provided,
    ProvidedForAccounts,
    ProvidedForDigests,
    by_name,
)
from handlers.commands.routers import command_routers
from handlers.commands.schedule_channel import TelegramChannels
from handlers.events.service import BotHandlers
from handlers.service.conversation import Conversation, preferences
from handlers.service.kitchen import Kitchen
from handlers.service.operating import Operating
from handlers.service.reading import BackfillWatch, Reading
from handlers.service.sending import Sending
from handlers.updates.group_talk import GroupTalkIntake
from pipeline.digest.shown import DigestsForReaders
from pipeline.feedback.giving import GiveFeedback
from pipeline.groups.access import Access
from pipeline.groups.asking import AskReaders
from pipeline.groups.connecting import Connecting
from pipeline.groups.models import Reader
from pipeline.groups.sighting import Sighting
from pipeline.health.parts import Part
from pipeline.orders.again import OrderAgain
from pipeline.orders.choosing import ChooseGroup
from pipeline.orders.standing import StandingOrders
from pipeline.orders.stopping import StopOrder
from pipeline.rollout.measuring import Measuring
from pipeline.schedules.subscribing import Subscribing


@dataclass(frozen=True, slots=True)
class Butler:
    """Opens the bot when this process becomes it."""

    telegram: TelegramSettings
    webhook: WebhookSettings
    home: Path
    time_zone: str
    kitchen: Kitchen
    reading: Reading
    watch: BackfillWatch
    translators: Translators
    webhooks: WebhookClient
    conversation: Conversation | None
    """None leaves a plain bot."""
    metrics: BotMetrics
    measuring: Measuring
    consuming: Callable[[BotHandlers, Transport], Sequence[Part]]
    """Makes the parts that hear of what is to be sent, and what groups say aloud."""
    locks: MessageLocks = field(default_factory=MessageLocks)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[RunningBot]:
        """Get to know the bot, and put everything in its place; nothing runs yet.

        Raises:
            TokenRefusedError: Telegram does not know the token.
        """
        ports = self.kitchen.ports
        async with open_transport(
            self.telegram,
            TransportPorts(
                ledger=ports.conversation,
                dialogues=ports.dialogues,
                statuses=ports.chat_statuses,
                sent=ports.sent_messages,
                people=ports.people,
                groups=ports.group_book,
                talk=GroupTalkIntake(
                    ports.group_book, ports.messages, ports.reactions, own=self.telegram.bot_id
                ),
            ),
            command_routers(conversation=self.conversation is not None),
            translators=self.translators,
            metrics=self.metrics,
            time_zone=self.time_zone,
            secret_states=SECRET_STATES,
        ) as transport:
            await register_commands(
                transport.bot, self._menu, self.translators, admin_chat=self.telegram.admin_chat
            )
            yield self._put_together(transport)

    def _put_together(self, transport: Transport) -> RunningBot:
        ports, bot = self.kitchen.ports, transport.bot
        membership = AskReaders(
            {
                Reader.BOT: transport.membership,
                Reader.ACCOUNT: AccountMembership(self.reading.accounts.client),
            }
        )
        access = Access(ports.members, membership, ports.group_book)
        desk = TelethonDesk(
            self.home,
            self.reading.clients,
            self.reading.accounts,
            AccountPorts(ports.accounts, ports.group_book, ports.cursors, ports.floods),
            self.reading.metrics,
            available=self.telegram.api_id is not None,
        )
        logins = Logins(desk)
        self.watch.board = board = BackfillBoard(
            bot, transport.dispatcher.storage, ports.people, self.kitchen.wording
        )
        sending = Sending(self.kitchen, transport, access, self.webhooks, self.locks)
        delivery, progress = sending.delivery(), sending.progress()
        operating = Operating(self.kitchen, transport, self.telegram.admin_chat, self.measuring)
        talk = (
            None
            if self.conversation is None
            else self.conversation.open(self.kitchen, access, self.translators)
        )
        transport.dispatcher.workflow_data.update(
            by_name(
                self._for_people(transport, access),
                self._for_digests(transport, access, sending, delivery, progress),
                ProvidedForAccounts(desk, logins, board),
                operating.provided(),
                *(() if talk is None else (talk.provided,)),
            )
        )
        companions = (
            *self.consuming(
                sending.handlers(delivery, None if talk is None else talk.move), transport
            ),
            progress,
            *operating.watches(),
            logins,
            board,
            *(() if talk is None else talk.companions),
        )
        webhook = (
            Webhook(self.webhook, transport.intake, transport.turns, self.metrics)
            if self.webhook.url
            else None
        )
        return RunningBot(transport, companions, webhook)

    @property
    def _menu(self) -> Menu:
        return menu(conversation=self.conversation is not None)

    def _for_people(self, transport: Transport, access: Access) -> Provided:
        ports = self.kitchen.ports
        presence = TelegramPresence(transport.bot)
        sighting = Sighting(ports.group_book, presence)
        chats = AccountChats(ports.accounts, self.reading.accounts.client)
        return Provided(
            people=ports.people,
            groups=ports.group_book,
            access=access,
            connecting=Connecting(
                ports.people,
                access,
                transport.membership,
                presence,
                chats,
                chats,
                self.reading.accounts.refresh,
            ),
            chats=presence,
            cards=Cards(access, ports.figures, presence, sighting, self.kitchen.now),
            sighting=sighting,
            translators=self.translators,
            preferences=preferences(self.kitchen, self.conversation),
            menu=self._menu,
        )

    def _for_digests(
        self,
        transport: Transport,
        access: Access,
        sending: Sending,
        delivery: OrderDelivery,
        progress: ProgressBoard,
    ) -> ProvidedForDigests:
        ports = self.kitchen.ports
        return ProvidedForDigests(
            desk=DigestDesk(
                groups=ports.group_book,
                choosing=ChooseGroup(ports.group_book, access),
                placing=self.kitchen.placing,
                standing=StandingOrders(ports.orders, ports.windows, self.kitchen.now),
                wordings=self.kitchen.wording,
                pauses=self.reading.pauses,
            ),
            shelf=DigestShelf(
                readers=DigestsForReaders(ports.digests, ports.windows, ports.group_book, access),
                archive=ports.archive,
                threads=ports.thread_reading,
                feedback=GiveFeedback(ports.feedback),
                showing=DigestShowing(delivery),
                again=OrderAgain(ports.orders),
                copies=sending.copies(delivery),
                told=sending.threads(),
            ),
            stopping=StopOrder(ports.orders, ports.group_book, access, ports.signals),
            progress=progress,
            missed=MissedDigests(ports.missed, ports.archive, transport.bot),
            subscribing=Subscribing(
                ports.subscriptions,
                access,
                ports.endpoints,
                TelegramChannels(transport.bot),
                self.kitchen.now,
                self.kitchen.rollout,
                preferences(self.kitchen, self.conversation),
            ),
        )
