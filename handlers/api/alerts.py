"""Where Alertmanager reports what fires, and what ceased to.

Its payload, version 4: prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

import hashlib
import hmac
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from aiohttp import web
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from bot.views.legible import harmless, shorten
from handlers.api.authentication import Gate
from handlers.api.bodies import read_body
from handlers.api.problems import Kind, Problem
from pipeline.operators.alerts import Alarms, Alert, AlertGroup

PATH: Final = "/api/alerts/webhook"
MOST: Final = 50
"""Alerts of a group that are kept; the others are counted."""

_WORD: Final = 100
_TEXT: Final = 500
_SAME_FOR_ALL: Final = frozenset({"alertname", "severity", "component", "job"})
"""Labels that do not tell an alert from others of its name."""
_CREDENTIALS: Final = re.compile(r"bearer +(\S+)", re.IGNORECASE | re.ASCII)
_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)

_log = logging.getLogger(__name__)

Moment = Annotated[AwareDatetime, Field(lt=_NEVER)]


class Reported(BaseModel):
    """Alertmanager's; members that we do not need may come and go with its versions."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, alias_generator=to_camel
    )


class ReportedAlert(Reported):
    status: Literal["firing", "resolved"]
    labels: dict[str, str]
    annotations: dict[str, str] = {}
    starts_at: Annotated[Moment, Field(ge=datetime(1970, 1, 1, tzinfo=UTC))]
    ends_at: Moment
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,64}$")]


class Report(Reported):
    version: Literal["4"]
    group_key: Annotated[str, StringConstraints(min_length=1)]
    truncated_alerts: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    alerts: Annotated[list[ReportedAlert], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class AlertWebhook:
    alarms: Alarms
    secret: str
    """Which Alertmanager sends as a bearer token."""

    async def take(self, request: web.Request) -> web.Response:
        """Write it down; what was written down before is answered alike.

        Raises:
            Problem: The secret is wrong, or the body is nothing of Alertmanager's.
        """
        if not self._knows(request):
            raise Problem(
                Kind.NO_TOKEN,
                "Send ALERTS_WEBHOOK_SECRET as “Authorization: Bearer …”.",
                headers={"WWW-Authenticate": 'Bearer realm="alfred alerts"'},
            )
        group = group_of(await read_body(request, Report))
        if await self.alarms.report(group):
            _log.info("alarm %s: %d alerts", group.key.hex()[:12], len(group.alerts))
        return web.Response(status=204)

    def routes(self, gate: Gate) -> Sequence[web.RouteDef]:
        """As many requests as an address may make: a secret can be guessed, too."""
        return (web.post(PATH, gate.open(self.take)),)

    def _knows(self, request: web.Request) -> bool:
        """Compare hashes: neither the secret's length nor its beginning shows in the time."""
        sent = request.headers.getall("Authorization", [])
        given = _CREDENTIALS.fullmatch(sent[0]) if len(sent) == 1 else None
        return given is not None and hmac.compare_digest(_hash(given[1]), _hash(self.secret))


def group_of(report: Report) -> AlertGroup:
    """What is kept of a report: short and harmless texts, those that fire first."""
    alerts = {each.fingerprint: _alert(each) for each in report.alerts}
    ordered = sorted(
        alerts.values(), key=lambda each: (each.ended_at is not None, each.name, each.about)
    )
    return AlertGroup(
        key=_hash(report.group_key),
        alerts=tuple(ordered[:MOST]),
        left_out=len(ordered[MOST:]) + report.truncated_alerts,
    )


def _alert(reported: ReportedAlert) -> Alert:
    labels, notes = reported.labels, reported.annotations
    telling = sorted(labels.items() - {(key, labels.get(key, "")) for key in _SAME_FOR_ALL})
    return Alert(
        fingerprint=reported.fingerprint,
        name=_short(labels, "alertname", _WORD) or "?",
        severity=_short(labels, "severity", _WORD),
        about=shorten(harmless(", ".join(f"{name}={value}" for name, value in telling)), _TEXT),
        summary=_short(notes, "summary", _TEXT),
        value=_short(notes, "value", _WORD),
        runbook=_short(notes, "runbook", _TEXT),
        started_at=reported.starts_at,
        ended_at=max(reported.ends_at, reported.starts_at) if _is_over(reported) else None,
    )


def _is_over(reported: ReportedAlert) -> bool:
    return reported.status == "resolved"


def _short(texts: Mapping[str, str], name: str, limit: int) -> str:
    return shorten(harmless(texts.get(name, "")), limit)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
