"""Of which group a draft is to tell, and where to: answers that are looked up.

Whether they may have it there is asked when it is saved.
"""

from aiogram.types import Message

from bot.views.schedule_buttons import OnDraft
from bot.views.schedule_draft import Draft, Page
from bot.views.schedule_keyboard import TO_CHANNEL, TO_GROUP, TO_ME, TO_WEBHOOK
from handlers.commands.schedule_channel import channel_meant
from handlers.commands.schedule_choices import BadChoiceError, onwards
from handlers.commands.schedule_scene import Scene
from pipeline.delivery.models import Destination, Via
from pipeline.groups.clocks import clock_at
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import GroupId, TenantId
from pipeline.schedules.subscribing import Channel, Refusal
from pipeline.webhooks.models import EndpointId


async def with_group(scene: Scene, draft: Draft, value: str) -> Draft | Refusal:
    """The draft after a press.

    Raises:
        BadChoiceError: The value was never offered.
    """
    tenant, _, number = value.partition("-")
    if not (tenant.isdigit() and number.isdigit()):
        raise BadChoiceError(OnDraft.GROUP)
    group = await scene.subscribing.group(
        TenantId(int(tenant)), GroupId(int(number)), scene.person.id
    )
    if group is None:
        raise BadChoiceError(OnDraft.GROUP)
    if not scene.subscribing.digests_on(group):
        return Refusal.SWITCHED_OFF
    placed = draft.model_copy(update={"tenant": group.tenant, "group": group.id})
    placed = placed.by(clock_at(draft.destination, scene.person, group))
    return onwards(placed) if draft.chosen else placed.model_copy(update={"page": Page.RHYTHM})


async def with_place(scene: Scene, draft: Draft, value: str) -> Draft:
    """The draft after a press.

    Raises:
        BadChoiceError: The value was never offered.
    """
    group = await scene.group_of(draft)
    if group is None:
        raise BadChoiceError(OnDraft.TO)
    number = value.removeprefix(TO_WEBHOOK)
    if value == TO_CHANNEL:
        return draft.model_copy(update={"page": Page.CHANNEL})
    if value == TO_ME:
        place = Destination(Via.CHAT, scene.person.id)
    elif value == TO_GROUP:
        here = scene.chat == group.chat.telegram_id
        thread = scene.thread if here else 0
        place = Destination(Via.CHAT, group.chat.telegram_id, thread)
    elif number.isdigit():
        place = Destination(Via.WEBHOOK, EndpointId(int(number)))
    else:
        raise BadChoiceError(OnDraft.TO)
    return _sent_to(scene, group, draft, place, await scene.name_of(group, place))


async def with_channel(scene: Scene, draft: Draft, message: Message) -> Draft | None:
    """The draft after a message; None if it names no channel of theirs, which is told."""
    group, meant = await scene.group_of(draft), channel_meant(message)
    if group is None:
        await scene.show(scene.wording.say(f"schedule-refused-{Refusal.NO_ACCESS.value}"))
        return None
    if meant is None:
        await scene.show(scene.wording.say("schedule-problem-channel"))
        return None
    found = await scene.subscribing.channels.open_to(scene.person.id, meant)
    if not isinstance(found, Channel):
        await scene.show(scene.wording.say(f"schedule-channel-{found.value}"))
        return None
    return _sent_to(scene, group, draft, Destination(Via.CHAT, found.id), found.title)


def _sent_to(
    scene: Scene, group: ConnectedGroup, draft: Draft, place: Destination, name: str
) -> Draft:
    placed = draft.model_copy(update={"destination": place, "name": name})
    return onwards(placed.by(clock_at(place, scene.person, group)))
