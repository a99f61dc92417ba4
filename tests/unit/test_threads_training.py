"""The chats that the thread builder learns from."""

import json
from pathlib import Path
from random import Random

from bench.threads.bots import with_bot
from bench.threads.examples import of_truth
from bench.threads.slowed import slowed
from bench.threads.ubuntu import Chat, read
from bench.threads.variants import conversations, groups, unnamed
from pipeline.ingest.models import MessageId
from pipeline.threads.settings import ThreadSettings

LINES = [
    "[23:58] <ann> morning, anyone here who knows printers?",
    "=== bob  has joined #chat",
    "[23:59] <bob> ann: which one?",
    "[00:00] <ann> bob, the old one",
    "[00:00] <cid> my screen is black",
    "[00:01] <bob> ann: throw it away",
    "[00:01]  * dan looks at the screen",
    "[00:02] <eve> lunch?",
]
LINKS = [[1, 1], [2, 0], [3, 2], [4, 4], [5, 3], [6, 4], [7, 7]]


def _chat(tmp_path: Path) -> Chat:
    file = tmp_path / "chats.jsonl"
    told = {"file": "a", "lines": LINES, "links": [[0, 0], *LINKS]}
    file.write_text(json.dumps(told) + "\n", encoding="utf-8")
    return read(file)[0]


def test_lines_are_read_with_their_authors_and_a_clock_that_passes_midnight(
    tmp_path: Path,
) -> None:
    chat = _chat(tmp_path)

    people = [each.author_name for each in chat.utterances]
    assert ["ann", "", "bob", "ann", "cid", "bob", "dan", "eve"] == people
    assert [1] == [place for place, each in enumerate(chat.utterances) if each.service]
    times = [each.sent_at for each in chat.utterances]
    assert sorted(times) == times
    assert 240 <= (times[-1] - times[0]).total_seconds() <= 260
    assert {MessageId(3)} == chat.parents[MessageId(4)]
    assert not chat.parents[MessageId(5)]


def test_conversations_are_what_links_hold_together(tmp_path: Path) -> None:
    found = [[int(each.id) for each in one.messages] for one in conversations(_chat(tmp_path))]

    assert [[1, 3, 4, 6], [5, 7], [8]] == sorted(found)


def test_names_that_messages_begin_with_are_left_out(tmp_path: Path) -> None:
    texts = [each.text for each in unnamed(_chat(tmp_path)).utterances]

    assert ["which one?", "the old one", "my screen is black", "throw it away"] == texts[2:6]
    assert "morning, anyone here who knows printers?" == texts[0]


def test_a_made_group_keeps_who_answers_whom(tmp_path: Path) -> None:
    made = groups([_chat(tmp_path)] * 20, 20, Random(5))  # noqa: S311

    for chat in made:
        said = {each.id: each for each in chat.utterances}
        for each in chat.utterances:
            parents = chat.parents[each.id]
            assert all(parent < each.id for parent in parents)
            assert all(said[parent].sent_at <= each.sent_at for parent in parents)
            assert each.reply_to is None or each.reply_to in parents
    assert made == groups([_chat(tmp_path)] * 20, 20, Random(5))  # noqa: S311


def test_a_slow_chat_keeps_who_answers_whom(tmp_path: Path) -> None:
    made = slowed([_chat(tmp_path)] * 20, [20, 20, 20], Random(5))  # noqa: S311

    for chat in made:
        sent = {each.id: each.sent_at for each in chat.utterances}
        assert 20 <= len(sent)
        assert sent.keys() == chat.parents.keys()
        for message, parents in chat.parents.items():
            assert all(sent[parent] <= sent[message] for parent in parents)
    assert any(parents for chat in made for parents in chat.parents.values())


def test_a_bot_changes_nothing_of_what_people_say(tmp_path: Path) -> None:
    chats = groups([_chat(tmp_path)] * 20, 20, Random(5))  # noqa: S311

    told = [with_bot(chat, Random(7)) for chat in chats]  # noqa: S311

    for chat, with_it in zip(chats, told, strict=True):
        people = [each for each in with_it.utterances if each.author_id != "userbot"]
        assert [each.text for each in chat.utterances] == [each.text for each in people]
        above = [len(chat.parents[each.id]) for each in chat.utterances]
        assert above == [len(with_it.parents[each.id]) for each in people]
    assert sum(len(chat.utterances) for chat in told) > sum(len(c.utterances) for c in chats)


def test_a_decision_is_learned_from_with_its_true_parents(tmp_path: Path) -> None:
    data = of_truth([_chat(tmp_path)], ThreadSettings())

    assert len(data.counts) == len(data.none) == len(data.scenes)
    assert data.counts.sum() == len(data.true) == len(data.pairs)
    assert 4 == data.true.sum()
    assert 2 == data.none.sum()
