"""Does what a statement says stand in the messages that it cites?

Deterministic checks that hold for every engine: ids, numbers and dates, names, links, words.
"""

import re
from collections.abc import Mapping

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.models import Judged, Section, Statement, Verdict
from pipeline.language.stems import stems

_PERSON = re.compile(r"⟦(P[0-9a-f]+)(?:\.\d+)?⟧")
_NUMBER = re.compile(r"(?<![\w⟦])\d+(?:[.,:/-]\d+)*(?:\s*%)?")
_LINK = re.compile(r"(?:https?://|www\.)\S+")

WORDED = frozenset({Section.PEOPLE, Section.CHANGES, Section.ATTACHMENTS, Section.MOOD})
"""Sections whose few words are ours, so that only what they name has to stand in the messages."""
SUPPORTED_SHARE = 0.8
PARTLY_SHARE = 0.5
"""Shares of a statement's content words that occur in its messages."""
LEADING_STEM = 5
"""Letters by which two forms of a word are one where their stems differ («оплат», «оплата»)."""


def judge(statement: Statement, corpus: Corpus) -> Judged:
    """The first check that fails decides; a statement that passes all is supported."""
    cited = [corpus.by_id[i] for i in statement.message_ids if i in corpus.by_id]
    if not cited or len(cited) < len(statement.message_ids):
        return Judged(statement=statement, verdict=Verdict.UNSUPPORTED, why="no_evidence")
    source = "\n".join(_source(line) for line in cited)
    for why, passes in (
        ("number", _numbers(statement.text) <= _numbers(source)),
        ("name", _people(statement.text) <= _known_people(cited, corpus)),
        ("link", _links(statement.text) <= _links(source)),
    ):
        if not passes:
            return Judged(statement=statement, verdict=Verdict.UNSUPPORTED, why=why)
    return _by_wording(statement, source)


def _by_wording(statement: Statement, source: str) -> Judged:
    if statement.section in WORDED:
        return Judged(statement=statement, verdict=Verdict.SUPPORTED)
    share = word_share(statement.text, source)
    if share >= SUPPORTED_SHARE:
        return Judged(statement=statement, verdict=Verdict.SUPPORTED)
    verdict = Verdict.PARTLY if share >= PARTLY_SHARE else Verdict.UNSUPPORTED
    return Judged(statement=statement, verdict=verdict, why="wording")


def word_share(text: str, source: str) -> float:
    """Share of the content words of ``text`` that occur in ``source``; 1.0 if it has none."""
    mine = set(stems(text))
    theirs = set(stems(source))
    leading = {stem[:LEADING_STEM] for stem in theirs if len(stem) >= LEADING_STEM}
    found = sum(stem in theirs or stem[:LEADING_STEM] in leading for stem in mine)
    return found / len(mine) if mine else 1.0


def _source(line: Line) -> str:
    name = line.media.name if line.media is not None and line.media.name else ""
    return f"{line.text}\n{name}"


def _numbers(text: str) -> set[str]:
    without_tokens = _PERSON.sub(" ", text)
    return {re.sub(r"\s", "", number) for number in _NUMBER.findall(without_tokens)}


def _people(text: str) -> set[str]:
    return set(_PERSON.findall(text))


def _known_people(cited: list[Line], corpus: Corpus) -> set[str]:
    """Who wrote the messages, is named in them, or is answered by them."""
    found: set[str] = set()
    by_id: Mapping[int, Line] = corpus.by_id
    for line in cited:
        found |= _people(line.author) | _people(line.text)
        if line.parent_id is not None and line.parent_id in by_id:
            found |= _people(by_id[line.parent_id].author)
    return found


def _links(text: str) -> set[str]:
    return {link.rstrip(".,;:!?)»”\"'") for link in _LINK.findall(text)}
