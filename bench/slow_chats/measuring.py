"""What can be told of a real chat without knowing its conversations."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mean, median, stdev

from bench.clusterings import agreement
from bench.slow_chats.simple import QUARTER, by_gap, gaps
from pipeline.threads.models import Utterance

_NAME = re.compile(r"@([\w-]+)")


@dataclass(frozen=True, slots=True)
class Pace:
    """The time structure of a chat: what the regimes are drawn from."""

    messages: int
    people: int
    within: tuple[float, float]
    """Mean and standard deviation of the logarithm of the seconds inside bursts."""
    between: tuple[float, float]
    """... and between them."""
    burst: float
    """Messages, half of the bursts."""
    people_in_burst: float
    same_author: float
    """Share of the messages whose author wrote the one before, too."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Of the threads of a chat."""

    threads: int
    typical: float
    """Messages of the thread that the typical message is in."""
    alone: float
    """Percent of the messages that are threads by themselves."""
    like_gap: float
    """1-1 with the conversations that a silence of 15 minutes parts, percent."""


def pace(utterances: Sequence[Utterance]) -> Pace:
    """Of a chat with at least two bursts of several messages."""
    authors: dict[int, str] = {each.id: each.author_id for each in utterances}
    bursts = by_gap(utterances, QUARTER)
    every = gaps(utterances)
    return Pace(
        len(utterances),
        len(set(authors.values())),
        _log_normal([gap for gap in every if gap <= QUARTER]),
        _log_normal([gap for gap in every if gap > QUARTER]),
        median(map(len, bursts)),
        mean(len({authors[message] for message in burst}) for burst in bursts),
        mean(one.author_id == later.author_id for one, later in pairwise(utterances)),
    )


def shape(utterances: Sequence[Utterance], threads: Collection[frozenset[int]]) -> Shape:
    sizes = Counter(len(each) for each in threads)
    gap = agreement({"": by_gap(utterances, QUARTER)}, {"": threads})
    return Shape(
        len(threads),
        median(len(each) for each in threads for _ in each),
        100 * sizes[1] / len(utterances),
        gap.one_to_one,
    )


def unnamed(utterances: Sequence[Utterance]) -> tuple[list[Utterance], dict[int, int]]:
    """A chat without its ``@name``s, and for the messages that had one the latest of who bears it.

    Nobody knows that a message belongs to the conversation of that latest one, but mostly it does.
    What an author says again and again, as bots do, is left out.
    """
    told: list[Utterance] = []
    latest: dict[str, int] = {}
    found: dict[int, int] = {}
    formulas: set[tuple[str, str]] = set()
    for each in utterances:
        text = _NAME.sub("", each.text)
        told.append(replace(each, text=text, mentions=()))
        formula = (each.author_id, text)
        named = next(filter(latest.__contains__, _named(each)), None)
        if named is not None and formula not in formulas:
            found[each.id] = latest[named]
        formulas.add(formula)
        latest[each.author_name] = each.id
    return told, found


def _named(utterance: Utterance) -> list[str]:
    return [name for name in _NAME.findall(utterance.text) if name != utterance.author_name]


def together(clusters: Iterable[frozenset[int]], pairs: Mapping[int, int]) -> float:
    """Percent of the pairs whose messages are in one cluster."""
    place = {message: number for number, each in enumerate(clusters) for message in each}
    return 100 * mean(place[one] == place[other] for one, other in pairs.items())


def _log_normal(seconds: Sequence[float]) -> tuple[float, float]:
    logs = [math.log(max(1.0, each)) for each in seconds]
    return round(mean(logs), 1), round(stdev(logs), 1)
