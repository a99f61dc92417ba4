from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from telethon import types

from handlers.telethon.conversion import Conversion
from pipeline.ingest.models import (
    AuthorId,
    Media,
    MediaKind,
    Message,
    MessageId,
    MessageKind,
    Reaction,
)

SENT = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
SUPERGROUP = types.PeerChannel(1234567890)
ANNA = types.PeerUser(7_000_000_001)


class Known:
    """People by their marked ids."""

    names: ClassVar = {7_000_000_001: "Анна Петрова", -1001234567890: "Ласточка", 5: ""}
    usernames: ClassVar = {42: "gif"}

    def name(self, marked: int) -> str | None:
        return self.names.get(marked)

    def username(self, marked: int) -> str | None:
        return self.usernames.get(marked)


def said(number: int = 7, text: str = "Коллеги, релиз в четверг", **values: Any) -> Any:
    values = {"from_id": ANNA, **values}
    return types.Message(id=number, peer_id=SUPERGROUP, date=SENT, message=text, **values)


def happened(action: Any, **values: Any) -> Any:
    values = {"from_id": ANNA, **values}
    return types.MessageService(id=7, peer_id=SUPERGROUP, date=SENT, action=action, **values)


def converted(raw: Any) -> Message:
    message = Conversion(Known()).convert(raw)
    assert message is not None
    return message


PLAIN = Message(
    id=MessageId(7),
    sent_at=SENT,
    kind=MessageKind.TEXT,
    author_id=AuthorId("user7000000001"),
    author_name="Анна Петрова",
    text="Коллеги, релиз в четверг",
)


def test_a_plain_message_is_converted_whole() -> None:
    assert PLAIN == converted(said())


def test_a_message_without_an_author_is_the_chats_own() -> None:
    message = converted(said(from_id=None))

    assert ("channel1234567890", "Ласточка") == (message.author_id, message.author_name)


def test_the_signature_names_an_author_who_has_no_name() -> None:
    message = converted(said(from_id=types.PeerChannel(9), post_author="Редакция"))

    assert ("channel9", "Редакция") == (message.author_id, message.author_name)


@pytest.mark.parametrize(
    ("raw", "known"),
    [
        (said(), True),
        (said(from_id=types.PeerUser(5)), True),
        (said(from_id=types.PeerUser(404)), False),
        (said(from_id=None), True),
    ],
)
def test_an_author_who_was_never_named_is_told_from_a_nameless_one(raw: Any, known: bool) -> None:
    assert known == Conversion(Known()).knows_author(raw)


class TestEdits:
    later = datetime(2026, 2, 1, 9, 5, tzinfo=UTC)

    def test_an_edit_has_its_second_as_its_version(self) -> None:
        assert 1_769_936_700 == converted(said(edit_date=self.later)).edit_version

    def test_a_hidden_edit_is_none(self) -> None:
        assert PLAIN == converted(said(edit_date=self.later, edit_hide=True))

    def test_an_edit_before_the_message_is_none(self) -> None:
        early = datetime(2026, 2, 1, 8, tzinfo=UTC)

        assert 0 == converted(said(edit_date=early)).edit_version


class TestReplies:
    def test_a_reply_names_its_parent(self) -> None:
        message = converted(said(reply_to=types.MessageReplyHeader(reply_to_msg_id=5)))

        assert (5, None) == (message.reply_to, message.topic_id)

    def test_a_message_of_a_topic_replies_to_nobody(self) -> None:
        header = types.MessageReplyHeader(reply_to_msg_id=3, forum_topic=True)

        message = converted(said(reply_to=header))

        assert (None, 3) == (message.reply_to, message.topic_id)

    def test_a_reply_in_a_topic_has_both(self) -> None:
        header = types.MessageReplyHeader(reply_to_msg_id=5, reply_to_top_id=3, forum_topic=True)

        message = converted(said(reply_to=header))

        assert (5, 3) == (message.reply_to, message.topic_id)

    def test_a_reply_to_another_chat_has_no_parent_here(self) -> None:
        header = types.MessageReplyHeader(reply_to_msg_id=5, reply_to_peer_id=types.PeerChannel(9))

        assert converted(said(reply_to=header)).reply_to is None

    def test_a_reply_to_a_story_has_no_parent(self) -> None:
        assert converted(said(reply_to=types.MessageReplyStoryHeader(ANNA, 5))).reply_to is None

    def test_a_new_topic_is_its_own_root(self) -> None:
        message = converted(happened(types.MessageActionTopicCreate("Релизы", 0)))

        assert ("topic_created", "Релизы", 7) == (message.action, message.text, message.topic_id)

    def test_a_pin_points_to_what_was_pinned(self) -> None:
        message = converted(
            happened(
                types.MessageActionPinMessage(),
                reply_to=types.MessageReplyHeader(reply_to_msg_id=5),
            )
        )

        assert ("pin_message", 5) == (message.action, message.reply_to)


