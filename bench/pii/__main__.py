"""Redaction: what of personal data and secrets a masked text still shows, and what it costs.

``ALFRED_DATA=../shared/data python -m bench.pii [--file PATH] [--show NAME]``

English: the first 750 sentences of presidio-research's generated set, or ``--file`` of the same
form. Russian and English of our own: the sets in ``tests/evaluation/pii``, of which ``--show``
prints one. All by ``pipeline.privacy.masks.mask``, the function that every message passes.
"""

import argparse
from pathlib import Path

from bench.board import Figure, Watch, publish
from bench.pii.english import PATTERN_TYPES, PLACES, Sentence, Tally, measure, sentences
from bench.pii.naive import naive_spans
from bench.pii.own import NAMES, OwnSet, own_set
from bench.pii.scoring import masked_spans
from bench.pii.speed import hostile_ms, microseconds
from bench.pii.tally import OwnTally, tally
from bench.public_data import public_data

README_FLOOR = (0.82, 0.81, 0.81)
"""Precision, recall and F2 of pattern recognisers, as the data's README tells."""
GOAL = 0.90
MOST_TOUCHED = 0.5
"""Percent of messages without personal data."""
SLOWEST_US = 100.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=None, help="sentences of the same form")
    parser.add_argument("--show", choices=NAMES, help="print the messages of a set of our own")
    given = parser.parse_args()
    if given.show:
        _show(own_set(given.show))
        return
    watch = Watch()
    source = given.file or public_data("pii/presidio-first750.json")
    those = sentences(source)
    own = [own_set(name) for name in NAMES]
    figures = [*_english(those)]
    figures += [figure for each in own for figure in _own(each.name, tally(each))]
    texts = [message.text for each in own for message in each.labelled]
    texts += [text for each in own for text in each.clean]
    spent = microseconds(texts)
    figures += [
        Figure("µs a message", spent, SLOWEST_US, lower_is_better=True),
        Figure("messages a second", round(1e6 / spent)),
        Figure("ms for 4 096 hostile characters, the worst", hostile_ms(), lower_is_better=True),
    ]
    publish(
        "pii", f"{len(those)} sentences of {source.stem}, {len(texts)} of ours", figures, watch
    )


def _english(those: list[Sentence]) -> list[Figure]:
    found = []
    halves = (
        ("even templates", [each for each in those if each.template % 2 == 0]),
        ("odd templates", [each for each in those if each.template % 2]),
        ("all", those),
    )
    for name, part in halves:
        ours = measure(part, masked_spans)
        floor = measure(part, naive_spans)["all"].score.f
        found.append(Figure(f"English F2, {name}", _3(ours["all"].score.f), _3(floor), goal=GOAL))
    found += _of_types(ours)
    return found


def _of_types(ours: dict[str, Tally]) -> list[Figure]:
    """Of all sentences."""
    every = ours["all"]
    values = (every.score.precision, every.score.recall, every.score.f)
    found = [
        Figure(f"English {what}", _3(value), known)
        for what, value, known in zip(
            ("precision", "recall", "F2"), values, README_FLOOR, strict=True
        )
    ]
    found.append(Figure("English spans to read, %", _percent(every.readable, every.labelled)))
    found.append(Figure("English characters to read, %", _percent(every.shown, every.characters)))
    for kind in (*PATTERN_TYPES, *PLACES):
        of = ours[kind]
        found.append(Figure(f"{kind}, of {of.labelled}: recall", _3(of.score.recall)))
        found.append(Figure(f"{kind}: to read, %", _percent(of.readable, of.labelled)))
    return found


def _own(name: str, of: OwnTally) -> list[Figure]:
    touched = _percent(of.touched, of.clean)
    found = [
        Figure(
            f"{name}: leaked of {of.spans}, %", _percent(of.leaked, of.spans), goal=0.0,
            lower_is_better=True,
        ),
        Figure(f"{name}: masks that cover a label, %", _percent(of.apt, of.masks)),
        Figure(f"{name}: the simplest leaks, %", _percent(of.naive_leaked, of.spans)),
        Figure(
            f"{name}: touched of {of.clean} clean, %", touched, goal=MOST_TOUCHED,
            lower_is_better=True,
        ),
        Figure(f"{name}: the simplest touches, %", _percent(of.naive_touched, of.clean)),
    ]  # fmt: skip
    found += [
        Figure(f"{name}: {kind} leaked", leaked, lower_is_better=True)
        for kind, leaked in sorted(of.by_kind.items())
        if leaked
    ]
    return found


def _show(those: OwnSet) -> None:
    for message in those.labelled:
        kinds = " ".join(f"{each.kind}[{each.start}:{each.end}]" for each in message.labels)
        print(f"{message.text!r} {kinds}")
    for text in those.clean:
        print(repr(text))


def _3(value: float) -> float:
    return round(value, 3)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


if __name__ == "__main__":
    main()
