"""evaluation: a verdict for each statement, and four scores for the whole.

- faithfulness: how well the statements are backed as proposed: by a model's verdict (supported 1,
  partly 1/2, unsupported 0), or by ``grading`` where rules judged what is more than quotation
- completeness: share of the important conversations' weight that the statements tell
- relevance: share of the telling statements (topics, decisions, questions) on important ones
- coherence: share of statements that are whole sentences and say what no other said before

The quality score is their minimum: a digest is as good as its weakest side.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Segments
from pipeline.digest.ports import Wording
from pipeline.digest.rules.evidence.checks import TELLING, WORDED, judge, without_foreign
from pipeline.digest.rules.grading.grades import CREDIT, backing, telling
from pipeline.digest.rules.topics.clusters import gathered, lifted, segments_by_message
from pipeline.digest.rules.topics.quotes import best, centre, quotes, worded
from pipeline.digest.rules.topics.stories import tell
from pipeline.digest.rules.topics.strands import Strand
from pipeline.digest.statements import Judged, Quality, Statement, Synthesis, Verdict
from pipeline.language.stems import stems

IMPORTANT_STRANDS = 10
IMPORTANT_SHARE = 0.12
"""Share of the heaviest conversation's weight from which another is important too."""
REPEATED = 0.85
"""Jaccard of stems from which a statement repeats another of its section."""


def important(found: Sequence[Strand], segments: Segments) -> tuple[Strand, ...]:
    """The conversations that a reader would miss, heaviest first.

    In each at least two people wrote at least three messages, one of which can be quoted; its
    weight is lifted or lowered by what is done in it, as a topic's is.
    """
    by_message = segments_by_message(segments)
    shared = [lifted(strand, by_message) for strand in found if strand.is_conversation]
    shared.sort(key=lambda strand: (-strand.weight, strand.id))
    if not shared:
        return ()
    floor = shared[0].weight * IMPORTANT_SHARE
    heavy = [strand for strand in shared if strand.weight >= floor][:IMPORTANT_STRANDS]
    return tuple(strand for strand in heavy if tell(gathered([strand], {})))


QUOTED: Final = frozenset({Verdict.UNSUPPORTED})
"""What is told by a quotation in its place."""
QUOTED_UNVOUCHED: Final = QUOTED | {Verdict.PARTLY}
"""... if a model wrote it and no model is left to vouch for its words."""


def judge_all(
    synthesis: Synthesis,
    corpus: Corpus,
    wording: Wording,
    quoting: AbstractSet[Verdict] = QUOTED,
) -> tuple[tuple[Judged, ...], tuple[Judged, ...], tuple[Judged, ...]]:
    """Verdicts on what was proposed; what is told of it; what was dropped: see ``settle``."""
    kept = (without_foreign(statement, corpus) for statement in synthesis.statements)
    judged = tuple(judge(statement, corpus) for statement in kept)
    return (as_proposed(synthesis.statements, judged), *settle(judged, corpus, wording, quoting))


