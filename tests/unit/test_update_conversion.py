"""A message is the same whether the bot saw it or an export holds it."""

from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.export.conversion import Converter
from handlers.export.problems import Problem, Problems
from handlers.updates.conversion import convert_chat, convert_message, convert_reactions
from pipeline.ingest.models import (
    AuthorId,
    Chat,
    ChatKind,
    MediaKind,
    Message,
    MessageId,
    MessageKind,
    Reaction,
)
from tests.telegram_desktop import NOON, plain, service, without

GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Ласточка"}
ANNA = {"id": 1, "is_bot": False, "first_name": "Анна"}


def seen(number: int = 7, **fields: Any) -> dict[str, Any]:
    """A message as the Bot API gives it, sent when `plain` of the same number was."""
    return {"message_id": number, "date": NOON + number, "chat": GROUP, "from": ANNA, **fields}


def by_bot(raw: dict[str, Any]) -> Message:
    problems = Problems()
    message = convert_message(raw, problems)
    assert message is not None
    return message


def by_export(raw: dict[str, Any]) -> Message:
    message = Converter(UTC, Problems()).convert(raw)
    assert message is not None
    return message


def entity(kind: str, text: str, part: str, **fields: Any) -> dict[str, Any]:
    """An entity of the Bot API over a part of the text, in UTF-16 units."""
    before, _, _ = text.partition(part)
    return {
        "type": kind,
        "offset": len(before.encode("utf-16-le")) // 2,
        "length": len(part.encode("utf-16-le")) // 2,
        **fields,
    }


MARKED = "🎉 @boris и Вера, вот сайт и https://example.org/ж"

