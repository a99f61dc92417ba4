import pytest

from pipeline.digest.models import Decision, DeliveryStatus
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.segments import segment
from pipeline.digest.rules.statements.correction import correct
from pipeline.digest.rules.statements.delivery import content_hash, decide, opens
from pipeline.digest.rules.statements.evaluation import important, judge_all, score, uncovered
from pipeline.digest.rules.topics.strands import strands
from pipeline.digest.settings import ContextSettings
from pipeline.digest.statements import (
    Evaluation,
    Judged,
    Quality,
    Section,
    Statement,
    Synthesis,
    Verdict,
)
from tests.fixtures.chats import chat, threads
from tests.fixtures.rules import wording

CORPUS = chat(
    """
    1 09:00 Аня: на проде падает оплата картой с ошибкой 502
    2 09:01 Борис → 1: вижу, прокси отвечает слишком долго
    3 09:02 Аня → 2: откатили прокси, оплата картой снова работает
    4 09:10 Вика: отчёт для клиента по аудиту готов, посмотрите
    5 09:11 Даня → 4: посмотрел отчёт, в таблице не хватает марта
    6 09:12 Вика → 5: добавила март, отчёт отправлен клиенту
    7 09:20 Гриша: видел вчера хороший фильм про космос
    """
)
THREADS = threads(CORPUS)
PREPARED = prepare(CORPUS, ContextSettings(weight_recency=0))
NEEDED = important(strands(THREADS.threads, CORPUS, PREPARED), segment(CORPUS, THREADS))
WORDS = wording("ru")


def said(section: Section, text: str, *ids: int) -> Statement:
    return Statement(section=section, text=text, message_ids=ids)


INCIDENT = said(Section.TOPICS, "Аня: «на проде падает оплата картой с ошибкой 502»", 1)
REPORT = said(Section.TOPICS, "Вика: «добавила март, отчёт отправлен клиенту»", 6)
FILM = said(Section.QUESTIONS, "Гриша: «видел вчера хороший фильм про космос»", 7)
INVENTED = said(Section.TOPICS, "Даня уволился и уехал на море", 5)


def scored(*statements: Statement) -> Quality:
    proposed, told, _ = judge_all(Synthesis(statements=statements), CORPUS, WORDS)
    return score(proposed, told, NEEDED, CORPUS)


def judged(*statements: Statement) -> tuple[Judged, ...]:
    return tuple(Judged(statement=item, verdict=Verdict.SUPPORTED) for item in statements)


def evaluation(quality: Quality, *statements: Statement) -> Evaluation:
    return Evaluation(
        judged=judged(*statements),
        dropped=(),
        quality=quality,
        corrected=False,
        judge="rules",
        baseline=None,
    )


GOOD = Quality(faithfulness=1, completeness=0.9, relevance=0.8, coherence=0.7)
POOR = Quality(faithfulness=1, completeness=0.5, relevance=0.69, coherence=1)


def test_a_monologue_is_no_important_thread() -> None:
    assert [1, 4] == sorted(strand.id for strand in NEEDED)


def test_a_digest_that_tells_both_conversations_is_complete_and_relevant() -> None:
    assert Quality(faithfulness=1, completeness=1, relevance=1, coherence=1) == scored(
        INCIDENT, REPORT
    )


def test_leaving_a_conversation_out_costs_completeness_by_its_weight() -> None:
    weight = {strand.id: strand.weight for strand in NEEDED}

    assert scored(INCIDENT).completeness == pytest.approx(
        weight[1] / sum(weight.values()), abs=1e-3
    )


def test_telling_an_aside_costs_relevance() -> None:
    assert 0.5 == scored(INCIDENT, FILM).relevance


def test_saying_a_thing_twice_costs_coherence() -> None:
    assert 0.5 == scored(INCIDENT, INCIDENT).coherence


