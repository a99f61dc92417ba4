import pytest

from pipeline.digest.rules.evidence.checks import judge
from pipeline.digest.rules.grading.grades import MENTIONED, backing, telling
from pipeline.digest.statements import Judged, Section, Statement, Verdict
from tests.fixtures.chats import chat

CORPUS = chat(
    """
    1 09:00 Аня: на проде падает оплата картой с ошибкой 502
    2 09:01 Борис → 1: вижу, прокси отвечает слишком долго
    3 09:02 Борис → 2: откатил прокси, оплата снова работает
    """,
    redacted=True,
)
ANYA, BORIS = "⟦P0001⟧", "⟦P0002⟧"
QUOTED = f"{ANYA}: «на проде падает оплата картой с ошибкой 502»"
TOLD = f"На проде падала оплата картой с ошибкой 502, {BORIS} откатил прокси."


def said(text: str, *ids: int, section: Section = Section.TOPICS) -> Statement:
    return Statement(section=section, text=text, message_ids=ids or (1, 2, 3))


def grade(statement: Statement) -> float:
    return backing(judge(statement, CORPUS), CORPUS)


@pytest.mark.parametrize(
    "statement",
    [
        said(QUOTED, 1),
        said(f"{QUOTED} → {BORIS}: «откатил прокси, оплата снова работает»", 1, 3),
        said(f"{BORIS} пишет: «вижу, прокси отвечает слишком долго»", 2),
        said("Весёлое", 1, section=Section.MOOD),
    ],
)
def test_quotations_and_our_own_words_count_in_full(statement: Statement) -> None:
    assert 1.0 == grade(statement)


def test_what_is_told_in_other_words_is_graded() -> None:
    assert 0.7 <= grade(said(TOLD)) < 1.0


def test_a_refused_sentence_halves_what_it_is_worth() -> None:
    wrong = said(TOLD.replace("502", "504"))

    assert Verdict.UNSUPPORTED is judge(wrong, CORPUS).verdict
    assert grade(wrong) <= 0.5


@pytest.mark.parametrize(
    "statement",
    [said(TOLD, 404), said(TOLD, 1, 404), said("Вчера сборная выиграла чемпионат по хоккею")],
    ids=["no message", "a message too many", "invented"],
)
def test_what_nothing_backs_is_worth_nothing(statement: Statement) -> None:
    assert 0.0 == grade(statement)


def test_the_verdict_counts_where_languages_differ() -> None:
    statement = said(f"{BORIS} rolled back the proxy", 3)

    assert 0.5 == backing(Judged(statement=statement, verdict=Verdict.PARTLY), CORPUS)


def test_a_quotation_tells_its_conversation_and_a_word_of_it_a_part() -> None:
    little, more = said("Падала оплата.", 1), said(TOLD)

    grades = [telling([one], CORPUS.lines) for one in (little, more, said(QUOTED, 1))]

    assert MENTIONED < grades[0] < grades[1] < grades[2]
    assert 1.0 == grades[2]


def test_two_statements_tell_more_than_one() -> None:
    first, second = said("Падала оплата картой.", 1), said(f"{BORIS} откатил прокси.", 3)

    assert telling([first, second], CORPUS.lines) > telling([first], CORPUS.lines)
