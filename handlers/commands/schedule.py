"""``/schedule``: when a group's digests are pushed, and where to.

From elsewhere there are two ways in. A keyboard takes ``schedules_button(text, group, person)``
of ``bot.views.schedule_buttons``: pressing it opens the group's schedules. A handler that was
called for something else, as the digest's button, calls ``open_schedules``.
"""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.telegram.senders import Sender
from bot.telegram.turn import refused
from bot.views.schedule_buttons import OnSchedules, ScheduleButton, schedules_button
from bot.views.schedule_draft import Draft, Page, ZoneFrom, new_draft_id
from bot.views.schedule_keyboard import MOST_GROUPS
from bot.views.schedule_list import group_name
from handlers.commands.schedule_by_line import by_line
from handlers.commands.schedule_form import form_router, show_saved
from handlers.commands.schedule_line import split_group
from handlers.commands.schedule_scene import Scene
from pipeline.digest.ports import Wording
from pipeline.groups.clocks import clock_at
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.ingest.models import GroupId, TenantId
from pipeline.schedules.models import Rhythm, Subscription, SubscriptionId, Timetable
from pipeline.schedules.subscribing import Refusal, Subscribing
from pipeline.windows.models import WindowSize


def schedule_router() -> Router:
    """All of ``/schedule``. It comes before a general ``/cancel``."""
    router = Router(name="schedule")
    router.message.register(schedule, Command("schedule"))
    router.callback_query.register(press, ScheduleButton.filter())
    router.include_router(form_router())
    return router


async def schedule(
    message: Message,
    command: CommandObject,
    bot: Bot,
    state: FSMContext,
    sender: Sender,
    person: Person,
    wording: Wording,
    subscribing: Subscribing,
) -> None:
    scene = Scene.of_message(message, bot, person, wording, subscribing)
    if not sender.is_person:
        refused()
        await scene.show(wording.say("schedule-nobody"))
        return
    private = message.chat.type == "private"
    if private:
        groups = await subscribing.groups(person.id)
    else:
        here = await subscribing.group_here(message.chat.id, person.id)
        groups = [] if here is None else [here]
    if not groups:
        await scene.show(wording.say("schedule-no-groups" if private else "schedule-not-read"))
        return
    group, line = split_group(command.args or "", groups)
    if group is None and len(groups) == 1:
        group = groups[0]
    if line:
        await by_line(scene, state, group, groups, line)
    elif group is not None:
        await scene.show_schedules(group)
    else:
        await _choose(scene, groups)


async def open_schedules(
    callback: CallbackQuery,
    group: ConnectedGroup,
    bot: Bot,
    person: Person,
    wording: Wording,
    own_wording: Wording,
    subscribing: Subscribing,
) -> None:
    """Show a group's schedules below the message whose button was pressed.

    They are shown to who may read the group; others are told that they may not.
    """
    here = Scene.of_press(callback, bot, person, wording, subscribing)
    if await subscribing.group(group.tenant, group.id, person.id) is None:
        await _refuse(callback, Refusal.NO_ACCESS, own_wording)
        return
    below = Scene(bot, person, wording, subscribing, here.chat, here.thread)
    await below.show_schedules(group)


async def press(
    callback: CallbackQuery,
    callback_data: ScheduleButton,
    bot: Bot,
    state: FSMContext,
    person: Person,
    wording: Wording,
    own_wording: Wording,
    subscribing: Subscribing,
) -> None:
    if callback_data.person != person.id:
        refused()
        await callback.answer(own_wording.say("schedule-not-yours"), show_alert=True)
        return
    scene = Scene.of_press(callback, bot, person, wording, subscribing)
    group = await subscribing.group(
        TenantId(callback_data.tenant), GroupId(callback_data.group), person.id
    )
    if group is None:
        refusal: Refusal | None = Refusal.NO_ACCESS
    else:
        refusal = await _act(scene, state, group, callback_data)
    if refusal is not None:
        await _refuse(callback, refusal, own_wording)


async def _refuse(callback: CallbackQuery, refusal: Refusal, wording: Wording) -> None:
    refused()
    told = wording.say(f"schedule-refused-{refusal.value}")
    await callback.answer(told, show_alert=True)


async def _act(
    scene: Scene, state: FSMContext, group: ConnectedGroup, button: ScheduleButton
) -> Refusal | None:
    use, person = scene.subscribing, scene.person
    number = SubscriptionId(button.subscription)
    done: Subscription | Refusal | None = None
    match button.action:
        case OnSchedules.NEW:
            return await _begin(scene, state, group)
        case OnSchedules.CHANGE | OnSchedules.ZONE | OnSchedules.ZONE_IS_RIGHT:
            return await _change(scene, state, group, button)
        case OnSchedules.PAUSE:
            done = await use.pause(group.tenant, number, person.id)
        case OnSchedules.RESUME:
            done = await use.resume(group.tenant, number, person.id)
        case OnSchedules.REMOVE:
            done = await use.remove(group.tenant, number, person.id)
        case OnSchedules.OPEN:
            pass
    if done is not None and not isinstance(done, Subscription):
        return done
    await scene.show_schedules(group)
    return None


async def _begin(scene: Scene, state: FSMContext, group: ConnectedGroup) -> Refusal | None:
    if not scene.subscribing.digests_on(group):
        return Refusal.SWITCHED_OFF
    place = await scene.nearest(group)
    clock = clock_at(place, scene.person, group)
    draft = Draft(
        id=new_draft_id(),
        tenant=group.tenant,
        group=group.id,
        timetable=Timetable(Rhythm.DAILY, WindowSize.DAY, clock.zone),
        zone_from=ZoneFrom.GUESS,
        destination=place,
    )
    await scene.show_page(draft.by(clock), state)
    return None


async def _change(
    scene: Scene, state: FSMContext, group: ConnectedGroup, button: ScheduleButton
) -> Refusal | None:
    use, number = scene.subscribing, SubscriptionId(button.subscription)
    known = await use.find(group.tenant, number, scene.person.id)
    if known is None or known.group_id != group.id:
        return Refusal.GONE
    if not use.digests_on(group):
        return Refusal.SWITCHED_OFF
    draft = await _draft_of(scene, group, known)
    match button.action:
        case OnSchedules.ZONE:
            update = {"page": Page.ZONE, "moving": True}
            if not clock_at(known.destination, scene.person, group).chosen:
                update["zone_from"] = ZoneFrom.GUESS
            await scene.show_page(draft.model_copy(update=update), state)
        case OnSchedules.ZONE_IS_RIGHT:
            if not clock_at(known.destination, scene.person, group).chosen:
                scene = await scene.live_by(draft)
            await show_saved(scene, group, draft, known.id)
        case _:
            await scene.show_page(draft, state)
    return None


async def _draft_of(scene: Scene, group: ConnectedGroup, known: Subscription) -> Draft:
    return Draft(
        id=new_draft_id(),
        tenant=group.tenant,
        group=group.id,
        subscription=known.id,
        timetable=known.timetable,
        chosen=True,
        destination=known.destination,
        name=await scene.name_of(group, known.destination),
        page=Page.CARD,
    )


async def _choose(scene: Scene, groups: Sequence[ConnectedGroup]) -> None:
    rows = [
        [schedules_button(group_name(group), group, scene.person.id)]
        for group in groups[:MOST_GROUPS]
    ]
    keyboard = InlineKeyboardMarkup(inline_keyboard=rows)
    await scene.show(scene.wording.say("schedule-choose-group"), keyboard)
