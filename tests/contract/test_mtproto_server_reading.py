"""Dialogs, messages, members and files of the stand-in, as unmodified Telethon reads them."""

from datetime import UTC, datetime, timedelta

import pytest
from telethon import errors, functions, types, utils

from tests.fixtures.mtproto import Team, logged_in
from tests.servers.mtproto import MtprotoServer

LONG_AGO = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def test_dialogs_are_listed_by_their_last_message_over_several_pages(
    mtproto: MtprotoServer, team: Team
) -> None:
    made = [
        mtproto.people.group(
            f"Group {number}", (team.ann, team.me), at=LONG_AGO + timedelta(hours=number)
        )
        for number in range(230)
    ]

    async with logged_in(mtproto) as client:
        dialogs = await client.get_dialogs()

    assert [team.basic, team.supergroup, *reversed(made)] == sorted(
        (each.id for each in dialogs[:2]), reverse=True
    ) + [each.id for each in dialogs[2:]]
    assert len(mtproto.journal.requests("messages.getDialogs")) >= 3


async def test_pinned_and_archived_dialogs_are_marked(mtproto: MtprotoServer, team: Team) -> None:
    pinned = mtproto.people.group("Pinned", (team.ann, team.me), pinned=True, at=LONG_AGO)
    archived = mtproto.people.group("Archived", (team.ann, team.me), folder=1, at=LONG_AGO)

    async with logged_in(mtproto) as client:
        dialogs = await client.get_dialogs()
        archive = await client.get_dialogs(folder=1)

    assert (pinned, True) == (dialogs[0].id, dialogs[0].pinned)
    assert [archived] == [each.id for each in archive]
    assert archived in {each.id for each in dialogs if each.archived}


async def test_a_private_conversation_is_a_dialog(mtproto: MtprotoServer, team: Team) -> None:
    number = mtproto.speech.private(team.me, team.ann, "psst")

    async with logged_in(mtproto) as client:
        dialogs = await client.get_dialogs()
        (message,) = await client.get_messages(team.ann, limit=10)

    assert team.ann in {each.id for each in dialogs if each.is_user}
    assert (number, "psst") == (message.id, message.text)


async def test_the_topics_of_a_forum_and_their_messages(
    mtproto: MtprotoServer, team: Team
) -> None:
    forum = mtproto.people.group("Forum", (team.ann, team.me), kind="forum")
    plans = mtproto.speech.topic(forum, team.ann, "Plans")
    jokes = mtproto.speech.topic(forum, team.ann, "Jokes")
    planned = mtproto.speech.say(forum, team.ann, "we go", topic=plans)
    answer = mtproto.speech.say(forum, team.me, "when?", topic=plans, reply_to=planned)
    mtproto.speech.say(forum, team.ann, "in no topic")

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        peer = await client.get_input_entity(forum)
        found = await client(functions.messages.GetForumTopicsRequest(peer, None, 0, 0, 10))
        messages = await client.get_messages(forum, reply_to=plans, limit=10)
        entity = await client.get_entity(forum)

    assert entity.forum
    assert {"General", "Plans", "Jokes"} == {each.title for each in found.topics}
    assert {plans: answer, jokes: jokes} == {
        each.id: each.top_message for each in found.topics if each.id != 1
    }
    assert [answer, planned] == [each.id for each in messages]
    assert [True, True] == [each.reply_to.forum_topic for each in messages]
    assert [plans, None] == [each.reply_to.reply_to_top_id for each in messages]


async def test_captions_file_names_durations_and_emoji_are_read(
    mtproto: MtprotoServer, team: Team
) -> None:
    speech, group = mtproto.speech, team.supergroup
    speech.photo(group, team.ann, "a picture")
    speech.document(group, team.ann, "plan.pdf", "the plan")
    speech.voice(group, team.ann, 12)
    speech.sticker(group, team.bob, "👍")
    speech.poll(group, team.bob, "When?", ["today", "never"])

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        poll, sticker, voice, document, photo = await client.get_messages(group, limit=5)

    assert ("a picture", True) == (photo.text, photo.photo is not None)
    assert ("the plan", "plan.pdf") == (document.text, document.file.name)
    assert 12 == voice.voice.attributes[0].duration
    assert "👍" == sticker.file.emoji
    assert ["today", "never"] == [each.text.text for each in poll.poll.poll.answers]


async def test_files_are_downloaded(mtproto: MtprotoServer, team: Team) -> None:
    sound = bytes(range(256)) * 5000
    mtproto.speech.photo(team.supergroup, team.ann, content=b"\xff\xd8 picture")
    mtproto.speech.voice(team.supergroup, team.ann, 80, content=sound)

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        voice, photo = await client.get_messages(team.supergroup, limit=2)
        heard = await client.download_media(voice, bytes)
        seen = await client.download_media(photo, bytes)

    assert sound == heard
    assert b"\xff\xd8 picture" == seen


