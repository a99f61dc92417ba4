"""What is new, as the last digests tell it."""

from dataclasses import replace

from pipeline.digest.models import DeliveryStatus
from pipeline.digest.shown import ShownDigest
from pipeline.groups.models import ConnectedGroup
from tests.fixtures.butler import group, parlour
from tests.fixtures.digests import TEAM_DAY, TEAM_PEOPLE, held, later, stored, team_digest, window


def shown(of: ConnectedGroup, *, days: int = 0) -> ShownDigest:
    return ShownDigest(of, window(later(TEAM_DAY, days)), stored(team_digest(), TEAM_PEOPLE))


async def test_the_weightiest_statements_are_told_and_cite_what_they_rest_on() -> None:
    digest = shown(group())
    at = parlour(groups=[digest.group], digests=[digest])
    await at.hears("Привет!")

    reply = await at.hears("что нового?")

    head, first, *_ = reply.text.split("\n")
    assert "«Команда сайта», главное из сводки (" in head
    assert "• Костя пишет постмортем — до завтра, 12:00. [1]" == first
    assert 112 == reply.passages[0].found.id
    assert 6 == len(reply.passages)


async def test_the_latest_digest_comes_first_and_a_named_group_alone() -> None:
    team, family = shown(group(1, "Команда")), shown(group(2, "Семья"), days=1)
    at = parlour(groups=[team.group, family.group], digests=[team, family])
    await at.hears("Привет!")

    of_all = await at.hears("что нового?")
    of_team = await at.hears("Что нового в группе Команда?")

    assert of_all.text.index("«Семья»") < of_all.text.index("«Команда»")
    assert {team.group} == {passage.group for passage in of_team.passages}


async def test_open_questions_are_those_of_the_last_digests() -> None:
    digest = shown(group())
    at = parlour(groups=[digest.group], digests=[digest])
    await at.hears("Привет!")

    reply = await at.hears("есть ли открытые вопросы?")

    assert [116, 131] == [passage.found.id for passage in reply.passages]


async def test_a_digest_that_was_held_back_tells_nothing() -> None:
    kept = shown(group())
    barred = held(kept.stored.digest, DeliveryStatus.BLOCKED_QUALITY, "faithfulness")
    at = parlour(
        groups=[kept.group], digests=[replace(kept, stored=replace(kept.stored, digest=barred))]
    )
    await at.hears("Привет!")

    reply = await at.hears("что нового?")

    assert () == reply.passages
    assert "/digest" in reply.text


async def test_what_a_basic_group_said_has_no_address_in_the_supergroup() -> None:
    moved = replace(group(), migrated_from=-4_000_000)
    digest = shown(moved)
    at = parlour(groups=[moved], digests=[digest])
    await at.hears("Привет!")

    reply = await at.hears("что нового?")

    assert {0} == {passage.found.id for passage in reply.passages}
