"""What the books of model calls name those of the conversation."""

from typing import Final

REPLY: Final = "conversation"
CONDENSING: Final = "condensing"
