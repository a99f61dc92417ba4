from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.export.conversion import Converter
from handlers.export.problems import Problem, Problems
from pipeline.ingest.models import AuthorId, Message, MessageId, MessageKind, Reaction
from tests.telegram_desktop import NOON, plain, service, without

MOSCOW = ZoneInfo("Europe/Moscow")


def convert(raw: Any, zone: str = "UTC") -> tuple[Message | None, dict[Problem, int]]:
    problems = Problems()
    message = Converter(ZoneInfo(zone), problems).convert(raw)
    return message, dict(problems.counts)


def kept(raw: Any, zone: str = "UTC") -> Message:
    message, problems = convert(raw, zone)
    assert {} == problems
    assert message is not None
    return message


def kept_with(problem: Problem, raw: Any) -> Message:
    message, problems = convert(raw)
    assert {problem: 1} == problems
    assert message is not None
    return message


def test_a_plain_message_is_converted_whole() -> None:
    message = kept(plain(7, "Коллеги, релиз в четверг", reply_to_message_id=5))

    assert message == Message(
        id=MessageId(7),
        sent_at=datetime(2026, 2, 1, 9, 0, 7, tzinfo=UTC),
        kind=MessageKind.TEXT,
        author_id=AuthorId("user1"),
        author_name="Анна",
        text="Коллеги, релиз в четверг",
        reply_to=MessageId(5),
    )


class TestIds:
    @pytest.mark.parametrize("number", [0, 1, -999_999_990, 2**63 - 1, -(2**63)])
    def test_any_number_of_64_bits_is_an_id(self, number: int) -> None:
        assert number == kept(plain(1, id=number)).id

    @pytest.mark.parametrize("loose", ["12", "-12"])
    def test_an_id_written_as_a_string_is_read_and_counted(self, loose: str) -> None:
        assert int(loose) == kept_with(Problem.LOOSE_ID, plain(1, id=loose)).id

    @pytest.mark.parametrize("invalid", [2**63, "", "x", "1" * 50, None, True, 1.5, [], {}])
    def test_a_message_without_a_usable_id_is_rejected(self, invalid: Any) -> None:
        assert (None, {Problem.INVALID_ID: 1}) == convert(plain(1, id=invalid))

    @pytest.mark.parametrize("entry", [None, 5, "text", [], True])
    def test_what_is_no_object_is_rejected(self, entry: Any) -> None:
        assert (None, {Problem.NOT_A_MESSAGE: 1}) == convert(entry)


class TestDates:
    def test_the_unix_time_wins_over_the_local_time(self) -> None:
        message = kept(plain(1, date="1999-01-01T00:00:00"))

        assert datetime(2026, 2, 1, 9, 0, 1, tzinfo=UTC) == message.sent_at

    @pytest.mark.parametrize(
        ("local", "expected"),
        [
            ("2026-02-01T12:00:00", datetime(2026, 2, 1, 9, tzinfo=UTC)),
            ("2026-02-01T12:00:00+05:00", datetime(2026, 2, 1, 7, tzinfo=UTC)),
            ("2026-02-01T12:00:00Z", datetime(2026, 2, 1, 12, tzinfo=UTC)),
            ("2026-02-01", datetime(2026, 1, 31, 21, tzinfo=UTC)),
        ],
    )
    def test_without_it_the_local_time_is_read_in_the_zone_of_the_export(
        self, local: str, expected: datetime
    ) -> None:
        raw = without(plain(1, date=local), "date_unixtime")

        assert expected == kept(raw, "Europe/Moscow").sent_at

    def test_an_hour_that_occurs_twice_is_the_first_of_the_two(self) -> None:
        raw = without(plain(1, date="2025-10-26T02:30:00"), "date_unixtime")

        expected = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
        assert expected == kept(raw, "Europe/Berlin").sent_at

    def test_an_unreadable_unix_time_gives_way_to_the_local_time(self) -> None:
        message = kept(plain(1, date_unixtime="soon"))

        assert datetime(2026, 2, 1, 12, tzinfo=UTC) == message.sent_at

    @pytest.mark.parametrize(
        "changed",
        [
            {"date": "yesterday"},
            {"date": 5},
            {"date": None},
            {"date": "2026-02-30T12:00:00"},
            {"date": "0001-01-01T00:00:00+14:00"},
            {"date": "9999-12-31T23:59:59-14:00"},
            {"date": "1969-12-31T23:59:59"},
            {"date": "2100-01-01T00:00:00"},
            {"date": "2026-02-01T12:00:00" + " " * 1000},
            {"date": [], "date_unixtime": []},
            {"date": "", "date_unixtime": "4102444800"},
            {"date": "", "date_unixtime": "-1"},
            {"date": "", "date_unixtime": "9" * 30},
        ],
    )
    def test_a_message_without_a_usable_date_is_rejected(self, changed: dict[str, Any]) -> None:
        raw = {**without(plain(1), "date_unixtime"), **changed}

        assert (None, {Problem.INVALID_DATE: 1}) == convert(raw)


