"""Threads of slow chats: those whose conversations are known, and real ones without a truth.

``ALFRED_DATA=../shared/data python -m bench.slow_chats [--choose] [--file PATH] [--topics PATH]``

The known ones are made of dialogues, public English ones and Russian ones of our own, in the time
structure of real slow chats (see ``regimes``), which ``--measure`` prints; ``--choose`` takes
the other half of the dialogues and other seeds: whoever chooses weights by this benchmark does it
there. The floor is a silence of 15 minutes, the reference is a silence that the
chat's own gaps tell (and a stream does not know yet), the goal is the better of both.
``--file`` are dialogues of the same form, ``--topics`` is a chat with a truth of its own: a list
of objects with ``id``, ``ts``, ``user``, ``text`` and ``dialog``.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.board import Figure, Watch, publish
from bench.clusterings import Agreement, Clusters, agreement, gather
from bench.public_data import public_data
from bench.slow_chats.chats import KnownChat, exported, threads
from bench.slow_chats.dialogues import dialogues, public_dialogues, written
from bench.slow_chats.making import made
from bench.slow_chats.measuring import pace, shape, together, unnamed
from bench.slow_chats.regimes import REGIMES
from bench.slow_chats.simple import QUARTER, by_gap, by_valley
from pipeline.ingest.models import AuthorId, MessageId
from pipeline.threads.models import Utterance

CHOOSING, REPORTING = range(5), range(100, 105)
"""Seeds."""
MESSAGES = 800
"""Of each chat."""
ENOUGH = 100
"""Messages that name somebody, for a share of them to mean anything."""
RUSSIAN = Path(__file__).resolve().parents[2] / "tests/evaluation/threads_slow/ru.txt"
"""There are no public Russian dialogues here whose conversations are known: these are our own."""
FEW = 40
"""Messages of each chat of our own dialogues, which are few."""
REAL = (
    "telegram/zulip-lean_new-members-2025-01.result.json",
    "telegram/gitter-livechat_docker.result.json",
    "telegram/tg-ru-groups_chat3-2025-03-01_04.result.json",
)
MEASURES: Mapping[str, Callable[[Agreement], float]] = {
    "1-1": lambda found: found.one_to_one,
    "1-VI": lambda found: found.variation,
    "exact F": lambda found: found.exact.f,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--choose", action="store_true", help="on the half to choose by")
    parser.add_argument("--file", type=Path, help="dialogues to make the chats of")
    parser.add_argument("--topics", type=Path, help="a chat with a truth of its own")
    parser.add_argument("--measure", action="store_true", help="only how real chats run")
    given = parser.parse_args()
    if given.measure:
        _print_paces()
        return
    watch = Watch()
    figures = [figure for name, chats in _chats(given) for figure in _known(name, chats)]
    if not given.file and not given.topics:
        figures += _real()
    half = "the half to choose by" if given.choose else "the half to report on"
    title = f"Threads of slow chats ({half}); floor: 15 minutes, reference: the chat's own pause"
    publish("slow_chats_choosing" if given.choose else "slow_chats", title, figures, watch)


def _chats(given: argparse.Namespace) -> Iterator[tuple[str, list[KnownChat]]]:
    if given.topics:
        yield given.topics.stem, [with_topics(given.topics)]
        return
    seeds = CHOOSING if given.choose else REPORTING
    told = dialogues(given.file) if given.file else public_dialogues(reported=not given.choose)
    for regime in REGIMES:
        yield regime.name, [made(told, regime, seed, MESSAGES) for seed in seeds]
    if not given.file:
        small, few = written(RUSSIAN), range(4 * seeds.start, 4 * seeds.stop)
        for regime in REGIMES:
            yield f"Russian, {regime.name}", [made(small, regime, seed, FEW) for seed in few]


def _known(name: str, chats: Sequence[KnownChat]) -> Iterator[Figure]:
    truth = {chat.name: gather(chat.truth.items()) for chat in chats}
    ours, quarter, valley, chain = (agreement(truth, parted) for parted in _ways(chats))
    for measure, of in MEASURES.items():
        value, floor, other = (round(of(each), 1) for each in (ours, quarter, valley))
        yield Figure(f"{name}: {measure}", value, floor, other, max(floor, other))
    yield Figure(f"{name}: 1-1 of one thread", round(chain.one_to_one, 1))


def _ways(chats: Sequence[KnownChat]) -> Iterator[Clusters]:
    """Each chat parted by us, by both kinds of silence, and not at all."""
    yield {chat.name: threads(chat.utterances) for chat in chats}
    yield {chat.name: by_gap(chat.utterances, QUARTER) for chat in chats}
    yield {chat.name: by_valley(chat.utterances) for chat in chats}
    yield {chat.name: [frozenset(chat.truth)] for chat in chats}


def with_topics(path: Path) -> KnownChat:
    told = sorted(json.loads(path.read_text(encoding="utf-8")), key=lambda each: each["ts"])
    utterances = [
        Utterance(
            id=MessageId(number),
            sent_at=datetime.fromisoformat(each["ts"]).replace(tzinfo=UTC),
            author_id=AuthorId(f"user{each['user']}"),
            author_name=each["user"],
            text=each["text"],
        )
        for number, each in enumerate(told)
    ]
    truth = {MessageId(number): str(each["dialog"]) for number, each in enumerate(told)}
    return KnownChat(path.stem, utterances, truth)


def _real() -> Iterator[Figure]:
    for name in REAL:
        utterances = exported(public_data(name))
        found = shape(utterances, threads(utterances))
        chat = Path(name).name.split(".")[0].split("_")[0]
        yield Figure(f"{chat}: threads", found.threads)
        yield Figure(f"{chat}: messages of the typical message's thread", found.typical)
        yield Figure(f"{chat}: messages alone, %", round(found.alone, 1))
        yield Figure(f"{chat}: 1-1 with the 15 minutes", round(found.like_gap, 1))
        told, named = unnamed(utterances)
        if len(named) >= ENOUGH:
            ours, gap = threads(told), by_gap(told, QUARTER)
            yield Figure(
                f"{chat}: in the thread of who is named, names hidden, %",
                round(together(ours, named), 1),
                reference=round(together(gap, named), 1),
            )


def _print_paces() -> None:
    table = Table("", "messages", "people", "within", "between", "burst", "in it", "same author")
    for name in REAL:
        found = pace(exported(public_data(name)))
        table.add_row(
            Path(name).name.split(".")[0],
            str(found.messages),
            str(found.people),
            str(found.within),
            str(found.between),
            f"{found.burst:g}",
            f"{found.people_in_burst:.1f}",
            f"{found.same_author:.2f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
