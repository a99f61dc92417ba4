"""What a client missed: differences, gaps and catching up, as unmodified Telethon mends them."""

from pathlib import Path

import pytest
from telethon import events, types

from tests.fixtures.mtproto import Heard, Team, caught_up, hearing, logged_in
from tests.servers.mtproto import Delivery, Fault, MtprotoServer


@pytest.mark.parametrize("place", ["supergroup", "basic"])
async def test_what_was_said_meanwhile_is_caught_up(
    mtproto: MtprotoServer, team: Team, tmp_path: Path, place: str
) -> None:
    group, session = getattr(team, place), tmp_path / "reader"
    async with logged_in(mtproto, session) as client, hearing(client) as heard:
        await client.get_dialogs()
        mtproto.speech.say(group, team.ann, "before")
        await heard.wait_for(1)
    said = mtproto.talk.history(group, 250)

    async with caught_up(mtproto, session) as heard:
        told = await heard.wait_for(250)

    assert sorted(said) == sorted(each.id for each in told)


async def test_a_long_absence_is_told_in_slices(
    mtproto: MtprotoServer, team: Team, tmp_path: Path
) -> None:
    mtproto.terms.slice = 40
    session = tmp_path / "reader"
    async with logged_in(mtproto, session):
        pass
    said = mtproto.talk.history(team.basic, 100)

    async with caught_up(mtproto, session) as heard:
        told = await heard.wait_for(100)

    assert sorted(said) == sorted(each.id for each in told)
    assert 3 <= len(mtproto.journal.requests("updates.getDifference"))


@pytest.mark.parametrize(("flat", "expected"), [(False, ["said"]), (True, ["deleted", "edited"])])
async def test_edits_and_deletions_meanwhile_are_told_only_if_their_numbers_are_the_last(
    mtproto: MtprotoServer, team: Team, tmp_path: Path, flat: bool, expected: list[str]
) -> None:
    # Telethon moves to the difference's pts first and then drops what is not newer.
    mtproto.terms.flat_differences = flat
    session, speech, group = tmp_path / "reader", mtproto.speech, team.supergroup
    old, gone = speech.say(group, team.ann, "old"), speech.say(group, team.ann, "gone")
    async with logged_in(mtproto, session) as client:
        await client.get_dialogs()
    speech.edit(group, old, "edited")
    speech.delete(group, gone)
    if not flat:
        speech.say(group, team.ann, "said")

    async with caught_up(mtproto, session) as heard:
        told = await heard.wait_for(len(expected))
        await heard.nothing_more(mtproto)

    assert expected == sorted(getattr(each, "raw_text", "deleted") for each in told)


@pytest.mark.parametrize(
    ("place", "request_"),
    [("supergroup", "updates.getChannelDifference"), ("basic", "updates.getDifference")],
)
async def test_a_gap_is_mended_by_a_difference(
    mtproto: MtprotoServer, team: Team, place: str, request_: str
) -> None:
    group = getattr(team, place)

    async with logged_in(mtproto) as client, hearing(client) as heard:
        await client.get_dialogs()
        before = len(mtproto.journal.requests(request_))
        mtproto.delivery = Delivery.LOSSY
        mtproto.speech.say(group, team.ann, "lost")
        mtproto.speech.say(group, team.ann, "found")
        told = await heard.wait_for(2)

    assert ["found", "lost"] == sorted(each.raw_text for each in told)
    assert before < len(mtproto.journal.requests(request_))


async def test_updates_in_the_wrong_order_need_no_difference(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto) as client, hearing(client) as heard:
        await client.get_dialogs()
        mtproto.delivery = Delivery.SWAPPED
        mtproto.speech.say(team.supergroup, team.ann, "first")
        mtproto.speech.say(team.supergroup, team.ann, "second")
        told = await heard.wait_for(2)

    assert ["first", "second"] == [each.raw_text for each in told]
    assert [] == mtproto.journal.requests("updates.getChannelDifference")


async def test_a_channel_difference_that_is_too_long_loses_messages_without_a_word(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto) as client, hearing(client) as heard:
        await client.get_dialogs()
        mtproto.delivery = Delivery.WITHHELD
        lost = mtproto.speech.say(team.supergroup, team.ann, "lost")
        mtproto.fail("updates.getChannelDifference", Fault.too_long())
        mtproto.delivery = Delivery.PROMPT
        mtproto.speech.say(team.supergroup, team.ann, "shows the gap")
        await mtproto.journal.reach("updates.getChannelDifference", 2)
        mtproto.speech.say(team.supergroup, team.ann, "after")
        (told,) = await heard.wait_for(1)
        read = await client.get_messages(team.supergroup, ids=lost)

    assert "after" == told.raw_text
    assert "lost" == read.text


async def test_an_account_difference_that_is_too_long_loses_messages_without_a_word(
    mtproto: MtprotoServer, team: Team, tmp_path: Path
) -> None:
    session = tmp_path / "reader"
    async with logged_in(mtproto, session):
        pass
    mtproto.speech.say(team.basic, team.ann, "lost")
    mtproto.forget_updates()

    async with caught_up(mtproto, session) as heard:
        await mtproto.journal.reach("updates.getDifference", 2)
        mtproto.speech.say(team.basic, team.ann, "after")
        (told,) = await heard.wait_for(1)

    assert "after" == told.raw_text


async def test_an_unnumbered_update_that_is_lost_shows_in_the_sequence(
    mtproto: MtprotoServer, team: Team
) -> None:
    said = mtproto.speech.say(team.supergroup, team.ann, "Nice?")

    async with logged_in(mtproto) as client:
        heard = Heard(client, events.Raw(types.UpdateMessageReactions))
        before = len(mtproto.journal.requests("updates.getDifference"))
        mtproto.delivery = Delivery.WITHHELD
        mtproto.speech.react(team.supergroup, said, {"👍": 1})
        mtproto.delivery = Delivery.PROMPT
        mtproto.speech.react(team.supergroup, said, {"👍": 2})
        await mtproto.journal.reach("updates.getDifference", before + 1)
        mtproto.speech.react(team.supergroup, said, {"👍": 3})
        (told,) = await heard.wait_for(1)

    assert 3 == told.reactions.results[0].count