class TestEntities:
    def test_offsets_count_utf_16_units(self) -> None:
        text = "👨‍👩‍👧 @anna см. https://example.org"
        start = len("👨‍👩‍👧 ".encode("utf-16-le")) // 2
        entities = [
            types.MessageEntityMention(start, 5),
            types.MessageEntityUrl(start + 10, 19),
        ]

        message = converted(said(text=text, entities=entities))

        assert (("@anna",), ("https://example.org",)) == (message.mentions, message.links)

    def test_a_mention_by_name_and_a_hidden_address_are_found(self) -> None:
        entities = [
            types.MessageEntityMentionName(0, 4, 5),
            types.MessageEntityTextUrl(5, 3, "https://example.org/a b"),
        ]

        message = converted(said(text="Анна тут", entities=entities))

        assert (("Анна",), ("https://example.org/ab",)) == (message.mentions, message.links)

    @pytest.mark.parametrize("offset", [-1, 400, None, "0"])
    def test_an_entity_beside_the_text_names_nothing(self, offset: Any) -> None:
        entities = [types.MessageEntityMention(offset, 5)]

        assert () == converted(said(entities=entities)).mentions


class TestForwards:
    @pytest.mark.parametrize(
        ("header", "expected"),
        [
            ({"from_id": ANNA}, "Анна Петрова"),
            ({"from_id": types.PeerUser(404)}, ""),
            ({"from_name": "Скрытый"}, "Скрытый"),
            ({"saved_from_peer": SUPERGROUP}, "Ласточка"),
        ],
    )
    def test_the_source_is_named_as_far_as_it_is_known(
        self, header: dict[str, Any], expected: str
    ) -> None:
        forward = types.MessageFwdHeader(date=SENT, **header)

        assert expected == converted(said(fwd_from=forward)).forwarded_from

    def test_a_bot_that_helped_is_named(self) -> None:
        assert "@gif" == converted(said(via_bot_id=42)).via_bot


def document(*attributes: Any, size: int = 10) -> Any:
    inner = types.Document(1, 1, b"", SENT, "a/b", size, 2, list(attributes))
    return types.MessageMediaDocument(document=inner)


VIDEO = types.DocumentAttributeVideo(duration=3.7, w=1, h=1)
AUDIO = types.DocumentAttributeAudio(duration=9)
NAMED = types.DocumentAttributeFilename("a.bin")


