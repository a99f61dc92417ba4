"""The form in which a schedule is put together, press by press and answer by answer."""

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.views.schedule_buttons import DraftButton, OnDraft, OnSchedules, schedules_button
from bot.views.schedule_draft import Draft, Page
from bot.views.schedule_keyboard import TO_CHANNEL, TO_GROUP, TO_ME, TO_WEBHOOK
from bot.views.schedule_pages import saved_text
from handlers.commands.schedule_channel import channel_meant
from handlers.commands.schedule_choices import (
    BadChoiceError,
    UnknownZoneError,
    pressed,
    typed,
)
from handlers.commands.schedule_scene import Scene, ScheduleForm, kept_draft
from pipeline.delivery.models import Destination, Via
from pipeline.digest.ports import Wording
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.ingest.models import GroupId, TenantId
from pipeline.schedules.models import SubscriptionId
from pipeline.schedules.phrases import PhraseError
from pipeline.schedules.subscribing import Channel, Refusal, Subscribing
from pipeline.webhooks.models import EndpointId


def form_router() -> Router:
    router = Router(name="schedule_form")
    # A command is no answer to a question, and /cancel ends the form.
    router.message.register(cancel_by_command, Command("cancel"), StateFilter(ScheduleForm))
    router.message.register(take_answer, StateFilter(ScheduleForm.typing), ~F.text.startswith("/"))
    router.callback_query.register(take_press, DraftButton.filter())
    return router


async def take_press(
    callback: CallbackQuery,
    callback_data: DraftButton,
    bot: Bot,
    state: FSMContext,
    person: Person,
    wording: Wording,
    subscribing: Subscribing,
) -> None:
    draft = await kept_draft(state)
    if draft is None or draft.id != callback_data.draft:
        await callback.answer(wording.say("schedule-stale"), show_alert=True)
        return
    scene = Scene.of_press(callback, bot, person, wording, subscribing)
    try:
        told = await _press(scene, state, draft, callback_data)
    except BadChoiceError:
        told = wording.say("schedule-stale")
    await callback.answer(told, show_alert=told is not None)


async def take_answer(
    message: Message,
    bot: Bot,
    state: FSMContext,
    person: Person,
    wording: Wording,
    subscribing: Subscribing,
) -> None:
    scene = Scene.of_message(message, bot, person, wording, subscribing)
    draft = await kept_draft(state)
    if draft is None:
        await state.clear()
        await scene.show(wording.say("schedule-stale"))
        return
    if not _is_meant_for(draft, message):
        raise SkipHandler
    try:
        answered = await _answer(scene, draft, message)
    except PhraseError as error:
        await scene.show(wording.say(f"schedule-problem-{error.problem.value}"))
    except UnknownZoneError:
        await scene.show(wording.say("schedule-problem-zone"))
    else:
        if answered is not None:
            await scene.show_page(answered, state)
            # The form goes on below the answer; the one above it would be a second one.
            await scene.drop(draft.message)


async def cancel_by_command(
    message: Message,
    bot: Bot,
    state: FSMContext,
    person: Person,
    wording: Wording,
    subscribing: Subscribing,
) -> None:
    draft = await kept_draft(state)
    await state.clear()
    scene = Scene.of_message(message, bot, person, wording, subscribing)
    await scene.show(wording.say("schedule-cancelled"))
    if draft is not None:
        await scene.drop(draft.message)


def _is_meant_for(draft: Draft, message: Message) -> bool:
    """In a group the person may say something else meanwhile: there an answer is a reply."""
    if message.chat.type == "private":
        return True
    replied = message.reply_to_message
    return replied is not None and replied.message_id == draft.message


async def _press(scene: Scene, state: FSMContext, draft: Draft, button: DraftButton) -> str | None:
    """What is said over the message; None if the message itself says it."""
    match button.action:
        case OnDraft.CANCEL:
            await state.clear()
            await scene.show(scene.wording.say("schedule-cancelled"))
            return None
        case OnDraft.SAVE:
            return await _save(scene, state, draft)
        case OnDraft.GROUP:
            chosen = await _with_group(scene, draft, button.value)
        case OnDraft.TO:
            chosen = await _with_place(scene, draft, button.value)
        case _:
            chosen = pressed(draft, button.action, button.value)
    if chosen != draft:
        await scene.show_page(chosen, state)
    return None


