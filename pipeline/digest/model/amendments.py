"""What a corrective synthesis has to write: the statements refused, the talk left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Topic
from pipeline.digest.model.apportioning import Group, apportion, quoted
from pipeline.digest.model.dealing import Outline
from pipeline.digest.model.matters import ROWS, Matter, group_of
from pipeline.digest.model.selection import ByMessage, Pick, telling
from pipeline.digest.prompts.synthesis import Rejected
from pipeline.digest.rules.statements.evaluation import uncovered
from pipeline.digest.rules.statements.synthesis import Material
from pipeline.digest.rules.topics.clusters import gathered, segments_by_message
from pipeline.digest.rules.topics.status import status_of
from pipeline.digest.rules.topics.strands import Strand
from pipeline.digest.statements import Evaluation, Judged, Section, Verdict

REST = 0.2
"""Share of the quoted tokens for refused agreements, and for refused questions, at the most."""
_REWRITTEN = frozenset({Section.TOPICS, Section.DECISIONS, Section.QUESTIONS})


@dataclass(frozen=True, slots=True)
class Amendments:
    outline: Outline
    left_out: Mapping[int, Strand]
    """Important conversations that no statement tells, by their number in the outline."""


def amendments(
    material: Material,
    evaluation: Evaluation,
    needed: Sequence[Strand],
    corpus: Corpus,
    tokens: int,
) -> Amendments:
    """What the evaluation refused, and the important conversations that nothing tells."""
    by_message = segments_by_message(material.segments)
    refused = [item for item in _refused(evaluation) if item.statement.section in _REWRITTEN]
    agreements, questions = (
        _evidence(refused, section, corpus, by_message, int(REST * tokens))
        for section in (Section.DECISIONS, Section.QUESTIONS)
    )
    spent = sum(pick.tokens for picks in (*agreements, *questions) for pick in picks)
    told = [item.statement for item in evaluation.judged]
    topics = dict(enumerate(material.topics.topics, start=1))
    missing = dict(enumerate(uncovered(told, needed), start=len(topics) + 1))
    matters = [
        *(
            (number, topic.title, str(topic.status), _topic_group(topic, corpus, by_message))
            for number, topic in topics.items()
            if any(item.statement.topic == number - 1 for item in refused)
        ),
        *(
            (number, "", _status(strand, by_message), _strand_group(strand, by_message))
            for number, strand in missing.items()
        ),
    ]
    rows = apportion([group for *_, group in matters], tokens - spent)
    return Amendments(
        outline=Outline(
            matters=[
                Matter(number, title, status, picks)
                for (number, title, status, _), picks in zip(matters, rows, strict=True)
                if picks
            ],
            agreements=agreements,
            questions=[pick for picks in questions for pick in picks],
            rejected=[
                (
                    Rejected(item.statement.text, item.why or "wording"),
                    item.statement.message_ids,
                )
                for item in refused
            ],
        ),
        left_out=missing,
    )


def _refused(evaluation: Evaluation) -> list[Judged]:
    """What was dropped, and what is told although only a part of it stands."""
    partly = (item for item in evaluation.judged if item.verdict is Verdict.PARTLY)
    return [*evaluation.dropped, *partly]


def _evidence(
    refused: Sequence[Judged],
    section: Section,
    corpus: Corpus,
    by_message: ByMessage,
    tokens: int,
) -> list[tuple[Pick, ...]]:
    """The messages that each refused statement of a section cited, every message once."""
    cited = [item.statement.message_ids for item in refused if item.statement.section is section]
    chosen = quoted((i for ids in cited for i in ids), corpus, by_message, tokens)
    left = {pick.line.id: pick for pick in chosen}
    found = [tuple(left.pop(i) for i in ids if i in left) for ids in cited]
    return [picks for picks in found if picks]


def _topic_group(topic: Topic, corpus: Corpus, by_message: ByMessage) -> Group:
    threads = set(topic.thread_ids)
    return group_of(topic, (each for each in corpus.talk if each.thread_id in threads), by_message)


def _strand_group(strand: Strand, by_message: ByMessage) -> Group:
    return Group(strand.weight, telling(strand.lines, by_message, ROWS, opening=True))


def _status(strand: Strand, by_message: ByMessage) -> str:
    return str(status_of(gathered([strand], by_message), has_actions=False))
