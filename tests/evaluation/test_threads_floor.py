"""What the thread builder must not fall below, on chats of our own and on one public file."""

import re
from pathlib import Path

import pytest

from bench.clusterings import agreement, gather, link_scores
from bench.threads.measuring import measured, product
from bench.threads.ubuntu import read
from pipeline.threads.settings import ThreadSettings
from tests.fixtures.threads import link_all, talk

CHATS = Path(__file__).with_name("threads")
_TRUE = re.compile(r"\s*(\d+) \S+ [^→⇢:]+?(?: [→⇢] (\d+))?:")


def _truth(text: str) -> dict[int, int]:
    """The true parent of each message; the message itself where it starts a conversation."""
    found = (_TRUE.match(line) for line in text.splitlines())
    return {int(line[1]): int(line[2] or line[1]) for line in found if line}


def _threads(parents: dict[int, int]) -> list[frozenset[int]]:
    top: dict[int, int] = {}
    for message, parent in parents.items():
        top[message] = message if parent == message else top[parent]
    return gather(top.items())


@pytest.mark.parametrize(
    ("name", "link_f", "one_to_one"),
    [("team-ru", 59.0, 70.0), ("project-en", 71.0, 73.0), ("neighbours-ru", 70.0, 86.0)],
)
def test_chats_of_our_own_come_apart(name: str, link_f: float, one_to_one: float) -> None:
    text = (CHATS / f"{name}.txt").read_text(encoding="utf-8")
    truth = _truth(text)

    links = link_all(talk(text), ThreadSettings())
    found = {int(link.message_id): int(link.parent_id or link.message_id) for link in links}

    scores = link_scores({name: set(truth.items())}, {name: set(found.items())})
    parted = agreement({name: _threads(truth)}, {name: _threads(found)})
    assert scores.f >= link_f
    assert parted.one_to_one >= one_to_one


def test_a_file_of_the_busy_channel_comes_apart(public_data: Path) -> None:
    chats = read(public_data / "threads/ubuntu-dev.jsonl", limit=1)

    score = measured(chats, product())

    assert score.link_f >= 73.0
    assert score.variation >= 90.5
    assert score.one_to_one >= 79.0
