"""One group's push to many people, from the claim to the last private chat, on the stand-in."""

import asyncio
import gc
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, NoReturn

from aiohttp import ClientSession
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from bench.lag import watch
from bench.synthetic import START, messages
from bot.delivery import Delivery
from bot.orders.delivering import OrderDelivery
from bot.orders.message_locks import MessageLocks
from bot.settings import TelegramSettings
from bot.telegram.metrics import BotMetrics
from bot.telegram.transport import Transport, TransportPorts, open_transport
from bot.translator import Translators
from handlers.events.deliver_digest import DeliverDigest
from handlers.events.deliver_orders import DeliveryIsDue
from handlers.events.generate_digest import GenerateDigest
from handlers.events.link_threads import LinkThreads
from handlers.events.pursue_orders import DigestIsReady, DigestWasOrdered
from handlers.events.service import CHATS
from handlers.updates.group_talk import GroupTalkIntake
from pipeline.delivery.metrics import DeliveryMetrics
from pipeline.delivery.models import Destination, Via
from pipeline.digest.amendment import Amend
from pipeline.digest.graph import build_digest_graph
from pipeline.digest.metrics import DigestMetrics
from pipeline.digest.runs import DigestRuns
from pipeline.digest.settings import ContextSettings, DigestSettings
from pipeline.events.consumers import Consumer
from pipeline.events.groups import GroupMessageIngested
from pipeline.events.models import Event
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered
from pipeline.events.runs import DigestGenerateRequested, DigestReadyForDelivery
from pipeline.groups.access import Access
from pipeline.groups.models import ConnectedGroup, PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind
from pipeline.orders.models import OrderState
from pipeline.orders.pursuing import Pursuit
from pipeline.schedules.models import NewSubscription, Rhythm, Timetable
from pipeline.schedules.settings import ScheduleSettings
from pipeline.threads.settings import ThreadSettings
from pipeline.windows.models import WindowSize
from scheduler.metrics import ScheduleMetrics
from scheduler.pushes import DuePushes
from storage.bus import open_bus
from storage.postgres.database import Database
from tests.fixtures.ordering import Switch
from tests.servers.telegram.remote import RemoteBotApi

CONSUMED: tuple[type[Event], ...] = (
    GroupMessageIngested,
    DigestOrdered,
    DigestGenerateRequested,
    DigestReadyForDelivery,
    DigestDeliveryDue,
)
DUE = START + timedelta(days=1)
MESSAGES = 400
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Delivered:
    orders: int
    per_second: float
    """Messages, from the first to the last."""
    peak: int
    """The most messages in any second, as Telegram counts."""
    refused: int
    twice: int
    lags: list[float]


async def deliver(database: Database, people: int) -> Delivered:
    """So many people of a group get its digest, each in their private chat."""
    lags: list[float] = []
    async with stand_in() as base, ClientSession() as session:
        world = RemoteBotApi(base, session)
        members = [await world("person", first_name=f"P{number}") for number in range(people)]
        for person in members:
            await world("says", user_id=person, chat_id=person, text="/start")
        chat = await world("supergroup", title="Bench", members=members)
        group = await talked(database, chat, members)
        async with (
            transport(base, database) as bot,
            open_bus(database.pool, consumers(database, bot), database.outbox) as bus,
            asyncio.TaskGroup() as tasks,
            asyncio.timeout(PATIENCE),
        ):
            gc.freeze()  # as the service does
            watching = tasks.create_task(watch(lags))
            metrics = ScheduleMetrics(CollectorRegistry())
            settings = ScheduleSettings()
            await DuePushes(database.subscriptions, settings, metrics, clock=lambda: DUE)()
            await bus.idle(group.tenant)
            watching.cancel()
        sent = sorted(each["at"] for each in await world("deliveries"))
        peaks, twice = await world("peaks"), await world("duplicates")
    orders = await database.orders.of_group(group.tenant, group.id, since=START, limit=people + 1)
    return Delivered(
        orders=sum(order.state is OrderState.DELIVERED for order in orders),
        per_second=(len(sent) - 1) / (sent[-1] - sent[0]) if len(sent) > 1 else 0.0,
        peak=peaks["overall"],
        refused=peaks["refused"],
        twice=len(twice),
        lags=lags,
    )


