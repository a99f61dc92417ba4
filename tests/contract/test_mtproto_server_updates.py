"""What the stand-in pushes, as the handlers of unmodified Telethon get it."""

from typing import Any

import pytest
from telethon import events, functions, types, utils

from tests.fixtures.mtproto import Heard, Team, hearing, logged_in
from tests.servers.mtproto import Delivery, MtprotoServer


@pytest.mark.parametrize("place", ["supergroup", "basic"])
async def test_messages_edits_and_deletions_are_told(
    mtproto: MtprotoServer, team: Team, place: str
) -> None:
    group, speech = getattr(team, place), mtproto.speech

    async with logged_in(mtproto) as client, hearing(client) as heard:
        said = speech.say(group, team.ann, "Hello")
        speech.edit(group, said, "Hello!")
        speech.delete(group, said)
        new, edited, deleted = await heard.wait_for(3)

    assert (group, team.ann, "Hello") == (new.chat_id, new.sender_id, new.raw_text)
    assert ("Hello!", True) == (edited.raw_text, edited.message.edit_date is not None)
    assert [said] == deleted.deleted_ids
    assert (group if place == "supergroup" else None) == deleted.chat_id


async def test_a_private_message_is_told(mtproto: MtprotoServer, team: Team) -> None:
    async with logged_in(mtproto) as client, hearing(client) as heard:
        mtproto.speech.private(team.me, team.bob, "psst")
        (new,) = await heard.wait_for(1)

    assert (team.bob, "psst", True) == (new.chat_id, new.raw_text, new.is_private)


async def test_an_album_is_pushed_at_once(mtproto: MtprotoServer, team: Team) -> None:
    async with logged_in(mtproto) as client, hearing(client) as heard:
        mtproto.speech.album(team.supergroup, team.ann, ["one", "", "three"])
        photos = await heard.wait_for(3)

    assert ["one", "", "three"] == [each.raw_text for each in photos]
    assert 1 == len({each.message.grouped_id for each in photos})
    assert 1 == mtproto.journal.pushed_containers


async def test_reactions_and_votes_are_told_without_a_pts(
    mtproto: MtprotoServer, team: Team
) -> None:
    speech, group = mtproto.speech, team.supergroup
    said = speech.say(group, team.ann, "Nice?")
    poll = speech.poll(group, team.ann, "When?", ["today", "never"])

    async with logged_in(mtproto) as client:
        heard = Heard(client, events.Raw((types.UpdateMessageReactions, types.UpdateMessagePoll)))
        speech.react(group, said, {"👍": 3, "🔥": 1})
        speech.vote(group, poll, [2, 0], closed=True)
        reaction, vote = await heard.wait_for(2)
        kept = await client.get_messages(group, ids=said)

    assert [("👍", 3), ("🔥", 1)] == counted(reaction.reactions)
    assert [("👍", 3), ("🔥", 1)] == counted(kept.reactions)
    assert (True, 2) == (vote.poll.closed, vote.results.total_voters)


async def test_a_reaction_can_be_told_as_an_edit_that_hides_itself(
    mtproto: MtprotoServer, team: Team
) -> None:
    said = mtproto.speech.say(team.supergroup, team.ann, "Nice?")

    async with logged_in(mtproto) as client, hearing(client) as heard:
        mtproto.speech.react(team.supergroup, said, {"👍": 1}, as_edit=True)
        (edited,) = await heard.wait_for(1)

    assert ("Nice?", None, True) == (
        edited.raw_text,
        edited.message.edit_date,
        edited.message.edit_hide,
    )


async def test_a_message_of_a_topic_says_so(mtproto: MtprotoServer, team: Team) -> None:
    forum = mtproto.people.group("Forum", (team.ann, team.me), kind="forum")
    topic = mtproto.speech.topic(forum, team.ann, "Plans")

    async with logged_in(mtproto) as client, hearing(client) as heard:
        mtproto.speech.say(forum, team.ann, "we go", topic=topic)
        mtproto.speech.say(forum, team.ann, "elsewhere")
        planned, general = await heard.wait_for(2)

    assert (True, topic) == (planned.reply_to.forum_topic, planned.reply_to.reply_to_msg_id)
    assert general.reply_to is None


