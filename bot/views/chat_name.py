"""A chat's title, where it stands in a sentence or on a button of ours."""

import unicodedata
from typing import Final

from bot.views.legible import harmless, shorten
from pipeline.digest.ports import Wording
from pipeline.ingest.models import Chat

_IN_TEXT: Final = 64
_ON_BUTTON: Final = 40
_SEEN: Final = frozenset("LNPS")
"""First letters of the Unicode categories of characters that can be seen."""


def chat_name(chat: Chat, wording: Wording) -> str:
    """The title on one line, or words for one that shows nothing."""
    return _name(chat, wording, _IN_TEXT)


def button_name(chat: Chat, wording: Wording) -> str:
    return _name(chat, wording, _ON_BUTTON)


def _name(chat: Chat, wording: Wording, limit: int) -> str:
    title = shorten(harmless(chat.title), limit)
    if any(unicodedata.category(character)[0] in _SEEN for character in title):
        return title
    return wording.say("bot-nameless")
