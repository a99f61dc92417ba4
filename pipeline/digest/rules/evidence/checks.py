"""Does what a statement says stand in the messages that it cites?

Deterministic checks that hold for every engine: ids, numbers and dates, names, links; and where a
statement tells what was said, that none of its sentences is foreign to the messages or says the
opposite. What is left is a matter of wording: the rules compare words, a model compares meanings.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.rules.evidence import dates, figures, foreign, polarity, sent, verbatim
from pipeline.digest.rules.evidence.abbreviations import written_out
from pipeline.digest.rules.evidence.overlap import Vocabulary
from pipeline.digest.statements import Judged, Section, Statement, Verdict
from pipeline.language.stems import stems
from pipeline.language.words import language, words

_PERSON = re.compile(r"⟦(P[0-9a-f]+)(?:\.\d+)?⟧")
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.)\S+", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,5}(?:[a-z]{2,24}|рф|рус|онлайн|сайт)(?!\w)(?:[/?#]\S*)?",
    re.IGNORECASE,
)
"""What a messenger may turn into a link, and names of files: nobody but the talk names either."""
_CLOSING = ".,;:!?)»”\"'"
"""Signs that end the sentence and not the link."""
_HANDLE = re.compile(r"(?<![\w.])@\w+")
_NAME = re.compile(r"(?<=[\w,;⟧] )[A-ZА-ЯЁ][\w-]+")
"""A capital within a sentence. At its start any word has one."""

WORDED = frozenset({Section.PEOPLE, Section.CHANGES, Section.ATTACHMENTS, Section.MOOD})
"""Sections whose few words are ours, so that only what they name has to stand in the messages."""
TELLING = frozenset({Section.TOPICS, Section.DECISIONS, Section.QUESTIONS})
"""Sections that tell what was said."""
SUPPORTED_SHARE = 0.8
PARTLY_SHARE = 0.5
"""Shares of a statement's content words that occur in its messages."""


def judge(statement: Statement, corpus: Corpus) -> Judged:
    """The first check that fails decides; a statement that passes all is supported."""
    why = fault(statement, corpus)
    if why is not None:
        return Judged(statement=statement, verdict=Verdict.UNSUPPORTED, why=why)
    return _by_wording(statement, source_of(_cited(statement, corpus)))


def fault(statement: Statement, corpus: Corpus) -> str | None:
    """The hard check that a statement fails, whoever wrote it; None if it passes them all.

    ``no_evidence``, ``number``, ``date``, ``name`` or ``link``; of what tells what was said also
    ``wording``, if a sentence has nothing to do with the messages, ``quotation``, if one has other
    words than they have, or ``polarity``.
    """
    cited = _cited(statement, corpus)
    if not cited or len(cited) < len(statement.message_ids):
        return "no_evidence"
    return unfounded(statement.text, cited, corpus) or _misreported(statement, cited)


def without_foreign(statement: Statement, corpus: Corpus) -> Statement:
    """The statement without the sentences that have nothing to do with its messages.

    What is left is judged as if it had never been more. A statement stays as it is if it breaks
    another hard check, or if no whole sentence would be left: then ``fault`` refuses it.
    """
    cited = _cited(statement, corpus)
    if statement.section not in TELLING or unfounded(statement.text, cited, corpus):
        return statement
    dropped = foreign.foreign(statement.text, _comparable(statement.text, cited))
    kept = foreign.without(statement.text, dropped) if dropped else ""
    return statement.model_copy(update={"text": kept}) if kept else statement


def _misreported(statement: Statement, cited: Sequence[Line]) -> str | None:
    if statement.section not in TELLING:
        return None
    if foreign.foreign(statement.text, _comparable(statement.text, cited)):
        return "wording"
    if verbatim.misquotes(statement.text, map(_source, cited)):
        return "quotation"
    said = [sentence for line in cited for sentence in (*line.sentences, _file_name(line))]
    return "polarity" if polarity.contradicts(statement.text, said) else None


def unfounded(text: str, cited: Sequence[Line], corpus: Corpus) -> str | None:
    """What a text names and the messages do not: ``number``, ``date``, ``name`` or ``link``."""
    source = source_of(cited)
    for why, passes in (
        ("number", figures.stand(text, source)),
        ("date", dates.claimed(text) <= dates.named(source)),
        ("name", _people(text) <= _known_people(cited, corpus)),
        ("name", _handles(text, source) and _names(text, source)),
        ("link", set(_links(text)) <= set(_links(source))),
    ):
        if not passes:
            return why
    return None


def source_of(cited: Sequence[Line]) -> str:
    """All that the messages say, names of files too."""
    return "\n".join(map(_source, cited))


def word_share(text: str, source: str) -> float:
    """Share of the content words of ``text`` that occur in ``source``; 1.0 if it has none."""
    return Vocabulary(source).share(set(stems(text)))


def _by_wording(statement: Statement, source: str) -> Judged:
    if statement.section in WORDED:
        return Judged(statement=statement, verdict=Verdict.SUPPORTED)
    share = word_share(statement.text, source)
    if share >= SUPPORTED_SHARE:
        return Judged(statement=statement, verdict=Verdict.SUPPORTED)
    verdict = Verdict.PARTLY if share >= PARTLY_SHARE else Verdict.UNSUPPORTED
    return Judged(statement=statement, verdict=verdict, why="wording")


def _cited(statement: Statement, corpus: Corpus) -> list[Line]:
    return [corpus.by_id[i] for i in statement.message_ids if i in corpus.by_id]


def _source(line: Line) -> str:
    return f"{line.text}\n{_file_name(line)}"


def _comparable(text: str, cited: Sequence[Line]) -> list[str]:
    """The messages with what each sends, as the text's language would name it."""
    mine = language(text)
    return [f"{_source(line)}\n{sent.names(line, mine)}" for line in cited]


def _file_name(line: Line) -> str:
    return (line.media.name or "") if line.media is not None else ""


def _people(text: str) -> set[str]:
    return set(_PERSON.findall(text))


def _handles(text: str, source: str) -> bool:
    """A handle that stands in no message is one that a model made up."""
    mentioned: Collection[str] = set(map(str.lower, _HANDLE.findall(source)))
    return all(handle.lower() in mentioned for handle in _HANDLE.findall(text))


def _names(text: str, source: str) -> bool:
    """Names of whoever is no participant; another language's digest spells them its own way."""
    named = {name for name in _NAME.findall(text) if name not in source and not dates.named(name)}
    if not named or language(text) != language(source):
        return True
    named -= written_out(text, words(source))
    return word_share(" ".join(named), source) == 1.0


def _known_people(cited: Sequence[Line], corpus: Corpus) -> set[str]:
    """Who wrote the messages, is named in them, or is answered by them."""
    found: set[str] = set()
    by_id: Mapping[int, Line] = corpus.by_id
    for line in cited:
        found |= _people(line.author) | _people(line.text)
        if line.parent_id is not None and line.parent_id in by_id:
            found |= _people(by_id[line.parent_id].author)
    return found


def _links(text: str) -> Iterator[str]:
    for link in _LINK.findall(text):
        yield link.rstrip(_CLOSING)
    for address in _ADDRESS.findall(_LINK.sub(" ", text)):
        yield address.rstrip(_CLOSING).lower()
