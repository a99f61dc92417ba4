from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram.exceptions import TelegramAPIError

from bot.telegram.errors import TelegramError
from bot.views.group_card import Card, card_screen
from bot.views.screen import Screen
from pipeline.digest.ports import Wording
from pipeline.groups.access import Access
from pipeline.groups.figures import last_days
from pipeline.groups.models import ConnectedGroup, Person, Reader
from pipeline.groups.ports import BotInChats, GroupFigures
from pipeline.groups.sighting import Sighting


@dataclass(frozen=True, slots=True)
class Cards:
    """A group's card for a person who may read it."""

    access: Access
    figures: GroupFigures
    chats: BotInChats
    sighting: Sighting
    now: Callable[[], datetime]

    async def screen(self, group: ConnectedGroup, person: Person, wording: Wording) -> Screen:
        now = self.now()
        days = last_days(now, ZoneInfo(group.time_zone))
        reading = Reader.BOT in group.readers
        card = Card(
            group=group,
            figures=await self.figures.of(group.tenant, group.id, person.id, days),
            members=await self.chats.members(group.chat.telegram_id) if reading else None,
            person=person,
            manages=await self.access.may_manage(group, person.id),
            now=now,
            blind=await self._is_blind(group),
        )
        return card_screen(card, wording)

    async def _is_blind(self, group: ConnectedGroup) -> bool:
        try:
            return await self.sighting.is_blind(group)
        except (TelegramAPIError, TelegramError):
            return False  # the rest of the card is worth showing
