import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest.findings import SegmentKind
from pipeline.digest.rules.cues import (
    AGREEMENT,
    BLOCKED,
    CONDITION,
    CUES,
    HEDGE,
    IDEA,
    RESOLVED,
    THANKS,
    affirms,
    cues_in,
    normal,
)

SAID: dict[SegmentKind, tuple[str, ...]] = {
    SegmentKind.DECISION: (
        "Решили: релиз 2.4 выкатываем в четверг в 11:00",
        "в итоге договорились созвониться в пятницу",
        "решено — берём второй вариант",
        "Переносим релиз на пятницу",
        "не катим сегодня, ждём тестов",
        "давайте так и сделаем",
        "ок, тогда делаем через очередь",
        "Бюджет согласовали вчера",
        "остановились на синем варианте",
        "We decided to move the release to Friday",
        "Decision: we stay on the old parser",
        "let's go with Postgres",
        "Let’s postpone the demo",
        "it's settled then",
    ),
    SegmentKind.RISK: (
        "есть риск потерять данные",
        "боюсь, что не дотянем до пятницы",
        "не успеем до релиза",
        "поставка под вопросом",
        "база может упасть ночью",
        "The migration might break old clients",
        "I'm worried about the deadline",
        "we won't make it by noon",
    ),
    SegmentKind.SOLUTION: (
        "починил сборку",
        "Исправила опечатку на сайте",
        "откатили nginx, 502 пропали",
        "всё работает, спасибо",
        "решили проблему с оплатой",
        "вопрос решили сегодня утром",
        "оказалось, что кончилось место на диске",
        "Готово, выкатил на стенд",
        "Fixed in 2.4.1",
        "turns out the cache was stale",
        "I merged it this morning",
        "done, please check",
    ),
    SegmentKind.PROBLEM: (
        "Сайт не открывается с утра",
        "сборка упала на тестах",
        "Платёжный шлюз отдаёт 502 на проде",
        "не могу войти в почту",
        "у нас баг в корзине",
        "сломалась касса",
        "The nightly build fails again",
        "cannot connect to the database",
        "It doesn’t start after the update",
        "I get an exception on login",
    ),
    SegmentKind.PLAN: (
        "Релиз 2.4 планируем на четверг",
        "завтра созвонимся с поставщиком",
        "давай вечером обсудим смету",
        "Предлагаю собраться у Ани",
        "в пятницу выезжаем в восемь",
        "I'm going to rewrite the parser",
        "we should upgrade the server",
        "we ship it by Thursday",
    ),
    SegmentKind.CELEBRATION: (
        "Поздравляю с днём рождения!",
        "с релизом, коллеги!",
        "ураааа, всё получилось",
        "молодцы, отличная работа",
        "Congrats on the launch",
        "well done everyone",
    ),
    SegmentKind.META: (
        "этот чат только для рабочих вопросов",
        "оффтоп, но всё же спрошу",
        "админ, удали спам",
        "off-topic: who has a spare ticket",
        "This channel is for releases",
    ),
    SegmentKind.HUMOR: ("ахаха, вот это поворот", "лол", "шучу", "lmao", "ну да)))", "ага 😂"),
}

NOT_SAID: dict[SegmentKind, tuple[str, ...]] = {
    SegmentKind.DECISION: (
        "решили проблему с оплатой",
        "вопрос решили без нас",
        "мы её решили",
        "ещё не решили, куда переносим",
        "пока не договорились",
        "бюджет не согласовали",
        "катим ли завтра?",
        "переносим ли мы релиз",
        "Let's go!",
        "lets see",
        "we'll see",
        "I agree with you",
        "we haven't decided yet",
        "решето купили на рынке",
    ),
    SegmentKind.RISK: (
        "сделали без риска для данных",
        "no risk at all",
        "рис кончился",
        "may I ask",
        "не боюсь",
    ),
    SegmentKind.SOLUTION: (
        "не починил ещё",
        "не помогло",
        "не до конца починили",
        "ещё не готово",
        "not fixed yet",
        "it hasn't been resolved",
        "nothing works now",
        "правила чата в закрепе",
        "отправил письмо поставщику",
        "заправил машину",
        "катил в горку велосипед",
        "well done everyone",
        "abandoned cart",
    ),
    SegmentKind.PROBLEM: (
        "без проблем, сделаю",
        "no problem",
        "not a problem at all",
        "there is no issue",
        "ни одной ошибки за ночь",
        "не баг, а фича",
        "багаж уже в такси",
        "флакон духов",
        "слом старых домов",
        "заказ на 500 рулонов",
    ),
    SegmentKind.PLAN: (
        "завтра",
        "планшет лежал на столе",
        "клан собрался",
        "I went home",
    ),
    SegmentKind.CELEBRATION: (
        "Урал замёрз",
        "с другом в кино",
        "great weather",
    ),
    SegmentKind.META: (
        "в админке поменяли цены",
        "администрация школы ответила",
        "чатни с ним",
        "the room is booked",
    ),
    SegmentKind.HUMOR: ("кекс вкусный", "в цехах тихо", "(как обычно))", "lollipop"),
}


