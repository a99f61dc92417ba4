import pytest

from bot.telegram.refusals import Refusal, refusal
from pipeline.delivery.models import ChatState


@pytest.mark.parametrize(
    ("text", "chat", "expected"),
    [
        ("Forbidden: bot was blocked by the user", 7, Refusal(ChatState.BLOCKED)),
        ("Forbidden: user is deactivated", 7, Refusal(ChatState.BLOCKED)),
        ("Forbidden: bot was kicked from the supergroup chat", -1, Refusal(ChatState.KICKED)),
        ("Forbidden: the group chat was deleted", -1, Refusal(ChatState.GONE)),
        ("Bad Request: chat not found", 7, Refusal(ChatState.BLOCKED)),
        ("Bad Request: chat not found", -1, Refusal(ChatState.GONE)),
        ("Bad Request: chat not found", "@news", Refusal(ChatState.GONE)),
        ("Bad Request: CHAT_WRITE_FORBIDDEN", -1, Refusal(ChatState.CLOSED)),
        ("Bad Request: TOPIC_CLOSED", -1, Refusal(ChatState.CLOSED, topic=True)),
        ("Bad Request: message thread not found", -1, Refusal(ChatState.CLOSED, topic=True)),
        ("Bad Request: message is too long", 7, None),
        ("Bad Request: message to edit not found", 7, None),
        ("Bad Request: not enough rights to pin a message", -1, None),
    ],
)
def test_a_refusal_says_what_the_chat_is_and_nothing_if_the_message_is_wrong(
    text: str, chat: int | str, expected: Refusal | None
) -> None:
    assert expected == refusal(text, chat)
