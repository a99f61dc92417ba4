"""Messages of a reply, and that they say in the end what the reply says."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import LinkPreviewOptions, Message

PLAIN: Final = LinkPreviewOptions(is_disabled=True)
_GONE: Final = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


async def say(send: Callable[[str], Awaitable[Message]], text: str) -> None:
    """Send a part of a reply, or put it in the place of what an earlier try sent for it.

    The ledger, which answers for what went out before (docs/decisions/0014), knows where a message
    is and not what it says: that may be half a reply that was growing, or a part of another one.
    """
    sent = await send(text)
    while sent.text is None and not await turned_into(sent, text):
        sent = await send(text)


async def turned_into(message: Message, text: str) -> bool:
    """Have a message say this; False if it is not there any more, as when an admin deleted it."""
    try:
        await message.edit_text(text, parse_mode="HTML", link_preview_options=PLAIN)
    except TelegramBadRequest as refused:
        if any(reason in refused.message for reason in _GONE):
            return False
        raise
    return True