SAME: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("text", seen(text="Релиз в четверг"), plain(7, "Релиз в четверг")),
    ("nothing", seen(dice={"emoji": "🎲", "value": 3}), plain(7, "")),
    ("story", seen(story={"id": 1}), plain(7, "")),
    ("control characters", seen(text="а\u202eб\r\nв"), plain(7, "а\u202eб\r\nв")),
    (
        "entities",
        seen(
            text=MARKED,
            entities=[
                entity("mention", MARKED, "@boris"),
                entity("text_mention", MARKED, "Вера", user={"id": 3}),
                entity("text_link", MARKED, "сайт", url="https://alfred.example/"),
                entity("url", MARKED, "https://example.org/ж"),
                entity("bold", MARKED, "вот"),
            ],
        ),
        plain(
            7,
            MARKED,
            text_entities=[
                {"type": "plain", "text": "🎉 "},
                {"type": "mention", "text": "@boris"},
                {"type": "plain", "text": " и "},
                {"type": "mention_name", "text": "Вера", "user_id": 3},
                {"type": "text_link", "text": "сайт", "href": "https://alfred.example/"},
                {"type": "link", "text": "https://example.org/ж"},
            ],
        ),
    ),
    (
        "command",
        seen(
            text="/digest Команда 4h",
            entities=[entity("bot_command", "/digest Команда 4h", "/digest")],
        ),
        plain(
            7,
            "/digest Команда 4h",
            text_entities=[
                {"type": "bot_command", "text": "/digest"},
                {"type": "plain", "text": " Команда 4h"},
            ],
        ),
    ),
    (
        "command in a code",
        seen(
            text="/deploy всем",
            entities=[
                entity("bold", "/deploy всем", "всем"),
                entity("code", "/deploy всем", "/deploy"),
            ],
        ),
        plain(
            7,
            "/deploy всем",
            text_entities=[
                {"type": "code", "text": "/deploy"},
                {"type": "bold", "text": " всем"},
            ],
        ),
    ),
    (
        "command within a text",
        seen(
            text="зачем /digest",
            entities=[entity("bot_command", "зачем /digest", "/digest")],
        ),
        plain(
            7,
            "зачем /digest",
            text_entities=[
                {"type": "plain", "text": "зачем "},
                {"type": "bot_command", "text": "/digest"},
            ],
        ),
    ),
    (
        "command in a caption",
        seen(
            caption="/save",
            caption_entities=[entity("bot_command", "/save", "/save")],
            photo=[{"file_size": 5}],
        ),
        plain(
            7,
            "/save",
            text_entities=[{"type": "bot_command", "text": "/save"}],
            photo="",
            photo_file_size=5,
        ),
    ),
    ("path", seen(text="/etc/passwd открыт"), plain(7, "/etc/passwd открыт")),
    ("reply", seen(text="да", reply_to_message=seen(5)), plain(7, "да", reply_to_message_id=5)),
    (
        "reply to another chat",
        seen(text="да", external_reply={"message_id": 5}),
        plain(7, "да", reply_to_message_id=5, reply_to_peer_id="channel9"),
    ),
    (
        "edited",
        seen(text="да", edit_date=NOON + 60),
        plain(7, "да", edited="2026-02-01T12:01:00", edited_unixtime=str(NOON + 60)),
    ),
    (
        "full name",
        seen(text="да") | {"from": {**ANNA, "last_name": "Ли"}},
        plain(7, "да", **{"from": "Анна Ли"}),
    ),
    (
        "anonymous administrator",
        seen(text="да", sender_chat=GROUP) | {"from": {"id": 1087968824, "is_bot": True}},
        plain(7, "да", **{"from": "Ласточка", "from_id": "channel1234567890"}),
    ),
    (
        "basic group as itself",
        seen(text="да", sender_chat={"id": -55, "type": "group", "title": "Свои"}),
        plain(7, "да", **{"from": "Свои", "from_id": "chat55"}),
    ),
    (
        "post of a channel",
        without(
            seen(text="да", chat={"id": -1000000000009, "type": "channel", "title": "Новости"}),
            "from",
        ),
        plain(7, "да", **{"from": "Новости", "from_id": "channel9"}),
    ),
    (
        "forwarded person",
        seen(text="да", forward_origin={"type": "user", "sender_user": {"first_name": "Ян"}}),
        plain(7, "да", forwarded_from="Ян"),
    ),
    (
        "forwarded, hidden",
        seen(text="да", forward_origin={"type": "hidden_user", "sender_user_name": "Ян"}),
        plain(7, "да", forwarded_from="Ян"),
    ),
    (
        "forwarded channel",
        seen(text="да", forward_origin={"type": "channel", "chat": {"id": -1, "title": "Н"}}),
        plain(7, "да", forwarded_from="Н"),
    ),
    (
        "by an inline bot",
        seen(text="да", via_bot={"id": 3, "username": "gif"}),
        plain(7, "да", via_bot="@gif"),
    ),
    (
        "photo",
        seen(photo=[{"file_size": 10}, {"file_size": 90}], caption="вид"),
        plain(7, "вид", photo="(File not included.)", photo_file_size=90),
    ),
    (
        "video",
        seen(video={"file_name": "a.mp4", "file_size": 5, "duration": 9}),
        plain(
            7,
            "",
            media_type="video_file",
            file="video_files/a.mp4",
            file_name="a.mp4",
            file_size=5,
            duration_seconds=9,
        ),
    ),
    (
        "animation",
        seen(
            animation={"file_name": "g.mp4", "file_size": 5, "duration": 2},
            document={"file_name": "g.mp4", "file_size": 5},
        ),
        plain(
            7,
            "",
            media_type="animation",
            file="x",
            file_name="g.mp4",
            file_size=5,
            duration_seconds=2,
        ),
    ),
    (
        "voice",
        seen(voice={"file_size": 5, "duration": 61}),
        plain(7, "", media_type="voice_message", file="x", file_size=5, duration_seconds=61),
    ),
    (
        "video note",
        seen(video_note={"file_size": 5, "duration": 6}),
        plain(7, "", media_type="video_message", file="x", file_size=5, duration_seconds=6),
    ),
    (
        "audio",
        seen(audio={"performer": "Хор", "title": "Ночь", "duration": 100, "file_name": "a.mp3"}),
        plain(
            7,
            "",
            media_type="audio_file",
            file="x",
            file_name="a.mp3",
            performer="Хор",
            title="Ночь",
            duration_seconds=100,
        ),
    ),
    (
        "sticker",
        seen(sticker={"emoji": "👍", "file_size": 3, "set_name": "s"}),
        plain(7, "", media_type="sticker", sticker_emoji="👍", file="x", file_size=3),
    ),
    (
        "document",
        seen(document={"file_name": "смета.xlsx", "file_size": 7}, caption="вот"),
        plain(7, "вот", file="files/смета.xlsx", file_name="смета.xlsx", file_size=7),
    ),
    (
        "contact",
        seen(contact={"first_name": "Пётр", "last_name": "К", "phone_number": "1"}),
        plain(
            7,
            "",
            contact_information={"first_name": "Пётр", "last_name": "К", "phone_number": "1"},
        ),
    ),
    (
        "place",
        seen(
            venue={"title": "Кафе", "address": "Арбат, 1", "location": {"latitude": 1}},
            location={"latitude": 1},
        ),
        plain(
            7,
            "",
            place_name="Кафе",
            address="Арбат, 1",
            location_information={"latitude": 1},
        ),
    ),
    (
        "location",
        seen(location={"latitude": 1.0}),
        plain(7, "", location_information={"latitude": 1.0}),
    ),
    (
        "poll",
        seen(
            poll={
                "question": "Когда?",
                "options": [
                    {"text": "пн", "voter_count": 2},
                    {"text": "вт", "voter_count": 0},
                ],
            }
        ),
        plain(
            7,
            "",
            poll={
                "question": "Когда?",
                "answers": [{"text": "пн", "voters": 2}, {"text": "вт", "voters": 0}],
            },
        ),
    ),
    (
        "to-do list",
        seen(checklist={"title": "Дела", "tasks": [{"id": 1, "text": "купить"}]}),
        plain(7, "", todo_list={"title": "Дела", "answers": [{"id": 1, "text": "купить"}]}),
    ),
    ("game", seen(game={"title": "Го"}), plain(7, "", game_title="Го")),
    (
        "invoice",
        seen(invoice={"title": "Счёт"}),
        plain(7, "", invoice_information={"title": "Счёт"}),
    ),
    ("giveaway", seen(giveaway={"chats": []}), plain(7, "", giveaway_information={})),
    ("paid media", seen(paid_media={"star_count": 3}), plain(7, "", paid_stars_amount=3)),
    (
        "rich message",
        seen(
            rich_message={
                "blocks": [
                    {"type": "heading", "size": 1, "text": "Итоги"},
                    {
                        "type": "paragraph",
                        "text": ["см. ", {"type": "url", "text": "тут", "url": "https://a.b/"}],
                    },
                    {"type": "details", "summary": "Ещё", "blocks": []},
                    {"type": "table", "cells": [[{"text": "а"}, {"text": "б"}]]},
                ]
            }
        ),
        without(
            plain(
                7,
                rich_message={
                    "blocks": [
                        {"type": "heading", "text": "Итоги"},
                        {
                            "type": "paragraph",
                            "text": [
                                "см. ",
                                {"type": "text_link", "text": "тут", "href": "https://a.b/"},
                            ],
                        },
                        {"type": "details", "title": "Ещё", "blocks": []},
                        {"type": "table", "rows": [{"cells": [{"text": "а"}, {"text": "б"}]}]},
                    ]
                },
            ),
            "text",
            "text_entities",
        ),
    ),
    (
        "joined by link",
        seen(new_chat_members=[ANNA]),
        service(7, "join_group_by_link"),
    ),
    (
        "brought in",
        seen(new_chat_members=[{"id": 2}]),
        service(7, "invite_members", members=["Борис"]),
    ),
    ("left", seen(left_chat_member=ANNA), service(7, "remove_members", members=["Анна"])),
    ("new title", seen(new_chat_title="Новая"), service(7, "edit_group_title", title="Новая")),
    ("pinned", seen(pinned_message=seen(5)), service(7, "pin_message", message_id=5)),
    ("video chat", seen(video_chat_started={}), service(7, "group_call")),
    (
        "topic",
        seen(forum_topic_created={"name": "Отпуск", "icon_color": 1}, message_thread_id=7),
        service(7, "topic_created", title="Отпуск"),
    ),
    (
        "topic renamed",
        seen(forum_topic_edited={"name": "Отпуска"}),
        service(7, "topic_edit", new_title="Отпуска"),
    ),
    (
        "became a supergroup",
        seen(migrate_from_chat_id=-55),
        service(7, "migrate_from_group"),
    ),
]


