"""What a person who waits for ``replay`` sees on stderr."""

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.digest.answers import Stage
from pipeline.digest.ports import Wording
from pipeline.digest.prompts.versions import VERSIONS
from pipeline.ingest.ports import Accepted


class ReplayProgress:
    """A bar over the bytes of the export, then one over the windows; nothing where ``quiet``."""

    def __init__(self, console: Console, wording: Wording, size: int, *, quiet: bool) -> None:
        self._wording = wording
        self._size = size
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._task: TaskID | None = None
        self._began = 0.0
        self._packs = 0
        self._heard = 0
        self.accepted = Accepted()

    def __enter__(self) -> "ReplayProgress":
        self._began = time.monotonic()
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        place: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def reading(self, accepted: Accepted, bytes_read: int) -> None:
        if self._task is None:
            self._start(self._wording.say("replay-reading"), self._size)
        self.accepted = accepted
        known = accepted.added + accepted.edited + accepted.unchanged
        rate = round(known / max(time.monotonic() - self._began, 0.001))
        said = self._wording.say("replay-rate", count=rate)
        if self._task is not None:
            self._bars.update(self._task, completed=bytes_read, rate=said)

    @property
    def began(self) -> bool:
        """Something was read, be it in vain."""
        return self._task is not None

    def linking(self) -> None:
        self._start(self._wording.say("replay-linking"), None)

    def hearing(self) -> None:
        self._heard = 0
        self._start(self._wording.say("replay-hearing"), None)

    def heard(self, recordings: int) -> None:
        self._heard += recordings
        self._say(self._wording.say("replay-heard", count=self._heard))

    def digesting(self, windows: int) -> None:
        self._start(self._wording.say("replay-digesting"), windows)

    def digested(self) -> None:
        if self._task is not None:
            self._bars.advance(self._task)

    def begun(self, stage: Stage) -> None:
        """A stage of the window that is being digested began; only a model's take a while."""
        self._packs = 0
        if stage in VERSIONS:
            self._say(self._wording.say(f"stage-{stage}"))

    def pack_read(self, packs: int) -> None:
        self._packs += 1
        stage = self._wording.say(f"stage-{Stage.SEGMENTER}")
        self._say(self._wording.say("replay-packs", stage=stage, read=self._packs, packs=packs))

    def _say(self, beside: str) -> None:
        if self._task is not None:
            self._bars.update(self._task, rate=beside)

    def _start(self, description: str, total: int | None) -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._task = self._bars.add_task(description, total=total, rate="")
