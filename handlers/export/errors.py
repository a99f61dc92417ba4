"""What can be wrong with an export as a whole; what is wrong with one message is a `Problem`.

ExportError
├── UnreadableExportError     the file cannot be opened or read
├── NotAnExportError          it can be read, but Telegram Desktop's JSON is something else
├── DamagedExportError        an export up to some byte, and no further
└── ChatNotChosenError        an account's export that holds more than the one chat to read
    ├── UnknownChatError      … and none of them is the one that was asked for
    └── AmbiguousChatError    … and several of them are
"""

from collections.abc import Sequence
from io import UnsupportedOperation
from pathlib import Path
from typing import Final

from pipeline.errors import BadInputError
from pipeline.ingest.models import Chat

_LISTED: Final = 20
"""Candidates that a message names; an account may have thousands."""


class ExportError(BadInputError):
    """The export cannot be read; ``str()`` is one line that names the remedy."""


class UnreadableExportError(ExportError):
    def __init__(self, path: Path, error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        remedy = "check the path and its permissions"
        if isinstance(error, IsADirectoryError):
            remedy = "give the result.json inside"
        if isinstance(error, UnsupportedOperation):
            reason, remedy = "it is a pipe", "save it to a file, and give that"
        super().__init__(f"cannot read {path}: {reason}; {remedy}")
        self.path = path
        self.reason = reason


class NotAnExportError(ExportError):
    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(f"not a Telegram Desktop JSON export: {found}; {remedy}")
        self.found = found
        self.remedy = remedy


class DamagedExportError(ExportError):
    """The file stops being an export at ``offset``; what precedes it has been handed over."""

    def __init__(self, offset: int, size: int, reason: str) -> None:
        if offset >= size:
            finding = f"it ends too early, at byte {size}"
        else:
            finding = f"{reason} at byte {offset} of {size}"
        super().__init__(
            f"the export is damaged: {finding}; export the chat again (what comes before is kept)"
        )
        self.offset = offset
        self.size = size
        self.reason = reason

    @property
    def truncated(self) -> bool:
        return self.offset >= self.size


class ChatNotChosenError(ExportError):
    def __init__(
        self, candidates: Sequence[Chat], complaint: str = "the export holds several chats"
    ) -> None:
        listed = ", ".join(
            f"{chat.telegram_id} «{chat.title}» ({chat.kind})" for chat in candidates[:_LISTED]
        )
        more = len(candidates) - _LISTED
        rest = f" and {more} more" if more > 0 else ""
        super().__init__(f"{complaint}; choose one with --chat ID: {listed}{rest}")
        self.candidates = tuple(candidates)


class UnknownChatError(ChatNotChosenError):
    def __init__(self, wanted: str, candidates: Sequence[Chat]) -> None:
        super().__init__(candidates, f"the export holds no chat {wanted!r}")
        self.wanted = wanted


class AmbiguousChatError(ChatNotChosenError):
    def __init__(self, wanted: str, candidates: Sequence[Chat]) -> None:
        super().__init__(candidates, f"several chats are called {wanted!r}")
        self.wanted = wanted
