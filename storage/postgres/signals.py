"""Progress of runs and requests to stop them, by LISTEN and NOTIFY.

A notification goes out when its transaction commits, and PostgreSQL takes no more than 7999 bytes
of it: ours hold numbers and the name of a stage.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Literal, assert_never

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from pipeline.digest.answers import Share, Stage
from pipeline.digest.signals import RunProgress, Signal, StopRun
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId
from storage.postgres.connection import USUAL, Patience, Pool
from storage.postgres.errors import translated
from storage.postgres.listening import Ear, Sleep

CHANNEL = "alfred_runs"

_NOTIFY = "SELECT pg_notify($1, $2)"

_log = logging.getLogger(__name__)


class _Progress(BaseModel):
    kind: Literal["progress"] = "progress"
    tenant_id: int
    window_id: int
    stage: Stage
    share: Share


class _Stop(BaseModel):
    kind: Literal["stop"] = "stop"
    tenant_id: int
    window_id: int


_NOTIFICATION = TypeAdapter[_Progress | _Stop](
    Annotated[_Progress | _Stop, Field(discriminator="kind")]
)


class Signals:
    """The port ``RunSignals``. A listener takes one connection of the pool.

    Args:
        pool: Of the service's role.
        patience: With a server that says nothing.
        sleep: Waits before the connection is made again, so many seconds.
    """

    def __init__(
        self, pool: Pool, patience: Patience = USUAL, *, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._pool = pool
        self._patience = patience
        self._sleep = sleep

    async def send(self, signal: Signal) -> None:
        with translated():
            await self._pool.execute(_NOTIFY, CHANNEL, _packed(signal))

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[AsyncIterator[Signal]]:
        """See the port.

        What is sent while a lost connection is made again is missed, as by one who came later.

        Raises:
            DatabaseUnavailableError: No server answers at the start; later it is waited for.
        """
        ear: Ear[Signal] = Ear(self._pool, CHANNEL, _unpacked, self._patience, sleep=self._sleep)
        async with ear.open():
            yield ear


def _packed(signal: Signal) -> str:
    match signal:
        case RunProgress(tenant, window, stage, share):
            told: BaseModel = _Progress(
                tenant_id=tenant, window_id=window, stage=stage, share=share
            )
        case StopRun(tenant, window):
            told = _Stop(tenant_id=tenant, window_id=window)
        case _:
            assert_never(signal)
    return told.model_dump_json()


def _unpacked(payload: str) -> Signal | None:
    try:
        told = _NOTIFICATION.validate_json(payload)
    except ValidationError:
        _log.warning("a run signal is not understood: another version sent it")
        return None
    tenant, window = TenantId(told.tenant_id), WindowId(told.window_id)
    if isinstance(told, _Stop):
        return StopRun(tenant, window)
    return RunProgress(tenant, window, told.stage, told.share)