async def _save(scene: Scene, state: FSMContext, draft: Draft) -> str | None:
    group = await scene.group_of(draft)
    if not draft.chosen or draft.is_daily_without_time:
        raise BadChoiceError(OnDraft.SAVE)
    if group is None:
        return scene.wording.say(f"schedule-refused-{Refusal.NO_ACCESS.value}")
    replacing = SubscriptionId(draft.subscription) if draft.subscription else None
    told = await save(scene, group, draft, replacing)
    if told is None:
        await state.clear()
    return told


async def save(
    scene: Scene, group: ConnectedGroup, draft: Draft, replacing: SubscriptionId | None = None
) -> str | None:
    """Write the schedule and show it; return why not, if it may not be."""
    saved = await scene.subscribing.save(
        group, scene.person, draft.timetable, draft.destination, replacing=replacing
    )
    if isinstance(saved, Refusal):
        return scene.wording.say(f"schedule-refused-{saved.value}")
    around = await scene.around(draft.model_copy(update={"page": Page.CARD}))
    row = [
        schedules_button(
            scene.wording.say(f"schedule-button-{name}"), group, scene.person.id, action, saved.id
        )
        for name, action in (("correct", OnSchedules.CHANGE), ("all", OnSchedules.OPEN))
    ]
    text = saved_text(draft, around, scene.wording)
    if saved.destination.chat_id == scene.person.id and not await scene.is_open_in_private():
        me = await scene.bot.me()
        link = f"https://t.me/{me.username}"
        text = f"{text}\n\n{scene.wording.say('schedule-open-private', link=link)}"
    await scene.show(text, InlineKeyboardMarkup(inline_keyboard=[row]))
    return None


async def _with_group(scene: Scene, draft: Draft, value: str) -> Draft:
    tenant, _, number = value.partition("-")
    if not (tenant.isdigit() and number.isdigit()):
        raise BadChoiceError(OnDraft.GROUP)
    group = await scene.subscribing.group(
        TenantId(int(tenant)), GroupId(int(number)), scene.person.id
    )
    if group is None:
        raise BadChoiceError(OnDraft.GROUP)
    page = Page.CARD if draft.chosen else Page.RHYTHM
    chosen = {"tenant": group.tenant, "group": group.id, "page": page}
    return draft.model_copy(update=chosen)


async def _with_place(scene: Scene, draft: Draft, value: str) -> Draft:
    """Whether they may have it there is asked when it is saved."""
    group = await scene.group_of(draft)
    if group is None:
        raise BadChoiceError(OnDraft.TO)
    number = value.removeprefix(TO_WEBHOOK)
    if value == TO_CHANNEL:
        return draft.model_copy(update={"page": Page.CHANNEL})
    if value == TO_ME:
        destination = Destination(Via.CHAT, scene.person.id)
    elif value == TO_GROUP:
        here = scene.chat == group.chat.telegram_id
        thread = scene.thread if here else 0
        destination = Destination(Via.CHAT, group.chat.telegram_id, thread)
    elif number.isdigit():
        destination = Destination(Via.WEBHOOK, EndpointId(int(number)))
    else:
        raise BadChoiceError(OnDraft.TO)
    name = await scene.name_of(group, destination)
    return _sent_to(draft, destination, name)


async def _answer(scene: Scene, draft: Draft, message: Message) -> Draft | None:
    """None if it was no answer that can be used, which is told."""
    if draft.page is not Page.CHANNEL:
        return typed(draft, message.text or "")
    meant = channel_meant(message)
    if meant is None:
        await scene.show(scene.wording.say("schedule-problem-channel"))
        return None
    found = await scene.subscribing.channels.open_to(scene.person.id, meant)
    if not isinstance(found, Channel):
        await scene.show(scene.wording.say(f"schedule-channel-{found.value}"))
        return None
    return _sent_to(draft, Destination(Via.CHAT, found.id), found.title)


def _sent_to(draft: Draft, destination: Destination, name: str) -> Draft:
    changes = {"destination": destination, "name": name, "page": Page.CARD}
    return draft.model_copy(update=changes)
