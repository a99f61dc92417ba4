import pytest

from pipeline.digest.rules.evidence.checks import fault, judge, without_foreign
from pipeline.digest.statements import Section, Statement, Verdict
from tests.fixtures.chats import chat
from tests.fixtures.team_hour import TEAM_HOUR

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


@pytest.mark.parametrize(
    ("text", "ids", "why"),
    [
        ("релиз 2.4 планируем на пятницу", (101,), "date"),
        ("релиз 2.4 планируем в мае", (101,), "date"),
        ("релиз v2.5 планируем на четверг", (101,), "number"),
        ("на проде x503", (103,), "number"),
        (f"{BORIS}: на проде 502, спросите @admin", (103,), "name"),
        ("@9: на проде 502", (103,), "number"),
        ("На проде 502, это заметил Иван", (103,), "name"),
        ("На проде 502 из-за Cloudflare", (103,), "name"),
        ("фронт готов, см. evil.example/plan", (102,), "link"),
        ("фронт готов, см. tg://resolve?domain=evil", (102,), "link"),
        ("фронт готов [тут](https://evil.example)", (102,), "link"),
        ("план: https://example.org/plan?id=7&next=evil", (101,), "link"),
    ],
)
def test_a_date_a_handle_or_an_address_of_no_message_is_refused(
    text: str, ids: tuple[int, ...], why: str
) -> None:
    assert (Verdict.UNSUPPORTED, why) == verdict(text, *ids)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("релиз v2.4 планируем на четверг", (101,)),
        ("к четвергу планируем релиз 2.4", (101,)),
        ("На проде 502-е, таймаут 30", (103,)),
    ],
)
def test_a_fact_may_be_written_another_way(text: str, ids: tuple[int, ...]) -> None:
    assert None is fault(Statement(section=Section.TOPICS, text=text, message_ids=ids), CORPUS)


def test_a_name_may_have_another_ending_and_in_another_language_another_spelling() -> None:
    corpus = chat("1 09:00 Аня: звонили из Газпрома насчёт четверга")
    texts = ("С утра звонил Газпром.", "By phone, Gazprom asked about Thursday.")

    for text in texts:
        statement = Statement(section=Section.TOPICS, text=text, message_ids=(1,))
        assert None is fault(statement, corpus)


def test_a_name_inside_a_longer_one_of_the_talk_is_a_name_of_the_talk() -> None:
    talk = chat("101 09:02 Аня: I was too lazy to prove it with Nat.sqrt, so Nat.Prime has to do")
    text = "We use Nat.Prime, and Nat is enough, says ⟦P1⟧"
    statement = Statement(section=Section.TOPICS, text=text, message_ids=(101,))

    assert "name" != fault(statement.model_copy(update={"text": text.split(",")[0]}), talk)
    assert "name" == fault(
        statement.model_copy(update={"text": "We use Coq, and Nat.Prime has to do"}), talk
    )


def test_a_name_that_the_talk_shortens_is_a_name_of_the_talk() -> None:
    corpus = chat("1 09:00 Аня: завела страницу в fb, старую в вк удалила")

    def said(text: str) -> str | None:
        return fault(Statement(section=Section.TOPICS, text=text, message_ids=(1,)), corpus)

    assert None is said("Завела страницу в Facebook, старую удалила во ВКонтакте")
    assert "name" == said("Завела страницу в Instagram")


def test_what_was_sent_without_words_is_not_foreign_to_who_tells_of_it() -> None:
    corpus = chat("1 09:00 Аня: [video] вот\n2 09:01 Аня: [photo] и вот", redacted=True)

    def said(text: str) -> str | None:
        return fault(Statement(section=Section.TOPICS, text=text, message_ids=(1, 2)), corpus)

    assert None is said(f"{ANYA} прислала фото и видео соседям")
    assert "wording" == said(f"{ANYA} прислала деньги и подарки соседям")


def test_a_quotation_with_other_words_is_refused() -> None:
    said, told = f"{VIKA}: «фронт готов, осталось прогнать e2e»", f"{VIKA}: «фронт почти готов»"

    assert (Verdict.SUPPORTED, None) == verdict(said, 102)
    assert (Verdict.UNSUPPORTED, "quotation") == verdict(told, 102)


