"""What Telegram's refusals say of a chat, by their texts.

The texts are those of the Bot API server and of Telegram itself
(github.com/tdlib/telegram-bot-api, core.telegram.org/api/errors); there are no codes.
"""

from typing import Final, NamedTuple

from pipeline.delivery.models import ChatState


class Refusal(NamedTuple):
    state: ChatState
    topic: bool = False
    """It is about one topic; the chat's others may be open."""


_REFUSALS: Final = (
    ("bot was blocked by the user", Refusal(ChatState.BLOCKED)),
    ("user is deactivated", Refusal(ChatState.BLOCKED)),
    ("can't initiate conversation", Refusal(ChatState.BLOCKED)),
    ("can't send messages to", Refusal(ChatState.BLOCKED)),
    ("user_is_blocked", Refusal(ChatState.BLOCKED)),
    ("input_user_deactivated", Refusal(ChatState.BLOCKED)),
    ("bot was kicked", Refusal(ChatState.KICKED)),
    ("bot is not a member", Refusal(ChatState.KICKED)),
    ("channel_private", Refusal(ChatState.KICKED)),
    ("chat was deleted", Refusal(ChatState.GONE)),
    ("chat was deactivated", Refusal(ChatState.GONE)),
    ("topic_closed", Refusal(ChatState.CLOSED, topic=True)),
    ("topic_deleted", Refusal(ChatState.CLOSED, topic=True)),
    ("message thread not found", Refusal(ChatState.CLOSED, topic=True)),
    ("not enough rights to send", Refusal(ChatState.CLOSED)),
    ("have no rights to send", Refusal(ChatState.CLOSED)),
    ("need administrator rights", Refusal(ChatState.CLOSED)),
    ("chat_write_forbidden", Refusal(ChatState.CLOSED)),
    ("chat_send_plain_forbidden", Refusal(ChatState.CLOSED)),
    ("chat_restricted", Refusal(ChatState.CLOSED)),
)
_NO_SUCH_CHAT: Final = ("chat not found", "peer_id_invalid", "chat_id_invalid")


def refusal(text: str, chat: int | str) -> Refusal | None:
    """What a refused message says of its chat; None if it is the message that is wrong."""
    lowered = text.lower()
    if any(each in lowered for each in _NO_SUCH_CHAT):
        person = isinstance(chat, int) and chat > 0
        return Refusal(ChatState.BLOCKED if person else ChatState.GONE)
    return next((found for part, found in _REFUSALS if part in lowered), None)
