"""Which messages answer a question: pure rules over what the archive's index brought up.

Words come first (``matching``); then who wrote it, what it does and when it was said. The
constants were chosen on LoCoMo and a team's chat, see docs/decisions/0031.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.alfred.rules.asked import Asked, kinds_of
from pipeline.alfred.rules.matching import READ, Spread, matching
from pipeline.alfred.rules.meaning import Near, with_meaning
from pipeline.alfred.rules.naming import Named, named
from pipeline.alfred.rules.surroundings import Remark, Surroundings
from pipeline.language.stems import stems

BY_NAMED: Final = 1.2
"""Somebody whom the question names wrote it."""
ASKING: Final = 0.8
"""It ends with a question: that seldom answers one."""
OF_KIND: Final = 1.5
"""It does what the question asks about: decides, promises, breaks."""
TELLING: Final = 8
"""Content words from which a message says enough to stand for itself."""
RECENT: Final = 0.05
"""Share of a score that fades with age."""
HALF_LIFE_WEEKS: Final = 8.0
LOOKED_AT: Final = 10
"""The best ones whose kind is looked at, which takes some 50 us each."""
COMPARABLE: Final = 0.2
"""Share of the best score below which nothing is shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    remark: Remark
    score: float
    around: tuple[Remark, ...]
    """In the order of the talk, the remark among them; none that a better hit shows already."""


def best(
    asked: Asked,
    remarks: Sequence[Remark],
    spread: Spread,
    now: datetime,
    *,
    limit: int,
    near: Sequence[Near] = (),
) -> list[Hit]:
    """The messages that answer best, the best first; none if none of them does.

    Args:
        asked: The question.
        remarks: What the index found, with neighbours; each message once.
        spread: Of the question's stems.
        now: When it was asked.
        limit: Of hits.
        near: Passages near it in meaning, the nearest first, where there are vectors.
    """
    talk = Surroundings(remarks)
    who = named(asked, remarks)
    variants = dict(zip(asked.stems, asked.variants, strict=True))
    wanted = {of: variants[of] for of in asked.stems if of not in who.stems}
    if not wanted and not asked.is_framed:
        wanted = variants  # nothing but somebody's name
    timely = [asked.period is None or each.sent_at in asked.period for each in talk.remarks]
    if wanted or not asked.is_framed:
        scores = matching(talk, wanted, spread, timely)
    else:
        scores = [_of_kind(asked, each, who) for each in talk.remarks]
    for i, remark in enumerate(talk.remarks):
        if scores[i] > 0:
            scores[i] *= _merit(remark, who, now) if timely[i] else 0.0
    if wanted:
        _favour_kind(asked, talk, scores)
    least = COMPARABLE * max(scores, default=0.0)
    scores = [score if score >= least else 0.0 for score in scores]
    if near:
        merits = [
            _telling(each) * _merit(each, who, now) if fits else 0.0
            for each, fits in zip(talk.remarks, timely, strict=True)
        ]
        scores = with_meaning(talk.remarks, scores, near, merits)
    found = sorted((i for i, score in enumerate(scores) if score > 0), key=lambda i: -scores[i])
    return _shown_once(talk, scores, found[:limit])


def _merit(remark: Remark, who: Named, now: datetime) -> float:
    weeks = max(0.0, (now - remark.sent_at).total_seconds() / (7 * 86_400))
    worth = 1 - RECENT + RECENT * math.exp2(-weeks / HALF_LIFE_WEEKS)
    if remark.asks:
        worth *= ASKING
    return worth * BY_NAMED if who.holds(remark) else worth


def _favour_kind(asked: Asked, talk: Surroundings, scores: list[float]) -> None:
    """Lift what is of the kind asked for, among the best."""
    if not asked.sought:
        return
    for i in sorted(range(len(scores)), key=lambda i: -scores[i])[:LOOKED_AT]:
        if kinds_of(talk.remarks[i].text) & asked.sought:
            scores[i] *= OF_KIND


def _of_kind(asked: Asked, remark: Remark, who: Named) -> float:
    """How much a message says, where only its kind, its time or its author was asked for."""
    if who.authors and not who.holds(remark):
        return 0.0
    if asked.sought and not kinds_of(remark.text) & asked.sought:
        return 0.0
    return _telling(remark)


def _telling(remark: Remark) -> float:
    return min(1.0, len(stems(remark.text[:READ])) / TELLING)


def _shown_once(talk: Surroundings, scores: Sequence[float], found: Sequence[int]) -> list[Hit]:
    shown: set[int] = set()
    hits = []
    for i in found:
        near = sorted({i, *(j for j, _ in talk.neighbours(i, 1) if j not in shown)})
        shown.update(near)
        around = tuple(talk.remarks[j] for j in near)
        hits.append(Hit(talk.remarks[i], scores[i], around))
    return hits
