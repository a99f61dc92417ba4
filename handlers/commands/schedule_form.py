"""The form in which a schedule is put together, press by press and answer by answer."""

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.views.schedule_buttons import DraftButton, OnDraft
from bot.views.schedule_draft import Draft, Page, ZoneFrom
from bot.views.schedule_keyboard import (
    saved_keyboard,
)
from bot.views.schedule_pages import saved_text
from handlers.commands.schedule_choices import (
    BadChoiceError,
    UnknownZoneError,
    pressed,
    typed,
)
from handlers.commands.schedule_places import with_channel, with_group, with_place
from handlers.commands.schedule_scene import Scene, ScheduleForm, kept_draft
from pipeline.digest.ports import Wording
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.schedules.models import SubscriptionId
from pipeline.schedules.phrases import PhraseError
from pipeline.schedules.subscribing import Refusal, Subscribing


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
    own_wording: Wording,
    subscribing: Subscribing,
) -> None:
    draft = await kept_draft(state)
    if draft is None or draft.id != callback_data.draft:
        await callback.answer(own_wording.say("schedule-stale"), show_alert=True)
        return
    scene = Scene.of_press(callback, bot, person, wording, subscribing)
    try:
        refusal = await _press(scene, state, draft, callback_data)
    except BadChoiceError:
        await callback.answer(own_wording.say("schedule-stale"), show_alert=True)
        return
    if refusal is not None:
        told = own_wording.say(f"schedule-refused-{refusal.value}")
        await callback.answer(told, show_alert=True)


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
            refusal = await _answered(scene, state, draft, answered)
            if refusal is not None:
                await scene.show(wording.say(f"schedule-refused-{refusal.value}"))
                return
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


async def _press(
    scene: Scene, state: FSMContext, draft: Draft, button: DraftButton
) -> Refusal | None:
    match button.action:
        case OnDraft.CANCEL:
            await state.clear()
            await scene.show(scene.wording.say("schedule-cancelled"))
            return None
        case OnDraft.SAVE:
            return await _save(scene, state, draft)
        case OnDraft.GROUP:
            placed = await with_group(scene, draft, button.value)
            if isinstance(placed, Refusal):
                return placed
            chosen = placed
        case OnDraft.TO:
            chosen = await with_place(scene, draft, button.value)
        case _:
            chosen = pressed(draft, button.action, button.value)
    return await _answered(scene, state, draft, chosen)


async def _answered(
    scene: Scene, state: FSMContext, before: Draft, draft: Draft
) -> Refusal | None:
    """Go on with a draft after a press or an answer."""
    if draft == before:
        return None
    if before.zone_from is ZoneFrom.GUESS and draft.zone_from is ZoneFrom.SAID:
        scene = await scene.live_by(draft)
    if draft.moving and draft.page is Page.CARD:
        return await _save(scene, state, draft)
    await scene.show_page(draft, state)
    return None


async def _save(scene: Scene, state: FSMContext, draft: Draft) -> Refusal | None:
    group = await scene.group_of(draft)
    if not draft.is_ready:
        raise BadChoiceError(OnDraft.SAVE)
    if group is None:
        return Refusal.NO_ACCESS
    replacing = SubscriptionId(draft.subscription) if draft.subscription else None
    refusal = await save(scene, group, draft, replacing)
    if refusal is None:
        await state.clear()
    return refusal


async def save(
    scene: Scene, group: ConnectedGroup, draft: Draft, replacing: SubscriptionId | None = None
) -> Refusal | None:
    """Write the schedule and show it; return why not, if it may not be."""
    saved = await scene.subscribing.save(
        group, scene.person, draft.timetable, draft.destination, replacing=replacing
    )
    if isinstance(saved, Refusal):
        return saved
    await show_saved(scene, group, draft, saved.id)
    return None


async def show_saved(
    scene: Scene, group: ConnectedGroup, draft: Draft, number: SubscriptionId
) -> None:
    """Tell what was written; a zone that was assumed is named, with buttons to set it right."""
    around = await scene.around(draft.model_copy(update={"page": Page.CARD}))
    text = saved_text(draft, around, scene.wording)
    if draft.destination.chat_id == scene.person.id and not await scene.is_open_in_private():
        me = await scene.bot.me()
        link = f"https://t.me/{me.username}"
        text = f"{text}\n\n{scene.wording.say('schedule-open-private', link=link)}"
    keyboard = saved_keyboard(draft, group, scene.person, number, scene.wording)
    await scene.show(text, keyboard)


async def _answer(scene: Scene, draft: Draft, message: Message) -> Draft | None:
    """None if it was no answer that can be used, which is told."""
    if draft.page is Page.CHANNEL:
        return await with_channel(scene, draft, message)
    return typed(draft, message.text or "")
