"""POST /api/alerts/webhook: what Alertmanager reports, for who knows the secret."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson
import pytest
from pydantic import SecretStr, ValidationError

from bot.settings import AlertSettings
from handlers.api.alerts import MOST, PATH, AlertWebhook
from handlers.api.authentication import Gate
from handlers.api.limits import Buckets
from pipeline.errors import AlfredError
from pipeline.operators.alerts import AlertGroup
from tests.fakes.alarms import MemoryAlarms
from tests.fakes.tokens import MemoryTokens
from tests.fixtures.web import Client, Edge, serving

SECRET = "a-secret-of-alertmanagers"
Change = Callable[[dict[str, Any]], None]


def reported(*names: str, **more: Any) -> dict[str, Any]:
    """As Alertmanager 0.25 writes it."""
    alerts = [
        {
            "status": "firing",
            "labels": {
                "alertname": name,
                "component": "digest",
                "instance": "one:8080",
                "severity": "P1",
            },
            "annotations": {"summary": "It burns", "value": "7", "runbook": "docs/x.md#y"},
            "startsAt": "2026-02-18T03:12:00.123456789Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus:9090/graph",
            "fingerprint": f"{number:016x}",
        }
        for number, name in enumerate(names or ("DlqNotEmpty",))
    ]
    return {
        "receiver": "alfred",
        "status": "firing",
        "alerts": alerts,
        "groupLabels": {"alertname": "DlqNotEmpty"},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager:9093",
        "version": "4",
        "groupKey": '{}:{alertname="DlqNotEmpty"}',
        "truncatedAlerts": 0,
        **more,
    }


class Door:
    def __init__(self, client: Client, alarms: MemoryAlarms) -> None:
        self.client = client
        self.alarms = alarms

    async def post(self, content: Any = None, secret: str | None = SECRET, **more: Any) -> int:
        """Status of the answer."""
        headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
        body = {"data": content} if isinstance(content, bytes) else {"json": content or reported()}
        headers |= {"Content-Type": "application/json"}
        url = self.client.url + PATH
        async with self.client.session.post(url, headers=headers | more, **body) as answer:
            self.body = await answer.read()
            return answer.status


@asynccontextmanager
async def door(alarms: MemoryAlarms | None = None, per_minute: int = 1000) -> AsyncIterator[Door]:
    alarms = alarms or MemoryAlarms()
    gate = Gate(MemoryTokens(), per_minute, lambda rate: Buckets(rate, lambda: 0.0))
    async with serving(Edge(extra=AlertWebhook(alarms, SECRET).routes(gate))) as client:
        yield Door(client, alarms)


async def test_a_report_becomes_an_alarm() -> None:
    async with door() as at:
        status = await at.post()

    [alarm] = at.alarms.all()
    [alert] = alarm.alerts
    assert 204 == status
    assert ("DlqNotEmpty", "P1", "instance=one:8080", "It burns", "7", "docs/x.md#y") == (
        alert.name,
        alert.severity,
        alert.about,
        alert.summary,
        alert.value,
        alert.runbook,
    )
    assert "2026-02-18T03:12:00.123456+00:00" == alert.started_at.isoformat()
    assert alert.ended_at is None


async def test_what_is_reported_again_is_answered_alike_and_changes_nothing() -> None:
    async with door() as at:
        statuses = [await at.post() for _ in range(3)]

    [alarm] = at.alarms.all()
    assert ([204] * 3, 1) == (statuses, alarm.version)


async def test_the_end_of_an_alert_ends_the_alarm() -> None:
    ended = reported()
    ended["alerts"][0] |= {"status": "resolved", "endsAt": "2026-02-18T03:40:00Z"}

    async with door() as at:
        await at.post()
        await at.post(ended)

    [alarm] = at.alarms.all()
    assert alarm.over
    assert "03:40" in str(alarm.alerts[0].ended_at)


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "секрет"])
async def test_who_does_not_know_the_secret_is_refused(secret: str | None) -> None:
    async with door() as at:
        status = await at.post(secret=secret)

    assert 401 == status
    assert [] == at.alarms.all()
    assert SECRET.encode() not in at.body


async def test_a_guess_is_counted() -> None:
    async with door(per_minute=3) as at:
        statuses = [await at.post(secret=f"guess {number}") for number in range(4)]

    assert [401, 401, 401, 429] == statuses


async def test_without_the_setting_there_is_nothing_at_that_path() -> None:
    async with serving() as client:
        answer = await client.post(PATH, reported(), SECRET)

    assert 404 == answer.status


async def test_it_is_no_part_of_the_description_for_tenants() -> None:
    async with door() as at:
        assert PATH not in at.client.document["paths"]


def without(name: str) -> Change:
    return lambda report: report.pop(name)


def first(**changed: Any) -> Change:
    return lambda report: report["alerts"][0].update(changed)


@pytest.mark.parametrize(
    "change",
    [
        without("version"),
        without("groupKey"),
        without("alerts"),
        lambda report: report.update(version="3"),
        lambda report: report.update(alerts=[]),
        lambda report: report.update(truncatedAlerts=-1),
        first(status="burning"),
        first(labels={"alertname": 7}),
        first(startsAt="yesterday"),
        first(startsAt="0001-01-01T00:00:00+12:00"),
        first(startsAt="2026-02-18T03:12:00"),
        first(endsAt="9999-12-31T23:59:59-12:00"),
        first(fingerprint="' OR 1=1"),
    ],
)
async def test_what_alertmanager_does_not_send_is_refused(change: Change) -> None:
    report = reported()
    change(report)

    async with door() as at:
        status = await at.post(report)

    assert 422 == status
    assert [] == at.alarms.all()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 10_000])
async def test_what_is_no_json_is_refused(body: bytes) -> None:
    async with door() as at:
        status = await at.post(body)

    assert 400 == status


async def test_what_is_larger_than_a_report_is_refused() -> None:
    async with door() as at:
        status = await at.post(orjson.dumps(reported(externalURL="x" * 70_000)))

    assert 413 == status


async def test_members_of_a_later_alertmanager_do_no_harm() -> None:
    async with door() as at:
        status = await at.post(reported(notificationReason="first"))

    assert 204 == status


async def test_texts_are_cut_and_can_do_nothing() -> None:
    hostile = "\x00\x1b[31m\u202e\n" + "слово " * 500
    report = reported()
    report["alerts"][0]["labels"] |= {"alertname": hostile, "zone": hostile}
    report["alerts"][0]["annotations"] = {"summary": hostile, "value": hostile}

    async with door() as at:
        status = await at.post(report)

    [alarm] = at.alarms.all()
    [alert] = alarm.alerts
    texts = (alert.name, alert.about, alert.summary, alert.value)
    assert 204 == status
    assert [True] * 4 == [len(text) <= 500 for text in texts]
    assert not {"\x00", "\x1b", "\u202e", "\n"} & set("".join(texts))


async def test_of_a_multitude_those_that_fire_are_kept_and_the_rest_is_counted() -> None:
    report = reported(*(f"Rule{number:02}" for number in range(MOST + 5)), truncatedAlerts=7)
    for alert in report["alerts"][:5]:
        alert |= {"status": "resolved", "endsAt": "2026-02-18T03:40:00Z"}

    async with door() as at:
        await at.post(report)

    [alarm] = at.alarms.all()
    assert (MOST, 5 + 7) == (len(alarm.alerts), alarm.left_out)
    assert all(alert.ended_at is None for alert in alarm.alerts)


async def test_while_the_database_is_away_alertmanager_is_told_to_come_again() -> None:
    class Away(MemoryAlarms):
        async def report(self, group: AlertGroup) -> bool:
            raise AlfredError("the database is away — wait")

    async with door(Away()) as at:
        status = await at.post()

    assert 503 == status


@pytest.mark.parametrize("secret", ["guessable", "with spaces in it, long", "длинный-секрет-шифр"])
def test_a_secret_that_cannot_be_one_is_refused_without_being_repeated(secret: str) -> None:
    with pytest.raises(ValidationError, match="openssl rand") as refused:
        AlertSettings(_env_file=None, webhook_secret=SecretStr(secret))

    assert secret not in str(refused.value)


async def test_it_takes_nothing_but_post() -> None:
    async with door() as at, at.client.session.get(at.client.url + PATH) as answer:
        assert 405 == answer.status


async def test_two_secrets_are_none() -> None:
    headers = [("Authorization", f"Bearer {SECRET}"), ("Authorization", "Bearer other")]

    async with (
        door() as at,
        aiohttp.ClientSession(headers=headers) as session,
        session.post(at.client.url + PATH, json=reported()) as answer,
    ):
        assert 401 == answer.status