def test_an_invention_costs_faithfulness_and_is_replaced_by_a_quotation() -> None:
    _, told, dropped = judge_all(Synthesis(statements=(INCIDENT, INVENTED)), CORPUS, WORDS)

    assert 0.5 == scored(INCIDENT, INVENTED).faithfulness
    assert () == dropped
    assert "Даня: «посмотрел отчёт, в таблице не хватает марта»" == told[1].statement.text
    assert Verdict.SUPPORTED is told[1].verdict


def test_prose_that_rules_judged_is_graded_and_what_a_model_judged_is_not() -> None:
    prose = said(Section.TOPICS, "Из-за прокси падала оплата, прокси откатили.", 1, 2, 3)
    quoted = (*judged(INCIDENT, prose),)

    by_words = score(quoted, quoted, NEEDED, CORPUS).faithfulness

    assert 0.7 < by_words < 1.0
    assert 1.0 == score(quoted, quoted, NEEDED).faithfulness


def test_prose_tells_a_conversation_in_part() -> None:
    prose = judged(said(Section.TOPICS, "Откатили прокси.", 3), REPORT)

    assert 0.7 < score(prose, prose, NEEDED).completeness < 1.0


def test_an_invention_without_any_message_behind_it_is_dropped() -> None:
    invented = said(Section.TOPICS, "Даня уволился", 404)

    _, told, dropped = judge_all(Synthesis(statements=(invented,)), CORPUS, WORDS)

    assert () == told
    assert ["no_evidence"] == [item.why for item in dropped]


def test_the_correction_tells_the_conversation_that_was_left_out() -> None:
    assert [4] == [strand.id for strand in uncovered([INCIDENT], NEEDED)]

    second = correct(evaluation(POOR, INCIDENT), NEEDED, WORDS, 0.7)

    assert 1.0 == scored(*second.statements).completeness
    assert [] == list(uncovered(second.statements, NEEDED))


def test_the_correction_drops_asides_only_as_far_as_relevance_needs_it() -> None:
    strict = correct(evaluation(POOR, INCIDENT, REPORT, FILM), NEEDED, WORDS, 0.7)
    lenient = correct(evaluation(POOR, INCIDENT, REPORT, FILM), NEEDED, WORDS, 0.6)

    assert FILM not in strict.statements
    assert FILM in lenient.statements


def test_the_correction_removes_repetitions() -> None:
    second = correct(evaluation(POOR, INCIDENT, INCIDENT, REPORT), NEEDED, WORDS, 0.7)

    assert [INCIDENT, REPORT] == list(second.statements)


def test_a_good_digest_may_go_out() -> None:
    decision = decide(evaluation(GOOD, INCIDENT), 0.7)

    assert (True, DeliveryStatus.PENDING, ()) == (
        decision.deliver,
        decision.status,
        decision.reasons,
    )
    assert opens(decision, judged(INCIDENT))


def test_each_score_below_the_threshold_is_a_reason_to_hold_it_back() -> None:
    decision = decide(evaluation(POOR, INCIDENT), 0.7)

    assert (False, DeliveryStatus.BLOCKED_QUALITY) == (decision.deliver, decision.status)
    assert ("completeness_below_threshold", "relevance_below_threshold") == decision.reasons
    assert not opens(decision, judged(INCIDENT))


@pytest.mark.parametrize(
    ("missing", "reason"),
    [(None, "no_judgement"), (evaluation(GOOD), "nothing_to_tell")],
)
def test_without_a_judgement_nothing_goes_out(missing: Evaluation | None, reason: str) -> None:
    decision = decide(missing, 0.7)

    assert (False, (reason,)) == (decision.deliver, decision.reasons)


def test_a_decision_opens_for_the_judged_text_and_no_other() -> None:
    decision = Decision(
        deliver=True,
        status=DeliveryStatus.PENDING,
        reasons=(),
        content_hash=content_hash(judged(INCIDENT)),
    )

    assert opens(decision, judged(INCIDENT))
    assert not opens(decision, judged(REPORT))
    assert not opens(decision, judged(INCIDENT, REPORT))
