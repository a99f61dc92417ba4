"""What people do for a talk: each message may be a deed, and each deed shows a role.

Strengths are relative to 1.0, a plain deed of its role; courtesies count less, what others took up
or what names a time counts more.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Role, Threads
from pipeline.digest.rules.actions import due_in
from pipeline.digest.rules.emotion.lexicon import Feeling
from pipeline.digest.rules.roles.cues import (
    ADDRESSES,
    CODE,
    COUNTERS,
    MENDS,
    NO_TASK,
    OPINION,
    ORDER,
    OWN_AFFAIR,
    PLEASE_EN,
    SCHEDULE,
    STATUS,
    SUMMARY,
    YOU,
)
from pipeline.digest.rules.roles.lead import leading
from pipeline.digest.rules.roles.scenes import ACCEPTED, Scene, scenes
from pipeline.language.verbs import orders
from pipeline.language.words import words

OWN_SHARE = 0.3
"""What an answer about an own affair counts of one that tells another what to do."""
SUBSTANCE = 5
"""Words from which an answer says more than yes or no; a link or code says it in fewer."""


@dataclass(frozen=True, slots=True)
class Deed:
    person: str
    role: Role
    message_id: int
    strength: float


def find_deeds(corpus: Corpus, threads: Threads) -> Iterator[Deed]:
    """The deeds of people, in order of the messages, each role once a message."""
    for scene in scenes(corpus, threads):
        for role, judge in _JUDGES.items():
            strength = judge(scene)
            if strength > 0:
                yield Deed(scene.line.author, role, scene.line.id, strength)


def _initiates(scene: Scene) -> float:
    """Opens a thread that others join, or asks in the middle of one what several answer."""
    opening = scene.opening
    if opening and opening.message_id == scene.line.id and opening.joined:
        return min(0.6 + 0.2 * (opening.joined - 1), 1.2)
    return 0.3 if scene.asks and scene.answerers > 1 else 0.0


def _knows(scene: Scene) -> float:
    """Mends what another found broken, or answers what another asked; more so if it is taken.

    Who opened a thread with a question and answers questions back explains, as does who speaks
    of an own affair: that is no expertise.
    """
    taken = 0.6 if scene.is_accepted else 0.0
    if MENDS.search(scene.text) and not scene.asks:
        return (0.4 if scene.is_openers or scene.opening is None else 1.0) + taken
    answer = _answer(scene, taken=bool(taken))
    if not answer:
        return 0.0
    liked = min(0.1 * scene.line.reaction_count, 0.3)
    own = scene.explains or _is_own_affair(scene)
    return (answer + taken + liked) * (OWN_SHARE if own else 1.0)


def _answer(scene: Scene, *, taken: bool) -> float:
    if scene.parent is None or scene.asks or scene.is_openers:
        return 0.0
    if scene.parent_asks:
        return 0.5 if _is_substantial(scene) else 0.15
    opening = scene.opening
    helps = opening is not None and opening.asks and opening.person == scene.parent.author
    return 0.4 if (helps or taken) and _is_substantial(scene) else 0.0


def _is_substantial(scene: Scene) -> bool:
    return len(scene.spoken) >= SUBSTANCE or bool(CODE.search(scene.text))


def _is_own_affair(scene: Scene) -> bool:
    spoken = words(OPINION.sub(" ", scene.text))
    return not OWN_AFFAIR.isdisjoint(spoken) and YOU.isdisjoint(spoken)


def _moderates(scene: Scene) -> float:
    """Leads the talk, hands out work, sets times, asks how it stands, sums up, calls to order."""
    return max(_directs(scene), leading(scene.text, early=scene.early, late=scene.late))


def _directs(scene: Scene) -> float:
    text = scene.text
    if SUMMARY.match(text) or (ORDER.search(text) and not scene.asks):
        return 1.0
    if _assigns(scene):
        return 1.3 if due_in(scene.text) else 0.6
    if STATUS.search(text) and scene.asks:
        return 0.8
    return 0.7 if SCHEDULE.search(text) and due_in(scene.text) else 0.0


def _assigns(scene: Scene) -> bool:
    text = scene.text
    if not ADDRESSES.search(text) or scene.parent_asks:
        return False
    told = zip(("", *scene.spoken), scene.spoken, strict=False)
    asked = [word for before, word in told if before != "не" and orders(word)]
    asked += PLEASE_EN.findall(text)
    return bool(asked) and not any(map(NO_TASK.fullmatch, asked))


def _supports(scene: Scene) -> float:
    """Thanks, agrees, encourages, offers help. Who asked and thanks does what is due."""
    shown = scene.signals
    thanks = 0.15 if scene.is_openers or scene.was_helped else 0.5
    return max(
        thanks if shown[Feeling.GRATITUDE] >= ACCEPTED else 0.0,
        shown[Feeling.AGREEMENT] * 0.85 if scene.parent else 0.0,
        0.6 if shown[Feeling.HELP] >= ACCEPTED else 0.0,
        0.5 if shown[Feeling.CELEBRATION] >= 0.5 else 0.0,
        0.3 if scene.parent and shown[Feeling.JOY] >= 0.5 and not _is_substantial(scene) else 0.0,
    )


def _opposes(scene: Scene) -> float:
    """Contradicts another's statement, or answers it with a but."""
    if scene.parent is None:
        return 0.0
    shown = scene.signals
    counters = COUNTERS.match(scene.text) and not scene.parent_asks
    return max(
        0.9 if shown[Feeling.DISAGREEMENT] >= 0.5 else 0.0,
        0.4 if shown[Feeling.DISAGREEMENT] >= 0.25 else 0.0,
        0.5 if counters else 0.0,
    )


_JUDGES: Mapping[Role, Callable[[Scene], float]] = {
    Role.INITIATOR: _initiates,
    Role.EXPERT: _knows,
    Role.MODERATOR: _moderates,
    Role.SUPPORTER: _supports,
    Role.OPPONENT: _opposes,
}
