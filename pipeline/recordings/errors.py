"""Why a recording could not be got."""

from pipeline.errors import AlfredError


class RecordingGoneError(AlfredError):
    def __init__(self) -> None:
        super().__init__("the recording is there no more — nothing can be done")


class RecordingDelayedError(AlfredError):
    """It may be got later."""

    def __init__(self, seconds: float = 0.0, *, by_order: bool = False) -> None:
        super().__init__("the recording cannot be got now — it is asked for again")
        self.seconds = seconds
        """At the least."""
        self.by_order = by_order
        """Telegram wants to be left alone, or nobody is there to ask it: that is no failure."""