@pytest.mark.parametrize(
    ("seen_by_bot", "exported"),
    [pytest.param(ours, theirs, id=name) for name, ours, theirs in SAME],
)
def test_the_bot_and_an_export_tell_the_same(
    seen_by_bot: dict[str, Any], exported: dict[str, Any]
) -> None:
    assert by_export(exported) == by_bot(seen_by_bot)


def test_messages_of_a_topic_are_told_alike() -> None:
    opening = seen(2, forum_topic_created={"name": "Отпуск"}, message_thread_id=2)
    place = {"message_thread_id": 2, "is_topic_message": True}
    ours = [
        by_bot(opening),
        by_bot(seen(3, text="еду", reply_to_message=opening, **place)),
        by_bot(seen(4, text="и я", reply_to_message=seen(3), **place)),
        by_bot(seen(5, text="привет")),
    ]

    converter = Converter(UTC, Problems())
    theirs = [
        converter.convert(service(2, "topic_created", title="Отпуск")),
        converter.convert(plain(3, "еду", reply_to_message_id=2)),
        converter.convert(plain(4, "и я", reply_to_message_id=3)),
        converter.convert(plain(5, "привет")),
    ]

    assert theirs == ours
    assert [2, 2, 2, None] == [message.topic_id for message in ours]


def test_a_thread_of_replies_is_no_topic() -> None:
    message = by_bot(seen(text="да", message_thread_id=5, reply_to_message=seen(5)))

    assert (5, None) == (message.reply_to, message.topic_id)


