"""Alarms, in memory and on Postgres."""

import asyncio
import hashlib
from datetime import UTC, datetime

import pytest

from pipeline.groups.models import PersonId
from pipeline.operators.alerts import (
    Acknowledgement,
    Alarm,
    AlarmNumber,
    Alert,
    AlertGroup,
    Place,
)
from storage.postgres.connection import Connection
from tests.fixtures.service_stores import ServiceStores

BEGAN = datetime(2026, 2, 18, 3, 12, tzinfo=UTC)
ENDED = datetime(2026, 2, 18, 3, 40, tzinfo=UTC)
ANNA = Acknowledgement(PersonId(7), "Анна", BEGAN)
BORIS = Acknowledgement(PersonId(8), "Борис", ENDED)
THERE = Place(-1001, 42)


def alert(fingerprint: str = "a1", *, ended: datetime | None = None, value: str = "7") -> Alert:
    return Alert(
        fingerprint=fingerprint,
        name="DlqNotEmpty",
        severity="P1",
        about="instance=one",
        summary="Dead letters wait",
        value=value,
        runbook="docs/runbooks/alerts.md#dlqnotempty",
        started_at=BEGAN,
        ended_at=ended,
    )


def group(*alerts: Alert, key: str = "g", left_out: int = 0) -> AlertGroup:
    return AlertGroup(hashlib.sha256(key.encode()).digest(), alerts, left_out)


async def only(live: ServiceStores) -> Alarm:
    [alarm] = await live.alarms.untold()
    return alarm


async def test_a_group_that_fires_is_an_alarm_to_be_told(live: ServiceStores) -> None:
    told = await live.alarms.report(group(alert(), left_out=3))

    alarm = await only(live)
    assert told
    assert ((alert(),), 3, None, None) == (
        alarm.alerts,
        alarm.left_out,
        alarm.acknowledged,
        alarm.place,
    )
    assert not alarm.over


async def test_the_same_report_again_changes_nothing(live: ServiceStores) -> None:
    await live.alarms.report(group(alert()))
    first = await only(live)

    again = await live.alarms.report(group(alert()))

    assert not again
    assert first == await only(live)


async def test_what_was_told_is_told_again_only_when_it_changes(live: ServiceStores) -> None:
    await live.alarms.report(group(alert()))
    await live.alarms.told(await only(live), THERE)
    quiet = await live.alarms.untold()

    await live.alarms.report(group(alert(value="8")))

    alarm = await only(live)
    assert [] == list(quiet)
    assert (THERE, "8") == (alarm.place, alarm.alerts[0].value)


async def test_what_changes_while_it_is_told_is_told_once_more(live: ServiceStores) -> None:
    await live.alarms.report(group(alert()))
    shown = await only(live)
    await live.alarms.report(group(alert(value="8")))

    await live.alarms.told(shown, THERE)

    assert "8" == (await only(live)).alerts[0].value


async def test_an_alarm_is_over_when_its_last_alert_ends(live: ServiceStores) -> None:
    await live.alarms.report(group(alert("a1"), alert("b2")))

    await live.alarms.report(group(alert("a1", ended=ENDED), alert("b2")))
    half = await only(live)
    await live.alarms.report(group(alert("a1", ended=ENDED), alert("b2", ended=ENDED)))

    assert (False, True) == (half.over, (await only(live)).over)


async def test_a_group_that_fires_again_after_its_end_is_another_alarm(
    live: ServiceStores,
) -> None:
    await live.alarms.report(group(alert()))
    await live.alarms.told(await only(live), THERE)
    await live.alarms.report(group(alert(ended=ENDED)))
    await live.alarms.told(await only(live), THERE)

    await live.alarms.report(group(alert()))

    assert await only(live) == Alarm(
        (await only(live)).number, (alert(),), 0, None, version=1, place=None
    )


async def test_the_end_of_what_nobody_reported_is_no_alarm(live: ServiceStores) -> None:
    told = await live.alarms.report(group(alert(ended=ENDED)))

    assert not told
    assert [] == list(await live.alarms.untold())


