"""The chat of the demo is a genuine export, and holds what the demo is to show."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.export import open_export
from handlers.export.entities import plain_text
from pipeline.ingest.models import Chat, ChatKind, MediaKind, Message, MessageKind

PATH = Path(__file__).parents[2] / "examples" / "team-chat.json"
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture(scope="module")
def raw() -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = json.loads(PATH.read_text(encoding="utf-8"))["messages"]
    return messages


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return [message for batch in open_export(PATH).batches() for message in batch]


def test_it_is_read_without_a_problem() -> None:
    export = open_export(PATH)

    count = sum(len(batch) for batch in export.batches())

    assert Chat(-1002184406713, ChatKind.SUPERGROUP, "Команда «Ласточка»") == export.chat
    assert {} == export.problems.counts
    assert count > 200


def test_it_lasts_from_monday_to_wednesday_in_moscow(messages: list[Message]) -> None:
    days = [message.sent_at.astimezone(MOSCOW).date() for message in messages]

    assert sorted(days) == days
    assert [16, 17, 18] == sorted({day.day for day in days})
    assert 0 == days[0].weekday()
    assert all(days.count(day) >= 60 for day in set(days))


def test_both_forms_of_each_date_mean_the_same(raw: list[dict[str, Any]]) -> None:
    for message in raw:
        for key in ("date", "edited"):
            if key in message:
                local = datetime.fromisoformat(message[key]).replace(tzinfo=MOSCOW)
                assert message[f"{key}_unixtime"] == str(int(local.timestamp()))


def test_both_forms_of_each_text_say_the_same(raw: list[dict[str, Any]]) -> None:
    for message in raw:
        assert plain_text(message["text"]) == plain_text(message["text_entities"])


def test_replies_point_at_earlier_messages(messages: list[Message]) -> None:
    earlier: set[int] = set()

    for message in messages:
        assert message.reply_to is None or message.reply_to in earlier
        earlier.add(message.id)


def test_it_shows_what_chats_are_made_of(messages: list[Message]) -> None:
    kinds = {message.kind for message in messages}
    media = {message.media.kind for message in messages if message.media}

    assert set(MessageKind) - {MessageKind.UNKNOWN} == kinds
    assert {
        MediaKind.PHOTO,
        MediaKind.FILE,
        MediaKind.STICKER,
        MediaKind.VOICE,
        MediaKind.ANIMATION,
    } == media
    assert any(message.forwarded_from for message in messages)
    assert any(message.via_bot for message in messages)
    assert any(message.edit_version for message in messages)
    assert any(message.reactions for message in messages)


@pytest.mark.parametrize(
    "secret",
    ["+7 999 123-45-67", "ip.petrova@example.com", "4111 1111 1111 1111", "lst_live_"],
)
def test_it_holds_what_redaction_is_to_mask(messages: list[Message], secret: str) -> None:
    assert any(secret in message.text for message in messages)
