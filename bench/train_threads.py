"""Trains the model that finds threads, and writes it into the package that uses it.

``python -m bench.train_threads [--file PATH] [--held-out 20] [--out PATH]``

It learns from the Ubuntu IRC training files (Kummerfeld et al., ACL 2019, CC-BY-4.0), from
groups and from slow chats made of their conversations (``bench.threads.variants``, ``slowed``),
some with a bot. First from the true links, then also as the product runs, with the links in
memory that models found which were trained on other files. ``--held-out N`` leaves so many files
out and tells how the model fares on them and on chats made of them: what to choose by.
``--without SIGN,...`` learns as if these signs were always 0, to see what they are worth. With
nothing held out the model is written.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from bench.board import Watch
from bench.public_data import public_data
from bench.threads.bots import with_bot
from bench.threads.examples import Examples, joined, of_practice, of_truth
from bench.threads.learning import Schedule, Shape, Weights, trained, without
from bench.threads.measuring import Score, measured, product
from bench.threads.slowed import slowed
from bench.threads.ubuntu import Chat, read
from bench.threads.variants import groups, unnamed
from pipeline.threads.network import FILE, SIGNS, Networks, save
from pipeline.threads.settings import ThreadSettings

SETTINGS = ThreadSettings()
FOLDS = 2
"""Parts of the files; models trained on the others link a part for practice."""
UNNAMED = 4
"""One file of so many is also read without the names that messages begin with."""
GROUPS = 550
LONG, SHORT = 45 * (800,), [int(8 * 25 ** (number / 200)) for number in range(200)]
"""Messages of the slow chats: many begin, for a model must also know how a chat begins."""
BOTS = 0.35
"""Share of the chats made that have a bot."""
SHAPE, SCHEDULE = Shape(), Schedule()
FIRST_SCHEDULE = Schedule(epochs=4)
"""Of the models that link for practice."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="training files")
    parser.add_argument("--held-out", type=int, default=0, metavar="N", help="files to choose by")
    parser.add_argument("--networks", type=int, default=4, help="size of the ensemble")
    parser.add_argument("--bias", type=float, default=0.8, help='weight of "no parent"')
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
    data = _cached(given.cache, lambda: examples(kept, given.seed, tell))
    tell(f"{len(data.counts)} decisions, {watch.seconds:g} s, {watch.peak_mb} MB")
    data = without(data, [SIGNS.index(name) for name in given.without.split(",") if name])
    networks = [trained(data, SHAPE, SCHEDULE, given.seed + n) for n in range(given.networks)]
    model = ensemble(networks, given.bias)
    tell(f"{given.networks} networks, {watch.seconds:g} s, {watch.peak_mb} MB")
    if held:
        tell("held out:", _score(held, model))
        tell("groups of them:", _score(groups(held, 60, draw), model))
        tell("slow chats of them:", _score(slowed(held, 12 * (400,), draw), model))
        return
    save(model, given.out)
    tell(f"{given.out}: {given.out.stat().st_size // 1024} KB")


def examples(chats: Sequence[Chat], seed: int, tell: Callable[[str], None]) -> Examples:
    """Of the files as they are and without names, and of chats made of them."""
    ways = (chats, *_made(chats, random.Random(seed)))  # noqa: S311
    folds = [[each for way in ways for each in way[fold::FOLDS]] for fold in range(FOLDS)]
    truth = [of_truth(fold, SETTINGS) for fold in folds]
    tell(f"{sum(len(each.counts) for each in truth)} decisions with true links")
    practice: list[Examples] = []
    for fold, own in enumerate(folds):
        others = joined(each for place, each in enumerate(truth) if place != fold)
        model = ensemble([trained(others, SHAPE, FIRST_SCHEDULE, seed)], 1.0)
        practice.append(of_practice(own, SETTINGS, Networks(**model)))
    nameless = [unnamed(chat) for chat in chats[::UNNAMED]]
    return joined([*truth, *practice, of_truth(nameless, SETTINGS)])


def _made(chats: Sequence[Chat], draw: random.Random) -> Iterator[list[Chat]]:
    for way in (groups(chats, GROUPS, draw), slowed(chats, [*LONG, *SHORT], draw)):
        yield [with_bot(each, draw) if draw.random() < BOTS else each for each in way]


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