async def test_groups_do_not_mix(live: ServiceStores) -> None:
    await live.alarms.report(group(alert("a1"), key="one"))
    await live.alarms.report(group(alert("b2"), key="two"))

    alarms = await live.alarms.untold()

    assert ["a1", "b2"] == [alarm.alerts[0].fingerprint for alarm in alarms]
    assert [alarms[0]] == list(await live.alarms.untold(1))


async def test_reports_at_the_same_time_make_one_alarm(live: ServiceStores) -> None:
    told = await asyncio.gather(*(live.alarms.report(group(alert())) for _ in range(5)))

    assert 1 == told.count(True)
    assert 1 == len(await live.alarms.untold())


async def test_who_acknowledges_first_stays(live: ServiceStores) -> None:
    await live.alarms.report(group(alert()))
    number = (await only(live)).number

    first = await live.alarms.acknowledge(number, ANNA)
    second = await live.alarms.acknowledge(number, BORIS)

    assert first is not None
    assert second is not None
    assert (ANNA, ANNA) == (first.acknowledged, second.acknowledged)
    assert first.version == second.version
    assert first == await only(live)


async def test_an_acknowledgement_outlives_what_does_not_get_worse(live: ServiceStores) -> None:
    await live.alarms.report(group(alert("a1"), alert("b2")))
    await live.alarms.acknowledge((await only(live)).number, ANNA)

    await live.alarms.report(group(alert("a1", value="9"), alert("b2", ended=ENDED)))

    assert ANNA == (await only(live)).acknowledged


async def test_and_ends_with_an_alert_that_fires_anew(live: ServiceStores) -> None:
    await live.alarms.report(group(alert("a1")))
    await live.alarms.acknowledge((await only(live)).number, ANNA)

    await live.alarms.report(group(alert("a1"), alert("b2")))

    assert (await only(live)).acknowledged is None


@pytest.mark.parametrize("number", [AlarmNumber(0), AlarmNumber(2**63 - 1)])
async def test_what_is_not_there_is_not_acknowledged(
    live: ServiceStores, number: AlarmNumber
) -> None:
    assert await live.alarms.acknowledge(number, ANNA) is None


async def test_nor_is_what_is_over(live: ServiceStores) -> None:
    await live.alarms.report(group(alert()))
    await live.alarms.report(group(alert(ended=ENDED)))
    over = await only(live)

    assert await live.alarms.acknowledge(over.number, ANNA) is None
    assert over == await only(live)


async def test_a_first_message_that_left_is_doubtful_until_more_is_known(
    live: ServiceStores,
) -> None:
    await live.alarms.report(group(alert()))
    alarm = await only(live)

    await live.alarms.leaves(alarm)
    left = await only(live)
    await live.alarms.failed(alarm)
    failed = await only(live)
    await live.alarms.leaves(failed)
    await live.alarms.failed(left)
    before = await only(live)
    await live.alarms.told(before, THERE)
    await live.alarms.report(group(alert(value="8")))

    assert [True, False, True, False] == [
        each.doubtful for each in (left, failed, before, await only(live))
    ]


async def test_an_alarm_that_nothing_is_heard_of_any_more_is_not_taken_for_a_new_one(
    postgres_service_stores: ServiceStores, behind: Connection
) -> None:
    alarms = postgres_service_stores.alarms
    await alarms.report(group(alert()))
    await alarms.told(await only(postgres_service_stores), THERE)
    await behind.execute("UPDATE operator_alarms SET heard_at = now() - interval '25 hours'")

    told = await alarms.report(group(alert()))

    assert told
    assert (await only(postgres_service_stores)).place is None


async def test_what_was_over_long_ago_is_forgotten(
    postgres_service_stores: ServiceStores, behind: Connection
) -> None:
    alarms = postgres_service_stores.alarms
    await alarms.report(group(alert()))
    await alarms.report(group(alert(ended=ENDED)))
    await behind.execute("UPDATE operator_alarms SET closed_at = now() - interval '31 days'")

    await alarms.report(group(alert(), key="other"))

    assert 1 == await behind.fetchval("SELECT count(*) FROM operator_alarms")