class TestMedia:
    @pytest.mark.parametrize(
        ("media", "expected"),
        [
            (document(NAMED), Media(MediaKind.FILE, "a.bin", 10)),
            (document(VIDEO, NAMED), Media(MediaKind.VIDEO, "a.bin", 10, 3)),
            (document(AUDIO), Media(MediaKind.AUDIO, None, 10, 9)),
            (
                document(types.DocumentAttributeAudio(9, title="Ода", performer="Хор"), NAMED),
                Media(MediaKind.AUDIO, "Хор — Ода", 10, 9),
            ),
            (
                document(types.DocumentAttributeAudio(9, voice=True)),
                Media(MediaKind.VOICE, None, 10, 9),
            ),
            (
                document(types.DocumentAttributeVideo(9, 1, 1, round_message=True)),
                Media(MediaKind.VIDEO_NOTE, None, 10, 9),
            ),
            (
                document(VIDEO, types.DocumentAttributeAnimated()),
                Media(MediaKind.ANIMATION, None, 10, 3),
            ),
            (
                document(
                    types.DocumentAttributeSticker("👍", types.InputStickerSetEmpty()), NAMED
                ),
                Media(MediaKind.STICKER, "👍", 10),
            ),
            (types.MessageMediaDocument(ttl_seconds=1), Media(MediaKind.FILE)),
            (types.MessageMediaPhoto(), Media(MediaKind.PHOTO)),
            (
                types.MessageMediaContact("1", "Анна", "П.", "", 0),
                Media(MediaKind.CONTACT, "Анна П."),
            ),
            (types.MessageMediaGeo(types.GeoPointEmpty()), Media(MediaKind.LOCATION)),
            (
                types.MessageMediaVenue(types.GeoPointEmpty(), "Кафе", "ул. 1", "", "", ""),
                Media(MediaKind.LOCATION, "Кафе, ул. 1"),
            ),
            (
                types.MessageMediaInvoice("Счёт", "", "EUR", 1, ""),
                Media(MediaKind.INVOICE, "Счёт"),
            ),
            (types.MessageMediaPaidMedia(5, []), Media(MediaKind.OTHER)),
        ],
    )
    def test_each_medium_is_named(self, media: Any, expected: Media) -> None:
        message = converted(said(text="подпись", media=media))

        assert (MessageKind.MEDIA, "подпись", expected) == (
            message.kind,
            message.text,
            message.media,
        )

    def test_a_photo_has_the_size_of_its_largest_version(self) -> None:
        sizes = [types.PhotoSize("m", 1, 1, 5), types.PhotoSizeProgressive("x", 1, 1, [3, 90])]
        photo = types.Photo(1, 1, b"", SENT, sizes, 2)

        message = converted(said(text="", media=types.MessageMediaPhoto(photo=photo)))

        assert Media(MediaKind.PHOTO, size=90) == message.media

    def test_a_links_preview_leaves_the_message_a_text(self) -> None:
        preview = types.MessageMediaWebPage(types.WebPageEmpty(1))

        assert PLAIN == converted(said(media=preview))


class TestPolls:
    def test_a_poll_is_its_question_and_answers_with_votes(self) -> None:
        answers = [
            types.PollAnswer(types.TextWithEntities(text, []), bytes([index]))
            for index, text in enumerate(("да", "нет"))
        ]
        poll = types.Poll(1, types.TextWithEntities("Едем?", []), answers, 0)
        results = types.PollResults(results=[types.PollAnswerVoters(b"\1", voters=2)])

        message = converted(said(text="", media=types.MessageMediaPoll(poll, results)))

        assert (MessageKind.POLL, "Едем?\n- да (0)\n- нет (2)") == (message.kind, message.text)

    def test_a_to_do_list_is_its_title_and_tasks(self) -> None:
        tasks = [types.TodoItem(1, types.TextWithEntities("купить", []))]
        todo = types.TodoList(types.TextWithEntities("Дела", []), tasks)

        message = converted(said(text="", media=types.MessageMediaToDo(todo)))

        assert ("Дела\n- купить", Media(MediaKind.TODO, "Дела")) == (message.text, message.media)


class TestRichMessages:
    def test_every_block_is_a_line(self) -> None:
        cells = [types.PageTableCell(text=types.TextPlain(each)) for each in ("a", "b")]
        blocks = [
            types.PageBlockHeading1(types.TextPlain("План")),
            types.PageBlockParagraph(
                types.TextConcat(
                    [
                        types.TextPlain("см. "),
                        types.TextUrl(types.TextBold(types.TextPlain("тут")), "https://a.b", 0),
                        types.TextMention(types.TextPlain(" @anna")),
                    ]
                )
            ),
            types.PageBlockList([types.PageListItemText(types.TextPlain("раз"))]),
            types.PageBlockTable(types.TextEmpty(), [types.PageTableRow(cells)]),
            types.PageBlockDetails([types.PageBlockMath("x^2")], types.TextPlain("Подробно")),
            types.PageBlockPhoto(
                1, types.PageCaption(types.TextPlain("вид"), types.TextPlain("автор"))
            ),
        ]
        rich = types.RichMessage(blocks, [], [])

        message = converted(said(text="", rich_message=rich))

        assert "План\nсм. тут @anna\nраз\na | b\nПодробно\nx^2\nвид" == message.text
        assert (("@anna",), ("https://a.b",)) == (message.mentions, message.links)
        assert MessageKind.TEXT == message.kind


