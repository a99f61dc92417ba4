"""Who gets how much of a prompt, where many have something to quote."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus
from pipeline.digest.model.selection import ByMessage, Pick, moment, said


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that share a prompt with others: a strand, a person's, an hour's."""

    weight: float
    picks: Sequence[Pick]
    """In the order in which they are wanted."""


def apportion(groups: Sequence[Group], tokens: int) -> list[tuple[Pick, ...]]:
    """Give each group its rows of the prompt, each group's in order of time.

    First everyone's first, the heaviest group's before others'; then row by row by the method of
    D'Hondt, so that rows go to groups in proportion to their weights. What does not fit any more
    is passed over.
    """
    taken: list[list[Pick]] = [[] for _ in groups]
    waiting = [iter(group.picks) for group in groups]
    turns = [((0, -group.weight), place) for place, group in enumerate(groups)]
    heapq.heapify(turns)
    left = tokens
    while turns:
        rank, place = heapq.heappop(turns)
        pick = next(waiting[place], None)
        if pick is None:
            continue
        cost = pick.tokens
        if cost <= left:
            left -= cost
            taken[place].append(pick)
            rank = (1, -groups[place].weight / (len(taken[place]) + 1))
        heapq.heappush(turns, (rank, place))
    return [tuple(sorted(picks, key=moment)) for picks in taken]


def quoted(
    ids: Iterable[int], corpus: Corpus, by_message: ByMessage, tokens: int
) -> tuple[Pick, ...]:
    """The first of these messages for which there is room, in order of time."""
    lines = [corpus.by_id[i] for i in dict.fromkeys(ids) if i in corpus.by_id]
    picks = [
        Pick(line, said(line, by_message.get(line.id, ())), 1.0)
        for line in lines
        if line.text.strip() and not line.forwarded
    ]
    [chosen] = apportion([Group(1.0, picks)], tokens)
    return chosen
