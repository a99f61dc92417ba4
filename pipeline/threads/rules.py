"""The streaming thread builder: whom does a message answer, if anybody?"""

import math
from collections.abc import Iterable, Sequence

from pipeline.threads.candidates import candidates
from pipeline.threads.features import PairFeatures, pair, root, scene
from pipeline.threads.memory import Memory
from pipeline.threads.models import Link, LinkReason, ThreadId, Utterance
from pipeline.threads.scorer import Scorer, WeightedSum
from pipeline.threads.settings import ThreadSettings
from pipeline.threads.turns import Turn, read


class ThreadBuilder:
    """Links the messages of one group, one after another.

    A decision depends on the last ``settings.memory`` linked messages and on nothing else, so that
    a builder resumed from them goes on exactly as the one before. "The message before" alone is
    never a reason: without a sign that outweighs its being new, a message opens a thread.
    """

    def __init__(self, settings: ThreadSettings, scorer: Scorer | None = None) -> None:
        self._settings = settings
        self._scorer = scorer or WeightedSum()
        self._memory = Memory(settings)

    @classmethod
    def resume(
        cls,
        recent: Sequence[tuple[Utterance, Link]],
        settings: ThreadSettings,
        scorer: Scorer | None = None,
    ) -> "ThreadBuilder":
        """A builder that remembers ``recent``, the last linked messages, oldest first."""
        builder = cls(settings, scorer)
        for utterance, link in recent[-settings.memory :]:
            builder._memory.add(read(utterance), link)
        return builder

    def link(self, utterance: Utterance) -> Link:
        """Decide on the next message of the group, and remember the decision."""
        turn = read(utterance)
        link = self._decide(turn)
        self._memory.add(turn, link)
        return link

    def _decide(self, turn: Turn) -> Link:
        if turn.service:
            return _opening(turn, 1.0)
        replied = self._memory.find(turn.reply_to)
        if replied and _may_be_parent(replied, turn):
            return _answering(turn, replied, LinkReason.REPLY, 1.0)
        return self._guess(turn)

    def _guess(self, turn: Turn) -> Link:
        here = scene(turn, self._memory)
        others = candidates(here, self._settings)
        signs = [pair(here, other) for other in others]
        scores = [self._scorer.pair(each) for each in signs]
        none = self._scorer.root(root(here))
        best = max(scores, default=-math.inf)
        if best <= none:
            return _opening(turn, _confidence(none, scores))
        chosen = scores.index(best)
        confidence = _confidence(best, (*scores[:chosen], *scores[chosen + 1 :], none))
        return _answering(turn, others[chosen], _reason(signs[chosen]), confidence)


def _confidence(best: float, others: Iterable[float]) -> float:
    """Softmax of the best score among all."""
    return 1.0 / (1.0 + math.fsum(math.exp(score - best) for score in others))


def _may_be_parent(other: Turn, turn: Turn) -> bool:
    same_topic = other.topic == turn.topic
    return same_topic and not other.service


def _opening(turn: Turn, confidence: float) -> Link:
    """No parent; in a forum topic still a part of the topic's one thread."""
    if turn.topic is None or turn.service:
        return Link(turn.id, ThreadId(turn.id), None, LinkReason.ROOT, confidence)
    return Link(turn.id, ThreadId(turn.topic), None, LinkReason.TOPIC, confidence)


def _answering(turn: Turn, parent: Turn, reason: LinkReason, confidence: float) -> Link:
    return Link(turn.id, parent.link.thread_id, parent.id, reason, confidence)


def _reason(signs: PairFeatures) -> LinkReason:
    """The sign that a person would name first."""
    if signs.addresses or signs.names:
        return LinkReason.MENTION
    if signs.own:
        return LinkReason.OWN_TURN
    if signs.similarity and not (signs.addressed or signs.unanswered or signs.returned):
        return LinkReason.SIMILARITY
    return LinkReason.ANSWER
