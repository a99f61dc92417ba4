"""How well a chat was parted into conversations: links, and the clusters that they make.

The definitions are those of Kummerfeld et al., "A Large-Scale Corpus for Conversation
Disentanglement" (ACL 2019) and of the scripts beside its data. All files count together, so that
a long one counts for more; messages of different files never share a cluster. Every share is in
percent.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

Link = tuple[int, int]
"""A message and its parent; a message that is its own parent starts a conversation."""
Links = Mapping[str, Set[Link]]
"""Of each file."""
Clusters = Mapping[str, Collection[frozenset[int]]]
"""Of each file the messages of each conversation."""


@dataclass(frozen=True, slots=True)
class Found:
    """Percent."""

    precision: float
    recall: float

    @property
    def f(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Between two clusterings of the same messages; 100 where they are the same."""

    variation: float
    """1-VI: 100 less the variation of information (Meila 2007) over its bound, log2 of the number
    of messages."""
    one_to_one: float
    """Messages in common under the best pairing of the clusters of each file (Elsner and
    Charniak, ACL 2008)."""
    exact: Found
    """Clusters that are the same to the message, those of one message left out on both sides."""


def link_scores(gold: Links, found: Links) -> Found:
    """Of the links of all files together."""
    right = sum(len(links & found.get(file, frozenset())) for file, links in gold.items())
    return Found(
        _percent(right, sum(map(len, found.values()))),
        _percent(right, sum(map(len, gold.values()))),
    )


def clusters_of(links: Set[Link]) -> list[frozenset[int]]:
    """The messages that links hold together, in one file.

    Messages before the first one that has a link are the context of an annotated part: they
    connect others and are left out themselves.
    """
    if not links:
        return []
    first = min(max(link) for link in links)
    above: dict[int, int] = {}
    for child, parent in links:
        above[_top(above, child)] = _top(above, parent)
    return gather((number, _top(above, number)) for number in sorted(above) if number >= first)


def gather(labelled: Iterable[tuple[int, Hashable]]) -> list[frozenset[int]]:
    """The clusters of messages that each bear the label of their conversation."""
    found: dict[Hashable, set[int]] = defaultdict(set)
    for message, label in labelled:
        found[label].add(message)
    return [frozenset(cluster) for cluster in found.values()]


def agreement(gold: Clusters, found: Clusters) -> Agreement:
    """How far the found conversations are the true ones.

    Raises:
        ValueError: The two are not of the same messages, or one message is in two clusters.
    """
    true_labels, labels = _labels(gold), _labels(found)
    if true_labels.keys() != labels.keys():
        raise ValueError("the two clusterings are not of the same messages")
    shared = Counter((true_labels[message], label) for message, label in labels.items())
    return Agreement(_variation(shared), _one_to_one(shared), _exact(gold, found))


_Label = tuple[str, int]
"""A file and the number of a cluster in it."""


def _labels(clusters: Clusters) -> dict[tuple[str, int], _Label]:
    each = [
        ((file, message), (file, number))
        for file, found in clusters.items()
        for number, cluster in enumerate(found)
        for message in cluster
    ]
    labels = dict(each)
    if len(labels) < len(each):
        raise ValueError("a message is in two clusters")
    return labels


def _variation(shared: Counter[tuple[_Label, _Label]]) -> float:
    """VI is twice the joint entropy less the entropies of both clusterings."""
    whole = shared.total()
    if whole < 2:
        return 100.0
    gold: Counter[_Label] = Counter()
    found: Counter[_Label] = Counter()
    for (true_label, label), count in shared.items():
        gold[true_label] += count
        found[label] += count
    variation = 2 * _entropy(shared.values()) - _entropy(gold.values()) - _entropy(found.values())
    return 100.0 - 100.0 * variation / math.log2(whole)


def _entropy(counts: Collection[int]) -> float:
    """Bits."""
    whole = sum(counts)
    return -math.fsum(count / whole * math.log2(count / whole) for count in counts)


def _one_to_one(shared: Counter[tuple[_Label, _Label]]) -> float:
    by_file: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for ((file, true_label), (_, label)), count in shared.items():
        by_file[file].append((true_label, label, count))
    return _percent(sum(map(_paired, by_file.values())), shared.total())


def _paired(counts: Collection[tuple[int, int, int]]) -> int:
    """Messages in common under the pairing that makes them most (Kuhn 1955)."""
    table = np.zeros([1 + max(count[side] for count in counts) for side in (0, 1)], dtype=int)
    for true_label, label, count in counts:
        table[true_label, label] = count
    rows, columns = linear_sum_assignment(table, maximize=True)
    return int(table[rows, columns].sum())


def _exact(gold: Clusters, found: Clusters) -> Found:
    true_ones, ours = _several(gold), _several(found)
    right = len(true_ones & ours)
    return Found(_percent(right, len(ours)), _percent(right, len(true_ones)))


def _several(clusters: Clusters) -> set[tuple[str, frozenset[int]]]:
    return {(file, each) for file, found in clusters.items() for each in found if len(each) > 1}


def _percent(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else 0.0


def _top(above: dict[int, int], number: int) -> int:
    above.setdefault(number, number)
    while above[number] != number:
        above[number] = above[above[number]]
        number = above[number]
    return number
