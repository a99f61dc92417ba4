"""From signs to a score. A trained model will take the place of the weights."""

from operator import mul
from typing import Protocol

from pipeline.threads.features import PairFeatures, RootFeatures


class Scorer(Protocol):
    """How strongly signs speak for a parent, and how strongly for none, on one scale.

    Scores are log-odds up to a constant: the softmax over a message's candidates is the
    confidence in each.
    """

    def pair(self, features: PairFeatures) -> float: ...

    def root(self, features: RootFeatures) -> float: ...


# Set by hand near a softmax ranker's weights on the Ubuntu IRC training files, and from there
# towards chats that name nobody and talk slowly: quiet, vote, named, silence and gap are higher.
PAIR_WEIGHTS = PairFeatures(
    addresses=4.0,
    addresses_another=-2.0,
    names=3.0,
    both_call=3.0,
    addressed=1.5,
    addressed_another=-1.0,
    named=2.0,
    quiet=1.0,
    own=1.5,
    own_adjacent=1.25,
    own_answer=-1.0,
    own_question=-0.5,
    latest=1.0,
    same_talk=1.75,
    returned=1.0,
    answer=1.0,
    unanswered=0.75,
    vote=4.0,
    similarity=4.0,
    distance=-0.9,
    gap=-0.4,
)
ROOT_WEIGHTS = RootFeatures(
    bias=1.4,
    question=0.75,
    opening=1.25,
    newcomer=1.5,
    calls=-2.0,
    answer=-0.75,
    joint=-1.0,
    silence=0.75,
)


class WeightedSum:
    def __init__(
        self, pair: PairFeatures = PAIR_WEIGHTS, root: RootFeatures = ROOT_WEIGHTS
    ) -> None:
        self._pair = pair
        self._root = root

    def pair(self, features: PairFeatures) -> float:
        return sum(map(mul, features, self._pair), 0.0)

    def root(self, features: RootFeatures) -> float:
        return sum(map(mul, features, self._root), 0.0)
