"""Dialogues in which people marked where the talk turns to another matter."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any

SETS: Mapping[str, str] = MappingProxyType(
    {
        "DialSeg711": "segmentation/dialseg-first350.json",
        "TIAGE": "segmentation/tiage-first250.json",
    }
)


@dataclass(frozen=True, slots=True)
class Dialogue:
    id: str
    utterances: tuple[str, ...]
    turns: frozenset[int]
    """Utterances that begin another matter; never the first."""

    @property
    def is_chosen_on(self) -> bool:
        """Of the half that constants were chosen on; by the hash of its id, for good."""
        return hashlib.sha256(self.id.encode()).digest()[-1] % 2 == 0

    @property
    def marks(self) -> list[bool]:
        """For each utterance but the first, whether it turns the talk."""
        return marks(self.turns, len(self.utterances))


def marks(turns: Sequence[int] | frozenset[int], utterances: int) -> list[bool]:
    found = frozenset(turns)
    return [place in found for place in range(1, utterances)]


def read(path: Path) -> list[Dialogue]:
    """The dialogues of a file: a list of ``{dial_id, utterances, segments}``.

    ``segments`` are lengths, in utterances.

    Raises:
        ValueError: Lengths that do not add up to the dialogue; names it.
    """
    name = path.stem.partition("-")[0]
    return [_dialogue(entry, name) for entry in json.loads(path.read_text("utf-8"))]


def _dialogue(entry: Mapping[str, Any], name: str) -> Dialogue:
    utterances, ends = entry["utterances"], list(accumulate(entry["segments"]))
    if not ends or ends[-1] != len(utterances):
        raise ValueError(f"{name} {entry['dial_id']} does not add up — mend its segments")
    return Dialogue(f"{name}/{entry['dial_id']}", tuple(utterances), frozenset(ends[:-1]))
