"""How well threads are found in a busy channel: Ubuntu IRC with its true links.

``ALFRED_DATA=../shared/data python -m bench.threads [--file PATH] [--limit N] [--errors N]``

The floor is what the hand-set weights reached that the trained model took the place of, on the
development files; the references are of the paper that the data come from (Kummerfeld et al., ACL
2019), on its test files. ``--errors`` prints messages whose thread was not found, with what was
seen of them.
"""

import argparse
from pathlib import Path

from rich.console import Console

from bench.board import Figure, Watch, publish
from bench.public_data import public_data
from bench.threads.errors import told
from bench.threads.measuring import Score, alone, before, measured, product
from bench.threads.ubuntu import read

MOST_MILLISECONDS = 0.5
DEVELOPMENT = "threads/ubuntu-dev.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help=f"files of the same form as {DEVELOPMENT}")
    parser.add_argument("--limit", type=int, help="so many chats of the file")
    parser.add_argument("--errors", type=int, default=0, help="so many wrong links, told")
    given = parser.parse_args()
    watch = Watch()
    chats = read(given.file or public_data(DEVELOPMENT), given.limit)
    if given.errors:
        for line in told(chats, given.errors):
            Console().print(line, markup=False)
        return
    figures = _figures(measured(chats, product()), measured(chats, before), measured(chats, alone))
    publish("threads", f"Threads of {len(chats)} chats of Ubuntu IRC", figures, watch)


def _figures(ours: Score, before: Score, alone: Score) -> list[Figure]:
    return [
        Figure("links: F", ours.link_f, floor=68.5, reference=72.3, goal=74.0),
        Figure("links: precision", ours.precision),
        Figure("links: recall", ours.recall),
        Figure("links: F, previous message", before.link_f),
        Figure("links: F, each alone", alone.link_f),
        Figure("threads: 1-VI", ours.variation, floor=91.6, reference=91.3, goal=92.0),
        Figure("threads: 1-VI, previous message", before.variation),
        Figure("threads: 1-VI, each alone", alone.variation),
        Figure("threads: 1-1", ours.one_to_one, floor=79.1, reference=75.6, goal=77.0),
        Figure("threads: 1-1, previous message", before.one_to_one),
        Figure("threads: 1-1, each alone", alone.one_to_one),
        Figure("threads: exact F", ours.exact_f, floor=30.2, reference=36.2, goal=40.0),
        Figure(
            "ms a message",
            ours.milliseconds,
            floor=MOST_MILLISECONDS,
            lower_is_better=True,
        ),
    ]


if __name__ == "__main__":
    main()