def table(said: dict[SegmentKind, tuple[str, ...]]) -> list[tuple[SegmentKind, str]]:
    return [(kind, sentence) for kind, sentences in said.items() for sentence in sentences]


def kinds(sentence: str) -> set[SegmentKind]:
    return {kind for kind, _ in cues_in(sentence)}


@pytest.mark.parametrize(("kind", "sentence"), table(SAID))
def test_a_sentence_that_does_it_holds_the_cue(kind: SegmentKind, sentence: str) -> None:
    assert kind in kinds(sentence)


@pytest.mark.parametrize(("kind", "sentence"), table(NOT_SAID))
def test_a_sentence_that_only_looks_like_it_does_not(kind: SegmentKind, sentence: str) -> None:
    assert kind not in kinds(sentence)


def test_every_kind_but_the_question_has_a_cue() -> None:
    assert set(SegmentKind) - {SegmentKind.QUESTION} == {cue.kind for cue in CUES}


def test_who_is_not_sure_has_decided_less() -> None:
    [(_, sure)] = cues_in("переносим релиз на понедельник")
    [(_, unsure)] = cues_in("наверное, переносим релиз на понедельник")

    assert pytest.approx(2 / 3 * sure, abs=1e-3) == unsure


def test_a_denial_holds_for_its_own_clause_and_not_for_the_next() -> None:
    assert not affirms(RESOLVED, "все еще не починил")
    assert not affirms(RESOLVED, "не все заработало")
    assert not affirms(RESOLVED, "it isn't solved")
    assert affirms(RESOLVED, "нет, уже починил")
    assert affirms(RESOLVED, "вчера не помогло, а сегодня помогло")


WORDS = {
    "thanks": (
        THANKS,
        ("спасибо большое", "Спс!", "благодарю", "thx", "thank you, Ann"),
        ("спасатель приехал", "thankless job", "туман"),
    ),
    "agreement": (
        AGREEMENT,
        ("да", "ок, сделаю", "+1", "👍", "Согласна.", "sounds good", "will do"),
        ("дача далеко", "около трёх", "okra soup", "тогда", "+12"),
    ),
    "blocked": (
        BLOCKED,
        ("это блокер для релиза", "до сих пор не отвечает", "I'm stuck", "waiting for review"),
        ("блок питания", "the blockchain", "этот тест не упал"),
    ),
    "idea": (
        IDEA,
        ("а что если позвать Васю?", "есть идея", "хорошо бы проверить", "what if we wait"),
        ("идеально подошло", "хорошо быть дома", "somewhat iffy"),
    ),
    "condition": (
        CONDITION,
        ("если не флаки — двигаем", "unless it rains", "при условии оплаты"),
        ("Веслин пришёл", "gift", "иначёт"),
    ),
    "hedge": (
        HEDGE,
        ("наверное, завтра", "похоже на то", "maybe later", "не уверена"),
        ("похожей нет", "mighty", "вродемо"),
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_a_mark_is_a_whole_word(name: str) -> None:
    pattern, held, other = WORDS[name]

    assert list(held) == [text for text in (*held, *other) if pattern.search(normal(text))]


@pytest.mark.parametrize("sentence", ["это не блокер", "not a blocker", "больше не заблокирован"])
def test_what_is_said_to_block_nothing_blocks_nothing(sentence: str) -> None:
    assert not affirms(BLOCKED, normal(sentence))


@given(st.text())
def test_the_normal_form_has_the_length_of_the_text(text: str) -> None:
    assert len(text) == len(normal(text))


def test_the_normal_form_knows_yo_and_the_apostrophe_of_phones() -> None:
    assert "все ещe isn't" == normal("Всё ещe isn’t")


@pytest.mark.parametrize(
    "text",
    [
        "переносим ли " * 2_000,
        "не " * 8_000 + "починил",
        "может а " * 3_000,
        "завтра " * 4_000,
        "аха" * 8_000,
        "4" * 24_000,
        "let's use " * 2_500,
    ],
    ids=lambda text: text[:9],
)
def test_a_hostile_sentence_is_read_in_no_time(text: str) -> None:
    began = time.perf_counter()

    list(cues_in(text))

    assert time.perf_counter() - began < 2.0