async def talked(database: Database, chat: int, members: Sequence[int]) -> ConnectedGroup:
    """A group with a day's talk, to which all its people subscribed."""
    owner = PersonId(members[0])
    await database.people.meet(owner, language="ru", time_zone="UTC")
    tenant = await database.people.tenant_of(owner)
    group = await database.group_book.connect(
        tenant,
        Chat(chat, ChatKind.SUPERGROUP, "Bench"),
        reader=Reader.BOT,
        owner=owner,
        time_zone="UTC",
        language="ru",
    )
    await database.messages.accept(tenant, group.id, list(messages(MESSAGES)))
    daily = Timetable(Rhythm.DAILY, WindowSize.DAY, "UTC", at=time())
    for member in members:
        place = Destination(Via.CHAT, member)
        wish = NewSubscription(group.id, PersonId(member), place, "ru", daily)
        await database.subscriptions.add(tenant, wish, DUE)
    return group


def consumers(database: Database, transport: Transport) -> Sequence[Consumer[Any]]:
    """What the roles worker and bot listen to, as far as a push needs it."""
    wording, rollout = Translators().into, Switch()
    runs = DigestRuns(
        graph=build_digest_graph().compile(),
        windows=database.windows,
        archive=database.archive,
        digests=database.digests,
        artifacts=database.artifacts,
        events=database.events,
        locks=database.locks,
        wording=wording,
        metrics=DigestMetrics(CollectorRegistry()),
        digest_settings=DigestSettings(),
        context_settings=ContextSettings(),
    )
    pursuit = Pursuit(
        database.orders, database.windows, runs, database.digests, rollout, lambda: DUE
    )
    delivery = Delivery(database.digests, database.deliveries, database.events, {})
    due = OrderDelivery(
        orders=database.orders,
        digests=database.digests,
        windows=database.windows,
        archive=database.archive,
        groups=database.group_book,
        people=database.people,
        access=Access(database.members, transport.membership, database.group_book),
        rollout=rollout,
        statuses=database.chat_statuses,
        ledger=database.deliveries,
        delivery=delivery,
        amend=Amend(
            database.amendments,
            database.digests,
            database.windows,
            database.archive,
            wording,
            ContextSettings(),
            lambda: DUE,
        ),
        bot=transport.bot,
        locks=MessageLocks(),
        wording=wording,
        webhook=_no_webhook,
        metrics=DeliveryMetrics(CollectorRegistry()),
    )
    return (
        Consumer(GroupMessageIngested, LinkThreads(database.threads, ThreadSettings())),
        Consumer(DigestOrdered, DigestWasOrdered(pursuit)),
        Consumer(DigestGenerateRequested, GenerateDigest(runs, pursuit)),
        Consumer(DigestReadyForDelivery, DigestIsReady(pursuit, DeliverDigest(delivery))),
        Consumer(DigestDeliveryDue, DeliveryIsDue(due), concurrency=CHATS),
    )


@asynccontextmanager
async def stand_in() -> AsyncIterator[str]:
    """Telegram with its limits; its address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.servers.telegram", "--limits"),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the stand-in says nothing")
        yield json.loads(await process.stdout.readline())["base"]
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def transport(base: str, database: Database) -> AsyncIterator[Transport]:
    """The bot, which says what it is told to and hears nothing."""
    ports = TransportPorts(
        ledger=database.conversation,
        dialogues=database.dialogues,
        statuses=database.chat_statuses,
        sent=database.sent_messages,
        people=database.people,
        groups=database.group_book,
        talk=GroupTalkIntake(database.group_book, database.messages, database.reactions),
    )
    async with open_transport(
        TelegramSettings(bot_token=SecretStr("42:TEST"), api_base=base),
        ports,
        [],
        translators=Translators(),
        metrics=BotMetrics(CollectorRegistry()),
        time_zone="UTC",
    ) as opened:
        yield opened


def _no_webhook(*_: object) -> NoReturn:
    raise AssertionError("nobody subscribed by a webhook")
