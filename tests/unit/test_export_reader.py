from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handlers.export import Export, Problem, open_export
from handlers.export.errors import AmbiguousChatError, ChatNotChosenError, UnknownChatError
from pipeline.ingest.models import Chat, ChatKind, Message
from tests.telegram_desktop import NOON, account, one_chat, plain, service, written


def everything(export: Export, size: int = 2000) -> list[Message]:
    return [message for batch in export.batches(size) for message in batch]


def ids(messages: list[Message]) -> list[int]:
    return [message.id for message in messages]


class TestOneChat:
    def test_its_header_becomes_the_chat(self, tmp_path: Path) -> None:
        path = written(tmp_path, one_chat(plain(1)))

        export = open_export(path)

        assert Chat(-1001234567890, ChatKind.SUPERGROUP, "Ласточка") == export.chat

    @pytest.mark.parametrize(
        ("kind", "bare_id", "marked_id", "expected"),
        [
            ("personal_chat", 77, 77, ChatKind.PRIVATE),
            ("bot_chat", 77, 77, ChatKind.PRIVATE),
            ("saved_messages", 77, 77, ChatKind.PRIVATE),
            ("private_group", 77, -77, ChatKind.GROUP),
            ("private_supergroup", 77, -1000000000077, ChatKind.SUPERGROUP),
            ("public_supergroup", 4065722285, -1004065722285, ChatKind.SUPERGROUP),
            ("private_channel", 1234567890, -1001234567890, ChatKind.CHANNEL),
            ("public_channel", 1234567890, -1001234567890, ChatKind.CHANNEL),
            ("private_monoforum", 1234567890, -1001234567890, ChatKind.SUPERGROUP),
            ("private_group", -77, -77, ChatKind.GROUP),
            ("private_group", "77", -77, ChatKind.GROUP),
        ],
    )
    def test_its_id_is_marked_as_the_bot_api_marks_it(
        self, tmp_path: Path, kind: str, bare_id: Any, marked_id: int, expected: ChatKind
    ) -> None:
        path = written(tmp_path, one_chat(plain(1), type=kind, id=bare_id))

        chat = open_export(path).chat

        assert (marked_id, expected) == (chat.telegram_id, chat.kind)

    def test_saved_messages_have_no_name_in_the_file(self, tmp_path: Path) -> None:
        path = written(tmp_path, {"type": "saved_messages", "id": 7, "messages": [plain(1)]})

        assert "Saved Messages" == open_export(path).chat.title

    def test_a_deleted_account_leaves_a_nameless_chat(self, tmp_path: Path) -> None:
        path = written(tmp_path, one_chat(plain(1), type="personal_chat", name=None))

        assert "Deleted Account" == open_export(path).chat.title

    def test_its_header_is_found_behind_the_messages(self, tmp_path: Path) -> None:
        path = written(
            tmp_path, {"messages": [plain(1)], "id": 5, "type": "private_group", "name": "Late"}
        )

        export = open_export(path)

        assert Chat(-5, ChatKind.GROUP, "Late") == export.chat
        assert [1] == ids(everything(export))

    def test_an_empty_chat_has_no_batches(self, tmp_path: Path) -> None:
        path = written(tmp_path, one_chat())

        assert [] == list(open_export(path).batches())

    def test_it_may_be_named_although_it_is_alone(self, tmp_path: Path) -> None:
        path = written(tmp_path, one_chat(plain(1)))

        assert [1] == ids(everything(open_export(path, chat="ласточка")))

    def test_another_name_is_refused(self, tmp_path: Path) -> None:
        path = written(tmp_path, one_chat(plain(1)))

        with pytest.raises(UnknownChatError, match=r"no chat 'Сокол'.*-1001234567890 «Ласточка»"):
            open_export(path, chat="Сокол")


class TestAccount:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return written(
            tmp_path,
            account(
                one_chat(plain(1, "from Анна"), name="Анна", type="personal_chat", id=100),
                one_chat(plain(2, "from the team"), name="Команда", id=200),
                one_chat(plain(3, "from a namesake"), name="Команда", type="private_group"),
                left=(one_chat(plain(4, "long ago"), name="Прошлое", id=300),),
            ),
        )

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            ("Анна", "from Анна"),
            (" анна ", "from Анна"),
            ("100", "from Анна"),
            ("200", "from the team"),
            ("-1000000000200", "from the team"),
            ("-1234567890", "from a namesake"),
            ("Прошлое", "long ago"),
        ],
    )
    def test_a_chat_is_picked_by_title_or_id(self, path: Path, wanted: str, expected: str) -> None:
        messages = everything(open_export(path, chat=wanted))

        assert [expected] == [message.text for message in messages]

    def test_several_chats_need_a_choice(self, path: Path) -> None:
        with pytest.raises(ChatNotChosenError, match="choose one with --chat") as refused:
            open_export(path)

        expected = [100, -1000000000200, -1234567890, -1000000000300]
        assert expected == [chat.telegram_id for chat in refused.value.candidates]
        assert "\n" not in str(refused.value)

    def test_a_title_that_two_chats_share_is_ambiguous(self, path: Path) -> None:
        with pytest.raises(AmbiguousChatError) as refused:
            open_export(path, chat="Команда")

        expected = [-1000000000200, -1234567890]
        assert expected == [chat.telegram_id for chat in refused.value.candidates]

    def test_at_most_twenty_candidates_are_listed(self, tmp_path: Path) -> None:
        chats = [one_chat(plain(1), name=f"Chat {n}", id=n) for n in range(1, 31)]
        path = written(tmp_path, account(*chats))

        with pytest.raises(UnknownChatError, match=r"«Chat 20».* and 10 more$") as refused:
            open_export(path, chat="Chat 31")

        assert "«Chat 21»" not in str(refused.value)

    def test_the_only_chat_needs_no_choice(self, tmp_path: Path) -> None:
        path = written(tmp_path, account(one_chat(plain(9))))

        assert [9] == ids(everything(open_export(path)))

    def test_reading_ends_with_the_chosen_chat(self, tmp_path: Path) -> None:
        broken_later = one_chat(*(plain(n, "x" * 1000) for n in range(200)), name="Other", id=8)
        whole = written(tmp_path, account(one_chat(plain(9)), broken_later)).read_bytes()
        path = written(tmp_path, whole[:-5000])

        assert [9] == ids(everything(open_export(path, chat="Ласточка")))

    def test_a_header_behind_the_messages_is_found(self, tmp_path: Path) -> None:
        late = {"messages": [plain(1)], "name": "Late", "type": "private_group", "id": 5}
        path = written(tmp_path, account(one_chat(plain(9)), late))

        assert [1] == ids(everything(open_export(path, chat="Late")))