class TestAuthors:
    def test_a_deleted_account_has_an_id_and_no_name(self) -> None:
        message = kept(plain(1, **{"from": None, "from_id": "user9"}))

        assert ("user9", "") == (message.author_id, message.author_name)

    def test_a_channel_speaks_in_its_own_name(self) -> None:
        raw = plain(1, **{"from": "Новости", "from_id": "channel5", "author": "Пётр"})

        assert ("channel5", "Новости") == (kept(raw).author_id, kept(raw).author_name)

    def test_a_signature_names_a_post_that_has_no_sender(self) -> None:
        raw = without(plain(1, author="Пётр"), "from", "from_id")

        assert ("", "Пётр") == (kept(raw).author_id, kept(raw).author_name)

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            (123, "user123"),
            (2**32 + 123, "user123"),
            (2**33 + 55, "channel55"),
        ],
    )
    def test_the_numeric_peers_of_old_exports_are_understood(
        self, number: int, expected: str
    ) -> None:
        assert expected == kept(plain(1, from_id=number)).author_id

    @pytest.mark.parametrize("strange", ["robot5", "user", "user1\n", 0, -5, 2**40, True, [], {}])
    def test_a_strange_peer_is_left_out_and_counted(self, strange: Any) -> None:
        assert "" == kept_with(Problem.UNREADABLE_AUTHOR, plain(1, from_id=strange)).author_id

    @pytest.mark.parametrize("strange", [5, True, ["Анна"], {"name": "Анна"}])
    def test_a_strange_name_is_left_out_and_counted(self, strange: Any) -> None:
        message = kept_with(Problem.UNREADABLE_AUTHOR, plain(1, **{"from": strange}))

        assert ("user1", "") == (message.author_id, message.author_name)

    def test_a_name_stays_on_one_line(self) -> None:
        message = kept(plain(1, **{"from": " Анна\n\x1b[31m  \u202eПетрова " + "!" * 400}))

        assert message.author_name.startswith("Анна Петрова !!!")
        assert 256 == len(message.author_name)


class TestReplies:
    @pytest.mark.parametrize("strange", [None, "none", [], {}, True, 2**70])
    def test_a_strange_reply_is_left_out_and_counted(self, strange: Any) -> None:
        message = kept_with(Problem.UNREADABLE_REPLY, plain(1, reply_to_message_id=strange))

        assert message.reply_to is None

    def test_a_reply_into_another_chat_is_no_reply_here(self) -> None:
        message = kept(plain(9, reply_to_message_id=5, reply_to_peer_id="channel7"))

        assert message.reply_to is None

    def test_a_message_does_not_answer_itself(self) -> None:
        assert kept(plain(9, reply_to_message_id=9)).reply_to is None

    def test_a_pin_points_at_what_it_pins(self) -> None:
        assert 5 == kept(service(9, "pin_message", message_id=5)).reply_to


class TestEdits:
    def test_the_version_is_the_second_of_the_edit(self) -> None:
        raw = plain(1, edited="2026-02-01T12:10:00", edited_unixtime=str(NOON + 600))

        assert NOON + 600 == kept(raw).edit_version

    def test_a_local_edit_date_is_read_in_the_zone_of_the_export(self) -> None:
        raw = plain(1, edited="2026-02-01T12:10:00")

        assert NOON + 600 == kept(raw, "Europe/Moscow").edit_version

    @pytest.mark.parametrize("never", ["1970-01-01T03:00:00", "1969-12-31T19:00:00"])
    def test_the_epoch_means_that_nobody_edited(self, never: str) -> None:
        assert 0 == kept(plain(1, edited=never)).edit_version

    @pytest.mark.parametrize("strange", ["later", 5, [], "2001-01-01T00:00:00"])
    def test_a_strange_edit_is_left_out_and_counted(self, strange: Any) -> None:
        message = kept_with(Problem.UNREADABLE_EDIT, plain(1, edited=strange))

        assert 0 == message.edit_version


