from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import click

from handlers.cli.request import ReplayRequest
from handlers.cli.zone import system_zone
from pipeline.digest.scorecard import EngineName
from pipeline.windows.models import WindowSize
from pipeline.windows.selection import Every, Last

WINDOWS = 3
"""The last windows of a chat that are digested unless more are asked for."""


@dataclass(frozen=True, slots=True)
class EvaluateRequest:
    """What was typed after ``evaluate``."""

    data: Path
    """An export, or a folder of exports."""
    engines: tuple[EngineName, ...]
    """None: rules, and the model if one is configured."""
    chat: str | None
    size: WindowSize
    selection: Last | Every
    language: Literal["ru", "en"]
    zone: ZoneInfo
    floors: tuple[tuple[str, float], ...]
    """A measure and the least that its average has to be, for each engine."""
    compare: Path | None
    format: Literal["text", "json"]
    out: Path | None
    quiet: bool

    @property
    def offline(self) -> bool:
        """No model is to be asked, whatever is configured."""
        return self.engines == ("rules",)

    def replay(self, export: Path, engine: EngineName, tenant: str) -> ReplayRequest:
        """What it asks of one chat and one engine; a tenant of their own keeps them apart."""
        return ReplayRequest(
            export=export,
            chat=self.chat,
            size=self.size,
            selection=self.selection,
            language=self.language,
            engine=engine,
            format="text",
            out=None,
            zone=self.zone,
            tenant=tenant,
            quiet=self.quiet,
        )


def evaluate_request(options: Mapping[str, Any]) -> EvaluateRequest:
    """Read the options of ``evaluate``.

    Raises:
        click.UsageError: Options exclude each other.
    """
    last, every = options["last"], options["every"]
    if last is not None and every:
        raise click.UsageError("--last and --all exclude each other")
    return EvaluateRequest(
        data=options["data"],
        engines=tuple(dict.fromkeys(options["engines"])),
        chat=options["chat"],
        size=WindowSize(int(options["window"].removesuffix("h"))),
        selection=Every() if every else Last(WINDOWS if last is None else last),
        language=options["lang"],
        zone=options["tz"] or system_zone() or ZoneInfo("UTC"),
        floors=options["floors"],
        compare=options["compare"],
        format=options["format"],
        out=options["out"],
        quiet=options["quiet"],
    )