class TestBatches:
    def test_they_keep_the_order_of_the_file_and_their_size(self, tmp_path: Path) -> None:
        path = written(tmp_path, one_chat(*(plain(n) for n in (5, 3, 4, 1, 2))))

        batches = [ids(batch) for batch in open_export(path).batches(size=2)]

        assert [[5, 3], [4, 1], [2]] == batches

    def test_a_second_reading_gives_the_same(self, tmp_path: Path) -> None:
        path = written(tmp_path, one_chat(plain(1), plain(1), plain(2), {"id": "?"}))
        export = open_export(path)

        first, counts = everything(export), dict(export.problems.counts)

        assert first == everything(export)
        assert counts == dict(export.problems.counts)

    def test_progress_reaches_the_size_of_the_file(self, tmp_path: Path) -> None:
        path = written(tmp_path, one_chat(*(plain(n, "x" * 200) for n in range(2000))))
        export = open_export(path)
        before = export.bytes_read

        progress = [export.bytes_read for _ in export.batches(size=100)]

        assert 0 == before
        assert sorted(progress) == progress
        assert progress[0] < export.size // 2
        assert path.stat().st_size == export.size == export.bytes_read

    def test_dates_are_aware_and_in_utc(self, tmp_path: Path) -> None:
        path = written(tmp_path, one_chat(plain(1)))

        [message] = everything(open_export(path))

        assert datetime.fromtimestamp(NOON + 1, UTC) == message.sent_at
        assert UTC is message.sent_at.tzinfo


class TestRepeatedIds:
    def test_the_first_of_two_unedited_messages_stays(self, tmp_path: Path) -> None:
        path = written(tmp_path, one_chat(plain(1, "first"), plain(1, "second")))
        export = open_export(path)

        messages = everything(export)

        assert ["first"] == [message.text for message in messages]
        assert {Problem.DUPLICATE_ID: 1} == export.problems.counts

    @pytest.mark.parametrize("edits", [(None, 500), (400, 500), (500, 400), (500, None)])
    def test_the_later_edit_stays(
        self, tmp_path: Path, edits: tuple[int | None, int | None]
    ) -> None:
        versions = [
            plain(1, str(edit), **({"edited_unixtime": str(NOON + edit)} if edit else {}))
            for edit in edits
        ]
        path = written(tmp_path, one_chat(*versions))

        [message] = everything(open_export(path))

        assert ("500", NOON + 500) == (message.text, message.edit_version)

    def test_an_edit_is_handed_over_again_even_in_a_later_batch(self, tmp_path: Path) -> None:
        edited = plain(1, "edited", edited_unixtime=str(NOON + 500))
        path = written(tmp_path, one_chat(plain(1, "old"), plain(2), edited, plain(1, "old")))

        batches = [[m.text for m in batch] for batch in open_export(path).batches(size=2)]

        assert [["old", "hello"], ["edited"]] == batches


class TestForumTopics:
    def test_a_message_that_answers_the_root_is_in_the_topic_and_answers_nobody(
        self, tmp_path: Path
    ) -> None:
        path = written(
            tmp_path,
            one_chat(
                service(10, "topic_created", title="Релиз"),
                plain(11, reply_to_message_id=10),
                plain(12, reply_to_message_id=11),
                plain(13, reply_to_message_id=12),
                plain(14),
                plain(15, reply_to_message_id=14),
            ),
        )

        messages = everything(open_export(path))

        assert [(None, 10), (None, 10), (11, 10), (12, 10), (None, None), (14, None)] == [
            (message.reply_to, message.topic_id) for message in messages
        ]

    def test_the_topics_of_a_group_without_topics_are_none(self, tmp_path: Path) -> None:
        path = written(tmp_path, one_chat(plain(1), plain(2, reply_to_message_id=1)))

        assert [None, None] == [m.topic_id for m in everything(open_export(path))]