class TestForwards:
    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"forwarded_from": "Новости", "forwarded_from_id": "channel5"}, "Новости"),
            ({"forwarded_from": None, "forwarded_from_id": "user5"}, ""),
            ({"saved_from": "Анна"}, "Анна"),
            ({"forwarded_from": "Новости", "saved_from": "Анна"}, "Новости"),
            ({}, None),
        ],
    )
    def test_the_source_is_named_even_if_its_name_is_hidden(
        self, changed: dict[str, Any], expected: str | None
    ) -> None:
        assert expected == kept(plain(1, **changed)).forwarded_from

    def test_the_bot_that_a_message_was_sent_through_is_named(self) -> None:
        assert "@gif" == kept(plain(1, via_bot="@gif")).via_bot


class TestReactions:
    def test_emoji_stand_for_themselves_and_the_rest_by_its_kind(self) -> None:
        reactions = [
            {"type": "emoji", "count": 2, "emoji": "🔥", "recent": [{"from": "Анна"}]},
            {"type": "custom_emoji", "count": 1, "document_id": "5368324170671202286"},
            {"type": "custom_emoji", "count": 4, "document_id": "5368324170671202287"},
            {"type": "paid", "count": 3},
        ]

        expected = (Reaction("🔥", 2), Reaction("custom", 5), Reaction("paid", 3))
        assert expected == kept(plain(1, reactions=reactions)).reactions

    @pytest.mark.parametrize("strange", [{}, "👍", 5, True, [5], [{"type": "new", "count": 1}]])
    def test_strange_reactions_are_left_out_and_counted(self, strange: Any) -> None:
        assert () == kept_with(Problem.UNREADABLE_REACTIONS, plain(1, reactions=strange)).reactions

    @pytest.mark.parametrize("count", [0, -1, None, "many", 2**40, True])
    def test_a_strange_count_leaves_the_others_in_place(self, count: Any) -> None:
        reactions = [
            {"type": "emoji", "count": count, "emoji": "👎"},
            {"type": "emoji", "count": 2, "emoji": "🔥"},
        ]

        message = kept_with(Problem.UNREADABLE_REACTIONS, plain(1, reactions=reactions))

        assert (Reaction("🔥", 2),) == message.reactions


class TestServiceMessages:
    @pytest.mark.parametrize(
        ("raw", "action", "text"),
        [
            (service(1, "create_group", title="Ласточка", members=["Анна"]), None, "Ласточка"),
            (service(1, "topic_created", title="Релиз"), None, "Релиз"),
            (service(1, "topic_edit", new_title="Релиз 2.4"), None, "Релиз 2.4"),
            (service(1, "join_group_by_link", inviter="Пётр"), None, ""),
            (service(1, "edit_group_photo", photo="photos/p.jpg", photo_file_size=5), None, ""),
            (
                without(service(1, "", information_text="Анна made a screenshot"), "action"),
                "custom_action",
                "Anna",
            ),
        ],
    )
    def test_they_keep_their_action_and_what_it_says(
        self, raw: dict[str, Any], action: str | None, text: str
    ) -> None:
        message = kept(raw)

        assert MessageKind.SERVICE is message.kind
        assert (action or raw["action"]) == message.action
        assert raw.get("information_text", text) == message.text
        assert ("user1", "Анна", None) == (message.author_id, message.author_name, message.media)

    def test_proximity_alerts_name_a_sender_instead_of_an_actor(self) -> None:
        raw = without(plain(1, type="service", action="proximity_reached"), "text_entities")

        assert "user1" == kept(raw).author_id


class TestUnknownKinds:
    def test_what_the_exporter_cannot_write_is_kept_with_the_preceding_date(self) -> None:
        problems = Problems()
        converter = Converter(MOSCOW, problems)
        before = converter.convert(plain(1))

        message = converter.convert({"id": 2, "type": "unsupported"})

        assert before is not None
        assert message is not None
        assert (MessageKind.UNKNOWN, before.sent_at) == (message.kind, message.sent_at)
        assert {Problem.MISSING_DATE: 1, Problem.UNKNOWN_TYPE: 1} == problems.counts

    def test_with_nothing_before_it_has_no_date_and_is_rejected(self) -> None:
        message, problems = convert({"id": 2, "type": "unsupported"})

        assert (None, {Problem.INVALID_DATE: 1}) == (message, problems)

    @pytest.mark.parametrize("strange", ["hologram", None, 5, [], {}])
    def test_a_strange_type_is_kept_with_its_text(self, strange: Any) -> None:
        message = kept_with(Problem.UNKNOWN_TYPE, plain(1, "hello", type=strange))

        assert (MessageKind.UNKNOWN, "hello") == (message.kind, message.text)

    def test_a_message_of_which_the_export_holds_nothing_is_unknown(self) -> None:
        message = kept_with(Problem.NO_CONTENT, plain(1, ""))

        assert MessageKind.UNKNOWN is message.kind
