"""What sends digests, and whatever is said of them, as it is put together."""

from dataclasses import dataclass

from bot.channels.webhook import WebhookClient
from bot.orders.copies import SentCopies
from bot.orders.corrections import Corrections
from bot.orders.delivering import OrderDelivery
from bot.orders.message_locks import MessageLocks
from bot.orders.notices import OrderNotices
from bot.orders.progress import ProgressBoard
from bot.orders.threads import SentThreads
from bot.telegram.presence import TelegramPresence
from bot.telegram.transport import Transport
from handlers.events.deliver_orders import (
    DeliveryIsDue,
    DigestWasCorrected,
    OrderWasSettled,
    ThreadWasOutdated,
)
from handlers.events.move_memory import GroupWasMigrated
from handlers.events.service import BotHandlers
from handlers.service.kitchen import Kitchen
from pipeline.alfred.moving import MoveScope
from pipeline.groups.access import Access
from pipeline.groups.sighting import Sighting

BUSY = 5
"""So many messages that wait to be sent leave no room for pictures of progress."""


@dataclass(frozen=True, slots=True)
class Sending:
    kitchen: Kitchen
    transport: Transport
    access: Access
    webhooks: WebhookClient
    locks: MessageLocks

    def delivery(self) -> OrderDelivery:
        kitchen, ports = self.kitchen, self.kitchen.ports
        return OrderDelivery(
            orders=ports.orders,
            digests=ports.digests,
            windows=ports.windows,
            archive=ports.archive,
            groups=ports.group_book,
            people=ports.people,
            access=self.access,
            rollout=kitchen.rollout,
            statuses=ports.chat_statuses,
            ledger=ports.deliveries,
            delivery=kitchen.delivery,
            amend=kitchen.amend,
            bot=self.transport.bot,
            locks=self.locks,
            wording=kitchen.wording,
            webhook=self.webhooks.channel,
            metrics=kitchen.delivery_metrics,
        )

    def handlers(self, delivery: OrderDelivery, move: MoveScope | None) -> BotHandlers:
        ports = self.kitchen.ports
        notices = OrderNotices(
            orders=ports.orders,
            windows=ports.windows,
            archive=ports.archive,
            digests=ports.digests,
            ledger=ports.deliveries,
            bot=self.transport.bot,
            locks=self.locks,
            wording=self.kitchen.wording,
            sighting=Sighting(ports.group_book, TelegramPresence(self.transport.bot)),
        )
        return BotHandlers(
            due=DeliveryIsDue(delivery),
            settled=OrderWasSettled(notices),
            corrected=DigestWasCorrected(Corrections(delivery, self.copies(delivery))),
            migrated=GroupWasMigrated(move),
            outdated=ThreadWasOutdated(self.threads()),
        )

    def copies(self, delivery: OrderDelivery) -> SentCopies:
        return SentCopies(self.kitchen.ports.copies, delivery)

    def threads(self) -> SentThreads:
        ports = self.kitchen.ports
        return SentThreads(
            answers=ports.thread_answers,
            threads=ports.thread_reading,
            archive=ports.archive,
            bot=self.transport.bot,
            locks=self.locks,
            wording=self.kitchen.wording,
        )

    def progress(self) -> ProgressBoard:
        ports, limits = self.kitchen.ports, self.transport.client.limits
        return ProgressBoard(
            signals=ports.signals,
            orders=ports.orders,
            bot=self.transport.bot,
            locks=self.locks,
            wording=self.kitchen.wording,
            busy=lambda: limits.waiting > BUSY,
        )