def test_the_ends_of_a_range_and_of_a_list_of_times_are_numbers_of_it() -> None:
    corpus = chat("1 09:00 Аня: дежурство 10-12, созвон 12:00,13:30")
    statement = Statement(
        section=Section.TOPICS, text="дежурство с 10 до 12, созвон 13:30", message_ids=(1,)
    )

    assert None is fault(statement, corpus)


HOUR = chat(TEAM_HOUR, redacted=True)
DANYA, KOSTYA = "⟦P0004⟧", "⟦P0005⟧"
PRAISE = "Лучшая группа на свете!"
FIXED = f"{KOSTYA} откатил nginx, оплаты снова идут."


def told(text: str, *ids: int, section: Section = Section.TOPICS) -> Statement:
    return Statement(section=section, text=text, message_ids=ids)


@pytest.mark.parametrize(
    "statement",
    [
        told(
            f"Ночью платёжный прокси начал отдавать 502 после правки nginx; {KOSTYA} откатил её,"
            " оплаты снова идут.",
            *(102, 105, 110, 111),
        ),
        told(
            "План — четверг. Фронт готов, но в e2e три красных теста в корзине, возможно"
            " нестабильных.",
            *(101, 103, 114),
        ),
        told(
            f"{KOSTYA} пишет постмортем — до завтра, 12:00.", 112, 113, section=Section.DECISIONS
        ),
        told(
            "Если тесты не окажутся нестабильными, релиз переезжает на пятницу; решают в 16:00.",
            *(114, 115),
            section=Section.DECISIONS,
        ),
        told(
            f"Кто предупредит поддержку, если релиз сдвинется? — спросил {DANYA}.",
            *(115, 116),
            section=Section.QUESTIONS,
        ),
    ],
)
def test_the_digest_that_readers_are_promised_passes_every_check(statement: Statement) -> None:
    assert None is fault(statement, HOUR)
    assert statement == without_foreign(statement, HOUR)


@pytest.mark.parametrize("section", [Section.TOPICS, Section.DECISIONS, Section.QUESTIONS])
@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{PRAISE} {FIXED}", "wording"),
        (f"{FIXED} Акции компании выросли вдвое.", "wording"),
        (f"{KOSTYA} не откатил nginx.", "polarity"),
        ("Неправда: не откатил, 502 пропали, смотрю графики", "polarity"),
    ],
)
def test_what_tells_of_the_talk_says_nothing_else_and_not_the_opposite(
    section: Section, text: str, why: str
) -> None:
    assert why == fault(told(text, 105, 110, 111, section=section), HOUR)


@pytest.mark.parametrize("section", [Section.PEOPLE, Section.MOOD])
def test_our_own_words_are_not_compared(section: Section) -> None:
    statement = told(f"{KOSTYA} — устранил сбой, все довольны", 110, section=section)

    assert None is fault(statement, HOUR)
    assert statement == without_foreign(statement, HOUR)


@pytest.mark.parametrize(
    "text", [f"{PRAISE} {FIXED}", f"{FIXED} {PRAISE}", f"Ура! {FIXED} Акции компании выросли."]
)
def test_a_foreign_sentence_leaves_the_rest_to_be_judged(text: str) -> None:
    kept = without_foreign(told(text, 105, 110, 111), HOUR)

    assert told(FIXED, 105, 110, 111) == kept
    assert None is fault(kept, HOUR)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (told(PRAISE, 110), "wording"),
        (told(f"{PRAISE} {FIXED} Ждём 503.", 105, 110, 111), "number"),
        (told(f"{PRAISE} {FIXED}", 999), "no_evidence"),
        (told(f"{PRAISE} {FIXED}", 110, 999), "no_evidence"),
    ],
    ids=["nothing else", "an invented number", "no message", "a message too many"],
)
def test_dropping_a_sentence_saves_nothing_that_is_refused_anyway(
    statement: Statement, why: str
) -> None:
    assert why == fault(without_foreign(statement, HOUR), HOUR)
