"""Files as a person types them: what is read and what is written."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from pipeline.errors import BadInputError


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


def refuse_loss(out: Path | None, read: Iterable[Path]) -> None:
    """Refuse to write over what is read, by whatever path it is named.

    Raises:
        BadInputError: That is asked for.
    """
    if out is None or not out.exists():
        return
    if any(path.exists() and out.samefile(path) for path in read):
        raise BadInputError("--out would overwrite what is read — name another file")
