"""The stages of the Dockerfile, done below a folder that stands for the image's root."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.fixtures.command_line import ROOT
from tests.fixtures.dockerfile import DOCKERFILE, ImageStage, let_through, stages

_PLACES: Final = re.compile(r"(?<![\w./])/(?=(?:app|build|venv)\b)")


@dataclass(frozen=True, slots=True)
class Image:
    root: Path
    """Holds ``app``, and ``venv`` where it was made."""
    packages: Path
    """The environment that is ``/venv`` there."""
    last: ImageStage
    """What says how it is run."""


def build(root: Path, *, packages: Path | None = None, python: str = sys.executable) -> Image:
    """Do what the stages say.

    Args:
        root: An empty folder.
        packages: An environment to take instead of installing the locked packages, which takes
            a minute and a registry.
        python: Stands for the base image.
    """
    first, code, last = stages(DOCKERFILE.read_text("utf-8"))
    if packages is None:
        _do(first, root, python)
    _do(code, root, python)
    return Image(root, packages or root / "venv", last)


def _do(stage: ImageStage, root: Path, python: str) -> None:
    for copy in stage.copies:
        for source in copy.sources:
            _copy(ROOT / source, root / copy.target.strip("/"), single=len(copy.sources) == 1)
    (root / "build").mkdir(exist_ok=True)
    for each in stage.all("RUN"):
        command = _PLACES.sub(f"{root}/", each.rest)
        shell = ["sh", "-ceu", f'EXTRAS=; python() {{ "{python}" "$@"; }}; {command}']
        subprocess.run(shell, cwd=root / "build", stdout=sys.stderr, check=True)


def _copy(source: Path, target: Path, *, single: bool) -> None:
    if source.is_file():
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target / source.name)
        return
    assert single, "a folder is copied by itself, lest its contents mix with others"
    shutil.copytree(source, target, ignore=_kept_out)


def _kept_out(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not let_through(Path(folder, name))}
