"""What the image says, run as an engine would: alone, as its user, on a root that is read-only."""

import asyncio
import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.fixtures.command_line import environment
from tests.servers.container.building import Image

# Runs as the first process of a namespace of its own. What is not mounted is not there; what is
# mounted can be read only, but for /data and /tmp. The last step gives up every right.
_ROOM: Final = r"""
mount --make-rprivate /
mount -t tmpfs -o mode=755 room "$ROOM"
for each in bin sbin lib lib32 lib64; do
    [ ! -L /$each ] || ln -s "$(readlink /$each)" "$ROOM/$each"
done
for each in $SHOWN; do
    from=${each%%:*} to=$ROOM${each#*:}
    if [ -d "$from" ]; then mkdir -p "$to"; fi
    mount --bind "$from" "$to"
    mount -o remount,bind,ro "$to"
done
mkdir "$ROOM/proc" "$ROOM/dev" "$ROOM/tmp" "$ROOM/data"
mount -t proc -o subset=pid,hidepid=2 proc "$ROOM/proc"
mount --rbind /dev "$ROOM/dev"
mount -t tmpfs -o mode=1777,nosuid,nodev,noexec room "$ROOM/tmp"
mount --bind "$DATA" "$ROOM/data"
chown "$OWNER" "$ROOM/data"
mount -o remount,ro "$ROOM"
exec chroot "$ROOM" /usr/bin/setpriv --reuid "${OWNER%:*}" --regid "${OWNER#*:}" --clear-groups \
    --no-new-privs --bounding-set=-all --inh-caps=-all \
    /usr/bin/env --ignore-environment --chdir="$WORKDIR" "$@"
"""


HEALTHY_SECONDS: Final = 90.0
"""A loaded machine takes long, and nothing is measured here."""


def isolates() -> bool:
    """Whether this machine lets us make namespaces and mount in them; CI as root does."""
    if shutil.which("unshare") is None or os.geteuid() != 0:
        return False
    tried = ["unshare", "--mount", "--pid", "--fork", "mount", "-t", "tmpfs", "room", "/mnt"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@dataclass
class Container:
    """One container of the image; ``data`` is its volume.

    Where it cannot be isolated it is a plain process on the same files, and what was to be
    read-only can only be looked at afterwards.
    """

    image: Image
    data: Path
    variables: Mapping[str, str]
    isolated: bool
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Run ENTRYPOINT with CMD."""
        last = self.image.last
        words = [*last.one("ENTRYPOINT").arguments, *last.one("CMD").arguments]
        self.data.mkdir(mode=0o700, exist_ok=True)
        with (self.image.root / "out.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self._command(words),
                cwd=self._place("WORKDIR"),
                env=environment({"HOME": "/nonexistent"}),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def healthy(self) -> bool:
        """What HEALTHCHECK says; it is asked beside the container, on the same network."""
        _, _, command = self.image.last.one("HEALTHCHECK").rest.partition("CMD ")
        words = shlex.split(command.strip("[]").replace(",", " "))
        process = await asyncio.create_subprocess_exec(
            *self._plainly(words),
            cwd=self._place("WORKDIR"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        return await process.wait() == 0

    async def until_healthy(self) -> None:
        async with asyncio.timeout(HEALTHY_SECONDS):
            while True:
                assert self.process is not None
                assert self.process.returncode is None, self.told()
                if await self.healthy():
                    return
                await asyncio.sleep(0.1)

    async def stop(self) -> int:
        """STOPSIGNAL to its first process, as ``docker stop`` does; the exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            os.kill(self._first(), signal.Signals[self.image.last.one("STOPSIGNAL").rest])
        async with asyncio.timeout(30):
            return await self.process.wait()

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def told(self) -> str:
        return (self.image.root / "out.log").read_text("utf-8")

    def _command(self, words: Sequence[str]) -> list[str]:
        if not self.isolated:
            return self._plainly(words)
        last = self.image.last
        room = self.image.root / "room"
        room.mkdir(exist_ok=True)
        set_here = {
            "ROOM": str(room),
            "DATA": str(self.data),
            "OWNER": last.one("USER").rest,
            "WORKDIR": last.one("WORKDIR").rest,
            "SHOWN": " ".join(self._shown()),
        }
        inside = {**last.variables, "PATH": "/venv/bin:/usr/bin:/bin", **self.variables}
        return [
            "env",
            *(f"{name}={value}" for name, value in set_here.items()),
            *("unshare", "--mount", "--pid", "--fork", "--kill-child=KILL"),
            *("sh", "-ceu", _ROOM, "sh"),
            *(f"{name}={value}" for name, value in inside.items()),
            *words,
        ]

    def _shown(self) -> list[str]:
        """What of this machine is in the container, as ``here:there``."""
        users = self.image.root / "passwd"
        number = self.image.last.one("USER").rest
        users.write_text(f"root:x:0:0::/:/bin/sh\nalfred:x:{number}::/data:/bin/false\n")
        python = _base_of(self.image.packages)
        return [
            *("/usr:/usr", "/etc:/etc", f"{users}:/etc/passwd"),
            *([] if python.is_relative_to("/usr") else [f"{python}:{python}"]),
            f"{self.image.packages}:/venv",
            f"{self.image.root / 'app'}:/app",
        ]

    def _plainly(self, words: Sequence[str]) -> list[str]:
        program, *arguments = words
        assert program == "python"
        inside = {**self.image.last.variables, **self.variables, "ALFRED_HOME": str(self.data)}
        inside |= {"PATH": "/usr/bin:/bin"}
        set_here = (f"{name}={value}" for name, value in inside.items())
        python = str(self.image.packages / "bin" / "python")
        return ["env", "--ignore-environment", *set_here, python, *arguments]

    def _place(self, word: str) -> Path:
        return self.image.root / self.image.last.one(word).rest.strip("/")

    def _first(self) -> int:
        """The first process inside, by the number that it has out here."""
        assert self.process is not None
        number = self.process.pid
        if not self.isolated:
            return number
        children = Path(f"/proc/{number}/task/{number}/children").read_text("ascii").split()
        return int(children[0])


def _base_of(packages: Path) -> Path:
    """The Python under an environment, as its own configuration says."""
    lines = (packages / "pyvenv.cfg").read_text("utf-8").splitlines()
    [home] = [line.partition("=")[2].strip() for line in lines if line.startswith("home")]
    return Path(home).resolve().parent
