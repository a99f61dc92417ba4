"""Sentences of a statement that have nothing to do with the messages that it cites.

A paraphrase has other words, but hardly ever none of its source's. Of 2514 sentences that people
wrote about dialogues (SAMSum and DialogSum, validation parts) 1.8 % are foreign by these checks to
the six messages closest to them; of sentences about other dialogues 84 %, 93 % of those with two
content words.

The words of another language cannot be compared: there only an exclamation is foreign, if the text
exclaims more often than the messages.
"""

import re
from collections.abc import Iterable, Sequence

from pipeline.digest.rules.evidence.overlap import Vocabulary
from pipeline.digest.rules.evidence.reporting import reports
from pipeline.language.sentences import sentences
from pipeline.language.stems import stem, stems
from pipeline.language.words import Script, language, words

LEAST_SHARE = 0.15
"""Share of a sentence's content words that has to occur in its messages. From a third on, three
times as many faithful sentences would be refused, and hardly more of the foreign ones."""
LEAST_STEMS = 2
"""Different content words below which a sentence may have none of its messages' («Починили.»)."""
EXCLAIMED_SHARE = 0.5
"""A digest reports: what it exclaims («Лучшая группа на свете!») has to be somebody's words."""

_EXCLAIMED = re.compile(r"[^\w?!]*!++(?!\?)")
"""How an exclamation ends, read backwards: so hostile text takes linear time."""
_EXCLAMATIONS = re.compile(r"!+")
_MASK = re.compile(r"⟦[^⟦⟧]*⟧")
_QUOTATION = re.compile(r"«[^«»]*»|“[^“”]*”")
_QUOTES = (("«", "»"), ("“", "”"))


def foreign(text: str, messages: Sequence[str]) -> tuple[str, ...]:
    """The sentences of ``text`` that are foreign to the messages."""
    held, said = Vocabulary(*messages), frozenset().union(*map(words, messages))
    found = sentences(text)
    if not _comparable(text, messages):
        found = tuple(filter(_is_exclaimed, found))
        if len(found) <= sum(len(_EXCLAMATIONS.findall(message)) for message in messages):
            return ()
    return tuple(one for one in found if _is_foreign(one, held, said))


def without(text: str, dropped: Iterable[str]) -> str:
    """The text without these sentences; empty if no whole text is left, or half a quotation."""
    gone = frozenset(dropped)
    kept = " ".join(one for one in sentences(text) if one not in gone)
    broken = any(kept.count(opening) != kept.count(closing) for opening, closing in _QUOTES)
    return "" if broken or not words(kept) else kept


def _is_foreign(sentence: str, held: Vocabulary, said: frozenset[str]) -> bool:
    mine = {one for one in stems(sentence) if not reports(one) or held.holds(one)}
    if _is_exclaimed(sentence):
        return _exclaimed_share(sentence, mine, held, said) < EXCLAIMED_SHARE
    return len(mine) >= LEAST_STEMS and held.share(mine) < LEAST_SHARE


def _is_exclaimed(sentence: str) -> bool:
    return _EXCLAIMED.match(sentence[::-1]) is not None


def _exclaimed_share(
    sentence: str, mine: set[str], held: Vocabulary, said: frozenset[str]
) -> float:
    """Words that carry no topic count where there is no other: «Ура!», «Всё отлично!»."""
    if mine:
        return held.share(mine)
    own = {word for word in words(sentence) if not reports(stem(word))}
    return len(own & said) / len(own) if own else 1.0


def _comparable(text: str, messages: Iterable[str]) -> bool:
    """All messages that say something do so in the language that the text is told in."""
    mine = _told_in(text)
    return all(
        language(_MASK.sub(" ", message)) == mine
        for message in messages
        if len(stems(message)) >= LEAST_STEMS
    )


def _told_in(text: str) -> Script:
    """The language around the quotations, which are in that of the talk; or theirs, if none is."""
    plain = _MASK.sub(" ", text)
    around = _QUOTATION.sub(" ", plain)
    return language(around if words(around) else plain)
