import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest.rules.preparation.difference import adds, differ, replaces, wording
from pipeline.digest.rules.preparation.typos import is_typo


def says_other(one: str, other: str) -> bool:
    return differ(wording(one), wording(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("макет согласован с заказчиком", "с заказчиком макет согласован"),
        ("макет согласован", "коллеги, добрый день, макет согласован"),
        ("we need desks and chairs", "we need chairs and desks"),
        ("tomorrow we ship the cart", "we ship the cart tomorrow"),
        ("работают от сети и от батареи", "работают от батареи и от сети"),
        ("привезли новую библиотеку", "привезли новую библиоткеу"),
        ("склад закрыт до пяти", "склад закрыт до пяти. Ключи у охраны"),
        ("кто-нибудь видел ключи", "кто нибудь видел ключи"),
    ],
)
def test_order_filler_typos_and_clauses_at_the_end_say_nothing_else(one: str, other: str) -> None:
    assert not says_other(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("макет согласован с заказчиком", "макет согласован с поставщиком"),
        ("макет согласован", "новый макет согласован"),
        ("склад закрыт до пяти", "склад закрыт до пяти, если дождь"),
        ("склад закрыт до пяти", "неправда, склад закрыт до пяти"),
        ("не синий, а красный", "не красный, а синий"),
        ("едем из Казани в Самару", "едем в Казани из Самару"),
        ("трамвай обогнал автобус", "автобус обогнал трамвай"),
        ("Redis лучше Memcached", "Memcached лучше Redis"),
        ("Anna replaces Boris", "Boris replaces Anna"),
        ("copy from staging to prod", "copy from prod to staging"),
        ("only I can do it", "I can only do it"),
        ("я сделал отчёт", "я сделаю отчёт"),
        ("сервер в москве жив, а в питере лежит", "сервер в питере жив, а в москве лежит"),
        ("сначала обновим базу, потом вернём сервис", "сначала вернём сервис, потом обновим базу"),
        ("цена устраивает, срок не устраивает", "цена не устраивает, срок устраивает"),
    ],
)
def test_another_word_or_a_word_in_another_place_says_something_else(one: str, other: str) -> None:
    assert says_other(one, other)


def test_a_text_adds_what_the_other_has_not() -> None:
    more, less = wording("коллеги, склад закрыт. Ключи у охраны"), wording("склад закрыт")

    assert adds(more, less)
    assert not adds(less, more)


def test_a_filler_replaces_nothing() -> None:
    assert replaces(frozenset({"склад", "закрыт"}), frozenset({"склад", "открыт"}))
    assert not replaces(frozenset({"склад", "коллеги"}), frozenset({"склад", "ребята"}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("пользователей", "пользоватлей"),
        ("памяти", "паммяти"),
        ("customers", "custmoers"),
        ("supplier", "suplier"),
    ],
)
def test_a_slip_is_a_typo(one: str, other: str) -> None:
    assert is_typo(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("сделал", "сделаю"),
        ("включим", "выключим"),
        ("contract", "contact"),
        ("reviews", "review"),
        ("v10000", "v10001"),
        ("план", "плен"),
        ("release", "релиз"),
        ("Маринин", "Маринан"),
    ],
)
def test_two_words_are_no_typo(one: str, other: str) -> None:
    assert not is_typo(one.lower(), other.lower())


WORDS = ("не", "за", "против", "из", "и", "склад", "открыт,", "закрыт.", "from", "to", "Slack")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


@given(TEXTS, TEXTS)
def test_to_differ_is_mutual_and_no_text_differs_from_itself(one: str, other: str) -> None:
    first, second = wording(one), wording(other)

    assert differ(first, second) == differ(second, first)
    assert not differ(first, first)


@given(TEXTS, TEXTS)
def test_what_replaces_a_word_differs(one: str, other: str) -> None:
    first, second = wording(one), wording(other)

    if replaces(frozenset(first.words), frozenset(second.words)):
        assert differ(first, second)
