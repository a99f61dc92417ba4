"""Where the product cuts dialogues, and where people did: ``python -m bench.segmentation``.

Ours are the turns of ``pipeline.digest.rules.topics.turning``, which parts threads into strands.
Its constants were chosen on a half of each set (``Dialogue.is_chosen_on``); the other half stands
alone in the table. ``--file`` measures another file of the same form.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

from bench.board import Figure, Watch, publish
from bench.public_data import public_data
from bench.segmentation.dialogues import SETS, Dialogue, marks, read
from bench.segmentation.scores import Scores, scores
from bench.segmentation.simple import every, text_tiling
from pipeline.digest.rules.topics.turn_signs import said
from pipeline.digest.rules.topics.turning import turns

TOLD = MappingProxyType({"DialSeg711": (0.350, 0.361, 0.377), "TIAGE": (0.401, 0.412, 0.202)})
"""Pk, WindowDiff and F1 of the TextTiling that the data's README tells of."""
LENGTHS = range(2, 9)

Cut = Callable[[Sequence[str]], Sequence[int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="another file of dialogues")
    given = parser.parse_args()
    watch = Watch()
    files = {given.file.stem: given.file} if given.file else _public()
    figures = [
        figure
        for name, path in files.items()
        for part, chosen in _parts(read(path), whole=given.file is not None)
        for figure in _figures(name, part, chosen)
    ]
    publish("segmentation", "Where a talk turns: dialogues that people cut", figures, watch)


def _public() -> dict[str, Path]:
    return {name: public_data(path) for name, path in SETS.items()}


def _parts(talks: Sequence[Dialogue], *, whole: bool) -> list[tuple[str, Sequence[Dialogue]]]:
    if whole:
        return [("", talks)]
    kept = [talk for talk in talks if not talk.is_chosen_on]
    return [(" (half not chosen on)", kept), (" (all)", talks)]


def _figures(name: str, part: str, talks: Sequence[Dialogue]) -> list[Figure]:
    ours = measured(talks, product)
    tiled = measured(talks, text_tiling)
    told = TOLD.get(name, (None, None, None)) if part.endswith("(all)") else (None, None, None)
    uniform = max((measured(talks, partial(every, length)) for length in LENGTHS), key=_exactness)
    nothing = measured(talks, partial(every, len(max(talks, key=_length).utterances)))
    named = f"{name}{part}"
    return [
        _figure(f"{named}: Pk", ours.pk, tiled.pk, told[0], less=True),
        _figure(f"{named}: WindowDiff", ours.window_diff, tiled.window_diff, told[1], less=True),
        _figure(f"{named}: boundary F1", ours.f1, tiled.f1, told[2]),
        _figure(f"{named}: boundary F1, all dialogues as one", ours.pooled_f1, tiled.pooled_f1),
        _figure(f"{named}: Pk of no boundary", nothing.pk),
        _figure(f"{named}: F1 of the best even cut", uniform.f1),
    ]


def _figure(
    what: str,
    ours: float,
    floor: float | None = None,
    told: float | None = None,
    *,
    less: bool = False,
) -> Figure:
    least = None if floor is None else round(floor, 3)
    return Figure(what, round(ours, 3), least, told, lower_is_better=less)


def _exactness(found: Scores) -> float:
    return found.f1


def _length(talk: Dialogue) -> int:
    return len(talk.utterances)


def product(utterances: Sequence[str]) -> Sequence[int]:
    """As the digest's rules cut."""
    return turns([said(text) for text in utterances])


def measured(talks: Sequence[Dialogue], cut: Cut) -> Scores:
    """How alike the cuts are to those of people."""
    return scores(
        [talk.marks for talk in talks],
        [marks(cut(talk.utterances), len(talk.utterances)) for talk in talks],
    )


if __name__ == "__main__":
    main()
