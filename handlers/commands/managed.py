"""Changes of a group are for those who manage it; who does not is told so."""

from aiogram.types import CallbackQuery, Message

from bot.translator import Translator
from handlers.commands.showing import refuse
from pipeline.groups.access import Access
from pipeline.groups.finding import manageable_group
from pipeline.groups.models import ConnectedGroup, Person
from pipeline.ingest.models import GroupId, TenantId


async def managed_group(
    asked: Message | CallbackQuery,
    tenant: int,
    number: int,
    person: Person,
    wording: Translator,
    access: Access,
) -> ConnectedGroup | None:
    """The group, or None once the person was told that it is not theirs to change.

    The ids come from a button or a dialogue and prove nothing.
    """
    group = await manageable_group(access, TenantId(tenant), GroupId(number), person.id)
    if group is None:
        await refuse(asked, wording.say("bot-managers-only"))
    return group
