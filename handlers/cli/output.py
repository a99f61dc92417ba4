"""Where the digests go: the terminal, a pipe, or a file that is whole or not there at all."""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TextIO

from rich.console import Console

from bot.views import html, json_report, terminal
from bot.views.report import Report
from pipeline.digest.ports import Wording

Format = Literal["text", "html", "json"]

FILE_COLUMNS = 100


def show(report: Report, wording: Wording, form: Format, out: Path | None) -> None:
    put(out, lambda file: _write(report, wording, form, file))


def put(out: Path | None, write: Callable[[TextIO], None]) -> None:
    """Let ``write`` write to a file, or to stdout where there is none."""
    if out is None:
        write(sys.stdout)
    elif out.exists() and not out.is_file():
        # A rename would put a file in the place of a device or a pipe.
        with out.open("w", encoding="utf-8") as file:
            write(file)
    else:
        _replace(out.resolve(), write)


def _write(report: Report, wording: Wording, form: Format, file: TextIO) -> None:
    match form:
        case "text":
            width = None if file.isatty() else FILE_COLUMNS
            Console(file=file, width=width).print(terminal.render(report, wording))
        case "html":
            file.write(html.render(report, wording))
        case "json":
            json.dump(json_report.to_json(report), file, ensure_ascii=False, indent=2)
            file.write("\n")


def _replace(path: Path, write: Callable[[TextIO], None]) -> None:
    """Write beside the path and rename, so that a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            write(file.file)  # type: ignore[arg-type]  # typeshed knows it as a wrapper
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(0o666 & ~_umask())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
