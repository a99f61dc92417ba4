"""The story of a topic in one to three quotations: what it is about, and what came of it."""

from collections.abc import Sequence

from pipeline.digest.corpus import Line
from pipeline.digest.rules.topics.clusters import Cluster
from pipeline.digest.rules.topics.extraction import room_of, story
from pipeline.digest.rules.topics.quotes import Quote

SHORT, LONG = 2, 3
"""Quotations of a story at the most."""
LONG_FROM = 6
"""Messages from which a topic deserves a third quotation."""


def tell(cluster: Cluster, most: int | None = None) -> tuple[Quote, ...]:
    """Quotations in the order of time; empty if no sentence stands on its own.

    ``most`` asks for a longer account than a digest has room for, of so many quotations.
    """
    lines = _main_strand(cluster)
    asides = cluster.asides
    told = [line for line in lines if line.id not in asides]
    if most is not None:
        return story(told, most)
    return story(told, LONG if len(lines) >= LONG_FROM else SHORT, room=room_of(told))


def _main_strand(cluster: Cluster) -> Sequence[Line]:
    """The lines of the heaviest conversation; without one, all of them."""
    return next((s.lines for s in cluster.strands if s.is_conversation), cluster.lines)
