"""How much of a conversation some text tells: a grade for completeness.

What is worth telling grows with the square root of what was said, as the different things of a
text do (Heaps 1978): a long conversation needs more words than a short one, and far from as many
more as it is longer. Who took part belongs to it.
"""

import math
from collections.abc import Sequence
from typing import Final

from pipeline.digest.corpus import Line
from pipeline.digest.rules.grading.attribution import people
from pipeline.digest.rules.grading.meanings import Meanings

PERSON: Final = 2
"""Content words that a participant counts as."""
LONGEST: Final = 144
"""Content words of a conversation from which no more has to be told: a topic has few sentences."""
NEEDED: Final = 2.0
"""Roots of the conversation's size at which a text has told 1 - 1/e of what is worth telling."""


def coverage(text: str, lines: Sequence[Line]) -> float:
    """The share of what is worth telling of a conversation that the text tells, 0..1.

    1 - exp(-told / (``NEEDED`` * sqrt(size))), counted in different content words and in people
    who wrote something.
    """
    meanings = Meanings(text)
    stems = {stem for line in lines for stem in line.stems}
    whom = {token for line in lines for token in people(line.author)}
    size = min(len(stems) + PERSON * len(whom), LONGEST)
    if not size:
        return 0.0
    told = sum(map(meanings.worth, stems)) + PERSON * len(whom & people(text))
    return round(1 - math.exp(-told / (NEEDED * math.sqrt(size))), 4)
