"""What the machine has to offer, whatever the databases say."""

import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from packaging.requirements import Requirement

from handlers.cli.zone import system_zone
from pipeline.health.models import Finding, fail, ok, warn
from pipeline.health.ports import Check

OLDEST, TOO_NEW = (3, 11), (3, 14)
GIGABYTE = 1_000_000_000


class PythonCheck:
    subject = "Python"

    async def examine(self) -> Finding:
        version = platform.python_version()
        if OLDEST <= sys.version_info < TOO_NEW:
            return ok(version)
        return fail(f"{version} is not 3.11 to 3.13", "make clean && make demo PYTHON=python3.12")


@dataclass(frozen=True, slots=True)
class PackagesCheck:
    """The installed packages are the ones that the lock names."""

    lock: Path
    subject: str = "packages"

    async def examine(self) -> Finding:
        locked = list(_locked(self.lock))
        wrong = [each for each in locked if not _installed(each)]
        if not wrong:
            return ok(f"{len(locked)} as {self.lock.name} says")
        names = ", ".join(each.name for each in wrong[:5]) + (" …" if len(wrong) > 5 else "")
        return fail(
            f"{len(wrong)} of {len(locked)} differ from {self.lock.name} ({names})",
            f"python -m pip install --require-hashes -r {self.lock.name}",
        )


@dataclass(frozen=True, slots=True)
class DiskCheck:
    home: Path
    subject: str = "disk"

    async def examine(self) -> Finding:
        free = shutil.disk_usage(_existing(self.home)).free
        detail = f"{free / GIGABYTE:.1f} GB free for {self.home}"
        if free < GIGABYTE:
            return warn(detail, "free some space, or set ALFRED_HOME to another disk")
        return ok(detail)


@dataclass(frozen=True, slots=True)
class HomeCheck:
    """Chats are private: nobody else may look into the data directory."""

    home: Path
    subject: str = "data directory"

    async def examine(self) -> Finding:
        if not self.home.exists():
            return ok(f"{self.home} will be made, for you alone")
        mode = stat.S_IMODE(self.home.stat().st_mode)
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            return fail(
                f"{self.home} is open to others (mode {mode:04o})",
                f"chmod 700 {self.home} if it is Alfred's own, or else set ALFRED_HOME",
            )
        if not os.access(self.home, os.W_OK):
            return fail(f"{self.home} cannot be written", "run as its owner, or set ALFRED_HOME")
        return ok(f"{self.home}, mode {mode:04o}")


class ZoneCheck:
    subject = "time zone"

    async def examine(self) -> Finding:
        try:
            ZoneInfo("Europe/Moscow")
        except ZoneInfoNotFoundError:
            return fail("no time zone data", "python -m pip install tzdata")
        zone = system_zone()
        if zone is None:
            return warn("this machine names none, so UTC is used", "set TZ, or use --tz")
        return ok(zone.key)


class TerminalCheck:
    subject = "terminal"

    async def examine(self) -> Finding:
        encoding = sys.stdout.encoding.lower()
        if encoding.replace("-", "") != "utf8":
            return warn(f"{encoding} cannot show every message", "set PYTHONUTF8=1")
        return ok(f"UTF-8, {shutil.get_terminal_size().columns} columns")


def machine_checks(home: Path, lock: Path) -> tuple[Check, ...]:
    return (
        PythonCheck(),
        PackagesCheck(lock),
        ZoneCheck(),
        TerminalCheck(),
        DiskCheck(home),
        HomeCheck(home),
    )


def _locked(lock: Path) -> Iterator[Requirement]:
    """The packages that a lock asks for on this machine."""
    for line in lock.read_text("utf-8").splitlines():
        if line[:1].isalnum():
            requirement = Requirement(line.removesuffix("\\"))
            if requirement.marker is None or requirement.marker.evaluate():
                yield requirement


def _installed(requirement: Requirement) -> bool:
    try:
        return requirement.specifier.contains(metadata.version(requirement.name))
    except metadata.PackageNotFoundError:
        return False


def _existing(path: Path) -> Path:
    return next(each for each in (path, *path.absolute().parents) if each.exists())
