from dataclasses import replace

import pytest

from bot.views.report import WindowReport, message_url
from pipeline.digest.models import DeliveryStatus
from pipeline.digest.ports import Group
from tests.fixtures.digests import (
    TEAM,
    TEAM_DAY,
    TEAM_PEOPLE,
    held,
    stored,
    team_digest,
    window,
)


def group(kind: str, username: str | None = None, telegram_id: int = TEAM.telegram_id) -> Group:
    return replace(TEAM, kind=kind, username=username, telegram_id=telegram_id)


@pytest.mark.parametrize(
    ("chat", "url"),
    [
        (group("supergroup"), "https://t.me/c/1234567890/7"),
        (group("channel"), "https://t.me/c/1234567890/7"),
        (group("supergroup", "our_team"), "https://t.me/our_team/7"),
        (group("supergroup", "a b/../javascript:"), "https://t.me/c/1234567890/7"),
        (group("group", telegram_id=-4567), None),
        (group("private", "anya_k", telegram_id=4567), None),
        (group("supergroup", telegram_id=4567), None),
    ],
)
def test_a_message_has_an_address_where_telegram_gives_one(chat: Group, url: str | None) -> None:
    assert url == message_url(chat, 7)


def test_a_message_from_before_a_migration_has_no_address() -> None:
    assert message_url(TEAM, -7) is None


def test_a_judged_digest_is_cleared() -> None:
    report = WindowReport(window(TEAM_DAY), stored(team_digest(), TEAM_PEOPLE))

    assert report.stored is report.cleared


@pytest.mark.parametrize(
    "status",
    [
        DeliveryStatus.BLOCKED_QUALITY,
        DeliveryStatus.BLOCKED_RBAC,
        DeliveryStatus.BLOCKED_QUOTA,
    ],
)
def test_a_blocked_status_shuts_the_door_that_the_decision_opened(status: DeliveryStatus) -> None:
    digest = replace(stored(team_digest(), TEAM_PEOPLE), delivery_status=status)

    assert WindowReport(window(TEAM_DAY), digest).cleared is None


def test_a_decision_that_refuses_shuts_the_door_whatever_the_status() -> None:
    digest = stored(held(team_digest(), DeliveryStatus.BLOCKED_QUALITY), TEAM_PEOPLE)
    digest = replace(digest, delivery_status=DeliveryStatus.SENT)

    assert WindowReport(window(TEAM_DAY), digest).cleared is None


def test_a_text_that_was_not_judged_is_not_cleared() -> None:
    digest = team_digest()
    changed = digest.model_copy(update={"statements": digest.statements[1:]})

    report = WindowReport(window(TEAM_DAY), stored(changed, TEAM_PEOPLE))

    assert report.cleared is None
