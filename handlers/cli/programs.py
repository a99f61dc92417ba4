from contextlib import AbstractAsyncContextManager
from typing import Protocol

from handlers.cli.access import AccessStores
from handlers.cli.backup_request import BackupRequest, RestoreRequest
from handlers.cli.evaluate_request import EvaluateRequest
from handlers.cli.logs import LogFile
from handlers.cli.request import ReplayRequest
from handlers.cli.trace import TraceStores
from handlers.service.roles import Role


class Programs(Protocol):
    """What the commands run, put together with the settings that are in force.

    Each of them raises an ``AlfredError`` if it fails, and says on stdout what it did.
    """

    def log_file(self) -> LogFile:
        """The log in this home; the home is made when there is something to write."""
        ...

    async def replay(self, request: ReplayRequest) -> None: ...

    async def evaluate(self, request: EvaluateRequest) -> None: ...

    async def run(self, roles: frozenset[Role]) -> None:
        """Run the service until SIGTERM or Ctrl-C."""
        ...

    def access(self) -> AbstractAsyncContextManager[AccessStores]:
        """Open what ``token`` and ``webhook`` work on."""
        ...

    def tracing(self) -> AbstractAsyncContextManager[TraceStores]:
        """Open what ``trace`` reads."""
        ...

    async def migrate(self) -> None: ...

    async def backup(self, request: BackupRequest) -> None: ...

    async def restore(self, request: RestoreRequest) -> None: ...

    async def doctor(self) -> bool:
        """Show each finding; False if something does not work."""
        ...

    async def reset(self, *, sure: bool) -> None: ...
