from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import click

from handlers.cli.paths import refuse_loss
from handlers.cli.times import at
from handlers.cli.zone import system_zone
from pipeline.windows.models import WindowSize
from pipeline.windows.selection import Between, Every, Last, Selection


@dataclass(frozen=True, slots=True)
class ReplayRequest:
    """What was typed after ``replay``."""

    export: Path
    chat: str | None
    """Title or id of the chat, for an export of a whole account."""
    size: WindowSize
    selection: Selection
    language: Literal["ru", "en"]
    engine: Literal["auto", "rules", "model"]
    format: Literal["text", "html", "json"]
    out: Path | None
    """Where the digests are written; None is stdout."""
    zone: ZoneInfo
    tenant: str
    quiet: bool

    @property
    def offline(self) -> bool:
        """No model is to be asked, whatever is configured."""
        return self.engine == "rules"


def replay_request(options: Mapping[str, Any]) -> ReplayRequest:
    """Read the options of ``replay``.

    Raises:
        click.UsageError: Options exclude each other, or there is no time between the two given.
        BadInputError: The digests would be written over the export.
    """
    refuse_loss(options["out"], [options["export"]])
    zone: ZoneInfo = options["tz"] or system_zone() or ZoneInfo("UTC")
    return ReplayRequest(
        export=options["export"],
        chat=options["chat"],
        size=WindowSize(int(options["window"].removesuffix("h"))),
        selection=_selection(
            options["last"], options["every"], options["start"], options["end"], zone
        ),
        language=options["lang"],
        engine=options["engine"],
        format=options["format"],
        out=options["out"],
        zone=zone,
        tenant=options["tenant"],
        quiet=options["quiet"],
    )


def _selection(
    last: int | None, every: bool, start: date | None, end: date | None, zone: ZoneInfo
) -> Selection:
    ranged = start is not None or end is not None
    if sum((last is not None, every, ranged)) > 1:
        raise click.UsageError("--last, --all and --from/--to exclude each other")
    if every:
        return Every()
    if not ranged:
        return Last(1 if last is None else last)
    between = Between(
        None if start is None else at(start, zone), None if end is None else at(end, zone)
    )
    if between.start and between.end and between.start >= between.end:
        raise click.UsageError("--from has to be earlier than --to")
    return between