async def test_a_rich_message_has_no_plain_text_and_its_rest_is_asked_for(
    mtproto: MtprotoServer, team: Team
) -> None:
    texts = ["Title", "First paragraph", "Second paragraph"]
    number = mtproto.speech.rich(team.supergroup, team.ann, texts, shown=1)

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        (message,) = await client.get_messages(team.supergroup, limit=1)
        peer = await client.get_input_entity(team.supergroup)
        whole = await client(functions.messages.GetRichMessageRequest(peer, number))

    assert ("", True) == (message.text, message.rich_message.part)
    assert texts == [each.text.text for each in whole.messages[0].rich_message.blocks]


async def test_forwards_replies_and_anonymous_authors_are_told(
    mtproto: MtprotoServer, team: Team
) -> None:
    channel = mtproto.people.group("News", (team.bob,), kind="channel", username="news")
    question = mtproto.speech.say(team.supergroup, team.ann, "Shall we?")
    mtproto.speech.say(team.supergroup, team.bob, "Yes", reply_to=question, quote="Shall")
    mtproto.speech.say(team.supergroup, team.bob, "Read", forwarded_from=channel)
    mtproto.speech.say(team.supergroup, team.supergroup, "By an admin")

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        anonymous, forward, answer, _ = await client.get_messages(team.supergroup, limit=4)

    assert team.supergroup == anonymous.sender_id
    assert channel == utils.get_peer_id(forward.fwd_from.from_id)
    assert (question, "Shall") == (answer.reply_to.reply_to_msg_id, answer.reply_to.quote_text)


async def test_who_is_in_a_group(mtproto: MtprotoServer, team: Team) -> None:
    mtproto.people.promote(team.supergroup, team.bob)

    async with logged_in(mtproto) as client:
        ours = mtproto.people.group("Ours", (team.me,))
        await client.get_dialogs()
        people = await client.get_participants(team.supergroup)
        searched = await client.get_participants(team.supergroup, search="ann")
        basic = await client.get_participants(team.basic)
        own = await client.get_permissions(team.supergroup, "me")
        bob = await client.get_permissions(team.supergroup, team.bob)
        with pytest.raises(errors.UserNotParticipantError):
            await client.get_permissions(ours, team.ann)

    assert {team.ann, team.bob, team.me} == {each.id for each in people}
    assert [team.ann] == [each.id for each in searched]
    assert {team.ann, team.bob, team.me} == {each.id for each in basic}
    assert (False, True) == (own.is_admin, bob.is_admin)


async def test_full_groups_tell_about_themselves(mtproto: MtprotoServer, team: Team) -> None:
    channel = mtproto.people.group(
        "News", (team.ann, team.me), kind="channel", about="All of it", linked=team.supergroup
    )

    async with logged_in(mtproto) as client:
        await client.get_dialogs()
        full = await client(functions.channels.GetFullChannelRequest(channel))
        chat = await client(functions.messages.GetFullChatRequest(-team.basic))

    linked = utils.get_peer_id(types.PeerChannel(full.full_chat.linked_chat_id))
    assert ("All of it", 2, team.supergroup) == (
        full.full_chat.about,
        full.full_chat.participants_count,
        linked,
    )
    assert 3 == len(chat.full_chat.participants.participants)


async def test_ids_of_sixty_four_bits_are_whole(mtproto: MtprotoServer) -> None:
    account = mtproto.people.account("+9996621234", id=2**52 - 1)
    ann = mtproto.people.person("Ann", id=2**51 + 5)
    group = mtproto.people.group("Far", (ann, account), id=997_000_000_001)
    mtproto.speech.say(group, ann, "here")

    async with logged_in(mtproto) as client:
        (dialog,) = await client.get_dialogs()
        me = await client.get_me()

    assert 2**52 - 1 == me.id
    assert -1_000_000_000_000 - 997_000_000_001 == group == dialog.id
    assert 2**51 + 5 == dialog.message.sender_id


async def test_names_are_resolved(mtproto: MtprotoServer, team: Team) -> None:
    news = mtproto.people.group("News", (team.ann,), kind="channel", username="news")

    async with logged_in(mtproto) as client:
        person = await client.get_entity("@Bob_B")
        channel = await client.get_entity("https://t.me/news")
        with pytest.raises(ValueError, match="No user has"):
            await client.get_entity("@nobody_here")

    assert team.bob == person.id
    assert (news, True) == (utils.get_peer_id(channel), channel.left)
