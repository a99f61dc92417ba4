"""Does a text deny what the messages affirm, or affirm what they deny?

Only what is beyond doubt counts, for a false alarm costs a true sentence: a content word that
stands right after a negation on one side («не откатил», "has not been deployed") and in no
negated, asked, conditional or intended clause on the other, in clauses that are about the same.
Antonyms («починил», «сломал»), what is gone («502 пропали», «502 нет») and negated nouns («без
доступа») are left to a judge.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from pipeline.digest.rules.cues import normal
from pipeline.digest.rules.evidence.negation import Clause, Polarity, clauses
from pipeline.digest.rules.evidence.overlap import LEADING
from pipeline.language.sentences import sentences

SAME_CLAUSE = 0.5
"""Share of the shorter clause's content words from which two clauses are about the same."""

_OPPOSITES = MappingProxyType(
    {Polarity.AFFIRMED: Polarity.DENIED, Polarity.DENIED: Polarity.AFFIRMED}
)
_FALSE_RU = r"(?:неправда|неверно|ложь|вранье|не правда|не верно|не так)"
_FALSE_EN = r"(?:not true|untrue|false|a lie|not the case|wrong)"
_OUTRIGHT = re.compile(
    rf"^\W*(?:(?:но |а )?это )?{_FALSE_RU}(?:,? (?:будто|что)(?!\w)|(?!, как)[:,]|\s[—–-]|\W*$)"
    rf"|, (?:но |а )?это {_FALSE_RU}\W*$"
    rf"|^\W*(?:it(?:'s| is) )?{_FALSE_EN}(?: that(?!\w)|[:,]|\s[—–-])"
    rf"|(?:,|but|and) (?:it|this|that)(?:'s| is) {_FALSE_EN}\W*$"
)
"""Denies a whole sentence."""
_DENIAL = re.compile(
    r"неправд|не правд|неверн|не верн|ложь|вран|вр[еу]т|врешь|не так|"
    r"untrue|not true|n't true|false|\bl(?:ie|ying)|not the case|wrong"
)
"""Somebody in the talk denies something outright, in whatever words."""


def contradicts(text: str, said: Sequence[str]) -> bool:
    """Whether the text says the opposite of all that the messages say of the same.

    ``said`` are the sentences of the messages.
    """
    told = sentences(text)
    if _deny_outright(told) and not any(_DENIAL.search(normal(one)) for one in said):
        return True
    theirs = _by_word(clause for one in said for clause in clauses(one))
    return any(
        _is_opposed(stem, mine, theirs.get(stem[:LEADING], ()))
        for one in told
        for mine in clauses(one)
        for stem in mine
    )


def differs(text: str, said: Sequence[str]) -> bool:
    """Whether the text denies what the messages only affirm, or affirms what they only deny.

    Whatever else the clauses are about: a sign that something is wrong, not a proof like
    ``contradicts``. What is asked or intended may have been denied by a plain "no".
    """
    mine, theirs = _all(sentences(text)), _all(said)
    return any(
        found == {one} and theirs.get(stem) == {other}
        for stem, found in mine.items()
        for one, other in _OPPOSITES.items()
    )


def _all(said: Iterable[str]) -> Mapping[str, set[Polarity]]:
    found = _by_word(clause for one in said for clause in clauses(one))
    return {stem: {polarity for polarity, _ in each} for stem, each in found.items()}


def _deny_outright(told: Iterable[str]) -> bool:
    return any(_OUTRIGHT.search(normal(one)) for one in told)


def _by_word(said: Iterable[Clause]) -> Mapping[str, Sequence[tuple[Polarity, Clause]]]:
    """What is said of each word, and where; forms of a word are one by its first letters."""
    found: defaultdict[str, list[tuple[Polarity, Clause]]] = defaultdict(list)
    for clause in said:
        for stem, polarity in clause.items():
            found[stem[:LEADING]].append((polarity, clause))
    return found


def _is_opposed(stem: str, mine: Clause, said: Sequence[tuple[Polarity, Clause]]) -> bool:
    opposite = _OPPOSITES.get(mine[stem])
    return all(polarity is opposite for polarity, _ in said) and any(
        stem in clause and _about_the_same(mine, clause) for _, clause in said
    )


def _about_the_same(one: Clause, other: Clause) -> bool:
    return len(one.keys() & other.keys()) >= SAME_CLAUSE * min(len(one), len(other))
