"""What can go wrong with a digest.

DigestError
├── WindowBusyError      another process runs it; ask again later
├── RunStoppedError      nobody waits for it any more
└── WindowChangedError   messages came while it was read; ask again
NoModelError             bad input: the model engine was demanded and none is configured
"""

from pipeline.errors import AlfredError, BadInputError
from pipeline.windows.models import WindowId


class DigestError(AlfredError):
    """Root of the slice's errors."""


class WindowBusyError(DigestError):
    def __init__(self, window: WindowId) -> None:
        super().__init__(f"window {window} is being worked on by another process")
        self.window = window


class RunStoppedError(DigestError):
    def __init__(self, window: WindowId) -> None:
        super().__init__(f"the run of window {window} was stopped — ask for it again")
        self.window = window


class NoModelError(BadInputError):
    def __init__(self) -> None:
        super().__init__(
            "no model is configured — use --engine rules, or auto, which takes one if there is"
        )


class WindowChangedError(DigestError):
    def __init__(self, window: WindowId) -> None:
        super().__init__(f"window {window} changed while it was read — it is read again")
        self.window = window
