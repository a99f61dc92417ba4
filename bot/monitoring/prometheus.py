"""Which alerts Prometheus evaluates, as its HTTP API tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp
from pydantic import BaseModel, ValidationError

from pipeline.errors import AlfredError
from pipeline.rollout.measuring import Rule

SECONDS: Final = 5.0
LARGEST: Final = 8_000_000
"""Bytes of an answer: those of some thousand rules."""


class MonitoringAwayError(AlfredError):
    def __init__(self) -> None:
        super().__init__("Prometheus does not tell its rules — check ALERTS_PROMETHEUS_URL")


class _Alert(BaseModel):
    name: str
    health: str
    state: str


class _Group(BaseModel):
    rules: list[_Alert]


class _Data(BaseModel):
    groups: list[_Group]


class _Answer(BaseModel):
    """prometheus.io/docs/prometheus/latest/querying/api/#rules."""

    data: _Data


@dataclass(frozen=True, slots=True)
class PrometheusRules:
    """The port ``AlertRules``: asked anew each time, which is seldom."""

    url: str
    """Where Prometheus is, without a path of its API."""
    seconds: float = SECONDS

    async def loaded(self) -> Sequence[Rule]:
        try:
            answer = _Answer.model_validate_json(await self._asked())
        except (aiohttp.ClientError, TimeoutError, ValidationError):
            raise MonitoringAwayError from None
        return [
            Rule(each.name, healthy=each.health == "ok", fires=each.state == "firing")
            for group in answer.data.groups
            for each in group.rules
        ]

    async def _asked(self) -> bytearray:
        timeout = aiohttp.ClientTimeout(total=self.seconds)
        async with (
            aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session,
            session.get(
                f"{self.url.rstrip('/')}/api/v1/rules",
                params={"type": "alert"},
                allow_redirects=False,
            ) as answer,
        ):
            read = bytearray()
            async for part in answer.content.iter_any():
                read += part
                if len(read) > LARGEST:
                    raise MonitoringAwayError
            return read