async def test_a_group_that_becomes_a_supergroup_gets_another_id(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto) as client:
        kinds = (types.UpdateNewMessage, types.UpdateNewChannelMessage)
        heard = Heard(client, events.Raw(kinds))
        new = mtproto.people.migrate(team.basic, team.ann)
        arrived, left = sorted(await heard.wait_for(2), key=lambda each: type(each).__name__)
        mtproto.speech.say(new, team.ann, "We are here now")
        (said,) = await heard.wait_for(1)
        old = await client.get_entity(team.basic)
        full = await client(functions.channels.GetFullChannelRequest(new))

    assert new == marked_channel(left.message.action.channel_id)
    assert -team.basic == arrived.message.action.chat_id == full.full_chat.migrated_from_chat_id
    assert (True, new) == (old.deactivated, marked_channel(old.migrated_to.channel_id))
    assert (new, "We are here now") == (said.message.chat_id, said.message.message)


async def test_an_invitation_is_looked_at_and_followed(mtproto: MtprotoServer, team: Team) -> None:
    club = mtproto.people.group("Club", (team.ann, team.bob), invite="AbCdEf")

    async with logged_in(mtproto) as client, hearing(client) as heard:
        before = await client(functions.messages.CheckChatInviteRequest("AbCdEf"))
        joined = await client(functions.messages.ImportChatInviteRequest("AbCdEf"))
        after = await client(functions.messages.CheckChatInviteRequest("AbCdEf"))
        mtproto.speech.say(club, team.ann, "Welcome")
        (welcome,) = await heard.wait_for(1)

    assert isinstance(before, types.ChatInvite)
    assert ("Club", 2, True) == (before.title, before.participants_count, before.megagroup)
    assert isinstance(joined, types.messages.ChatInviteJoinResultOk)
    assert club == utils.get_peer_id(joined.updates.chats[0])
    assert isinstance(after, types.ChatInviteAlready)
    assert "Welcome" == welcome.raw_text


async def test_a_public_channel_is_joined_and_left(mtproto: MtprotoServer, team: Team) -> None:
    news = mtproto.people.group("News", (team.ann,), kind="channel", username="news")

    async with logged_in(mtproto) as client, hearing(client) as heard:
        channel = await client.get_input_entity("news")
        joined = await client(functions.channels.JoinChannelRequest(channel))
        mtproto.speech.say(news, None, "Extra!")
        (post,) = await heard.wait_for(1)
        await client(functions.channels.LeaveChannelRequest(channel))
        dialogs = await client.get_dialogs()

    assert isinstance(joined, types.messages.ChatInviteJoinResultOk)
    assert (news, True, "Extra!") == (post.chat_id, post.message.post, post.raw_text)
    assert news not in {each.id for each in dialogs}


async def test_an_update_that_is_pushed_twice_is_told_once(
    mtproto: MtprotoServer, team: Team
) -> None:
    mtproto.delivery = Delivery.TWICE

    async with logged_in(mtproto) as client, hearing(client) as heard:
        for text in ("one", "two"):
            mtproto.speech.say(team.supergroup, team.ann, text)
            mtproto.speech.say(team.basic, team.ann, text)
        told = await heard.wait_for(4)
        pushed = mtproto.journal.pushed_messages
        await heard.nothing_more(mtproto)

    assert 8 == pushed
    assert ["one", "one", "two", "two"] == [each.raw_text for each in told]


async def test_what_the_account_says_on_another_device_is_its_own(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto) as client, hearing(client) as heard:
        mtproto.speech.say(team.supergroup, team.me, "mine")
        mtproto.speech.say(team.supergroup, team.ann, "hers")
        mine, hers = await heard.wait_for(2)

    assert [True, False] == [bool(mine.out), bool(hers.out)]


async def test_two_accounts_hear_the_same_group(mtproto: MtprotoServer, team: Team) -> None:
    phone = "+9996625678"
    other = mtproto.people.account(phone, "Battista")
    mtproto.people.join(team.basic, other)

    async with (
        logged_in(mtproto) as one,
        logged_in(mtproto, phone=phone) as two,
        hearing(one) as first,
        hearing(two) as second,
    ):
        mtproto.speech.say(team.basic, other, "both of us")
        (mine,), (his,) = await first.wait_for(1), await second.wait_for(1)

    assert mine.id == his.id
    assert [False, True] == [bool(mine.out), bool(his.out)]


async def test_a_client_that_wants_no_updates_gets_none(
    mtproto: MtprotoServer, team: Team
) -> None:
    async with logged_in(mtproto, receive_updates=False) as client:
        mtproto.speech.say(team.supergroup, team.ann, "unheard")
        await client.get_me()

    assert 0 == mtproto.journal.pushed_messages


def counted(reactions: Any) -> list[tuple[str, int]]:
    return [(each.reaction.emoticon, each.count) for each in reactions.results]


def marked_channel(number: int) -> int:
    return int(utils.get_peer_id(types.PeerChannel(number)))
