"""Where a conversation about schedules takes place, and how it is shown there."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from pydantic import ValidationError

from bot.views.schedule import Place
from bot.views.schedule_draft import Draft, Page
from bot.views.schedule_keyboard import page_keyboard
from bot.views.schedule_list import Listed, Schedules, list_keyboard, list_text
from bot.views.schedule_pages import TYPED, Circumstances, page_text
from pipeline.delivery.models import Destination, Via
from pipeline.digest.ports import Wording
from pipeline.groups.clocks import goes_to
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.ingest.models import GroupId, TenantId
from pipeline.schedules.models import Subscription
from pipeline.schedules.subscribing import Subscribing
from pipeline.webhooks.models import EndpointId

_DRAFT = "draft"


class ScheduleForm(StatesGroup):
    choosing = State()
    """Only buttons count."""
    typing = State()
    """The page's question may be answered by a message."""


@dataclass(frozen=True, slots=True)
class Scene:
    bot: Bot
    person: Person
    wording: Wording
    subscribing: Subscribing
    chat: int
    thread: int = 0
    message: int = 0
    """The message to show things in; 0 is a new one."""
    reply_to: int = 0
    code: str = ""
    """Of the language in which the person's Telegram is."""

    @classmethod
    def of_message(
        cls, message: Message, bot: Bot, person: Person, wording: Wording, use: Subscribing
    ) -> "Scene":
        """Answers come as new messages; in a group as replies."""
        private = message.chat.type == "private"
        topic = message.message_thread_id if message.is_topic_message else None
        reply_to = 0 if private else message.message_id
        code = "" if message.from_user is None else message.from_user.language_code or ""
        at = (message.chat.id, topic or 0)
        return cls(bot, person, wording, use, *at, reply_to=reply_to, code=code)

    @classmethod
    def of_press(
        cls, press: CallbackQuery, bot: Bot, person: Person, wording: Wording, use: Subscribing
    ) -> "Scene":
        """Answers take the place of the message with the button, if that can still be edited."""
        message, code = press.message, press.from_user.language_code or ""
        if isinstance(message, Message):
            topic = message.message_thread_id if message.is_topic_message else None
            at = (message.chat.id, topic or 0, message.message_id)
            return cls(bot, person, wording, use, *at, code=code)
        chat = person.id if message is None else message.chat.id
        return cls(bot, person, wording, use, chat, code=code)

    async def show(self, text: str, keyboard: InlineKeyboardMarkup | None = None) -> int:
        """Return the message in which it is."""
        if self.message:
            await self.bot.edit_message_text(
                text, chat_id=self.chat, message_id=self.message, reply_markup=keyboard
            )
            return self.message
        sent = await self.bot.send_message(
            self.chat,
            text,
            message_thread_id=self.thread or None,
            reply_to_message_id=self.reply_to or None,
            allow_sending_without_reply=True,
            reply_markup=keyboard,
        )
        return sent.message_id

    async def drop(self, message: int) -> None:
        """Take away one of our messages; one that is older than two days has to stay."""
        with suppress(TelegramBadRequest):
            await self.bot.delete_message(self.chat, message)

    async def is_open_in_private(self) -> bool:
        """Whether the bot may write to the person: it may not before they have written to it."""
        try:
            await self.bot.send_chat_action(self.person.id, "typing")
        except (TelegramForbiddenError, TelegramBadRequest):
            return False
        return True

    async def show_schedules(self, group: ConnectedGroup) -> None:
        own = await self.subscribing.schedules(group, self.person.id)
        listed = [Listed(each, await self._place(group, each)) for each in own]
        around = Circumstances(self.person, self.chat, self.subscribing.now(), group)
        on = self.subscribing.digests_on(group)
        shown = Schedules(group, listed, around.zone, around.now, digests_on=on)
        keyboard = list_keyboard(shown, self.person, self.wording)
        await self.show(list_text(shown, self.wording), keyboard)

    async def show_page(
        self, draft: Draft, state: FSMContext, groups: Sequence[ConnectedGroup] = ()
    ) -> None:
        """Show a form's page, and remember the form."""
        around = await self.around(draft, groups)
        text = page_text(draft, around, self.wording)
        shown = await self.show(text, page_keyboard(draft, around, self.wording))
        await state.set_state(
            ScheduleForm.typing if draft.page in TYPED else ScheduleForm.choosing
        )
        kept = draft.model_copy(update={"message": shown})
        await state.set_data({_DRAFT: kept.model_dump(mode="json")})

    async def around(self, draft: Draft, groups: Sequence[ConnectedGroup] = ()) -> Circumstances:
        use, person = self.subscribing, self.person
        around = Circumstances(person, self.chat, use.now(), groups=groups, code=self.code)
        group = await self.group_of(draft)
        if group is None:
            return around
        around = replace(around, group=group)
        if draft.page is Page.PLACE:
            return replace(
                around,
                may_publish=await use.may_publish(group, person.id),
                webhooks=await use.webhooks(group, person.id),
            )
        if draft.page is Page.CARD:
            return replace(around, upcoming=use.upcoming(draft.timetable))
        return around

    async def group_of(self, draft: Draft) -> ConnectedGroup | None:
        """None if it is not chosen yet, or not for them any more."""
        if not draft.group:
            return None
        return await self.subscribing.group(
            TenantId(draft.tenant), GroupId(draft.group), self.person.id
        )

    async def nearest(self, group: ConnectedGroup) -> Destination:
        """Where digests go unless something else is said: here, if they may have them here."""
        if self.chat == group.chat.telegram_id and await self.subscribing.may_publish(
            group, self.person.id
        ):
            return Destination(Via.CHAT, self.chat, self.thread)
        return Destination(Via.CHAT, self.person.id)

    async def live_by(self, draft: Draft) -> "Scene":
        """The zone that was said is what the person, or the group, lives by from now on."""
        group, zone = await self.group_of(draft), draft.timetable.zone
        preferences = self.subscribing.preferences
        if group is not None and goes_to(draft.destination, group):
            if await self.subscribing.may_publish(group, self.person.id):
                await preferences.zone_of_group(group, zone)
            return self
        person, _ = await preferences.zone_of_person(self.person, zone)
        return replace(self, person=person)

    async def name_of(self, group: ConnectedGroup, destination: Destination) -> str:
        """What a channel or webhook is called; empty for the other places."""
        if destination.via is Via.WEBHOOK:
            webhooks = await self.subscribing.webhooks(group, self.person.id)
            found = (each.url for each in webhooks if each.id == EndpointId(destination.chat_id))
            return next(found, "")
        if destination.chat_id in (self.person.id, group.chat.telegram_id):
            return ""
        return await self.subscribing.channels.title(destination.chat_id) or ""

    async def _place(self, group: ConnectedGroup, subscription: Subscription) -> Place:
        to = subscription.destination
        name = await self.name_of(group, to)
        return Place(to, self.chat, self.person.id, group.chat.telegram_id, name)


async def kept_draft(state: FSMContext) -> Draft | None:
    """The form that the person has open in this chat; it outlives a restart.

    One that an earlier version of ours kept, and that this one does not understand, is closed.
    """
    if await state.get_state() not in ScheduleForm:
        return None
    try:
        return Draft.model_validate((await state.get_data()).get(_DRAFT))
    except ValidationError:
        return None
