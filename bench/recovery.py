"""Replies that were hidden from the thread builder: how many does it find?

``ALFRED_DATA=../shared/data python -m bench.recovery [--file PATH] [--links PATH]``

People mark only some of their replies in Telegram. Of an export whose replies are known to be
true ones half is hidden, and of the annotated links of the Ubuntu channel the half that is not
shown as replies; several times, drawn anew. Found is a hidden reply with one of its true parents;
in its thread is one that got the thread of a true parent, whichever parent it got. A reply that
is shown has to be kept, always. The floor takes the last message of another person for the parent.
"""

import argparse
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.board import Figure, Watch, publish
from bench.public_data import public_data
from bench.slow_chats.chats import exported
from bench.threads.ubuntu import read
from bench.windows import links_of
from pipeline.ingest.models import MessageId
from pipeline.threads.models import Link, LinkReason, Utterance

EXPORT = "telegram/irc-2008-12-11_11.reply0.5.result.json"
LINKS = "threads/ubuntu-dev.jsonl"
SEEDS = range(5)
FEW_SEEDS = range(2)
"""For the channel, of which every one hides about a thousand replies."""
Replies = Mapping[MessageId, frozenset[MessageId]]
"""The true parents of messages that have some."""


@dataclass(slots=True)
class Recovered:
    """Counts."""

    shown: int = 0
    kept: int = 0
    """Of those shown."""
    hidden: int = 0
    exact: int = 0
    """Of those hidden, with a true parent."""
    in_thread: int = 0
    """Of those hidden, in the thread of a true parent."""
    before: int = 0
    """Of those hidden, whose parent is the last message of another person."""
    given: Counter[LinkReason] = field(default_factory=Counter)
    """Of those hidden, by the reason of the link that they got."""
    right: Counter[LinkReason] = field(default_factory=Counter)
    """... and those with a true parent among them."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="an export with true replies")
    parser.add_argument("--links", type=Path, help="chats with all their links, as in threads/")
    given = parser.parse_args()
    watch = Watch()
    export, _ = recovered([replied(exported(given.file or public_data(EXPORT)))])
    channel, bare = recovered(
        [_talk(each.utterances, each.parents) for each in read(given.links or public_data(LINKS))],
        FEW_SEEDS,
    )
    figures = [
        *_figures("export", export),
        *_figures("channel", channel),
        *_found("channel, no reply shown", bare),
    ]
    title = f"Replies found: {export.hidden} hidden in an export, {channel.hidden} in a channel"
    publish("recovery", title, figures, watch)


def replied(utterances: Sequence[Utterance]) -> tuple[Sequence[Utterance], Replies]:
    """A chat whose replies are true."""
    marked = {each.id: {each.reply_to} for each in utterances if each.reply_to is not None}
    return _talk(utterances, marked)


def _talk(
    utterances: Sequence[Utterance], parents: Mapping[MessageId, Set[MessageId]]
) -> tuple[Sequence[Utterance], Replies]:
    """Those between messages of people: nobody answers a service message, nor does it answer."""
    people = {each.id for each in utterances if not each.service}
    between = {each: frozenset(of & people) for each, of in parents.items() if each in people}
    return utterances, {each: of for each, of in between.items() if of}


def recovered(
    chats: Sequence[tuple[Sequence[Utterance], Replies]], seeds: Sequence[int] = SEEDS
) -> tuple[Recovered, Recovered]:
    """Half of the replies hidden for each seed: with the other half shown, and without."""
    found, bare = Recovered(), Recovered()
    for number, (utterances, replies) in enumerate(chats):
        unmarked = [replace(each, reply_to=None) for each in utterances]
        unaided = {link.message_id: link for link in links_of(unmarked)}
        before = _before(unmarked)
        for seed in seeds:
            draw = random.Random(f"{seed} {number}")  # noqa: S311
            hidden = {each for each in sorted(replies) if draw.random() < 0.5}
            shown = {each: max(of) for each, of in replies.items() if each not in hidden}
            told = [replace(each, reply_to=shown.get(each.id)) for each in unmarked]
            links = {link.message_id: link for link in links_of(told)}
            found.shown += len(shown)
            found.kept += sum(links[each].parent_id == of for each, of in shown.items())
            for each in hidden:
                _count(found, links, each, replies[each], before[each])
                _count(bare, unaided, each, replies[each], before[each])
    return found, bare


def _count(
    found: Recovered,
    links: Mapping[MessageId, Link],
    hidden: MessageId,
    parents: frozenset[MessageId],
    before: MessageId | None,
) -> None:
    link = links[hidden]
    exact = link.parent_id in parents
    found.hidden += 1
    found.exact += exact
    found.in_thread += link.thread_id in {links[parent].thread_id for parent in parents}
    found.before += before in parents
    found.given[link.reason] += 1
    found.right[link.reason] += exact


def _before(utterances: Sequence[Utterance]) -> dict[MessageId, MessageId | None]:
    """The last message of another person."""
    found: dict[MessageId, MessageId | None] = {}
    last: Utterance | None = None
    other: Utterance | None = None
    for each in utterances:
        if each.service:
            continue
        if last is not None and last.author_id != each.author_id:
            other = last
        found[each.id] = other.id if other else None
        last = each
    return found


def _figures(name: str, found: Recovered) -> Iterator[Figure]:
    yield Figure(f"{name}: replies shown and kept, %", _percent(found.kept, found.shown), 100.0)
    yield from _found(name, found)
    for reason, count in found.given.most_common():
        share = _percent(count, found.hidden)
        right = _percent(found.right[reason], count)
        if reason is LinkReason.ROOT:
            yield Figure(f"{name}: taken for the start of a thread, %", share)
        else:
            yield Figure(f"{name}: right of the {share:g} % linked as {reason}, %", right)


def _found(name: str, found: Recovered) -> Iterator[Figure]:
    before = _percent(found.before, found.hidden)
    yield Figure(f"{name}: hidden and found, %", _percent(found.exact, found.hidden), before)
    yield Figure(
        f"{name}: hidden, and in their thread, %", _percent(found.in_thread, found.hidden)
    )


def _percent(part: int, whole: int) -> float:
    """Rounded down, so that 100 means all."""
    return math.floor(1_000 * part / whole) / 10 if whole else 0.0


if __name__ == "__main__":
    main()
