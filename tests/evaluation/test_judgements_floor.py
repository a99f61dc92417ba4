"""The quality scores tell right from wrong, and agree with people on a slice of public data."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.judged_summaries import Talk, read
from bench.judgements import SCORES, by_summary, by_system
from pipeline.digest.rules.evidence.checks import judge
from pipeline.digest.rules.grading.grades import backing, telling

OWN = Path(__file__).parent / "judgements"
SPOILED = ("person", "number", "date", "negated", "invented", "half")
SLICE = 280
"""Summaries: 20 dialogues of each system."""


def pairs(language: str) -> Iterator[tuple[str, bool]]:
    """Each spoiled telling of each dialogue, and whether the right one scores above it."""
    chats = tomllib.loads((OWN / f"{language}.toml").read_text(encoding="utf-8"))["dialogue"]
    for chat in chats:
        turns = [line.split(": ", 1) for line in chat["talk"].strip().splitlines()]
        talk = Talk.of([(name, said) for name, said in turns])
        for way in SPOILED:
            if way in chat:
                score = complete if way == "half" else faithful
                right = score(chat["good"], talk) > score(chat[way], talk)
                yield f"{way}: {chat[way]}", right


def faithful(text: str, talk: Talk) -> float:
    return backing(judge(talk.statement(talk.roster.conceal(text)), talk.corpus), talk.corpus)


def complete(text: str, talk: Talk) -> float:
    return telling([talk.statement(talk.roster.conceal(text))], talk.corpus.lines)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_right_telling_scores_above_a_spoiled_one(language: str) -> None:
    found = list(pairs(language))

    missed = [spoiled for spoiled, right in found if not right]

    assert len(found) >= 36
    assert len(missed) <= 0.1 * len(found), missed


def test_the_scores_agree_with_people(public_data: Path) -> None:
    summaries = read(public_data / "judgements" / "dialsummeval-first700.jsonl", SLICE)

    systems = {one.name: by_system(summaries, one.ours, one.people) for one in SCORES}
    single = {one.name: by_summary(summaries, one.ours, one.people) for one in SCORES}

    assert min(systems.values()) >= 0.8, systems
    assert min(single.values()) >= 0.58, single
