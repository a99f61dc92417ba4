"""That roles go on naming who leads a talk: on eight talks of our own, and on a few of QMSum."""

from itertools import islice
from pathlib import Path

import pytest

from bench.roles import leader, leads, recall, roles
from bench.roles_meetings import Meeting, meetings
from pipeline.digest.findings import Role

TALKS = sorted((Path(__file__).parent / "roles").glob("*.txt"))
PUBLIC = 8
PUBLIC_FLOOR = 0.75
"""Six of the first eight whose titles tell; all eight were named when this was written."""


def read(file: Path) -> tuple[Meeting, dict[str, str]]:
    head, turns = file.read_text(encoding="utf-8").strip().split("\n\n")
    labels = dict(line.split(": ", 1) for line in head.splitlines())
    said = [tuple(line.split(": ", 1)) for line in turns.splitlines()]
    return Meeting([(name, words) for name, words in said]), labels


def labelled(role: str) -> list[Path]:
    return [file for file in TALKS if f"\n{role}: " in "\n" + file.read_text(encoding="utf-8")]


def test_every_talk_says_who_leads_it() -> None:
    assert 8 == len(labelled("leader"))


@pytest.mark.parametrize("file", TALKS, ids=lambda file: file.stem)
def test_who_leads_a_talk_is_named_and_told_as_its_leader(file: Path) -> None:
    meeting, labels = read(file)

    played = roles(meeting)

    assert labels["leader"] == leader(played)
    assert leads(played[labels["leader"]])


@pytest.mark.parametrize(
    ("role", "file"),
    [(role, file) for role in (Role.EXPERT, Role.OPPONENT) for file in labelled(role)],
    ids=lambda value: value.stem if isinstance(value, Path) else value,
)
def test_who_knows_and_who_is_against_it_have_most_of_that_role(role: Role, file: Path) -> None:
    meeting, labels = read(file)

    played = roles(meeting)

    assert labels[role] == max(played, key=lambda name: played[name].roles.get(role, 0.0))


def test_the_leaders_of_public_meetings_are_named(public_data: Path) -> None:
    known = (one for one in meetings(public_data / "summaries/qmsum-val.jsonl") if one.leaders)
    slice_ = list(islice(known, PUBLIC))

    found = recall(slice_, [leader(roles(meeting)) for meeting in slice_])

    assert found >= PUBLIC_FLOOR
