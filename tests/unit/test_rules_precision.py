"""A citation that carries nothing sends the reader to a message in vain."""

import pytest

from pipeline.digest.rules.evidence.precision import Citations, citations
from pipeline.digest.statements import Judged, Section, Statement, Verdict
from tests.fixtures.chats import chat

CORPUS = chat(
    """
    101 09:02 Аня: релиз 2.4 планируем на четверг, см. https://example.org/plan?id=7
    102 09:05 Вика → 101: фронт готов, осталось прогнать e2e до 12:00
    103 09:07 Борис: на проде 502, таймаут 30 c
    104 09:09 Костя: релиз 2.4 планируем на четверг, это точно
    105 09:10 Даня: кто на обед?
    106 09:12 Аня: [file план.pdf]
    """,
    redacted=True,
)
ANYA, VIKA, BORIS = "⟦P0001⟧", "⟦P0002⟧", "⟦P0003⟧"


def told(text: str, *ids: int, section: Section = Section.TOPICS) -> Judged:
    return Judged(
        statement=Statement(section=section, text=text, message_ids=ids),
        verdict=Verdict.SUPPORTED,
    )


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("релиз планируют на четверг", (101,)),
        ("релиз планируют на четверг, фронт готов", (101, 102)),
        (f"{VIKA} и {BORIS} заняты", (102, 103)),
        ("релиз 2.4, таймаут 30", (101, 103)),
        ("фронт готов, https://example.org/plan?id=7", (101, 102)),
    ],
    ids=["words", "words of two", "names", "numbers", "a link"],
)
def test_a_message_that_a_word_name_number_or_link_comes_from_carries_it(
    text: str, ids: tuple[int, ...]
) -> None:
    assert Citations(len(ids), len(ids)) == citations([told(text, *ids)], CORPUS)


def test_a_message_that_adds_nothing_is_cited_in_vain() -> None:
    assert Citations(1, 2) == citations([told("релиз 2.4 планируем на четверг", 101, 105)], CORPUS)


def test_of_two_messages_that_hold_all_of_it_neither_is_idle() -> None:
    assert Citations(2, 2) == citations([told("релиз 2.4 планируем на четверг", 101, 104)], CORPUS)


def test_a_quotation_is_carried_by_the_message_that_it_quotes() -> None:
    quoted = told(f"{VIKA}: «фронт готов, осталось прогнать e2e до 12:00»", 101, 102)

    assert Citations(1, 2) == citations([quoted], CORPUS)


def test_a_message_may_carry_the_name_alone() -> None:
    quoted = told(f"{VIKA} → {BORIS}: «фронт готов»", 102, 103)

    assert Citations(2, 2) == citations([quoted], CORPUS)


def test_the_name_of_a_file_is_carried_by_its_message() -> None:
    sent = told(f"{ANYA}: план.pdf", 106, section=Section.ATTACHMENTS)

    assert Citations(1, 1) == citations([sent], CORPUS)


def test_an_only_citation_that_holds_nothing_of_it_carries_nothing() -> None:
    assert Citations(0, 1) == citations([told("премьера в кино", 105)], CORPUS)


def test_an_id_outside_of_the_window_carries_nothing() -> None:
    assert Citations(1, 2) == citations([told("фронт готов", 102, 999)], CORPUS)


def test_an_id_that_is_cited_twice_counts_once() -> None:
    assert Citations(1, 1) == citations([told("фронт готов", 102, 102)], CORPUS)


@pytest.mark.parametrize("section", [Section.PEOPLE, Section.CHANGES, Section.MOOD])
def test_what_shows_by_examples_is_not_counted(section: Section) -> None:
    assert Citations(0, 0) == citations([told("спокойно", 105, section=section)], CORPUS)


def test_all_statements_count_together() -> None:
    statements = [
        told("фронт готов", 102, 105),
        told("таймаут 30 c", 103, section=Section.DECISIONS),
        told("кто на обед?", 105, section=Section.QUESTIONS),
    ]

    found = citations(statements, CORPUS)

    assert (Citations(3, 4), 0.75) == (found, found.precision)


def test_a_digest_that_cites_nothing_cites_nothing_in_vain() -> None:
    assert 1.0 == citations([], CORPUS).precision
