"""roles: who was what in the talk, by a model that reads the deeds of whom a digest names."""

import asyncio
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.findings import Participant, Role, Roles, Segments, Threads
from pipeline.digest.model.apportioning import Group, apportion
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.selection import ByMessage, Pick, rows, telling
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.prompts.roles import HEAVIEST, Deeds, PersonAnswer, RolesAnswer, render
from pipeline.digest.rules.roles import participants as by_rules
from pipeline.digest.rules.statements.synthesis import PEOPLE_TOLD
from pipeline.digest.rules.topics.clusters import segments_by_message

ROWS, DEEDS = 3, 2
"""Messages of each at the most, and those of them in which the rules see the person's role."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """Everybody by the rules, and the people and rows that the model is shown."""

    known: Roles
    deeds: Deeds
    numbering: Numbering


async def assign(
    asker: Asker,
    corpus: Corpus,
    segments: Segments,
    threads: Threads,
    opted_out: Set[str] = frozenset(),
) -> Roles:
    """The participants in the rules' order; those of whom a digest tells have the model's roles.

    The rules keep the row of whom the model leaves out, and of whom it shows by no message that
    the person wrote. People in ``opted_out`` (pseudonym tokens) have no row.

    Raises:
        ModelError: The model gave no answer.
    """
    tokens = asker.settings.reduce_tokens
    stage = await asyncio.to_thread(_set, corpus, segments, threads, opted_out, tokens)
    if not stage.deeds.people:
        return stage.known
    prompt = render(stage.deeds, asker.language, asker.fence, integrity=asker.integrity)
    given = _by_person(await asker.ask(prompt), stage)
    return Roles(
        participants=tuple(
            _participant(person, given.get(person.person), stage.numbering, corpus)
            for person in stage.known.participants
        )
    )


def _set(
    corpus: Corpus, segments: Segments, threads: Threads, opted_out: Set[str], tokens: int
) -> _Stage:
    known = by_rules.assign(corpus, threads, opted_out)
    written = _written(corpus, threads)
    told = [one for one in known.participants[:PEOPLE_TOLD] if one.person in written]
    by_message = segments_by_message(segments)
    groups = [Group(1.0, _shown(each, written[each.person], by_message)) for each in told]
    numbering = Numbering()
    people = []
    for person, picks in zip(told, apportion(groups, tokens), strict=True):
        if picks:
            handle = int(numbering.handle(person.person).removeprefix("@"))
            people.append((handle, person.message_count, rows(picks, numbering)))
    return _Stage(known, Deeds(people, numbers=numbering.size), numbering)


def _shown(person: Participant, lines: Sequence[Line], by_message: ByMessage) -> list[Pick]:
    """What shows the person's role by the rules, then what else tells most."""
    ids = set(person.message_ids[:DEEDS])
    deeds = telling((line for line in lines if line.id in ids), by_message, DEEDS)
    others = (line for line in lines if line.id not in ids)
    return [*deeds, *telling(others, by_message, ROWS - len(deeds))]


def _written(corpus: Corpus, threads: Threads) -> Mapping[str, list[Line]]:
    """What each person said of what the threads keep."""
    kept = {i for thread in threads.threads for i in thread.message_ids}
    found: dict[str, list[Line]] = {}
    for line in corpus.talk:
        if line.id in kept:
            found.setdefault(line.author, []).append(line)
    return found


def _by_person(answer: RolesAnswer, stage: _Stage) -> Mapping[str, PersonAnswer]:
    """The first answer about each person who was asked about."""
    asked = {handle for handle, _, _ in stage.deeds.people}
    found: dict[str, PersonAnswer] = {}
    for given in answer.people:
        person = stage.numbering.person(given.who)
        if person is not None and given.who in asked:
            found.setdefault(person, given)
    return found


def _participant(
    known: Participant, given: PersonAnswer | None, numbering: Numbering, corpus: Corpus
) -> Participant:
    if given is None:
        return known
    own = [i for i in numbering.ids(given.lines) if corpus.author_of(i) == known.person]
    weights = {role: min(given.roles.get(role, 0), HEAVIEST) for role in Role}
    shown = {role: weight for role, weight in weights.items() if weight > 0}
    if not own or not shown:
        return known
    total = sum(shown.values())
    return Participant(
        person=known.person,
        roles={role: weight / total for role, weight in shown.items()},
        dominant=max(shown, key=lambda role: shown[role]),
        message_count=known.message_count,
        message_ids=tuple(sorted(own[: by_rules.EVIDENCE], key=lambda i: (corpus.by_id[i].at, i))),
    )
