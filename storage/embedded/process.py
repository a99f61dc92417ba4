import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, CalledProcessError

from storage.embedded.account import Account

_DETACHED = ("/bin/sh", "-c", '"$@" </dev/null &', "sh")
"""The shell ends at once and leaves the program to init, so the program is no child of ours."""


@dataclass(frozen=True, slots=True)
class ProgramRunner:
    """Runs the programs of one server, away from our terminal's Ctrl-C."""

    log: Path
    """All output is appended to it."""
    account: Account | None = None
    """The user to run as; None for our own."""
    environment: Mapping[str, str] | None = None
    """The whole environment; None for ours."""

    async def run(self, command: Sequence[str], directory: Path, *inherited: int) -> None:
        """Run to the end in ``directory``, with the descriptors ``inherited``; no shell reads it.

        Raises:
            OSError: The program or the log cannot be used.
            CalledProcessError: The program reported a failure.
        """
        self.log.touch(mode=0o600)
        with self.log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=DEVNULL,
                stdout=output,
                stderr=output,
                cwd=directory,
                env=self.environment,
                pass_fds=inherited,
                start_new_session=True,
                **(self.account.identity() if self.account else {}),
            )
            status = await process.wait()
        if status:
            raise CalledProcessError(status, command[0])

    async def launch(self, command: Sequence[str], directory: Path, *inherited: int) -> None:
        """Start as ``run`` does, but do not wait; a failure shows in the log only."""
        await self.run([*_DETACHED, *command], directory, *inherited)
