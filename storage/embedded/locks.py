import fcntl
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from storage.errors import HomeRefusedError


class FileLock:
    """One hold on a lock file, until it is closed or the last process that has it ends.

    A hold belongs to the open file, so a child that inherits ``descriptor`` keeps it. That is how
    a server's life is told without trusting a recorded process id.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def try_shared(cls, path: Path) -> Self | None:
        return cls._try(path, fcntl.LOCK_SH)

    @classmethod
    def try_exclusive(cls, path: Path) -> Self | None:
        return cls._try(path, fcntl.LOCK_EX)

    def become_exclusive(self) -> bool:
        """True if nobody else holds the lock; otherwise the own hold is given up."""
        return _flock(self.descriptor, fcntl.LOCK_EX)

    def close(self) -> None:
        os.close(self.descriptor)

    @classmethod
    def _try(cls, path: Path, kind: int) -> Self | None:
        try:
            with ExitStack() as undo:
                lock = cls(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
                undo.callback(lock.close)
                if not _flock(lock.descriptor, kind):
                    return None
                undo.pop_all()
                return lock
        except OSError as error:
            raise HomeRefusedError(
                f"{path} cannot be locked ({error.strerror}) — set ALFRED_HOME to a directory on a"
                " local disk with free space"
            ) from error


def _flock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
