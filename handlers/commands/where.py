"""Where something was said or pressed."""

from typing import Final

from aiogram import F
from aiogram.types import Chat as TelegramChat

from handlers.updates.conversion import convert_chat
from pipeline.ingest.models import Chat

_GROUPS: Final = {"group", "supergroup"}

IN_PRIVATE: Final = F.chat.type == "private"
IN_GROUP: Final = F.chat.type.in_(_GROUPS)
PRESSED_IN_PRIVATE: Final = F.message.chat.type == "private"
PRESSED_IN_GROUP: Final = F.message.chat.type.in_(_GROUPS)
NO_COMMAND: Final = ~F.text.startswith("/")


def chat_of(chat: TelegramChat) -> Chat:
    """As messages of it are converted."""
    return convert_chat(chat.model_dump(mode="json"))