class TestReactions:
    def test_custom_ones_are_counted_together(self) -> None:
        results = [
            types.ReactionCount(types.ReactionEmoji("👍"), 3),
            types.ReactionCount(types.ReactionCustomEmoji(1), 1),
            types.ReactionCount(types.ReactionCustomEmoji(2), 1),
            types.ReactionCount(types.ReactionPaid(), 4),
        ]

        message = converted(said(reactions=types.MessageReactions(results)))

        expected = (Reaction("👍", 3), Reaction("custom", 2), Reaction("paid", 4))
        assert expected == message.reactions


class TestServiceMessages:
    @pytest.mark.parametrize(
        ("action", "word", "text"),
        [
            (types.MessageActionChatEditTitle("Новое"), "edit_group_title", "Новое"),
            (types.MessageActionChatAddUser([1]), "invite_members", ""),
            (types.MessageActionChatMigrateTo(5), "migrate_to_supergroup", ""),
            (types.MessageActionChannelMigrateFrom("Старое", 5), "migrate_from_group", "Старое"),
            (types.MessageActionCustomAction("Что-то"), "custom_action", "Что-то"),
            (types.MessageActionNoForwardsToggle(True, False), "custom_action", ""),
        ],
    )
    def test_an_action_has_the_exporters_word(self, action: Any, word: str, text: str) -> None:
        message = converted(happened(action))

        assert replace(PLAIN, kind=MessageKind.SERVICE, action=word, text=text) == message

    def test_a_payment_is_nobodys_doing(self) -> None:
        message = converted(happened(types.MessageActionPaymentSent("EUR", 1)))

        assert ("send_payment", "", "") == (
            message.action,
            message.author_id,
            message.author_name,
        )


class TestTheUnknown:
    @pytest.mark.parametrize(
        "media",
        [types.MessageMediaUnsupported(), types.MessageMediaDice(3, "🎲"), None],
    )
    def test_a_message_that_shows_nothing_is_of_unknown_kind(self, media: Any) -> None:
        expected = replace(PLAIN, kind=MessageKind.UNKNOWN, text="")

        assert expected == converted(said(text="", media=media))

    def test_a_class_of_tomorrow_is_kept(self) -> None:
        class Hologram:
            id, date, peer_id, from_id = 7, SENT, SUPERGROUP, ANNA

        assert replace(PLAIN, kind=MessageKind.UNKNOWN, text="") == converted(Hologram())

    @pytest.mark.parametrize(
        "raw", [types.MessageEmpty(7, SUPERGROUP), None, 5, "text", said(number=0)]
    )
    def test_what_has_no_id_or_date_is_no_message(self, raw: Any) -> None:
        assert Conversion(Known()).convert(raw) is None

    def test_an_id_of_64_bits_is_kept(self) -> None:
        assert 2**63 - 1 == converted(said(number=2**63 - 1)).id


def test_the_items_of_an_album_are_messages_of_their_own() -> None:
    items = [said(number=number, grouped_id=99) for number in (7, 8)]

    assert [PLAIN, replace(PLAIN, id=MessageId(8))] == [converted(item) for item in items]


@pytest.mark.parametrize(
    ("values", "own"),
    [
        ({}, False),
        ({"from_id": types.PeerUser(42)}, True),
        ({"fwd_from": types.MessageFwdHeader(SENT, from_id=types.PeerUser(42))}, True),
        ({"fwd_from": types.MessageFwdHeader(SENT, from_id=types.PeerUser(43))}, False),
        ({"fwd_from": types.MessageFwdHeader(SENT, from_name="Альфред")}, False),
        ({"from_id": types.PeerChannel(42)}, False),
        ({"from_id": None}, False),
    ],
)
def test_what_the_bot_wrote_is_its_own_wherever_it_is_forwarded(
    values: dict[str, Any], own: bool
) -> None:
    message = Conversion(Known(), own=42).convert(said(**values))

    assert message is not None
    assert own is message.own


@pytest.mark.parametrize(
    ("forward", "post"),
    [
        (types.MessageFwdHeader(SENT, from_id=types.PeerChannel(9), channel_post=70), 70),
        (types.MessageFwdHeader(SENT, from_id=types.PeerChannel(9)), None),
        (types.MessageFwdHeader(SENT, channel_post=70), None),
        (None, None),
    ],
)
def test_a_forwarded_post_is_known_by_its_channel_and_number(
    forward: Any, post: int | None
) -> None:
    found = converted(said(fwd_from=forward)).post

    assert (None if post is None else (-1_000_000_000_009, post)) == found