def as_proposed(statements: Sequence[Statement], judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """Verdicts on the statements as they were written, by those on what was kept of each.

    One that lost a foreign sentence is partly supported at the best, whatever its rest is.
    """
    return tuple(
        verdict
        if verdict.statement == statement or verdict.verdict is not Verdict.SUPPORTED
        else Judged(statement=statement, verdict=Verdict.PARTLY, why="wording")
        for statement, verdict in zip(statements, judged, strict=True)
    )


def settle(
    proposed: Sequence[Judged],
    corpus: Corpus,
    wording: Wording,
    quoting: AbstractSet[Verdict] = QUOTED,
) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """What is told after the verdicts, whoever gave them, and what is dropped.

    A statement with a verdict of ``quoting`` is replaced by a quotation from the messages that it
    cites. Without one that is not told already it is dropped, and so is what is told in our own
    words: a quotation is no mood.
    """
    told: list[Judged] = []
    dropped: list[Judged] = []
    for verdict in proposed:
        if verdict.verdict not in quoting:
            told.append(verdict)
            continue
        replacement = _replacement(verdict.statement, corpus, wording)
        if replacement is None or any(_says_the_same(replacement, other) for other in told):
            dropped.append(verdict)
        else:
            told.append(replacement)
    return tuple(told), tuple(dropped)


def _replacement(statement: Statement, corpus: Corpus, wording: Wording) -> Judged | None:
    if statement.section in WORDED:
        return None
    quotation = quoted(statement, corpus, wording)
    found = None if quotation is None else judge(quotation, corpus)
    return None if found is None or found.verdict is Verdict.UNSUPPORTED else found


def _says_the_same(one: Judged, other: Judged) -> bool:
    mine, theirs = one.statement, other.statement
    return (mine.section, mine.text) == (theirs.section, theirs.text)


def quoted(statement: Statement, corpus: Corpus, wording: Wording) -> Statement | None:
    """The best sentence of the cited messages in the statement's place, word for word."""
    lines = [corpus.by_id[i] for i in statement.message_ids if i in corpus.by_id]
    found = best(quotes(lines, centre(lines)), lambda _: 1.0)
    if found is None:
        return None
    return statement.model_copy(
        update={
            "text": worded(found.line, found.text, wording),
            "message_ids": (found.line.id,),
        }
    )


def score(
    proposed: Sequence[Judged],
    told: Sequence[Judged],
    needed: Sequence[Strand],
    words_of: Corpus | None = None,
) -> Quality:
    """The four scores; ``needed`` are the important conversations.

    ``words_of`` is the talk by whose words the rules judged; None if a model compared meanings.
    """
    statements = [item.statement for item in told]
    return Quality(
        faithfulness=_mean([_backed(one, words_of) for one in proposed]),
        completeness=_completeness(statements, needed),
        relevance=relevance(statements, {i for strand in needed for i in strand.ids}),
        coherence=_coherence(statements),
    )


def _backed(one: Judged, words_of: Corpus | None) -> float:
    return CREDIT[one.verdict] if words_of is None else backing(one, words_of)


def uncovered(told: Sequence[Statement], needed: Sequence[Strand]) -> tuple[Strand, ...]:
    """The important conversations that no statement tells, for the corrective synthesis."""
    cited = _cited(told)
    return tuple(strand for strand in needed if not cited & strand.ids)


def _completeness(told: Sequence[Statement], needed: Sequence[Strand]) -> float:
    total = sum(strand.weight for strand in needed)
    if not total:
        return 1.0
    return round(sum(strand.weight * _told(strand, told) for strand in needed) / total, 4)


def _told(strand: Strand, told: Sequence[Statement]) -> float:
    about = [
        one
        for one in told
        if one.section in TELLING and not strand.ids.isdisjoint(one.message_ids)
    ]
    return telling(about, strand.lines) if about else 0.0


def relevance(told: Sequence[Statement], important_ids: AbstractSet[int]) -> float:
    """Share of the telling statements that are about something important.

    1.0 where nothing is important: then nothing can be beside the point.
    """
    telling = [statement for statement in told if statement.section in TELLING]
    if not important_ids or not telling:
        return 1.0
    return _mean([1.0 if important_ids & set(s.message_ids) else 0.0 for s in telling])


def _coherence(told: Sequence[Statement]) -> float:
    marks = [
        0.0 if not one.text.strip() or any(_repeats(one, other) for other in told[:index]) else 1.0
        for index, one in enumerate(told)
    ]
    return _mean(marks)


def _repeats(one: Statement, other: Statement) -> bool:
    """Our own words about two people may be the same; what was said is told once."""
    if one.section is not other.section:
        return False
    if one.text == other.text or one.section in WORDED:
        return one.text == other.text
    mine, theirs = set(stems(one.text)), set(stems(other.text))
    return bool(mine) and len(mine & theirs) >= REPEATED * len(mine | theirs)


def _cited(told: Sequence[Statement]) -> set[int]:
    return {i for s in told if s.section in TELLING for i in s.message_ids}


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 1.0
