"""Who asks for digests, where, and what it takes to answer them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiogram import Bot
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.telegram.senders import Sender, SenderKind
from bot.telegram.turn import refused
from bot.translator import Translator
from bot.views.digest_choices import add_keyboard
from bot.views.greeting import unclaimed_screen
from handlers.commands.digest_places import Place
from handlers.commands.showing import show
from pipeline.digest.ports import Wording
from pipeline.digest.request import Language
from pipeline.groups.models import ConnectedGroup, Person, Reader
from pipeline.groups.ports import GroupBook
from pipeline.ingest.models import GroupId, TenantId
from pipeline.ingest.pauses import KnownPauses
from pipeline.orders.choosing import ChooseGroup, NoGroup
from pipeline.orders.models import NewOrder
from pipeline.orders.placing import Placing
from pipeline.orders.standing import StandingOrders
from pipeline.rollout.models import Feature


@dataclass(frozen=True, slots=True)
class DigestDesk:
    groups: GroupBook
    choosing: ChooseGroup
    placing: Placing
    standing: StandingOrders
    wordings: Callable[[Language], Wording]
    """In a group its own language is spoken of its digests, whoever asks."""
    pauses: KnownPauses = field(default_factory=KnownPauses)

    def digests_on(self, group: ConnectedGroup) -> bool:
        return self.placing.rollout.is_on(Feature.DIGEST_AGENT, group.tenant)

    def unread_since(self, group: ConnectedGroup) -> datetime | None:
        """When operators stopped its being read; None if it is read."""
        if Reader.BOT in group.readers:
            return None
        pause = self.pauses.of(group.tenant, group.id)
        return None if pause is None else pause.since

    async def group_behind(
        self, tenant: int, number: int, person: Person
    ) -> ConnectedGroup | None:
        """The group that a button names, if it is theirs to read: anybody can make a button up."""
        try:
            group = await self.groups.get(TenantId(tenant), GroupId(number))
        except LookupError:
            return None
        return group if await self.choosing.access.may_read(group, person.id) else None


@dataclass(frozen=True, slots=True)
class Asker:
    desk: DigestDesk
    place: Place
    sender: Sender
    person: Person

    @property
    def asks_nothing(self) -> bool:
        """It is a machine's message, or a post that Telegram brought in by itself."""
        return self.sender.kind in (SenderKind.LINKED_CHANNEL, SenderKind.BOT)

    async def group(
        self, name: str = "", *, read_now: bool = True
    ) -> ConnectedGroup | Sequence[ConnectedGroup] | NoGroup:
        """In a group that one, whatever is named; in private the one that they mean."""
        if self.place.private:
            return await self.desk.choosing.by_name(self.person, name, read_now=read_now)
        group = await self.desk.choosing.of_chat(self.place.chat_id)
        if group is None:
            return NoGroup.NONE
        if not await self._may_read(group):
            return NoGroup.NO_ACCESS
        return group if group.readers or not read_now else NoGroup.UNREAD

    def wish(self, group: ConnectedGroup) -> NewOrder:
        return NewOrder(
            destination=self.place.destination,
            language=self.person.language if self.place.private else group.language,
            engine="auto",
            ordered_by=self.person.id if self.sender.is_person else None,
            spoken_as=None if self.sender.is_person else self.person.id,
        )

    async def _may_read(self, group: ConnectedGroup) -> bool:
        """Who speaks as a chat, an administrator or a channel, is heard where members are."""
        if not self.sender.is_person:
            return True
        return await self.desk.choosing.access.may_read(group, self.person.id)


async def tell_no_group(
    message: Message, why: NoGroup, place: Place, bot: Bot, wording: Translator
) -> None:
    """Say why there is none, with a way out of it where there is one."""
    if why is not NoGroup.NONE:
        await refuse(message, wording.say(f"digesting-no-group-{why}"))
    elif not place.private:
        await offer_to_read(message, wording)
    else:
        me = await bot.me()
        keyboard = add_keyboard(me.username or "", wording)
        await refuse(message, wording.say("digesting-no-group-none"), keyboard)


async def offer_to_read(message: Message, wording: Translator) -> None:
    """In a group that nobody stands for: an administrator has only to press."""
    refused()
    await show(message, unclaimed_screen(wording))


async def refuse(
    message: Message, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    refused()
    await message.answer(text, reply_markup=keyboard)


async def refuse_press(callback: CallbackQuery, text: str) -> None:
    refused()
    await callback.answer(text, show_alert=True)
