"""The same talk, once as Telegram Desktop exports it and once as Telethon hands it over."""

import math
from datetime import UTC, datetime
from inspect import signature
from random import Random
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telethon import types

from handlers.export.conversion import Converter
from handlers.export.problems import Problems
from handlers.telethon.conversion import Conversion
from handlers.telethon.updates import read_update
from pipeline.ingest.models import Message
from tests.telegram_desktop import NOON, plain, service, without

GROUP = types.PeerChannel(1234567890)
ANNA = types.PeerUser(1)


class Members:
    names: ClassVar = {1: "Анна", 2: "Борис", -1001234567890: "Ласточка"}

    def name(self, marked: int) -> str | None:
        return self.names.get(marked)

    def username(self, marked: int) -> str | None:
        return {9: "gif"}.get(marked)


def at(number: int) -> datetime:
    return datetime.fromtimestamp(NOON + number, UTC)


def said(number: int, text: str = "hello", **values: Any) -> Any:
    values = {"from_id": ANNA, **values}
    return types.Message(id=number, peer_id=GROUP, date=at(number), message=text, **values)


def happened(number: int, action: Any, **values: Any) -> Any:
    return types.MessageService(
        id=number, peer_id=GROUP, date=at(number), from_id=ANNA, action=action, **values
    )


def words(text: str) -> Any:
    return types.TextWithEntities(text, [])


def document(name: str, *attributes: Any) -> Any:
    inner = types.Document(
        1, 1, b"", at(0), "a/b", 10, 2, [types.DocumentAttributeFilename(name), *attributes]
    )
    return types.MessageMediaDocument(document=inner)


POLL = types.MessageMediaPoll(
    types.Poll(
        1,
        words("Едем?"),
        [types.PollAnswer(words("да"), b"0"), types.PollAnswer(words("нет"), b"1")],
        0,
    ),
    types.PollResults(results=[types.PollAnswerVoters(b"0", voters=3)]),
)
TALK: list[tuple[dict[str, Any], Any]] = [
    (
        service(1, "create_channel", title="Ласточка"),
        happened(1, types.MessageActionChannelCreate("Ласточка")),
    ),
    (plain(2, "Всем привет 👋"), said(2, "Всем привет 👋")),
    (
        plain(3, "сам", **{"from": "Борис", "from_id": "user2"}, reply_to_message_id=2),
        said(
            3,
            "сам",
            from_id=types.PeerUser(2),
            reply_to=types.MessageReplyHeader(reply_to_msg_id=2),
        ),
    ),
    (
        plain(4, **{"from": "Ласточка", "from_id": "channel1234567890"}),
        said(4, from_id=None),
    ),
    (
        plain(5, edited="x", edited_unixtime=str(NOON + 50)),
        said(5, edit_date=at(50)),
    ),
    (plain(6), said(6, edit_date=at(60), edit_hide=True)),
    (
        plain(
            7,
            [
                "👍 ",
                {"type": "mention", "text": "@boris"},
                " ",
                {"type": "text_link", "text": "тут", "href": "https://a.b/"},
                " ",
                {"type": "link", "text": "https://c.d"},
            ],
        ),
        said(
            7,
            "👍 @boris тут https://c.d",
            entities=[
                types.MessageEntityMention(3, 6),
                types.MessageEntityTextUrl(10, 3, "https://a.b/"),
                types.MessageEntityUrl(14, 11),
            ],
        ),
    ),
    (
        plain(8, "подпись", photo="(File not included.)", photo_file_size=90),
        said(
            8,
            "подпись",
            grouped_id=5,
            media=types.MessageMediaPhoto(
                photo=types.Photo(1, 1, b"", at(8), [types.PhotoSize("x", 1, 1, 90)], 2)
            ),
        ),
    ),
    (
        plain(9, "", file="(File not included.)", file_name="итог.pdf", file_size=10),
        said(9, "", media=document("итог.pdf")),
    ),
    (
        plain(
            10,
            "",
            file="x",
            file_name="a.ogg",
            file_size=10,
            media_type="voice_message",
            duration_seconds=7,
        ),
        said(10, "", media=document("a.ogg", types.DocumentAttributeAudio(7, voice=True))),
    ),
    (
        plain(
            11,
            "",
            poll={
                "question": "Едем?",
                "answers": [{"text": "да", "voters": 3}, {"text": "нет", "voters": 0}],
            },
        ),
        said(11, "", media=POLL),
    ),
    (
        plain(
            12,
            reactions=[
                {"type": "emoji", "count": 3, "emoji": "👍"},
                {"type": "custom_emoji", "count": 1, "document_id": "x"},
                {"type": "paid", "count": 2},
            ],
        ),
        said(
            12,
            reactions=types.MessageReactions(
                [
                    types.ReactionCount(types.ReactionEmoji("👍"), 3),
                    types.ReactionCount(types.ReactionCustomEmoji(1), 1),
                    types.ReactionCount(types.ReactionPaid(), 2),
                ]
            ),
        ),
    ),
    (
        plain(13, forwarded_from="Борис", via_bot="@gif"),
        said(
            13,
            fwd_from=types.MessageFwdHeader(date=at(0), from_id=types.PeerUser(2)),
            via_bot_id=9,
        ),
    ),
    (
        plain(14, forwarded_from=None),
        said(14, fwd_from=types.MessageFwdHeader(date=at(0), from_id=types.PeerUser(404))),
    ),
    (
        service(15, "topic_created", title="Релизы"),
        happened(15, types.MessageActionTopicCreate("Релизы", 0)),
    ),
    (
        plain(16, reply_to_message_id=15),
        said(16, reply_to=types.MessageReplyHeader(reply_to_msg_id=15, forum_topic=True)),
    ),
    (
        plain(17, reply_to_message_id=16),
        said(
            17,
            reply_to=types.MessageReplyHeader(
                reply_to_msg_id=16, reply_to_top_id=15, forum_topic=True
            ),
        ),
    ),
    (
        service(18, "pin_message", message_id=2),
        happened(
            18,
            types.MessageActionPinMessage(),
            reply_to=types.MessageReplyHeader(reply_to_msg_id=2),
        ),
    ),
    (
        service(19, "invite_members", members=["Борис"]),
        happened(19, types.MessageActionChatAddUser([2])),
    ),
    (
        without(service(20, "send_payment", amount=1), "actor", "actor_id"),
        happened(20, types.MessageActionPaymentSent("EUR", 1)),
    ),
    (
        without(
            plain(
                21,
                rich_message={
                    "blocks": [
                        {"type": "heading", "text": "План"},
                        {
                            "type": "paragraph",
                            "text": [
                                "см. ",
                                {"type": "text_link", "text": "тут", "href": "https://a.b"},
                            ],
                        },
                        {"type": "list", "items": [{"text": "раз"}, {"text": "два"}]},
                    ]
                },
            ),
            "text",
            "text_entities",
        ),
        said(
            21,
            "",
            rich_message=types.RichMessage(
                [
                    types.PageBlockHeading1(types.TextPlain("План")),
                    types.PageBlockParagraph(
                        types.TextConcat(
                            [
                                types.TextPlain("см. "),
                                types.TextUrl(types.TextPlain("тут"), "https://a.b", 0),
                            ]
                        )
                    ),
                    types.PageBlockList(
                        [
                            types.PageListItemText(types.TextPlain("раз")),
                            types.PageListItemText(types.TextPlain("два")),
                        ]
                    ),
                ],
                [],
                [],
            ),
        ),
    ),
    (
        plain(22, "", location_information={"latitude": 1.0}, place_name="Кафе", address="1"),
        said(
            22,
            "",
            media=types.MessageMediaVenue(types.GeoPointEmpty(), "Кафе", "1", "", "", ""),
        ),
    ),
    (
        plain(23, "a\x1b[31mb\u202ec"),
        said(23, "a\x1b[31mb\u202ec"),
    ),
    (
        plain(
            25,
            "/digest 4h",
            text_entities=[
                {"type": "bot_command", "text": "/digest"},
                {"type": "plain", "text": " 4h"},
            ],
        ),
        said(25, "/digest 4h", entities=[types.MessageEntityBotCommand(0, 7)]),
    ),
    (
        plain(26, "/deploy", text_entities=[{"type": "code", "text": "/deploy"}]),
        said(26, "/deploy", entities=[types.MessageEntityCode(0, 7)]),
    ),
    (
        plain(
            27,
            "зачем /digest",
            text_entities=[
                {"type": "plain", "text": "зачем "},
                {"type": "bot_command", "text": "/digest"},
            ],
        ),
        said(27, "зачем /digest", entities=[types.MessageEntityBotCommand(6, 7)]),
    ),
    (
        service(24, "migrate_from_group", title="Старое"),
        happened(24, types.MessageActionChannelMigrateFrom("Старое", 5)),
    ),
]


