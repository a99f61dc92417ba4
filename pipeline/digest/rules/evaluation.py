"""evaluation: a verdict for each statement, and four scores for the whole.

- faithfulness: mean verdict of the statements as proposed (supported 1, partly 1/2, unsupported 0)
- completeness: share of the important threads' weight that some statement tells
- relevance: share of the telling statements (topics, decisions, questions) on important threads
- coherence: share of statements that are whole sentences and say what no other said before

The quality score is their minimum: a digest is as good as its weakest side.
"""

from collections.abc import Sequence

from pipeline.digest.corpus import Corpus
from pipeline.digest.models import (
    Judged,
    Quality,
    Section,
    Statement,
    Synthesis,
    Thread,
    Threads,
    Verdict,
)
from pipeline.digest.ports import Wording
from pipeline.digest.rules.evidence import judge
from pipeline.digest.rules.quotes import best, centre, quotes
from pipeline.language.stems import stems

CREDIT = {Verdict.SUPPORTED: 1.0, Verdict.PARTLY: 0.5, Verdict.UNSUPPORTED: 0.0}
TELLING = frozenset({Section.TOPICS, Section.DECISIONS, Section.QUESTIONS})
IMPORTANT_THREADS = 8
IMPORTANT_SHARE = 0.3
"""Share of the heaviest thread's weight from which a thread that others joined is important."""
REPEATED = 0.85
"""Jaccard of stems from which a statement repeats another of its section."""


def important(threads: Threads, corpus: Corpus) -> tuple[Thread, ...]:
    """The threads that a reader would miss: the heaviest ones in which people talk together."""
    shared = [thread for thread in threads.threads if _is_shared(thread, corpus)]
    if not shared:
        return ()
    floor = shared[0].weight * IMPORTANT_SHARE
    return tuple(thread for thread in shared if thread.weight >= floor)[:IMPORTANT_THREADS]


def judge_all(
    synthesis: Synthesis, corpus: Corpus, wording: Wording
) -> tuple[tuple[Judged, ...], tuple[Judged, ...], tuple[Judged, ...]]:
    """Verdicts on what was proposed; what is told of it; what was dropped.

    An unsupported statement is replaced by a quotation from the messages that it cites; without
    one it is dropped.
    """
    proposed = tuple(judge(statement, corpus) for statement in synthesis.statements)
    told: list[Judged] = []
    dropped: list[Judged] = []
    for verdict in proposed:
        if verdict.verdict is not Verdict.UNSUPPORTED:
            told.append(verdict)
            continue
        quotation = quoted(verdict.statement, corpus, wording)
        if quotation is None:
            dropped.append(verdict)
        else:
            told.append(judge(quotation, corpus))
    return proposed, tuple(told), tuple(dropped)


def quoted(statement: Statement, corpus: Corpus, wording: Wording) -> Statement | None:
    """The best sentence of the cited messages in the statement's place, word for word."""
    lines = [corpus.by_id[i] for i in statement.message_ids if i in corpus.by_id]
    found = best(quotes(lines, centre(lines)), lambda _: 1.0)
    if found is None:
        return None
    return statement.model_copy(
        update={
            "text": wording.say("quote", who=found.line.author, text=found.text),
            "message_ids": (found.line.id,),
        }
    )


def score(
    proposed: Sequence[Judged], told: Sequence[Judged], threads: Threads, corpus: Corpus
) -> Quality:
    needed = important(threads, corpus)
    statements = [item.statement for item in told]
    return Quality(
        faithfulness=_mean([CREDIT[item.verdict] for item in proposed]),
        completeness=_completeness(statements, needed),
        relevance=_relevance(statements, needed),
        coherence=_coherence(statements, corpus),
    )


def uncovered(told: Sequence[Statement], threads: Threads, corpus: Corpus) -> tuple[Thread, ...]:
    """The important threads that no statement tells, for the corrective synthesis."""
    cited = _cited(told)
    return tuple(
        thread for thread in important(threads, corpus) if not cited & set(thread.message_ids)
    )


def _is_shared(thread: Thread, corpus: Corpus) -> bool:
    lines = [corpus.by_id[i] for i in thread.message_ids]
    talk = [line for line in lines if line.noise is None]
    return len(talk) >= 3 and len({line.author for line in talk}) >= 2


def _completeness(told: Sequence[Statement], needed: Sequence[Thread]) -> float:
    total = sum(thread.weight for thread in needed)
    if not total:
        return 1.0
    cited = _cited(told)
    return round(sum(t.weight for t in needed if cited & set(t.message_ids)) / total, 4)


def _relevance(told: Sequence[Statement], needed: Sequence[Thread]) -> float:
    """1.0 where nothing is important: then nothing can be beside the point."""
    telling = [statement for statement in told if statement.section in TELLING]
    if not needed or not telling:
        return 1.0
    inside = {i for thread in needed for i in thread.message_ids}
    return _mean([1.0 if inside.intersection(s.message_ids) else 0.0 for s in telling])


def _coherence(told: Sequence[Statement], corpus: Corpus) -> float:
    seen: list[tuple[Section, set[str]]] = []
    marks: list[float] = []
    for statement in told:
        mine = set(stems(statement.text))
        repeats = any(
            section is statement.section
            and mine
            and len(mine & other) >= REPEATED * len(mine | other)
            for section, other in seen
        )
        seen.append((statement.section, mine))
        marks.append(0.0 if repeats or not statement.text.strip() else 1.0)
    return _mean(marks)


def _cited(told: Sequence[Statement]) -> set[int]:
    return {i for s in told if s.section in TELLING for i in s.message_ids}


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 1.0
