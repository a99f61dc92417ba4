import asyncio
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CalledProcessError
from types import MappingProxyType
from urllib.parse import quote

import asyncpg

from storage.embedded.account import Account, server_account
from storage.embedded.binaries import VERSION, programs_for
from storage.embedded.process import ProgramRunner
from storage.errors import EmbeddedDatabaseError

SUPERUSER = "postgres"
PORT = 5432
"""Names the socket's file; nothing listens on TCP."""

_CONNECT_SECONDS = 10.0

_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": ".",
        "unix_socket_permissions": "0700",
        "max_connections": "50",
        "shared_buffers": "128MB",
        "fsync": "on",
        "synchronous_commit": "on",
        "timezone": "UTC",
        # Details, contexts and statements would carry the text of messages into the log.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_checkpoints": "off",
    }
)


@dataclass(frozen=True, slots=True)
class PostgresOptions:
    """Server settings that replace ours, from the server's next start on."""

    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server. Its socket lies where only this user can go, so it asks no passwords."""

    socket_directory: Path

    def dsn(self, *, user: str = SUPERUSER, database: str = "postgres") -> str:
        return (
            f"postgresql://{quote(user, safe='')}@/{quote(database, safe='')}"
            f"?host={quote(str(self.socket_directory))}&port={PORT}"
        )


@dataclass(frozen=True, slots=True)
class _Tools:
    """The programs, the user they run as, and what that user calls the data directory."""

    programs: Path
    account: Account | None

    def command(self, program: str, data: Path, *arguments: str) -> list[str]:
        place = "/proc/self/cwd" if self.account else str(data)
        return [str(self.programs / program), *arguments, "-D", place]


class PostgresCluster:
    """The data directory ``postgres/data`` of a home and the server on it.

    Under root the server runs as another account, which may enter neither the home nor what lies
    above it, and nobody's permissions are widened for it: its programs are launched inside the
    data directory, the one place that the account owns, and find it as ``/proc/self/cwd``.
    """

    name = "PostgreSQL"

    def __init__(self, directory: Path, server: PostgresServer, options: PostgresOptions) -> None:
        self.directory = directory
        self.log = directory / "postgres.log"
        self.server = server
        self._data = directory / "data"
        self._settings = {**_SETTINGS, **options.settings}

    async def launch(self, alive: int) -> None:
        tools = await asyncio.to_thread(_find_tools)
        if not self._data.exists():
            await self._initialise(tools, alive)
        self._check_version()
        settings = (part for item in self._settings.items() for part in ("-c", "=".join(item)))
        command = tools.command("postgres", self._data, *settings)
        await self._runner(tools).launch(command, self._data, alive)

    async def answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.server.dsn(), timeout=_CONNECT_SECONDS)
        except asyncpg.InsufficientResourcesError:  # it has no connection or no disk space left
            return True
        except (
            OSError,
            TimeoutError,
            asyncpg.PostgresConnectionError,
            asyncpg.OperatorInterventionError,
        ):
            return False
        await connection.close()
        return True

    async def ask_to_stop(self) -> None:
        tools = await asyncio.to_thread(_find_tools)
        command = tools.command("pg_ctl", self._data, "stop", "-s", "-W", "-m", "fast")
        with suppress(CalledProcessError):
            await self._runner(tools).run(command, self._data)

    async def _initialise(self, tools: _Tools, alive: int) -> None:
        """Make the data under another name, so that what bears the name is complete."""
        draft = self.directory / "data.new"
        if draft.exists():
            await asyncio.to_thread(shutil.rmtree, draft)
        draft.mkdir(mode=0o700)
        if tools.account:
            tools.account.own(draft)
        options = [
            f"--username={SUPERUSER}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=builtin",
            "--auth-local=trust",
            "--auth-host=reject",
        ]
        if self._settings["fsync"] == "off":
            options.append("--no-sync")
        await self._runner(tools).run(tools.command("initdb", draft, *options), draft, alive)
        draft.rename(self._data)

    def _check_version(self) -> None:
        file = self._data / "PG_VERSION"
        found = file.read_text().strip() if file.exists() else "an unknown version"
        if found != VERSION:
            raise EmbeddedDatabaseError(
                f"{self._data} is of PostgreSQL {found} and this is {VERSION} — delete it with"
                " `python main.py reset --yes` and replay again"
            )

    def _runner(self, tools: _Tools) -> ProgramRunner:
        environment = {"PATH": os.defpath, "LC_ALL": "C"}
        if recorded := self._recorded_pid():
            # PostgreSQL refuses to start while the process that postmaster.pid names exists, be
            # it a stranger that got a dead server's number; but not if it is the caller of pg_ctl,
            # as which it is named here. The check of shared memory goes on protecting the data.
            environment["PG_GRANDPARENT_PID"] = recorded
        return ProgramRunner(self.log, tools.account, environment)

    def _recorded_pid(self) -> str | None:
        try:
            return (self._data / "postmaster.pid").read_text().split("\n", 1)[0]
        except FileNotFoundError:
            return None


def _find_tools() -> _Tools:
    account = server_account()
    return _Tools(programs_for(account), account)
