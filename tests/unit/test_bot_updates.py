"""What an update is for, by its raw form."""

from typing import Any

import orjson
import pytest

from bot.telegram.updates import Identity, Purpose, RawUpdate, entry_of, lane_of, purpose
from pipeline.conversation.models import EntryKey

ALFRED = Identity(42, "alfred_bot")
ANNA = {"id": 7, "is_bot": False, "first_name": "Анна"}
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Команда"}
CHANNEL = {"id": -1002, "type": "channel", "title": "Новости"}


def update(kind: str = "message", chat: dict[str, Any] = GROUP, **fields: Any) -> RawUpdate:
    return {"update_id": 5, kind: {"message_id": 1, "chat": chat, "from": ANNA, **fields}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (update(chat=PRIVATE, text="привет"), Purpose.TURN),
        (update("edited_message", chat=PRIVATE, text="привет"), Purpose.NOTHING),
        (update(text="привет"), Purpose.TALK),
        (update(photo=[{}], caption="/digest"), Purpose.TALK),
        (update("edited_message", text="/digest"), Purpose.TALK),
        (update(text="/digest 4h"), Purpose.BOTH),
        (update(text="/digest@Alfred_Bot 4h"), Purpose.BOTH),
        (update(text="/digest@other_bot"), Purpose.TALK),
        (update(text="/digest", forward_origin={"type": "user"}), Purpose.TALK),
        (update(text="что скажешь, @alfred_bot?"), Purpose.BOTH),
        (update(text="да", reply_to_message={"from": {"id": 42}}), Purpose.BOTH),
        (update(text="да", reply_to_message={"from": {"id": 8}}), Purpose.TALK),
        (update(new_chat_title="Новая"), Purpose.TALK),
        (update("channel_post", chat=CHANNEL, text="/digest"), Purpose.TALK),
        (update("edited_channel_post", chat=CHANNEL, text="пост"), Purpose.TALK),
        (update("callback_query", data="go"), Purpose.TURN),
        (update("my_chat_member"), Purpose.TURN),
        (update("chat_member"), Purpose.MEMBERS),
        ({"update_id": 5}, Purpose.NOTHING),
    ],
)
def test_an_update_goes_where_it_belongs(given: RawUpdate, expected: Purpose) -> None:
    assert expected is purpose(given, ALFRED)


def test_an_entry_is_known_by_its_sender_and_number() -> None:
    given = update(text="/digest")

    entry = entry_of(given)

    assert EntryKey("7", "telegram", 5) == entry.key
    assert "-1001" == entry.chat
    assert entry.payload is not None
    assert given == orjson.loads(entry.payload)


def test_who_speaks_as_the_group_is_the_group() -> None:
    entry = entry_of(update(text="/digest", sender_chat=GROUP))

    assert "-1001" == entry.key.actor


def test_a_button_belongs_to_the_chat_of_its_message() -> None:
    given = {"update_id": 5, "callback_query": {"from": ANNA, "message": {"chat": GROUP}}}

    entry = entry_of(given)

    assert ("7", "-1001") == (entry.key.actor, entry.chat)


def lane(given: RawUpdate) -> str:
    return lane_of(given, entry_of(given))


def test_one_person_in_a_group_waits_for_no_other_and_for_their_own_answers() -> None:
    boris = {**ANNA, "id": 8}
    question, button = update(text="/digest"), update("callback_query", data="go")

    assert lane(question) == lane(button)
    assert lane(question) == lane_of(None, entry_of(question))
    assert lane(question) != lane(
        {"update_id": 6, "message": {**question["message"], "from": boris}}
    )
    assert lane(question) != lane(update(chat=PRIVATE, text="/digest"))


def test_who_stops_a_reply_does_not_wait_for_it() -> None:
    stopped = {"update_id": 6, "stopped_message_generation": {"chat": PRIVATE, "draft_id": 1}}

    assert lane(stopped) != lane(update(chat=PRIVATE, text="привет"))


def test_a_secret_is_no_part_of_its_entry() -> None:
    assert None is entry_of(update(chat=PRIVATE, text="hunter2"), secret=True).payload