def exported() -> list[Message | None]:
    converter = Converter(UTC, Problems())
    return [converter.convert(raw) for raw, _ in TALK]


@pytest.mark.parametrize("index", range(len(TALK)), ids=lambda index: f"message {index + 1}")
def test_a_message_is_the_same_from_both(index: int) -> None:
    expected = exported()[index]

    assert expected is not None
    assert expected == Conversion(Members()).convert(TALK[index][1])


def schema(*prefixes: str) -> tuple[type, ...]:
    return tuple(
        value
        for name, value in vars(types).items()
        if isinstance(value, type) and name.startswith(prefixes) and "__init__" in vars(value)
    )


LEAVES: tuple[Any, ...] = (None, True, 0, -1, 7, 2**70, "", "слово", "\ud800", b"x", 1.5, math.nan)
PARTS = schema(
    *("MessageMedia", "MessageAction", "MessageEntity", "MessageReactions", "MessageReply"),
    *("MessageFwd", "Reaction", "Rich", "Page", "Text", "Document", "Photo", "Poll", "Todo"),
    *("Peer", "Game", "TextWithEntities"),
)
ATTRIBUTES = ("media", "action", "entities", "reactions", "rich_message", "reply_to", "fwd_from")
UPDATES = schema("Update")


def odd(random: Random, depth: int = 0) -> Any:
    """Anything that a field could hold if nobody kept to the schema."""
    match random.randrange(4 if depth < 4 else 1):
        case 0:
            return random.choice(LEAVES)
        case 1:
            return [odd(random, depth + 1) for _ in range(random.randrange(3))]
    return odd_object(random, random.choice(PARTS), depth + 1)


def odd_object(random: Random, kind: type, depth: int = 0) -> Any:
    made: Any = object.__new__(kind)
    for name in signature(kind).parameters:
        setattr(made, name, odd(random, depth))
    return made


@given(st.integers(0, 2**32))
@settings(deadline=None)
def test_no_message_is_too_odd(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    raw = odd_object(random, random.choice((types.Message, types.MessageService)), depth=1)
    raw.id, raw.date = 7, at(7)
    part = odd_object(random, random.choice(PARTS))
    setattr(raw, random.choice(ATTRIBUTES), random.choice((part, [part])))
    conversion = Conversion(Members())

    message = conversion.convert(raw)

    assert message is not None
    assert 7 == message.id
    assert conversion.knows_author(raw) in (True, False)


@given(st.integers(0, 2**32))
@settings(deadline=None)
def test_no_update_is_too_odd(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret

    told = read_update(odd_object(random, random.choice(UPDATES), depth=1))

    assert told is None or hasattr(told, "chat")
