"""Who may ask for something, and who decides for a group in the group itself."""

from typing import Final

from aiogram.types import Message

from bot.telegram.senders import Sender, SenderKind
from pipeline.groups.access import Access
from pipeline.groups.models import ConnectedGroup, Person

_ASKING: Final = frozenset({SenderKind.PERSON, SenderKind.ANONYMOUS_ADMIN})


async def is_asking(message: Message, sender: Sender) -> bool:
    """Channels and bots give no commands."""
    return sender.kind in _ASKING


async def manages_here(
    sender: Sender, person: Person, group: ConnectedGroup, access: Access
) -> bool:
    """Who speaks as the group is one of its administrators; of the others Telegram is asked."""
    if sender.kind is SenderKind.ANONYMOUS_ADMIN:
        return sender.id == group.chat.telegram_id
    return sender.is_person and await access.may_manage(group, person.id)
