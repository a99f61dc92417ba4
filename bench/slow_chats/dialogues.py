"""Dialogues, each a conversation: what the slow chats are made of."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.public_data import public_data

FILES = ("summaries/samsum-val.jsonl", "summaries/dialogsum-dev.jsonl")
"""SAMSum (Gliwa et al. 2019) and DialogSum (Chen et al. 2021): for evaluation only."""
_TURN = re.compile(r"([^:\n]{1,40}):[^\S\n]*([^\n]+)")


@dataclass(frozen=True, slots=True)
class Dialogue:
    name: str
    turns: Sequence[tuple[str, str]]
    """Speaker and text."""
    answers: Sequence[frozenset[int]] = ()
    """The turns that each turn answers, where that is known."""

    @property
    def speakers(self) -> list[str]:
        """In the order in which they begin to speak."""
        return list(dict.fromkeys(speaker for speaker, _ in self.turns))


def public_dialogues(*, reported: bool) -> list[Dialogue]:
    """Half of the public ones: one half to choose by, and one to report on and nothing else."""
    every = [each for name in FILES for each in dialogues(public_data(name))]
    return every[reported::2]


def dialogues(path: Path) -> list[Dialogue]:
    """Of a file with a JSON object a line, each with its turns under ``dialogue``."""
    lines = path.read_text(encoding="utf-8").splitlines()
    told = (json.loads(line)["dialogue"] for line in lines)
    return list(_several(path.stem, told))


def written(path: Path) -> list[Dialogue]:
    """Of a text file with a turn a line, dialogues parted by empty lines."""
    return list(_several(path.stem, path.read_text(encoding="utf-8").split("\n\n")))


def _several(name: str, told: Iterable[str]) -> Iterable[Dialogue]:
    for number, each in enumerate(told):
        turns = [(found[1].strip(), found[2].strip()) for found in _TURN.finditer(each)]
        if turns:
            yield Dialogue(f"{name} {number}", turns)
