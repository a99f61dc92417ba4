"""What can go wrong between a handler and Telegram, apart from what aiogram raises itself.

TelegramError            (an AlfredError)
├── SendUncertainError   a message may have gone out or not; it must not be sent again
├── InterruptedTurnError such a message of an earlier process
├── ChatUnreachableError the chat cannot be written to, and why
├── FloodError           Telegram wants to be left alone for longer than anybody can wait
├── OvertakenError       it waited to be sent until something better had gone out
├── UnreadableError      something answered that is not the Bot API
└── TokenRefusedError    the bot's token is no longer, or never was, valid
"""

from pipeline.delivery.models import ChatState
from pipeline.errors import AlfredError


class TelegramError(AlfredError):
    """The root of this tree; no message of it holds a token or a text of a chat."""


class SendUncertainError(TelegramError):
    def __init__(self, method: str) -> None:
        super().__init__(
            f"the connection broke over {method}: it may have arrived or not — look into the chat"
            " before sending it again"
        )


class InterruptedTurnError(TelegramError):
    def __init__(self) -> None:
        super().__init__(
            "a process died over this answer: it may have arrived or not — the person is told so"
        )


class ChatUnreachableError(TelegramError):
    def __init__(self, state: ChatState) -> None:
        super().__init__(
            f"the chat cannot be written to: {state} — it has to let the bot in again"
        )
        self.state = state


class FloodError(TelegramError):
    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"Telegram wants {seconds:.0f} s of silence from the bot — try again after them"
        )
        self.seconds = seconds


class OvertakenError(TelegramError):
    def __init__(self) -> None:
        super().__init__("what was to be shown is out of date — the newer message stands")


class UnreadableError(TelegramError):
    def __init__(self, method: str) -> None:
        super().__init__(
            f"the answer to {method} is not the Bot API's — check TELEGRAM_API_BASE and proxies"
        )


class TokenRefusedError(TelegramError):
    def __init__(self) -> None:
        super().__init__(
            "Telegram refuses the bot's token — take the present one from @BotFather and set"
            " TELEGRAM_BOT_TOKEN"
        )
