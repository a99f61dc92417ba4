"""Whatever a file holds: only ExportError escapes, and what was handed over before is sound."""

import json
from datetime import UTC
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.export import ExportError, Problem, open_export
from pipeline.ingest.models import Message
from tests.telegram_desktop import account, one_chat, plain, service

BOUNDED = settings(max_examples=100, deadline=None)
LAST = 2**62 + 12345
"""An id that no other message gets."""

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec=None), max_size=20)
    | st.sampled_from(["message", "service", "emoji", "mention", "user5", "2026-02-01T12:00:00"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "text", "id", "count", "emoji", "href", "answers", "blocks"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
KEYS = (
    *("id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "from", "from_id"),
    *("actor", "actor_id", "action", "author", "title", "message_id", "reply_to_message_id"),
    *("reply_to_peer_id", "forwarded_from", "saved_from", "via_bot", "text", "text_entities"),
    *("rich_message", "photo", "photo_file_size", "file", "file_name", "file_size"),
    *("media_type", "sticker_emoji", "duration_seconds", "performer", "contact_information"),
    *("location_information", "place_name", "game_title", "invoice_information", "poll"),
    *("todo_list", "giveaway_information", "paid_stars_amount", "reactions"),
)
spoilt_messages = st.builds(
    lambda genuine, spoilt: {**genuine, **spoilt},
    st.sampled_from([plain(1), service(2, "pin_message", message_id=1), plain(3)]),
    st.dictionaries(st.sampled_from(KEYS), values, max_size=6),
)

GENUINE = json.dumps(
    account(
        one_chat(
            service(1, "topic_created", title="Релиз"),
            plain(2, 'привет \\ "мир" 😀\n', reply_to_message_id=1),
            plain(3, "", poll={"question": "Да?", "answers": [{"text": "да", "voters": 1}]}),
            plain(4, ["a", {"type": "link", "text": "e.org"}], file="f.pdf", file_size=10),
            plain(5, reactions=[{"type": "emoji", "count": 2, "emoji": "🔥"}]),
            {"id": 6, "type": "unsupported"},
        ),
        left=(one_chat(plain(7), name="Прошлое", type="private_group", id=9),),
    ),
    ensure_ascii=False,
).encode()


class Reading(NamedTuple):
    messages: list[Message]
    problems: dict[Problem, int]
    failure: str | None


def read(path: Path, chat: str | None = None) -> Reading:
    messages: list[Message] = []
    problems: dict[Problem, int] = {}
    try:
        export = open_export(path, chat)
        try:
            for batch in export.batches(size=2):
                messages.extend(batch)
        finally:
            problems = dict(export.problems.counts)
    except ExportError as failure:
        return Reading(messages, problems, str(failure))
    return Reading(messages, problems, None)


def assert_sound(message: Message) -> None:
    names = (message.author_name, message.forwarded_from, message.via_bot, message.action)
    texts = [message.text, *(name for name in names if name is not None)]
    texts += [*message.mentions, *message.links, *(each.emoji for each in message.reactions)]
    if message.media and message.media.name is not None:
        texts.append(message.media.name)
    for text in texts:
        assert "\x00" not in text
        assert "\x1b" not in text
        assert text == text.encode().decode()
    assert len(message.text) <= 32_768
    assert UTC is message.sent_at.tzinfo
    assert 1970 <= message.sent_at.year < 2100
    for number in (message.id, message.reply_to, message.topic_id, message.edit_version):
        assert number is None or (type(number) is int and -(2**63) <= number < 2**63)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "result.json"


@settings(BOUNDED, max_examples=60)
@given(entries=st.lists(spoilt_messages | values, max_size=5))
def test_spoilt_messages_are_kept_or_counted_and_never_stop_the_reading(
    path: Path, entries: list[Any]
) -> None:
    path.write_text(
        json.dumps(one_chat(*entries, plain(LAST, "the last", date_unixtime="1769936400"))),
        encoding="utf-8",
    )

    reading = read(path)

    assert reading.failure is None
    assert "the last" == reading.messages[-1].text
    for message in reading.messages:
        assert_sound(message)
    rejected = sum(
        reading.problems.get(problem, 0)
        for problem in (
            Problem.NOT_A_MESSAGE,
            Problem.INVALID_ID,
            Problem.INVALID_DATE,
            Problem.DUPLICATE_ID,
        )
    )
    assert len(entries) + 1 <= len(reading.messages) + rejected


@BOUNDED
@given(document=values)
def test_any_json_is_an_export_or_refused(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document), encoding="utf-8")

    assert [] == read(path).messages


@BOUNDED
@given(cut=st.integers(0, len(GENUINE)))
def test_a_cut_export_gives_what_precedes_the_cut(path: Path, cut: int) -> None:
    path.write_bytes(GENUINE)
    whole = read(path, "1234567890").messages
    path.write_bytes(GENUINE[:cut])

    cut_short = read(path, "1234567890").messages

    assert whole[: len(cut_short)] == cut_short


@BOUNDED
@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, len(GENUINE) - 1),
            st.integers(0, 6),
            st.binary(max_size=6) | st.sampled_from([b'"', b"\\", b"[", b"}", b'":', b"\\ud800"]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_mutated_export_gives_sound_messages_twice_the_same(
    path: Path, edits: list[tuple[int, int, bytes]]
) -> None:
    mutated = bytearray(GENUINE)
    for start, length, replacement in edits:
        mutated[start : start + length] = replacement
    path.write_bytes(mutated)

    reading = read(path, "1234567890")

    assert "\n" not in (reading.failure or "")
    for message in reading.messages:
        assert_sound(message)
    assert reading == read(path, "1234567890")
