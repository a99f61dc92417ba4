"""What holds of the evidence checks whatever people write."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.digest.corpus import Corpus
from pipeline.digest.rules.evidence.checks import TELLING, fault, without_foreign
from pipeline.digest.rules.evidence.foreign import foreign
from pipeline.digest.rules.evidence.polarity import contradicts
from pipeline.digest.statements import Section, Statement
from pipeline.language.sentences import sentences
from tests.fixtures.chats import chat
from tests.fixtures.rules import wording

SAYINGS = (
    "решили: релиз 2.4 выкатываем в четверг в 11:00",
    "откатил, 502 пропали, смотрю графики",
    "не откатил ещё, оплаты не идут",
    "а кто тогда предупредит поддержку?",
    "нет, фронт не готов, но тесты прошли",
    "ура, всё заработало! Спасибо!",
    "не только прокси, но и nginx не отвечает",
    "неправда, я ничего не удалял",
    "если не флаки — двигаем релиз на пятницу. Решаем в 16:00",
    "не забудь прислать отчёт, без него нельзя",
)
ENGLISH = (
    "it isn't deployed yet, I can't reach the server",
    "deployed! The server is not responding though",
    "that's not true, nobody touched the database",
    "don't forget to send the report, no problem if it is late",
)
FOREIGN = (
    "Лучшая группа на свете!",
    "Ура-ура!",
    "Какие же вы все молодцы!!!",
    "Подпишитесь на канал и получите подарок.",
    "Бюджет отдела маркетинга утвердили единогласно.",
)
HOSTILE = "абвнеЁйИкaeiznot't 019.,:;!?-–—…()[]{}<>«»\"'’`*_~|/\\%№@#\n\t⟦⟧🙂👍\u200dİ\u0301"
RUSSIAN = st.sampled_from(SAYINGS)
TEXTS = st.lists(
    st.one_of(RUSSIAN, st.sampled_from(ENGLISH), st.text(alphabet=HOSTILE, max_size=40)),
    min_size=1,
    max_size=3,
).map(" ".join)
AUTHORS = ("⟦P0001⟧", "⟦P0002⟧", "⟦P0003⟧")
TOLD = st.sampled_from(sorted(TELLING))
CHECKS = settings(max_examples=150, deadline=None)


def quoted(said: list[tuple[str, str]], language: str) -> str:
    return " → ".join(wording(language).say("quote", who=who, text=text) for who, text in said)


def talk(texts: list[str]) -> Corpus:
    return chat("\n".join(f"{n} 09:00 Аня: {text}" for n, text in enumerate(texts, start=1)))


def told(text: str, corpus: Corpus, section: Section) -> Statement:
    return Statement(section=section, text=text, message_ids=tuple(corpus.by_id))


@given(
    st.lists(st.tuples(st.sampled_from(AUTHORS), TEXTS), min_size=1, max_size=3),
    st.sampled_from(("ru", "en")),
)
@CHECKS
def test_a_quotation_of_whole_messages_always_passes(
    said: list[tuple[str, str]], language: str
) -> None:
    messages = [text for _, text in said]
    text = quoted(said, language)

    assert () == foreign(text, messages)
    assert not contradicts(text, [one for message in messages for one in sentences(message)])


@given(st.data(), st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(("ru", "en")))
@CHECKS
def test_a_quotation_of_one_sentence_always_passes(
    data: st.DataObject, messages: list[str], language: str
) -> None:
    there = [one for message in messages for one in sentences(message)] or ["да"]
    text = quoted([(AUTHORS[0], data.draw(st.sampled_from(there)))], language)

    assert () == foreign(text, messages)
    assert not contradicts(text, there)


@given(st.lists(RUSSIAN, min_size=1, max_size=3, unique=True), TOLD)
@CHECKS
def test_a_quotation_is_a_statement_without_fault(messages: list[str], section: Section) -> None:
    corpus = talk(messages)
    statement = told(quoted([("Аня", text) for text in messages], "ru"), corpus, section)

    assert None is fault(statement, corpus)
    assert statement == without_foreign(statement, corpus)


@given(
    st.lists(RUSSIAN, min_size=1, max_size=3, unique=True),
    st.sampled_from(FOREIGN),
    st.booleans(),
    TOLD,
)
@CHECKS
def test_a_foreign_sentence_is_never_told(
    messages: list[str], addition: str, first: bool, section: Section
) -> None:
    corpus = talk(messages)
    own = " ".join(f"Аня пишет: «{text}»." for text in messages)
    added = told(f"{addition} {own}" if first else f"{own} {addition}", corpus, section)

    kept = without_foreign(added, corpus)

    assert "wording" == fault(added, corpus)
    assert addition not in kept.text
    assert None is fault(kept, corpus)


@given(RUSSIAN, TOLD)
@CHECKS
def test_a_denial_of_a_whole_message_is_never_told(message: str, section: Section) -> None:
    corpus = talk([message])
    denied = told(f"Неправда: не {message}", corpus, section)

    assert "polarity" == fault(denied, corpus)


@given(TEXTS, st.lists(TEXTS, max_size=3))
@CHECKS
def test_only_whole_sentences_are_foreign_and_no_text_contradicts_itself(
    text: str, messages: list[str]
) -> None:
    assert set(foreign(text, messages)) <= set(sentences(text))
    assert not contradicts(text, sentences(text))
