"""The story of a topic in one to three quotations: how it began, what turned it, how it stands."""

from collections import defaultdict
from collections.abc import Sequence

from pipeline.digest.corpus import Line
from pipeline.digest.findings import SegmentKind
from pipeline.digest.rules.clusters import Cluster
from pipeline.digest.rules.quotes import Quote, best, centre, quotes

EARLY = 0.7
"""How much of its worth as an opening a sentence loses from the first message to the last."""
BESIDE = 0.7
"""Factor for an ending that does not answer the opening, directly or along a chain."""
MIDDLE_FROM = 6
"""Messages from which a topic deserves a third quotation."""
SAME_THOUGHT = 0.6
"""Share of common stems from which a second quotation says nothing new."""

_OPENS = {SegmentKind.PROBLEM: 1.6, SegmentKind.PLAN: 1.4}
_TURNS = {SegmentKind.DECISION: 2.0, SegmentKind.SOLUTION: 1.6, SegmentKind.RISK: 1.3}


def tell(cluster: Cluster) -> tuple[Quote, ...]:
    """Quotations in the order of time; empty if no sentence stands on its own."""
    lines = _main_strand(cluster)
    asides = cluster.asides
    found = quotes([line for line in lines if line.id not in asides], centre(lines))
    if not found:
        return ()
    position = {line.id: index for index, line in enumerate(lines)}
    last = max(1, len(lines) - 1)

    def place(quote: Quote) -> float:
        return position[quote.line.id] / last

    opening = best(found, lambda quote: _opens(quote) * (1.0 - EARLY * place(quote)))
    if opening is None:
        return ()
    chosen = [opening]
    answers = _answers(lines, opening.line.id)
    ending = best(
        [quote for quote in found if _adds(quote, chosen) and _after(quote, opening)],
        lambda quote: (
            _ends(quote)
            * (0.75 + 0.5 * place(quote))
            * (1.0 if quote.line.id in answers else BESIDE)
        ),
    )
    if ending is not None:
        chosen.append(ending)
    if len(lines) >= MIDDLE_FROM:
        between = [quote for quote in found if _after(quote, opening) and _adds(quote, chosen)]
        if ending is not None:
            between = [quote for quote in between if _after(ending, quote)]
        middle = best(between, _ends)
        if middle is not None and middle.score >= 0.6 * min(quote.score for quote in chosen):
            chosen.append(middle)
    chosen.sort(key=lambda quote: position[quote.line.id])
    return tuple(chosen)


def _main_strand(cluster: Cluster) -> Sequence[Line]:
    """The lines of the heaviest conversation; without one, all of them."""
    return next((s.lines for s in cluster.strands if s.is_conversation), cluster.lines)


def _answers(lines: Sequence[Line], opening: int) -> set[int]:
    """The messages that answer the opening, directly or along a chain."""
    children: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        if line.parent_id is not None:
            children[line.parent_id].append(line.id)
    found: set[int] = set()
    waiting = [opening]
    while waiting:
        new = [child for child in children[waiting.pop()] if child not in found]
        found.update(new)
        waiting.extend(new)
    return found


def _opens(quote: Quote) -> float:
    return max((_OPENS.get(kind, 1.0) for kind in quote.kinds), default=1.0) * (
        1.2 if quote.question else 1.0
    )


def _ends(quote: Quote) -> float:
    """A question ends no story; a decision or a solution does best."""
    if quote.question:
        return 0.25
    return max((_TURNS.get(kind, 1.0) for kind in quote.kinds), default=1.0)


def _after(quote: Quote, other: Quote) -> bool:
    return (quote.line.at, quote.line.id) > (other.line.at, other.line.id)


def _adds(quote: Quote, chosen: Sequence[Quote]) -> bool:
    for other in chosen:
        fewer = min(len(quote.stems), len(other.stems))
        same = len(quote.stems & other.stems) >= SAME_THOUGHT * fewer
        if same or other.line.id == quote.line.id:
            return False
    return True
