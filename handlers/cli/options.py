"""What a person types after ``replay``, and what it means."""

import os
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

F = TypeVar("F", bound=Callable[..., Any])


class Zone(click.ParamType[ZoneInfo]):
    """A time zone by its IANA name."""

    name = "zone"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> ZoneInfo:
        if isinstance(value, ZoneInfo):
            return value
        try:
            return ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            message = f"{value!r} is no time zone such as Europe/Moscow"
            raise click.BadParameter(message, ctx, param) from None


class Tenant(click.ParamType[str]):
    """A name that the database can hold."""

    name = "tenant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = str(value).strip()
        try:
            name.encode()  # the shell's bytes that are no UTF-8 come as lone surrogates
        except UnicodeEncodeError:
            name = ""
        if not name or "\0" in name:
            raise click.BadParameter(f"{value!r} is no name such as team", ctx, param)
        return name


class Moment(click.ParamType[date]):
    """A date or a date-time in ISO 8601; without an offset it is meant in the chat's zone."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        for parse in (date.fromisoformat, datetime.fromisoformat):
            try:
                return parse(value)
            except ValueError:
                continue
        message = f"{value!r} is no time such as 2026-11-20 or 2026-11-20T09:30"
        raise click.BadParameter(message, ctx, param)


class Export(click.Path):
    """The ``result.json`` of an export, or the folder that Telegram Desktop put it into."""

    name = "export"

    def __init__(self) -> None:
        super().__init__(exists=True, readable=True, path_type=Path)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        path = Path(str(super().convert(value, param, ctx)))
        if not path.is_dir():
            return path
        if (path / "result.json").is_file():
            return path / "result.json"
        message = f"no result.json in {str(path)!r}; export the chat as machine-readable JSON"
        raise click.BadParameter(message, ctx, param)


class Output(click.Path):
    """A file to write. Whether that can work is seen before anything else is done."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        path = Path(str(super().convert(value, param, ctx)))
        if path.exists() and not path.is_file():
            return path  # a device or a pipe; a file is replaced, which its folder has to allow
        folder = next(each for each in path.absolute().parents if each.exists())
        if not folder.is_dir():
            raise click.BadParameter(f"{str(folder)!r} is not a directory", ctx, param)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise click.BadParameter(f"Directory {str(folder)!r} is not writable", ctx, param)
        return path


def at(moment: date, zone: ZoneInfo) -> datetime:
    """Return the moment in the zone; a date is its midnight."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def replay_options(command: F) -> F:
    """Give a command the argument and the options of ``replay``, in this order."""
    for option in reversed(_REPLAY):
        command = option(command)
    return command


_REPLAY: tuple[Callable[[Any], Any], ...] = (
    click.argument("export", type=Export()),
    click.option("--chat", metavar="TITLE|ID", help="Which chat of an account's export."),
    click.option(
        "--window",
        type=click.Choice(["4h", "6h", "12h", "24h"]),
        default="24h",
        show_default=True,
        help="Length of a window.",
    ),
    click.option(
        "--last", type=click.IntRange(min=1), metavar="N", help="The last N windows.  [default: 1]"
    ),
    click.option("--all", "every", is_flag=True, help="All windows."),
    click.option("--from", "start", type=Moment(), metavar="T", help="Windows from this time on."),
    click.option("--to", "end", type=Moment(), metavar="T", help="Windows before this time."),
    click.option(
        "--lang",
        type=click.Choice(["ru", "en"]),
        default="ru",
        show_default=True,
        help="Language of the digest.",
    ),
    click.option(
        "--engine",
        type=click.Choice(["auto", "rules", "model"]),
        default="auto",
        show_default=True,
        help="Who writes it: offline rules, a language model, or the model where one is set up.",
    ),
    click.option(
        "--format",
        type=click.Choice(["text", "html", "json"]),
        default="text",
        show_default=True,
        help="Form of the digests.",
    ),
    click.option(
        "--out",
        type=Output(),
        metavar="PATH",
        help="Write to a file.  [default: stdout]",
    ),
    click.option(
        "--tz", type=Zone(), metavar="ZONE", help="Zone of the chat.  [default: the system's]"
    ),
    click.option(
        "--tenant",
        type=Tenant(),
        default="default",
        show_default=True,
        metavar="NAME",
        help="Whose data.",
    ),
    click.option("--quiet", is_flag=True, help="No progress bar and no remarks."),
)
