"""How much a message matters before anybody has understood it."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.preparation import Weighted
from pipeline.digest.settings import ContextSettings
from pipeline.privacy.tokens import with_a_name
from pipeline.threads.models import LinkReason

ANSWERED = 1.0
ANSWERING = 0.5
"""Others took it up: the whole share of replies. It only answers somebody: half of it."""


def rank(
    corpus: Corpus,
    lines: Sequence[Line],
    settings: ContextSettings,
    *,
    soft: Collection[int] = (),
    told: Collection[int] = (),
) -> tuple[Weighted, ...]:
    """The weight of each line, 0..1, in the order of ``lines``.

    The weighted mean of five signs, by the shares of the settings (the digest's contract):

    - recency: 0.5 ** (age at the window's end / half-life);
    - reply: ``ANSWERED`` if somebody else answered, else ``ANSWERING`` if it answers somebody;
    - length in characters, reactions, and media of its author in the same minute (Telegram sends
      an album as messages of their own), each in proportion up to where it saturates.

    ``soft`` duplicates count ``dedup_soft_factor`` of it, messages that history ``told``
    ``history_factor``; both factors apply together.
    """
    albums = Counter(_album(line) for line in corpus.lines if line.media)
    ranked = []
    for line in lines:
        weight = _mean(
            (settings.weight_recency, _recency(line.at, corpus.end, settings)),
            (settings.weight_reply, _reply(line, corpus)),
            (settings.weight_length, len(with_a_name(line.text)) / settings.length_saturation),
            (settings.weight_reactions, line.reaction_count / settings.reactions_saturation),
            (settings.weight_media, _media(line, albums) / settings.media_saturation),
        )
        weight *= settings.dedup_soft_factor if line.id in soft else 1.0
        weight *= settings.history_factor if line.id in told else 1.0
        ranked.append(Weighted(message_id=line.id, weight=weight))
    return tuple(ranked)


def _mean(*signs: tuple[float, float]) -> float:
    """The weighted mean of signs cut at 1; all shares 0 rank nothing: everything weighs 1."""
    total = sum(share for share, _ in signs)
    return sum(share * min(sign, 1.0) for share, sign in signs) / total if total else 1.0


def _recency(at: datetime, end: datetime, settings: ContextSettings) -> float:
    age = max((end - at).total_seconds(), 0.0) / 60
    return float(0.5 ** (age / settings.recency_half_life_minutes))


def _reply(line: Line, corpus: Corpus) -> float:
    if any(answer.author != line.author for answer in corpus.children.get(line.id, ())):
        return ANSWERED
    if line.parent_id is None or line.link_reason == LinkReason.OWN_TURN:
        return 0.0
    parent = corpus.by_id.get(line.parent_id)
    return 0.0 if parent and parent.author == line.author else ANSWERING


def _album(line: Line) -> tuple[str, datetime]:
    return line.author, line.at.replace(second=0, microsecond=0)


def _media(line: Line, albums: Counter[tuple[str, datetime]]) -> int:
    return albums[_album(line)] if line.media else 0
