import time

import pytest

from pipeline.language.phrases import Background, key_phrases

HOUR = (
    "Коллеги, релиз 2.4 планируем на четверг, все успевают?",
    "у меня блокер: платёжный шлюз отдаёт 502 на проде с ночи",
    "фронт готов, осталось прогнать e2e",
    "это Сбер или наш прокси?",
    "наш прокси, в логах таймаут 30 c. ⟦Костя⟧ вчера менял nginx",
    "кто-нибудь на обед в 13?",
    "да, это я, откатываю. 10 минут",
    "+1",
    "откатил, 502 пропали, смотрю графики",
    "подтверждаю, оплаты идут. Спасибо!",
    "⟦Костя⟧, напиши постмортем до завтра, пожалуйста",
    "ок, сделаю до 12:00",
    "e2e: 3 теста красные в корзине, похоже флаки",
    "если не флаки — двигаем релиз на пятницу. Решаем в 16:00",
    "а кто тогда предупредит поддержку?",
)
INCIDENT = [HOUR[number] for number in (1, 3, 4, 6, 8, 9, 10, 11)]
RELEASE = [HOUR[number] for number in (0, 2, 12, 13, 14)]


def _titles(texts: list[str], limit: int = 5, background: Background | None = None) -> list[str]:
    phrases = key_phrases(texts, background or Background.of(texts), limit)
    return [phrase.text for phrase in phrases]


def test_stories_of_an_hour_are_titled_by_what_they_are_about() -> None:
    hour = Background.of(HOUR)

    assert ["502 на проде", "платёжный шлюз"] == _titles(INCIDENT, 2, hour)
    assert ["релиз 2.4", "e2e"] == _titles(RELEASE, 2, hour)


def test_a_phrase_tells_its_stems_and_where_it_occurs() -> None:
    texts = ["Упал платёжный шлюз", "починили", "платёжного шлюза больше не боимся"]

    first = key_phrases(texts, Background.of(texts), 1)[0]

    assert ("платёжный шлюз", ("платежн", "шлюз"), (0, 2)) == (
        first.text,
        first.stems,
        first.messages,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("разбираемся с платёжным шлюзом", "платёжный шлюз"),
        ("после падения оплат всё плохо", "падение оплат"),
        ("Падения оплат больше нет", "падение оплат"),
        ("живём в Нижнем Новгороде", "Нижний Новгород"),
        ("смотрю на красные тесты", "красные тесты"),
        ("в новых логах пусто, а в логах было", "логи"),
        ("пишем про docker контейнеры", "docker контейнеры"),
        ("открой Visual Studio Code", "Visual Studio Code"),
        ("run lake build again", "lake build"),
        ("support for wayland is missing", "support for wayland"),
        ("ошибка 502 вернулась", "ошибка 502"),
        ("обновились до Python 3.12 вчера", "Python 3.12"),
    ],
)
def test_titles_are_noun_phrases_in_the_nominative(text: str, expected: str) -> None:
    assert [expected] == _titles([text], 1)


@pytest.mark.parametrize(
    "text",
    [
        "Короче, всем привет! Ну вообще типа щас, спс",
        "hey guys, ok thanks lol, that's really cool",
        "⟦Аня⟧ и ⟦телефон⟧, @ivan_petrov, https://example.org/release",
        "12:30, 42, 1000 и 7",
        "ждём 30 минут, это 500 рублей и 5 человек",
        "блядь, нахуй",
        "Костя, Марина и Иванов пришли",
        "аааааа придииии",
        "",
    ],
)
def test_filler_names_numbers_links_and_swearing_are_no_titles(text: str) -> None:
    assert [] == _titles([text])


def test_a_number_counts_only_where_it_tells_which_one() -> None:
    found = _titles(["таймаут 30 c, а релиз 2.4 ждёт, спринт 12 закрыт"])

    assert {"релиз 2.4", "спринт 12", "таймаут"} == set(found)


def test_what_comes_back_outweighs_what_is_said_once() -> None:
    texts = [
        "добрый день",
        "кошка опрокинула монитор",
        "договор поставки на подписи",
        "шлю договор поставки",
    ]

    assert "договор поставки" == _titles(texts)[0]


def test_what_the_whole_window_speaks_of_is_no_title_of_one_thread() -> None:
    window = Background.of(["сервер тормозит", *["сервер снова лёг"] * 30, "нужна лицензия"])
    thread = ["на сервер нужна лицензия", "лицензия куплена", "сервер ждёт"]

    assert "лицензия" == _titles(thread, 1, window)[0]


def test_a_long_thread_is_titled_by_words_that_come_back() -> None:
    thread = [
        "всем привет",
        "кассовый аппарат завис, таймаут 30 c",
        *(f"слово{number} опечатка{number}" for number in range(40)),
        "кассовый аппарат перезапустила, таймаут 30 c остался",
    ]

    assert ["кассовый аппарат", "таймаут"] == _titles(thread)


def test_no_two_phrases_share_a_word() -> None:
    phrases = key_phrases(list(HOUR), Background.of(HOUR), 20)

    used = [stem for phrase in phrases for stem in phrase.stems]

    assert len(set(used)) == len(used)


def test_the_same_messages_always_give_the_same_phrases() -> None:
    hour = Background.of(HOUR)

    assert key_phrases(HOUR, hour, 20) == key_phrases(HOUR, hour, 20)


def test_no_messages_have_no_phrases() -> None:
    assert [] == key_phrases([], Background.of([]), 5)


def test_a_thousand_messages_take_a_fraction_of_a_second() -> None:
    texts = [f"{text} слово{number}" for number in range(67) for text in HOUR]
    key_phrases(texts[:10], Background.of(texts[:10]), 1)
    started = time.perf_counter()

    key_phrases(texts, Background.of(texts), 10)

    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("unit", ["a ", "а", "дом ", "красный дом ", "b1 ", "в ", "⟦", "1 "])
def test_a_hostile_message_takes_linear_time(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    started = time.perf_counter()

    key_phrases([text], Background.of([text]), 5)

    assert time.perf_counter() - started < 1
