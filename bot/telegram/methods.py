"""What the methods of the Bot API mean for limits, repetition and records, by their names."""

from typing import Any, Final

_FLEETING: Final = frozenset({"sendChatAction", "sendMessageDraft", "sendRichMessageDraft"})
"""They show something for seconds; a second time does no harm."""
_MORE_SENDS: Final = ("forwardMessage", "copyMessage")
_COUNTED_EDITS: Final = "editMessage"
POLL: Final = "getUpdates"


def sends(method: str) -> bool:
    """It puts a message into a chat: a second time would put a second one there."""
    if method in _FLEETING:
        return False
    return method.startswith(("send", *_MORE_SENDS))


def fleeting(method: str) -> bool:
    """What it shows is worth nothing later."""
    return method in _FLEETING


def counted(method: str) -> bool:
    """Telegram's limits on messages apply to it."""
    return sends(method) or method.startswith(_COUNTED_EDITS)


def repeatable(method: str) -> bool:
    """A second time changes nothing."""
    return method != POLL and not sends(method)


def chat_of(method: Any) -> int | str | None:
    """The chat that a method is about."""
    chat = getattr(method, "chat_id", None)
    return chat if isinstance(chat, int | str) else None
