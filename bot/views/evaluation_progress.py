"""What a person who waits for ``evaluate`` sees on stderr."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from bot.views.legible import harmless
from bot.views.progress import ReplayProgress
from pipeline.digest.ports import Wording
from pipeline.digest.scorecard import EngineName, Failure


class EvaluationProgress:
    """A line for each chat and engine, with a replay's bars below it; failures even if quiet."""

    def __init__(self, console: Console, wording: Wording, *, quiet: bool) -> None:
        self._console = console
        self._wording = wording
        self._quiet = quiet

    @contextmanager
    def chat(
        self, place: tuple[int, int], engine: EngineName, title: str, size: int
    ) -> Iterator[ReplayProgress]:
        if not self._quiet:
            number, of = place
            self._say(
                self._wording.say(
                    "evaluation-begun", number=number, of=of, engine=engine, chat=harmless(title)
                )
            )
        progress = ReplayProgress(self._console, self._wording, size, quiet=self._quiet)
        with progress:
            yield progress

    def failed(self, failure: Failure) -> None:
        self._say(
            self._wording.say(
                "evaluation-left-out" if failure.quiet else "evaluation-failed",
                export=harmless(failure.export),
                engine=failure.engine,
                why=harmless(failure.why),
            )
        )

    def _say(self, line: str) -> None:
        # As Text: brackets in a title are no markup.
        self._console.print(Text(line), soft_wrap=True)
