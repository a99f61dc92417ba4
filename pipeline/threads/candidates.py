"""Which remembered messages may be the parent of a new one."""

from pipeline.threads.scenes import Scene
from pipeline.threads.settings import ThreadSettings
from pipeline.threads.turns import Turn


def candidates(scene: Scene, settings: ThreadSettings) -> list[Turn]:
    """The few turns that some sign points to, in the order of the talk.

    They are of the same forum topic, not later than the message (which may have come late), and
    no votes: what follows a vote does not answer it.
    """
    turn, memory, limit = scene.turn, scene.memory, settings.turns
    topic = turn.topic
    found = set(memory.by_topic.latest(topic, settings.near))
    if scene.own:
        found.update(memory.by_author.latest(turn.author, limit))
    for name in scene.called | scene.named | scene.begins:
        found.update(memory.by_name.latest(name, limit))
    for name in turn.names:
        found.update(memory.by_call.latest(name, limit))
    for name in scene.names:
        found.update(memory.by_stem.latest(name, limit))
    for stem in turn.stems:
        if memory.by_stem.count(stem) <= limit:
            found.update(memory.by_stem.latest(stem, limit))
    return sorted((other for other in found if _may_precede(other, turn)), key=_position)


def _may_precede(other: Turn, turn: Turn) -> bool:
    return not other.vote and other.sent <= turn.sent and other.topic == turn.topic


def _position(turn: Turn) -> int:
    return turn.position
