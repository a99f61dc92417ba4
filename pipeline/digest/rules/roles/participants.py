"""Who was what in a window, by what they did in it: no judgement of characters."""

from collections.abc import Mapping, Sequence, Set

from pipeline.digest.answers import Ids
from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.findings import Participant, Role, Roles, Threads
from pipeline.digest.rules.roles.deeds import Deed, find_deeds
from pipeline.digest.rules.roles.scenes import is_by_a_person
from pipeline.privacy.tokens import with_a_name

WATCHING = 0.45
"""The weight of watching that everybody has: more than one faint deed, less than one plain one."""
EVIDENCE = 4
LEADS = 1.5
"""Strength of a moderator's deeds from which one can lead a whole talk: more than one of them …"""
LEAST_SHARE = 1 / 3
"""… and at least this much of all such deeds: where everybody steers, nobody leads."""
TALK = 4.0
"""Strength of saying everything there is to say: among those who steer about as much, the one
leads whom the others hear most often (chosen as the strengths in ``lead``)."""


def assign(corpus: Corpus, threads: Threads, opted_out: Set[str] = frozenset()) -> Roles:
    """The participants by the weight of their deeds, heaviest first.

    A role's weight is the strength of its deeds over that of all deeds and ``WATCHING``, so the
    weights of a person sum to 1 and who did nothing is an observer. Who leads the whole talk is a
    moderator before all else: whatever more they say, they say it from the chair.

    Bots, spammers and service messages are no participants; people in ``opted_out`` (pseudonym
    tokens) have no row.
    """
    written: dict[str, list[Line]] = {}
    for line in corpus.lines:
        if is_by_a_person(line) and line.author:
            written.setdefault(line.author, []).append(line)
    done: dict[str, list[Deed]] = {person: [] for person in written}
    for deed in find_deeds(corpus, threads):
        if deed.person in done:
            done[deed.person].append(deed)
    # Equals stay in the order of their first words: pseudonyms differ from database to database.
    ranked = sorted(written, key=lambda who: (-_contribution(done[who]), -len(written[who])))
    leader = _leader(written, done)
    return Roles(
        participants=tuple(
            _participant(who, written[who], done[who], leads=who == leader)
            for who in ranked
            if who not in opted_out
        )
    )


def _leader(
    written: Mapping[str, Sequence[Line]], done: Mapping[str, Sequence[Deed]]
) -> str | None:
    """Who led the talk as a whole, if anybody did."""
    steered = {
        person: sum(deed.strength for deed in deeds if deed.role is Role.MODERATOR)
        for person, deeds in done.items()
    }
    least = max(LEADS, LEAST_SHARE * sum(steered.values()))
    able = [person for person, strength in steered.items() if strength >= least]
    lines = sum(map(len, written.values()))
    return max(
        able,
        key=lambda person: steered[person] + TALK * len(written[person]) / lines,
        default=None,
    )


def _contribution(deeds: Sequence[Deed]) -> float:
    return sum(deed.strength for deed in deeds)


def _participant(
    person: str, written: Sequence[Line], deeds: Sequence[Deed], *, leads: bool
) -> Participant:
    strengths = dict.fromkeys(Role, 0.0) | {Role.OBSERVER: WATCHING}
    for deed in deeds:
        strengths[deed.role] += deed.strength
    if leads:
        strengths[Role.MODERATOR] += max(strengths.values())
    total = sum(strengths.values())
    dominant = max(strengths, key=lambda role: strengths[role])
    return Participant(
        person=person,
        roles={role: strength / total for role, strength in strengths.items() if strength},
        dominant=dominant,
        message_count=len(written),
        message_ids=_evidence(dominant, written, deeds),
    )


def _evidence(dominant: Role, written: Sequence[Line], deeds: Sequence[Deed]) -> Ids:
    """The strongest deeds of the role in order of the talk; of an observer, the longest word."""
    shown = [deed for deed in deeds if deed.role is dominant]
    if not shown:
        return (max(written, key=lambda line: len(with_a_name(line.text))).id,)
    strongest = sorted(shown, key=lambda deed: -deed.strength)[:EVIDENCE]
    return tuple(sorted(deed.message_id for deed in strongest))
