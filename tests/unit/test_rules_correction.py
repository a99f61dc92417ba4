from collections.abc import Sequence

from pipeline.digest.rules.statements.correction import correct, firmly
from pipeline.digest.rules.topics.strands import Strand
from pipeline.digest.statements import Evaluation, Judged, Quality, Section, Statement, Verdict
from tests.fixtures.rules import wording
from tests.fixtures.two_talks import CORPUS, NEEDED

THRESHOLD = 0.7


def said(section: Section, text: str, *ids: int) -> Statement:
    return Statement(section=section, text=text, message_ids=ids)


INCIDENT = said(Section.TOPICS, "Аня: «на проде падает оплата картой с ошибкой 502»", 1)
REPORT = said(Section.TOPICS, "Вика: «добавила март, отчёт отправлен клиенту»", 6)
TRIP = said(Section.DECISIONS, "Даня: «решили с женой: едем летом на Байкал»", 8)
FILM = said(Section.QUESTIONS, "«кто видел хороший фильм про космос?» — Гриша", 7)
PERSON = said(Section.PEOPLE, "Гриша — вставляет слово", 7)
MOOD = said(Section.MOOD, "Деловое.", 3)


def corrected(
    *told: Statement,
    dropped: tuple[Statement, ...] = (),
    needed: Sequence[Strand] = NEEDED,
    threshold: float = THRESHOLD,
) -> list[Statement]:
    first = Evaluation(
        judged=tuple(Judged(statement=one, verdict=Verdict.SUPPORTED) for one in told),
        dropped=tuple(Judged(statement=one, verdict=Verdict.UNSUPPORTED) for one in dropped),
        quality=Quality(faithfulness=1, completeness=0.5, relevance=0.5, coherence=1),
        corrected=False,
        judge="rules",
        baseline=None,
    )
    return list(correct(first, needed, wording("ru"), threshold).statements)


def test_what_was_left_out_is_told_after_the_topics_and_before_the_rest() -> None:
    first, added, *rest = corrected(INCIDENT, MOOD)

    assert (INCIDENT, [MOOD]) == (first, rest)
    assert Section.TOPICS is added.section
    assert {4, 5, 6} >= set(added.message_ids)


def test_where_no_topic_was_told_the_stories_come_first() -> None:
    *added, last = corrected(MOOD)

    assert MOOD == last
    assert [Section.TOPICS, Section.TOPICS] == [statement.section for statement in added]


def test_what_the_judge_dropped_stays_dropped() -> None:
    assert [INCIDENT, REPORT] == corrected(INCIDENT, REPORT, dropped=(TRIP,))


def test_questions_beside_the_point_go_before_decisions() -> None:
    assert [INCIDENT, REPORT, TRIP, PERSON] == corrected(
        INCIDENT, REPORT, TRIP, FILM, PERSON, threshold=0.6
    )


def test_decisions_go_too_where_relevance_needs_it() -> None:
    assert [INCIDENT, REPORT, MOOD] == corrected(INCIDENT, REPORT, TRIP, FILM, MOOD, threshold=0.9)


def test_people_and_mood_are_never_beside_the_point() -> None:
    assert [INCIDENT, REPORT, PERSON, MOOD] == corrected(
        INCIDENT, REPORT, PERSON, MOOD, threshold=1.0
    )


def test_where_nothing_is_important_only_repetitions_go() -> None:
    assert [FILM, TRIP] == corrected(FILM, FILM, TRIP, needed=())


def test_what_stands_only_in_part_is_quoted_and_a_mood_of_which_that_is_true_goes() -> None:
    half = said(Section.TOPICS, "Вика с трудом дописала отчёт и отправила.", 6)
    mood = said(Section.MOOD, "Все в восторге.", 3)
    doubtful = [Judged(statement=one, verdict=Verdict.PARTLY) for one in (half, mood)]
    sure = Judged(statement=INCIDENT, verdict=Verdict.SUPPORTED)
    first = Evaluation(
        judged=(sure, *doubtful),
        dropped=(),
        quality=Quality(faithfulness=0.6, completeness=1, relevance=1, coherence=1),
        corrected=False,
        judge="model",
        baseline=None,
    )

    mended = firmly(first, CORPUS, wording("ru"))

    assert [INCIDENT, REPORT] == [item.statement for item in mended.judged]
    assert [mood] == [item.statement for item in mended.dropped]
