import pytest

from pipeline.digest.models import Section, Statement, Verdict
from pipeline.digest.rules.evidence import judge
from tests.fixtures.chats import chat

CORPUS = chat(
    """
    101 09:02 Аня: релиз 2.4 планируем на четверг, см. https://example.org/plan?id=7
    102 09:05 Вика → 101: фронт готов, осталось прогнать e2e до 12:00
    103 09:07 Борис: на проде 502, таймаут 30 c
    """,
    redacted=True,
)
ANYA, VIKA, BORIS = "⟦P0001⟧", "⟦P0002⟧", "⟦P0003⟧"


def verdict(text: str, *ids: int, section: Section = Section.TOPICS) -> tuple[Verdict, str | None]:
    judged = judge(Statement(section=section, text=text, message_ids=ids), CORPUS)
    return judged.verdict, judged.why


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (f"{ANYA}: «релиз 2.4 планируем на четверг»", (101,)),
        (f"{VIKA}: «фронт готов, осталось прогнать e2e до 12:00»", (102,)),
        (f"{BORIS}: «на проде 502» → {VIKA}: «фронт готов»", (102, 103)),
        (f"{VIKA} → {ANYA}: фронт готов", (102,)),
        ("Планируемый релиз 2.4: https://example.org/plan?id=7.", (101,)),
    ],
)
def test_a_statement_that_stands_in_its_messages_is_supported(
    text: str, ids: tuple[int, ...]
) -> None:
    assert (Verdict.SUPPORTED, None) == verdict(text, *ids)


@pytest.mark.parametrize(
    ("text", "ids", "why"),
    [
        ("релиз 2.4 планируем на четверг", (), "no_evidence"),
        ("релиз 2.4 планируем на четверг", (999,), "no_evidence"),
        ("релиз 2.4 планируем на четверг", (101, 999), "no_evidence"),
        ("релиз 2.5 планируем на четверг", (101,), "number"),
        ("релиз 24 планируем на четверг", (101,), "number"),
        ("осталось прогнать e2e до 13:00", (102,), "number"),
        (f"{BORIS}: «фронт готов, осталось прогнать e2e»", (102,), "name"),
        ("релиз планируем: https://evil.example/plan", (101,), "link"),
        ("завтра все идут в кино на премьеру", (101,), "wording"),
    ],
)
def test_what_the_messages_do_not_hold_makes_a_statement_unsupported(
    text: str, ids: tuple[int, ...], why: str
) -> None:
    assert (Verdict.UNSUPPORTED, why) == verdict(text, *ids)


def test_a_statement_with_half_of_its_words_in_the_messages_is_partly_supported() -> None:
    assert (Verdict.PARTLY, "wording") == verdict("фронт готов, бэкенд горит", 102)


def test_our_own_words_about_people_need_no_source_but_the_person_does() -> None:
    said = f"{VIKA} — поддерживает и помогает"

    assert (Verdict.SUPPORTED, None) == verdict(said, 102, section=Section.PEOPLE)
    assert (Verdict.UNSUPPORTED, "name") == verdict(said, 103, section=Section.PEOPLE)
