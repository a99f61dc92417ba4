"""Who leads a meeting, by the roles that a digest gives.

``ALFRED_DATA=../shared/data python -m bench.roles [--file PATH]``

QMSum's meetings (Zhong et al., NAACL 2021), with every title hidden, go through the thread
builder, the corpus builder, the first two stages of a digest and its roles. Recall is the share of
meetings in which whom the roles name as leader is whom the titles name: the participant with the
most moderator's deeds, of equals the one with the most initiator's. Floors are who speaks first,
who has most turns, and who says most words. The rule was chosen on the half of the meetings that
``chosen_on`` tells; the other half is told by itself.
"""

import argparse
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.board import Figure, Watch, publish
from bench.roles_meetings import Kind, Meeting, meetings, messages, pseudonyms
from bench.windows import corpus_of, linked
from pipeline.digest.findings import Participant, Role
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.roles.participants import assign
from pipeline.digest.rules.threads import thread_window
from pipeline.digest.settings import ContextSettings

GOAL = 0.73
LEADS = (Role.MODERATOR, Role.INITIATOR)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="of the form of summaries/qmsum-val.jsonl")
    file = parser.parse_args().file
    watch = Watch()
    every = meetings(file)
    known = [meeting for meeting in every if meeting.leaders]
    title = f"roles: who leads, {len(known)} of {len(every)} meetings whose titles tell"
    publish("roles", title, figures(known), watch)


def figures(known: Sequence[Meeting]) -> list[Figure]:
    played = [roles(meeting) for meeting in known]
    named = [leader(people) for people in played]
    rows = list(zip(known, named, strict=True))
    found = [_figure("leader, recall", rows, goal=GOAL)]
    found += [
        _figure(f"  the half {what}", [row for row in rows if chosen_on(row[0]) is half])
        for half, what in ((True, "chosen on"), (False, "reported only"))
    ]
    kinds = [(kind, [row for row in rows if row[0].kind is kind]) for kind in Kind]
    found += [_figure(f"  {kind}", some) for kind, some in kinds if some]
    told = [
        name if leads(people[name]) else None for people, name in zip(played, named, strict=True)
    ]
    found.append(Figure("found, and told as who leads", recall(known, told)))
    return [*found, *(Figure(what, recall(known, rule)) for what, rule in _simple(known).items())]


def _figure(what: str, rows: Sequence[tuple[Meeting, str]], goal: float | None = None) -> Figure:
    """The floor is the best of the simple rules on the same meetings."""
    known = [meeting for meeting, _ in rows]
    floor = max(recall(known, rule) for rule in _simple(known).values())
    ours = recall(known, [name for _, name in rows])
    return Figure(f"{what} ({len(known)})", ours, floor=floor, goal=goal)


def recall(known: Sequence[Meeting], named: Sequence[str | None]) -> float:
    hits = sum(name in meeting.leaders for meeting, name in zip(known, named, strict=True))
    return round(hits / len(known), 3) if known else 0.0


def _simple(known: Sequence[Meeting]) -> dict[str, list[str]]:
    rules: dict[str, Callable[[Meeting], str]] = {
        "floor: who speaks first": lambda meeting: meeting.turns[0][0],
        "floor: who has most turns": lambda meeting: _most(meeting, lambda words: 1),
        "floor: who says most words": lambda meeting: _most(
            meeting, lambda words: len(words.split())
        ),
    }
    return {what: [rule(meeting) for meeting in known] for what, rule in rules.items()}


def _most(meeting: Meeting, weigh: Callable[[str], int]) -> str:
    weight: Counter[str] = Counter()
    for speaker, words in meeting.turns:
        weight[speaker] += weigh(words)
    return weight.most_common(1)[0][0]


def roles(meeting: Meeting) -> dict[str, Participant]:
    """Each speaker's roles, as a digest of the meeting would give them."""
    corpus = corpus_of(linked(messages(meeting)))
    threads = thread_window(corpus, prepare(corpus, ContextSettings()))
    speakers = {name: speaker for speaker, name in pseudonyms(meeting).items()}
    return {
        speakers[corpus.people[one.person]]: one for one in assign(corpus, threads).participants
    }


def leader(played: Mapping[str, Participant]) -> str:
    """Who moderates most by our roles; of equals, who starts most."""
    return max(played, key=lambda speaker: _led(played[speaker]))


def leads(one: Participant) -> bool:
    """A digest that names the person says that they lead, or start, the talk."""
    return one.dominant in LEADS


def _led(one: Participant) -> tuple[float, ...]:
    """How much the person did in each of the leading roles.

    Weights of a person sum to 1, whatever they did; watching is the same amount in all.
    """
    watching = one.roles[Role.OBSERVER]
    return tuple(round(one.roles.get(role, 0.0) / watching, 6) for role in LEADS)


def chosen_on(meeting: Meeting) -> bool:
    """Half of the meetings, by a hash of their first words."""
    opening = " ".join(words for _, words in meeting.turns[:20])
    return int(hashlib.sha256(opening.encode()).hexdigest(), 16) % 2 == 0


if __name__ == "__main__":
    main()
