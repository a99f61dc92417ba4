"""PostgreSQL refuses to run as root; under root it runs as an account that serves nothing else."""

import os
import pwd
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from storage.errors import EmbeddedDatabaseError

ACCOUNT = "alfred-postgres"


class Identity(TypedDict, total=False):
    """The arguments of ``subprocess`` that choose the user."""

    user: int
    group: int
    extra_groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int

    def identity(self) -> Identity:
        """This user with its own group and without ours."""
        return {"user": self.uid, "group": self.gid, "extra_groups": ()}

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def server_account() -> Account | None:
    """The account to run PostgreSQL as; None if it may run as we are.

    Raises:
        EmbeddedDatabaseError: We are root, and the account can neither be found nor made.
    """
    if os.geteuid() != 0:
        return None
    found = _find() or _add()
    if found is None:
        raise EmbeddedDatabaseError(
            f"PostgreSQL does not run as root, and the system account {ACCOUNT} cannot be made"
            " — run as an ordinary user, or set DATABASE_URL"
        )
    return found


def _find() -> Account | None:
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _add() -> Account | None:
    options = (
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir=/nonexistent",
        "--shell=/usr/sbin/nologin",
    )
    with suppress(OSError):
        # The status says nothing: a process that starts together with us may have been faster.
        subprocess.run(  # noqa: S603 - the arguments are constants
            ["/usr/sbin/useradd", *options, ACCOUNT], capture_output=True, check=False
        )
    return _find()
