"""The stories of the rules engine tell more of what people would than the simplest methods do."""

from datetime import timedelta
from pathlib import Path

import pytest

from bench.evidence import Evidence, Said
from bench.summaries.dialogues import read
from bench.summaries.measures import measure
from bench.summaries.retelling import OURS
from bench.windows import corpus_of, linked
from handlers.export import open_export
from pipeline.digest.rules.topics.stories import LONG
from pipeline.ingest.models import Message
from pipeline.privacy.tokens import reveal
from tests.fixtures.rules import tell

OWN = Path(__file__).parent / "summaries" / "dialogues.jsonl"
EXAMPLE = Path(__file__).parents[2] / "examples" / "team-chat.json"
SLICE = 60
"""The first dialogues of a public set."""
OWN_LEAST = (52.3, 24.0, 40.2)
PUBLIC_LEAST = {"samsum-val.jsonl": (34.0, 12.6, 27.2), "dialogsum-dev.jsonl": (34.4, 11.3, 28.2)}
"""ROUGE-1, 2 and L, a little below what is reached."""
EXPORTS = ("gitter-livechat_docker.result.json", "zulip-lean_new-members-2025-01.result.json")
SHORT = 150
"""The first messages of a public chat."""
FEW = 5
"""Statements of a digest that has something to say."""
BESIDE = ("LEAD-3", "LEAD-3 messages", "MMR-3, 0.5", "MMR-3, 0.7")


def rouge(path: Path, count: int | None = None) -> dict[str, list[float]]:
    """ROUGE-1, 2 and L by method, in percent."""
    scores = measure(read(path)[:count], LONG)
    return {method: list(rows.mean(axis=0)[:3]) for method, rows in scores.items()}


def faults(messages: list[Message], language: str, hours: int) -> tuple[int, list[str | None]]:
    """How many statements a digest of the chat's first hours has, and how each that fails does."""
    start = messages[0].sent_at.replace(minute=0, second=0, microsecond=0)
    end = start + timedelta(hours=hours)
    digest = tell(corpus_of(linked(messages), (start, end)), language)
    people = digest.corpus.people
    evidence = Evidence(messages)
    found = [
        evidence.fault(
            Said(reveal(each.statement.text, people), each.statement.message_ids, start, end)
        )
        for each in digest.judged
    ]
    return len(found), [fault for fault in found if fault is not None]


def messages_of(export: Path) -> list[Message]:
    return [message for batch in open_export(export).batches() for message in batch]


@pytest.mark.parametrize("method", BESIDE)
def test_our_own_dialogues_are_told_better_than_by_simple_methods(
    method: str, own: dict[str, list[float]]
) -> None:
    assert all(ours >= theirs for ours, theirs in zip(own[OURS], own[method], strict=True))


def test_our_own_dialogues_are_told_as_well_as_they_were(own: dict[str, list[float]]) -> None:
    assert [] == [
        score for score, least in zip(own[OURS], OWN_LEAST, strict=True) if score < least
    ]


@pytest.fixture(scope="module")
def own() -> dict[str, list[float]]:
    return rouge(OWN)


@pytest.mark.parametrize(("name", "least"), PUBLIC_LEAST.items())
def test_public_dialogues_are_told_as_well_as_they_were(
    name: str, least: tuple[float, ...], public_data: Path
) -> None:
    scores = rouge(public_data / "summaries" / name, SLICE)

    assert [] == [score for score, low in zip(scores[OURS], least, strict=True) if score < low]
    assert all(a >= b for a, b in zip(scores[OURS], scores["LEAD-3"], strict=True))


@pytest.mark.parametrize("hours", [4, 24])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_messages_hold_all_that_a_digest_of_the_example_says(language: str, hours: int) -> None:
    said, found = faults(messages_of(EXAMPLE), language, hours)

    assert said > FEW
    assert [] == found


@pytest.mark.parametrize("name", EXPORTS)
def test_messages_hold_all_that_a_digest_of_a_public_chat_says(
    name: str, public_data: Path
) -> None:
    said, found = faults(messages_of(public_data / "telegram" / name)[:SHORT], "en", hours=24)

    assert said > FEW
    assert [] == found


def test_what_a_message_does_not_hold_is_found() -> None:
    messages = messages_of(EXAMPLE)
    first = messages[0]
    start, end = first.sent_at, first.sent_at + timedelta(hours=1)
    evidence = Evidence(messages)

    def fault(text: str, message_id: int) -> str | None:
        return evidence.fault(Said(text, [message_id], start, end))

    assert "id" == fault("", 7)
    assert "window" == fault("", messages[-1].id)
    assert "number" == fault("98765", first.id)
    assert "name" == fault("Jonas Weber", first.id)
    assert "date" == fault("в ноябре", first.id)
    assert fault(first.author_name, first.id) is None
