"""Messages whose parent was not found, with what the model saw of the wrong one and the true."""

from collections.abc import Iterable, Iterator, Sequence

from bench.threads.examples import Watched
from bench.threads.ubuntu import Chat
from pipeline.ingest.models import MessageId
from pipeline.threads.choices import Choices
from pipeline.threads.models import Link, Utterance
from pipeline.threads.scorer import trained
from pipeline.threads.settings import ThreadSettings

SHOWN = 8
"""Messages before the wrong one."""


def told(chats: Iterable[Chat], limit: int) -> Iterator[str]:
    """Up to ``limit`` wrong links, spread over the chats."""
    many = list(chats)
    for chat in many:
        yield from _of(chat, -(-limit // len(many)))


def _of(chat: Chat, limit: int) -> Iterator[str]:
    builder = Watched(ThreadSettings(), trained())
    left = limit
    for place, each in enumerate(chat.utterances):
        link = builder.link(each)
        parents = chat.parents.get(each.id)
        if parents is None or builder.seen is None or not left:
            continue
        if link.parent_id in parents or (link.parent_id is None and not parents):
            continue
        left -= 1
        yield from _shown(chat, place, link, parents)
        yield from _seen(builder.seen, {"found": {link.parent_id}, "true": set(parents)})


def _shown(chat: Chat, place: int, link: Link, parents: frozenset[MessageId]) -> Iterator[str]:
    yield f"=== {chat.name}"
    said = chat.utterances
    wanted = {link.parent_id, *parents}
    for other in _around(said, place, wanted):
        mark = ">" if other is said[place] else "x" if other.id == link.parent_id else " "
        mark += "*" if other.id in parents else " "
        yield f"{mark} {other.id} {other.sent_at:%H:%M} <{other.author_name}> {other.text}"
    if link.parent_id is None:
        yield f"found: it opens a thread ({link.score:.2f})"
    elif not parents:
        yield f"true: it opens a thread (found: {link.parent_id}, {link.score:.2f})"


def _around(
    said: Sequence[Utterance], place: int, wanted: set[MessageId | None]
) -> Iterator[Utterance]:
    for number, other in enumerate(said[: place + 1]):
        if other.id in wanted or (number >= place - SHOWN and not other.service):
            yield other


def _seen(found: Choices, wanted: dict[str, set[MessageId | None]]) -> Iterator[str]:
    """The signs of the candidates found and true that are not 0."""
    for name, ids in wanted.items():
        for other, signs in zip(found.others, found.signs, strict=True):
            if other.id in ids:
                shown = (f"{key}={value:.1f}" for key, value in signs._asdict().items() if value)
                yield f"{name} {other.id}: {' '.join(shown)}"
