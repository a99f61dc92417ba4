"""What ``doctor`` found: a line for each subject, with its remedy where it has one."""

from rich.console import Console
from rich.text import Text

from pipeline.health.models import Examined, Level

_STYLES = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}
_SUBJECT_COLUMNS = 16


class CheckupView:
    """Writes to a console; where that is no terminal, plainly and without breaking lines."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, examined: Examined) -> None:
        finding = examined.finding
        line = Text.assemble(
            (f"{finding.level:<6}", _STYLES[finding.level]),
            (f"{examined.subject:<{_SUBJECT_COLUMNS}}", "bold"),
            finding.detail,
        )
        if finding.remedy:
            line.append(f" — {finding.remedy}", "italic")
        self._console.print(line, soft_wrap=True)
