from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest.corpus import Line
from pipeline.digest.rules.preparation.dedup import find_duplicates, find_told, gist, similarity
from pipeline.digest.rules.preparation.similarity import LOOK_BACK, PrefixIndex, jaccard
from pipeline.digest.settings import ContextSettings
from pipeline.ingest.models import Media, MediaKind
from tests.fixtures.chats import chat

SETTINGS = ContextSettings(_env_file=None)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG = "сегодня ночью платёжный шлюз три раза отвечал ошибкой, смотрим логи прокси"


def line(number: int, text: str, author: str = "Аня", minute: int = 0) -> Line:
    return Line(
        id=number, at=START + timedelta(minutes=minute), author=author, text=text, thread_id=number
    )


def pairs(*lines: Line) -> list[tuple[int, int, bool]]:
    return [(one.message_id, one.of, one.hard) for one in find_duplicates(lines, SETTINGS)]


@pytest.mark.parametrize(
    "text", ["да", "+1", "ок", "за", "yes", "я тоже за", "sounds good to me", "готов, давайте"]
)
def test_the_same_stance_of_two_people_is_kept_twice(text: str) -> None:
    assert [] == pairs(line(1, text), line(2, text, author="Борис"))


@pytest.mark.parametrize("text", ["да", "не знаю", "ок, спасибо", "+1"])
def test_a_stance_that_its_author_repeats_is_kept_too(text: str) -> None:
    assert [] == pairs(line(1, text), line(2, text))


def test_a_short_text_by_two_people_is_two_messages() -> None:
    text = "давайте перенесём релиз на потом"

    assert [] == pairs(line(1, text), line(2, text, author="Борис"))


def test_the_later_of_two_equal_long_texts_goes_whoever_copied_it() -> None:
    assert [(2, 1, True)] == pairs(line(1, LONG), line(2, LONG, author="Борис"))


def test_case_order_and_punctuation_make_no_difference() -> None:
    changed = "Смотрим логи прокси! Платежный шлюз сегодня ночью ТРИ раза отвечал ошибкой"

    assert [(2, 1, True)] == pairs(line(1, LONG), line(2, changed))


def test_a_text_with_a_few_more_words_is_a_soft_duplicate() -> None:
    assert [(2, 1, False)] == pairs(line(1, LONG), line(2, LONG + ", коллеги, подключайтесь"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("оплатили счёт на 1500 рублей за хостинг нашего сайта", "1500|1600"),
        ("обновили прод до версии 2.4 вместе с базой данных клиентов", "2.4|2.5"),
        ("ссылка на отчёт о сбое https://a.example/1 посмотрите до вечера", "/1|/2"),
        ("созвон по релизу переносим на четверг из-за красных тестов", "четверг|пятницу"),
        ("выкатываем новую корзину завтра утром всем пользователям сайта", "завтра|сегодня"),
        ("тест корзины проходит на моей машине без всяких ошибок", "проходит|не проходит"),
        ("the payment test does pass on my own machine after the update", "does|doesn't"),
        ("новый макет корзины согласован с заказчиком и отделом продаж", "продаж|продаж?"),
        ("договор с поставщиком подпишет ⟦P0001⟧ в офисе на первом этаже", "P0001|P0002"),
        ("договор с поставщиком подпишет @anna в офисе на первом этаже", "@anna|@boris"),
    ],
)
def test_a_fact_that_differs_makes_two_messages(one: str, other: str) -> None:
    before, after = other.split("|")

    assert [] == pairs(line(1, one), line(2, one.replace(before, after)))


def test_two_forms_of_one_name_are_one_person() -> None:
    text = "договор с поставщиком подпишет ⟦P0001⟧ в офисе на первом этаже"

    assert [(2, 1, True)] == pairs(line(1, text), line(2, text.replace("P0001", "P0001.2")))


def test_one_caption_under_two_files_is_two_messages() -> None:
    first, second = line(1, LONG), line(2, LONG)
    photo, other = Media(MediaKind.PHOTO, "a.png"), Media(MediaKind.PHOTO, "b.png")

    found = pairs(replace(first, media=photo), replace(second, media=other))

    assert [] == found


def test_a_link_sent_twice_by_its_author_is_sent_once() -> None:
    text = "https://example.com/postmortem"

    assert [(2, 1, True)] == pairs(line(1, text), line(2, text))


def test_one_short_answer_to_two_messages_is_two_answers() -> None:
    corpus = chat("""
        1 09:00 Аня: кто сможет завтра подежурить?
        2 09:01 Борис: кто придёт на встречу в офис?
        3 09:02 Вика → 1: я смогу, поставьте меня
        4 09:03 Вика → 2: я смогу, поставьте меня
    """)

    assert () == find_duplicates(corpus.lines, SETTINGS)


