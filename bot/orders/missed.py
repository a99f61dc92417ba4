"""Digests that a person missed because they had blocked the bot."""

from collections import defaultdict
from dataclasses import dataclass

from aiogram import Bot

from bot.views.missed import missed_screen
from pipeline.digest.models import DigestId
from pipeline.digest.ports import Archive, Wording
from pipeline.groups.models import ConnectedGroup, PersonId
from pipeline.ingest.models import TenantId
from pipeline.orders.models import OrderId
from pipeline.orders.ports import MissedOrders


@dataclass(frozen=True, slots=True)
class MissedDigests:
    missed: MissedOrders
    archive: Archive
    bot: Bot

    async def last_of(self, group: ConnectedGroup, person: PersonId) -> DigestId | None:
        """The last digest of a group that they missed, whether they were told of it or not."""
        order = await self.missed.last_of_group(group.tenant, group.id, person)
        return None if order is None else order.digest_id

    async def offer(self, person: PersonId, wording: Wording) -> None:
        """Say how many there are that they were not told of, with a button for the last one.

        To be called at the end of a turn: run again after a crash, it says nothing twice.

        Raises:
            ChatUnreachableError: They have blocked it again, and are told another time.
        """
        missed = await self.missed.untold(person)
        if not missed:
            return
        group = await self.archive.group(missed[-1].tenant, missed[-1].group_id)
        screen = missed_screen(missed, group.title, wording)
        await self.bot.send_message(person, **screen.shown)
        told: dict[TenantId, list[OrderId]] = defaultdict(list)
        for order in missed:
            told[order.tenant].append(order.id)
        for tenant, orders in told.items():
            await self.missed.mark_told(tenant, orders)