@pytest.mark.parametrize("album", [{}, {"media_group_id": "12"}])
def test_a_picture_of_an_album_is_a_message_of_its_own(album: dict[str, Any]) -> None:
    message = by_bot(seen(photo=[{"file_size": 1}], **album))

    assert MessageKind.MEDIA is message.kind
    assert message.media is not None
    assert MediaKind.PHOTO is message.media.kind


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (without(seen(text="да"), "message_id"), Problem.INVALID_ID),
        (without(seen(text="да"), "date"), Problem.INVALID_DATE),
        (seen(text="да", date=2**60), Problem.INVALID_DATE),
    ],
)
def test_what_cannot_be_placed_is_counted(broken: dict[str, Any], problem: Problem) -> None:
    problems = Problems()

    assert None is convert_message(broken, problems)
    assert {problem: 1} == dict(problems.counts)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (7, "user7"),
        (-55, "chat55"),
        (-1000000000009, "channel9"),
        (-1002000000001, "channel2000000001"),
    ],
)
def test_peers_are_written_as_exports_write_them(marked: int, expected: str) -> None:
    message = by_bot(seen(text="да", sender_chat={"id": marked, "title": "Х"}))

    assert AuthorId(expected) == message.author_id


def test_reactions_are_counted_by_emoji() -> None:
    counted = {
        "reactions": [
            {"type": {"type": "emoji", "emoji": "👍"}, "total_count": 3},
            {"type": {"type": "custom_emoji", "custom_emoji_id": "1"}, "total_count": 1},
            {"type": {"type": "custom_emoji", "custom_emoji_id": "2"}, "total_count": 1},
            {"type": {"type": "paid"}, "total_count": 5},
        ]
    }

    expected = (Reaction("👍", 3), Reaction("custom", 2), Reaction("paid", 5))
    assert expected == convert_reactions(counted, Problems())


def test_a_chat_is_named_as_telegram_names_it() -> None:
    expected = Chat(-1001234567890, ChatKind.SUPERGROUP, "Ласточка", "lastochka")

    assert expected == convert_chat({**GROUP, "username": "lastochka"})


@given(st.text(max_size=200))
def test_any_text_is_told_alike(text: str) -> None:
    ours = by_bot(seen(text=text))
    theirs = by_export(plain(7, text))

    assert theirs == replace(ours, id=MessageId(7))


@pytest.mark.parametrize(
    ("text", "entities", "command"),
    [
        ("/digest", [entity("bot_command", "/digest", "/digest")], True),
        ("/digest", [entity("code", "/digest", "/digest")], False),
        ("/digest", [], None),
        ("/digest", [entity("bold", "/digest", "/digest")], None),
        ("см. /digest", [entity("bot_command", "см. /digest", "/digest")], None),
        ("/digest", [None, {"type": "bot_command"}, {"offset": 0}], None),
    ],
)
def test_what_opens_a_text_says_whether_it_is_a_command(
    text: str, entities: list[Any], command: bool | None
) -> None:
    assert command is by_bot(seen(text=text, entities=entities)).command


@pytest.mark.parametrize(
    ("fields", "own"),
    [
        ({}, False),
        ({"from": {"id": 42, "is_bot": True, "first_name": "Альфред"}}, True),
        ({"forward_origin": {"type": "user", "sender_user": {"id": 42, "is_bot": True}}}, True),
        ({"forward_origin": {"type": "user", "sender_user": {"id": 43}}}, False),
        ({"forward_origin": {"type": "hidden_user", "sender_user_name": "Альфред"}}, False),
        ({"forward_origin": None}, False),
    ],
)
def test_what_the_bot_wrote_is_its_own_wherever_it_is_forwarded(
    fields: dict[str, Any], own: bool
) -> None:
    message = convert_message({**seen(text="Сводка"), **fields}, Problems(), 42)

    assert message is not None
    assert own is message.own


@pytest.mark.parametrize(
    ("origin", "post"),
    [
        ({"type": "channel", "chat": {"id": -1009}, "message_id": 70}, (-1009, 70)),
        ({"type": "channel", "chat": {"id": -1009}}, None),
        ({"type": "chat", "sender_chat": {"id": -1009}}, None),
        ({"type": "user", "sender_user": {"id": 7}}, None),
        ([], None),
    ],
)
def test_a_forwarded_post_is_known_by_its_channel_and_number(
    origin: Any, post: tuple[int, int] | None
) -> None:
    assert post == by_bot(seen(text="Новости", forward_origin=origin)).post
