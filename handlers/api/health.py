"""Whether the process lives, and whether it can do its work."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final

from aiohttp import web

from handlers.api.models import Alive, PartShown, Readiness
from handlers.api.operations import Entry, Operation, gives
from handlers.api.respond import as_json
from pipeline.errors import AlfredError
from pipeline.health.metrics import WELL
from pipeline.health.models import Finding, Level, fail
from pipeline.health.parts import PartStatus
from pipeline.health.ports import Check

FRESH_SECONDS: Final = 1.0
"""So long an answer holds: however many ask, the databases are asked once a second."""
CHECK_SECONDS: Final = 3.0

_log = logging.getLogger(__name__)


class Health:
    """Liveness and readiness.

    Args:
        statuses: How each part of this process is.
        checks: What it needs of the world; each is asked at the same time as the others.
        clock: Seconds from any moment on.
    """

    def __init__(
        self,
        statuses: Callable[[], Mapping[str, PartStatus]],
        checks: Sequence[Check],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._statuses = statuses
        self._checks = checks
        self._clock = clock
        self._asking = asyncio.Lock()
        self._found: dict[str, Finding] = {}
        self._found_at: float | None = None

    def operations(self) -> list[Operation]:
        return [
            Operation(
                name="getHealth",
                method="GET",
                path="/health",
                summary="Whether the process lives",
                handler=self.live,
                gives={HTTPStatus.OK: gives("It answers.", Alive)},
                entry=Entry.PROBE,
            ),
            Operation(
                name="getReadiness",
                method="GET",
                path="/ready",
                summary="Whether the service can do its work, and what keeps it from it",
                handler=self.ready,
                gives={
                    HTTPStatus.OK: gives("It can.", Readiness),
                    HTTPStatus.SERVICE_UNAVAILABLE: gives("It cannot.", Readiness),
                },
                entry=Entry.PROBE,
            ),
        ]

    async def live(self, _request: web.Request) -> web.Response:
        """The loop answers: that is all that it says."""
        return as_json(Alive())

    async def ready(self, _request: web.Request) -> web.Response:
        statuses, found = await self.examined()
        ready = all(each.level is not Level.FAIL for each in found.values()) and all(
            status.state in WELL for status in statuses.values()
        )
        told = Readiness(
            ready=ready,
            parts={
                name: PartShown(state=status.state, reason=status.reason)
                for name, status in statuses.items()
            },
            checks={name: _shown(finding) for name, finding in found.items()},
        )
        return as_json(told, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE)

    async def examined(self) -> tuple[Mapping[str, PartStatus], Mapping[str, Finding]]:
        """How the parts are, and what the checks find."""
        return self._statuses(), await self._found_now()

    async def _found_now(self) -> dict[str, Finding]:
        async with self._asking:
            now = self._clock()
            if self._found_at is None or now - self._found_at >= FRESH_SECONDS:
                async with asyncio.TaskGroup() as tasks:
                    asked = {
                        each.subject: tasks.create_task(_examine(each)) for each in self._checks
                    }
                self._found = {subject: task.result() for subject, task in asked.items()}
                self._found_at = self._clock()
            return self._found


async def _examine(check: Check) -> Finding:
    """Ask; what does not answer in time does not work."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check.examine()
    except TimeoutError:
        return fail(f"no answer within {CHECK_SECONDS:.0f} s", "see that it runs")
    except AlfredError as error:
        what, _, remedy = str(error).partition(" — ")
        return fail(what, remedy)
    except Exception as error:  # a check that is broken is no sign of health
        _log.debug("a check of %s failed", check.subject, exc_info=error)
        return fail(f"unexpected {type(error).__name__}", "see the log")


def _shown(finding: Finding) -> PartShown:
    remedy = f" — {finding.remedy}" if finding.remedy else ""
    return PartShown(state=finding.level.value, reason=finding.detail + remedy)
