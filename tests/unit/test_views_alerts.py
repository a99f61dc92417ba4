"""An alarm's message, at its longest."""

from datetime import UTC, datetime

import pytest

from bot.views.alerts import alarm_screen
from handlers.api.alerts import MOST, Report, group_of
from pipeline.groups.models import PersonId
from pipeline.operators.alerts import Acknowledgement, Alarm, AlarmNumber
from tests.fixtures.digests import wording

TELEGRAMS_LIMIT = 4096
NOW = datetime(2026, 2, 18, 3, 12, tzinfo=UTC)


def longest(character: str) -> Alarm:
    """What is left of a report in which everything is as long as can be."""
    text = character * 2000
    alerts = [
        {
            "status": "resolved",
            "labels": {"alertname": text, "severity": text, "zone": text, "number": str(number)},
            "annotations": {"summary": text, "value": text, "runbook": text},
            "startsAt": NOW,
            "endsAt": NOW,
            "fingerprint": f"{number:016x}",
        }
        for number in range(2 * MOST)
    ]
    report = Report.model_validate(
        {"version": "4", "groupKey": "g", "truncatedAlerts": 1_000_000, "alerts": alerts}
    )
    group = group_of(report)
    by = Acknowledgement(PersonId(1), character * 64, NOW)
    return Alarm(AlarmNumber(1), group.alerts, group.left_out, by, 1, place=None, doubtful=True)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("character", ["x", "ж", "🔥", "<", "x "])
def test_it_fits_into_one_message(character: str, language: str) -> None:
    screen = alarm_screen(longest(character), wording(language))

    assert len(screen.text.encode("utf-16-le")) // 2 <= TELEGRAMS_LIMIT
