"""The first stage: what a window holds, what of it stays, and how much each message weighs."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

from pipeline.digest.corpus import Corpus, Line, Noise
from pipeline.digest.preparation import Attachment, Mode, PreparedContext, Statistics, Weighted
from pipeline.digest.rules.preparation.dedup import find_duplicates, find_told
from pipeline.digest.rules.preparation.ranking import rank
from pipeline.digest.settings import ContextSettings
from pipeline.ingest.models import MediaKind, MessageKind

ATTACHMENTS = 20
"""At the most; the heaviest are kept."""

_HOUR = timedelta(hours=1)
_MACHINES = frozenset((Noise.BOT, Noise.OWN, Noise.COMMAND))
_DECORATIONS = frozenset((MediaKind.STICKER, MediaKind.ANIMATION, MediaKind.GAME))
"""Media that say something but hand nothing over."""


def prepare(corpus: Corpus, settings: ContextSettings) -> PreparedContext:
    duplicates = find_duplicates(corpus.talk, settings)
    dropped = {duplicate.message_id for duplicate in duplicates if duplicate.hard}
    soft = {duplicate.message_id for duplicate in duplicates if not duplicate.hard}
    stays = [line for line in corpus.talk if line.id not in dropped]
    told = find_told(stays, corpus.history, settings)
    files = [line for line in corpus.lines if _is_attachment(line) and line.id not in dropped]
    return PreparedContext(
        mode=_mode(corpus, settings),
        statistics=_statistics(corpus),
        kept=rank(corpus, stays, settings, soft=soft, told=frozenset(told)),
        duplicates=duplicates,
        history_matches=told,
        masked=dict(corpus.masked),
        boundary=corpus.boundary,
        attachments=_attachments(files, rank(corpus, files, settings)),
    )


def _mode(corpus: Corpus, settings: ContextSettings) -> Mode:
    """Micro by what can be told, large by all there is: few words among stickers stay micro."""
    if len(corpus.talk) <= settings.micro_messages:
        return Mode.MICRO
    return Mode.LARGE if len(corpus.lines) > settings.large_messages else Mode.NORMAL


def _statistics(corpus: Corpus) -> Statistics:
    lines = corpus.lines
    return Statistics(
        messages=len(corpus.said),
        participants=len({line.author for line in corpus.said if line.author}),
        service=sum(line.noise is Noise.SERVICE for line in lines),
        unknown=sum(line.kind is MessageKind.UNKNOWN for line in lines),
        bots_and_commands=sum(line.noise in _MACHINES for line in lines),
        media=sum(line.media is not None for line in lines),
        reactions=sum(line.reaction_count for line in lines),
        links=sum(line.links for line in lines),
        expected=corpus.expected,
        per_hour=_per_hour(corpus),
        unheard=corpus.unheard,
    )


def _per_hour(corpus: Corpus) -> tuple[int, ...]:
    """A bucket for each hour begun; a message at the very end belongs to the last."""
    buckets = [0] * max(ceil((corpus.end - corpus.start) / _HOUR), 1)
    for line in corpus.said:
        hour = (line.at - corpus.start) // _HOUR
        buckets[min(max(hour, 0), len(buckets) - 1)] += 1
    return tuple(buckets)


def _is_attachment(line: Line) -> bool:
    """A file counts without a word beside it; what bots and spammers send does not.

    What was said aloud and understood is talk.
    """
    handed_over = line.media is not None and line.media.kind not in _DECORATIONS
    return handed_over and not line.spoken and line.noise in (None, Noise.EMPTY)


def _attachments(lines: Sequence[Line], weights: Sequence[Weighted]) -> tuple[Attachment, ...]:
    heaviest = sorted(
        zip(lines, weights, strict=True), key=lambda pair: (-pair[1].weight, pair[0].id)
    )
    return tuple(
        Attachment(message_id=line.id, kind=line.media.kind, name=line.media.name)
        for line, _ in heaviest[:ATTACHMENTS]
        if line.media
    )
