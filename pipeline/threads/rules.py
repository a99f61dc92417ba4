"""The streaming thread builder: whom does a message answer, if anybody?"""

from collections import defaultdict
from collections.abc import Sequence

from pipeline.threads.choices import Choices, choices
from pipeline.threads.features import PairFeatures
from pipeline.threads.memory import Memory
from pipeline.threads.models import Link, LinkReason, ThreadId, Utterance
from pipeline.threads.scorer import Scorer, trained
from pipeline.threads.settings import ThreadSettings
from pipeline.threads.turns import Turn, read


class ThreadBuilder:
    """Links the messages of one group, one after another.

    A decision depends on the last ``settings.memory`` linked messages and on nothing else, so that
    a builder resumed from them goes on exactly as the one before; of an older message that is
    replied to, its recorded thread is told with the reply. A thread weighs as much as the
    root of the summed squares of its candidates' chances: a sure candidate more than many doubtful
    ones. A message answers the likeliest candidate of the thread that weighs most; it opens a
    thread where "no parent" weighs more. There is nothing to fall back to.
    """

    def __init__(self, settings: ThreadSettings, scorer: Scorer | None = None) -> None:
        self._settings = settings
        self._scorer = scorer or trained()
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
        if replied is None and turn.reply_thread is not None:
            return Link(turn.id, turn.reply_thread, turn.reply_to, LinkReason.REPLY, 1.0)
        return self._guess(turn)

    def _guess(self, turn: Turn) -> Link:
        found = self._choices(turn)
        *chances, none = self._scorer.chances(found.signs, found.scene)
        squares: dict[ThreadId, float] = defaultdict(float)
        for other, chance in zip(found.others, chances, strict=True):
            squares[other.link.thread_id] += chance * chance
        if max(squares.values(), default=0.0) <= none * none:
            return _opening(turn, none)
        likely = max(squares, key=squares.__getitem__)
        best, chosen = max(
            (chance, place)
            for place, chance in enumerate(chances)
            if found.others[place].link.thread_id == likely
        )
        return _answering(turn, found.others[chosen], _reason(found.signs[chosen]), best)

    def _choices(self, turn: Turn) -> Choices:
        return choices(turn, self._memory, self._settings)


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
    if signs.addresses or signs.begins or signs.names:
        return LinkReason.MENTION
    if signs.own:
        return LinkReason.OWN_TURN
    if signs.similarity and not (signs.addressed or signs.unanswered or signs.returned):
        return LinkReason.SIMILARITY
    return LinkReason.ANSWER