def test_duplicates_are_looked_for_two_hours_back() -> None:
    inside = pairs(line(1, LONG), line(2, LONG, minute=120))
    outside = pairs(line(1, LONG), line(2, LONG, minute=121))

    assert ([(2, 1, True)], []) == (inside, outside)


def test_of_many_copies_the_earliest_stays() -> None:
    copies = [line(number, LONG, author=f"a{number}", minute=number) for number in range(1, 6)]

    assert [(2, 1, True), (3, 1, True), (4, 1, True), (5, 1, True)] == pairs(*copies)


def test_history_has_told_what_it_said_in_nearly_these_words() -> None:
    before = [line(1, LONG), line(2, "да"), line(3, "обновили прод до версии 2.4 вместе с базой")]
    now = [
        line(11, "Ночью шлюз платёжный сегодня три раза отвечал ошибкой: смотрим логи прокси"),
        line(12, "да"),
        line(13, "обновили прод до версии 2.5 вместе с базой", author="Борис"),
        line(14, "и мы всё-таки обновили прод до версии 2.4 вместе с той базой", author="Борис"),
    ]

    assert (11, 14) == find_told(now, before, SETTINGS)


def test_without_history_nothing_was_told() -> None:
    assert () == find_told([line(1, LONG)], [], SETTINGS)


WORDS = ("релиз", "прокси", "база", "макет", "корзина", "тест", "логи", "шлюз", "не", "5", "?")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
CHATS = st.lists(st.tuples(TEXTS, st.sampled_from("АБВ"), st.integers(0, 90)), max_size=25)


def lines_of(entries: list[tuple[str, str, int]]) -> list[Line]:
    at, lines = 0, []
    for number, (text, author, minutes) in enumerate(entries, start=1):
        at += minutes
        lines.append(line(number, text, author, at))
    return lines


@given(CHATS)
def test_the_index_finds_what_comparing_all_with_all_finds(
    entries: list[tuple[str, str, int]],
) -> None:
    lines = lines_of(entries)
    stays: list[Line] = []
    expected = []
    for one in lines:
        near = [other for other in stays if one.at - other.at <= timedelta(minutes=120)]
        best = max(
            ((similarity(gist(one), gist(other)), -other.id) for other in near), default=(0.0, 0)
        )
        if best[0] >= SETTINGS.dedup_soft:
            of = next(other for other in near if other.id == -best[1])
            adds_none = set(one.text.split()) <= set(of.text.split())
            hard = best[0] >= SETTINGS.dedup_hard and adds_none
            expected.append((one.id, of.id, hard))
        if not expected or expected[-1][0] != one.id or not expected[-1][2]:
            stays.append(one)

    assert expected == pairs(*lines)


@given(TEXTS, TEXTS, st.sampled_from("АБ"), st.sampled_from("АБ"))
def test_the_decision_is_symmetric(one: str, other: str, author: str, second: str) -> None:
    first, last = gist(line(1, one, author)), gist(line(2, other, second))

    assert similarity(first, last) == similarity(last, first)


@given(CHATS)
def test_something_of_every_group_stays(entries: list[tuple[str, str, int]]) -> None:
    found = find_duplicates(lines_of(entries), SETTINGS)
    dropped = {one.message_id for one in found if one.hard}

    assert dropped.isdisjoint(one.of for one in found)
    assert all(one.of < one.message_id for one in found)


@given(CHATS)
def test_no_stance_is_merged(entries: list[tuple[str, str, int]]) -> None:
    lines = lines_of(entries)
    short = {one.id for one in lines if len(one.text.replace("?", "").split()) < 3}

    found = find_duplicates(lines, SETTINGS)

    assert short.isdisjoint(id_ for one in found for id_ in (one.message_id, one.of))


SETS = st.lists(st.frozensets(st.sampled_from("абвгдежз"), min_size=1), max_size=20)


@given(SETS, st.frozensets(st.sampled_from("абвгдежз"), min_size=1), st.floats(0.3, 1.0))
def test_a_prefix_index_misses_no_similar_set(
    sets: list[frozenset[str]], wanted: frozenset[str], threshold: float
) -> None:
    index = PrefixIndex(threshold, [*sets, wanted])
    for entry, tokens in enumerate(sets):
        index.add(entry, tokens, ["key"])

    found = set(index.candidates(wanted, ["key"]))

    assert {e for e, tokens in enumerate(sets) if jaccard(wanted, tokens) >= threshold} <= found


def test_a_flood_of_equal_texts_is_searched_at_its_newest_end_only() -> None:
    tokens = frozenset(("релиз", "в", "четверг"))
    index = PrefixIndex(1.0, [tokens])
    for entry in range(1_000):
        index.add(entry, tokens, ["key"])

    found = list(index.candidates(tokens, ["key"]))

    assert list(range(999, 999 - LOOK_BACK, -1)) == found
