"""How a way of linking fares on chats whose links are known."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bench.clusterings import agreement, clusters_of, link_scores
from bench.threads.ubuntu import Chat
from pipeline.ingest.models import MessageId
from pipeline.threads.models import Utterance
from pipeline.threads.rules import ThreadBuilder
from pipeline.threads.scorer import Scorer
from pipeline.threads.settings import ThreadSettings

Linked = dict[MessageId, MessageId | None]
"""The parent of each message."""
Linker = Callable[[Sequence[Utterance]], Linked]


@dataclass(frozen=True, slots=True)
class Score:
    """Percent; see ``bench.clusterings``."""

    precision: float
    recall: float
    link_f: float
    variation: float
    one_to_one: float
    exact_f: float
    milliseconds: float
    """Of one core's time a message."""


def product(scorer: Scorer | None = None) -> Linker:
    """As the service links them, or with another model."""

    def linked(utterances: Sequence[Utterance]) -> Linked:
        builder = ThreadBuilder(ThreadSettings(), scorer)
        return {each.id: builder.link(each).parent_id for each in utterances}

    return linked


def before(utterances: Sequence[Utterance]) -> Linked:
    """Each message answers the one before it; what no person says stands alone."""
    found: Linked = {}
    last: MessageId | None = None
    for each in utterances:
        found[each.id] = None if each.service else last
        last = last if each.service else each.id
    return found


def alone(utterances: Sequence[Utterance]) -> Linked:
    """Each message starts a conversation."""
    return {each.id: None for each in utterances}


def measured(chats: Iterable[Chat], link: Linker) -> Score:
    gold: dict[str, set[tuple[int, int]]] = {}
    found: dict[str, set[tuple[int, int]]] = {}
    count, seconds = 0, 0.0
    for chat in chats:
        started = time.process_time()
        linked = link(chat.utterances)
        seconds += time.process_time() - started
        count += len(chat.utterances)
        gold[chat.name] = {
            (child, parent)
            for child, parents in chat.parents.items()
            for parent in parents or {child}
        }
        found[chat.name] = {(child, linked[child] or child) for child in chat.parents}
    links = link_scores(gold, found)
    parted = agreement(
        {name: clusters_of(each) for name, each in gold.items()},
        {name: clusters_of(each) for name, each in found.items()},
    )
    return Score(
        precision=round(links.precision, 1),
        recall=round(links.recall, 1),
        link_f=round(links.f, 1),
        variation=round(parted.variation, 1),
        one_to_one=round(parted.one_to_one, 1),
        exact_f=round(parted.exact.f, 1),
        milliseconds=round(1_000 * seconds / count, 3),
    )
