"""Trains the model that finds threads, and writes it into the package that uses it.

``python -m bench.train_threads [--file PATH] [--held-out 20] [--groups 700] [--out PATH]``

It learns from the Ubuntu IRC training files (Kummerfeld et al., ACL 2019, CC-BY-4.0), and from
groups made of their conversations (``bench.threads.variants``). First from the true links, then
also as the product runs, with the links in memory that models found which were trained on other
files. ``--held-out N`` leaves so many files out and tells how the model fares on them and on
groups made of them: what to choose by. ``--without SIGN,...`` learns as if these signs were
always 0, to see what they are worth. With nothing held out the model is written.
"""

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from bench.board import Watch
from bench.public_data import public_data
from bench.threads.examples import Examples, joined, of_practice, of_truth
from bench.threads.learning import Schedule, Shape, Weights, trained, without
from bench.threads.measuring import Score, measured, product
from bench.threads.ubuntu import Chat, read
from bench.threads.variants import groups, unnamed
from pipeline.threads.network import FILE, SIGNS, Networks, save
from pipeline.threads.settings import ThreadSettings

SETTINGS = ThreadSettings()
FOLDS = 2
"""Parts of the files; models trained on the others link a part for practice."""
UNNAMED = 4
"""One file of so many is also read without the names that messages begin with."""
SHAPE, SCHEDULE = Shape(), Schedule()
FIRST_SCHEDULE = Schedule(epochs=4)
"""Of the models that link for practice."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="training files")
    parser.add_argument("--held-out", type=int, default=0, metavar="N", help="files to choose by")
    parser.add_argument("--groups", type=int, default=700, help="groups made of conversations")
    parser.add_argument("--networks", type=int, default=4, help="size of the ensemble")
    parser.add_argument("--bias", type=float, default=1.35, help='weight of "no parent"')
    parser.add_argument("--without", default="", help="signs to learn without, by commas")
    parser.add_argument("--cache", type=Path, help="where the examples are kept between runs")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=FILE, help="where the model goes")
    given = parser.parse_args()
    watch, tell = Watch(), Console().print
    chats = read(given.file or public_data("threads/ubuntu-train.jsonl"))
    draw = random.Random(given.seed)  # noqa: S311
    held = draw.sample(chats, given.held_out)
    kept = [chat for chat in chats if chat not in held]
    data = _cached(given.cache, lambda: examples(kept, given.groups, given.seed, tell))
    tell(f"{len(data.counts)} decisions, {watch.seconds:g} s, {watch.peak_mb} MB")
    data = without(data, [SIGNS.index(name) for name in given.without.split(",") if name])
    networks = [trained(data, SHAPE, SCHEDULE, given.seed + n) for n in range(given.networks)]
    model = ensemble(networks, given.bias)
    tell(f"{given.networks} networks, {watch.seconds:g} s, {watch.peak_mb} MB")
    if held:
        tell("held out:", _score(held, model))
        tell("groups of them:", _score(groups(held, 80, draw), model))
        return
    save(model, given.out)
    tell(f"{given.out}: {given.out.stat().st_size // 1024} KB")


def examples(
    chats: Sequence[Chat], count: int, seed: int, tell: Callable[[str], None]
) -> Examples:
    """Of the files as they are, of groups made of them, and without names."""
    parts: list[Examples] = []
    ways = (chats, groups(chats, count, random.Random(seed)))  # noqa: S311
    for way in ways:
        folds = [way[fold::FOLDS] for fold in range(FOLDS)]
        truth = [of_truth(fold, SETTINGS) for fold in folds]
        tell(f"{sum(len(each.counts) for each in truth)} decisions with true links")
        for fold, own in enumerate(folds):
            others = joined(each for place, each in enumerate(truth) if place != fold)
            weights = trained(others, SHAPE, FIRST_SCHEDULE, seed)
            parts.append(of_practice(own, SETTINGS, Networks(**ensemble([weights], 1.0))))
        parts += truth
    nameless = [unnamed(chat) for chat in chats[::UNNAMED]]
    return joined([*parts, of_truth(nameless, SETTINGS)])


def ensemble(networks: Sequence[Weights], bias: float) -> Weights:
    """Networks beside each other; ``bias`` is the factor of the chance of "no parent"."""
    found = {name: np.stack([each[name] for each in networks]) for name in networks[0]}
    found["none_bias"] = found["none_bias"] + np.float32(np.log(bias))
    return {name: each.astype(np.float32) for name, each in found.items()}


def _score(chats: Sequence[Chat], model: Weights) -> Score:
    return measured(chats, product(Networks(**model)))


def _cached(path: Path | None, make: Callable[[], Examples]) -> Examples:
    if path is None or not path.exists():
        found = make()
        if path is not None:
            np.savez(path, **{name: getattr(found, name) for name in Examples.__slots__})
        return found
    with np.load(path) as stored:
        return Examples(**{name: stored[name] for name in Examples.__slots__})


if __name__ == "__main__":
    main()
