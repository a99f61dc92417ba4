import pytest

from pipeline.digest.findings import SegmentKind
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.segments import LONGEST, segment
from pipeline.digest.rules.threads import thread_window
from pipeline.digest.rules.topics.clusters import gathered, segments_by_message
from pipeline.digest.rules.topics.quotes import Quote, best, centre, leans, quotes
from pipeline.digest.rules.topics.stories import tell
from pipeline.digest.rules.topics.strands import strands
from pipeline.digest.settings import ContextSettings
from tests.fixtures.chats import chat


def story(text: str) -> tuple[Quote, ...]:
    corpus = chat(text)
    prepared = prepare(corpus, ContextSettings(_env_file=None))
    threads = thread_window(corpus, prepared)
    by_message = segments_by_message(segment(corpus, threads))
    return tell(gathered(strands(threads.threads, corpus, prepared), by_message))


def told(text: str) -> list[int]:
    return [quote.line.id for quote in story(text)]


def scored(*texts: str) -> dict[str, float]:
    corpus = chat("\n".join(f"{n} 09:00 Аня: {text}" for n, text in enumerate(texts, start=1)))
    return {quote.text: quote.score for quote in quotes(corpus.talk, centre(corpus.talk))}


INCIDENT = """
    1 09:00 Борис: платёжный шлюз отдаёт ошибки по картам на проде
    2 09:02 Аня → 1: по всем картам или только по новым?
    3 09:04 Борис → 2: по всем картам, таймаут в логах шлюза
    4 09:09 Костя → 3: вчера менял настройки шлюза, откатываю
    5 09:20 Костя → 4: откатил настройки шлюза, ошибок по картам больше нет
    6 09:21 Аня → 5: отлично, спасибо
"""


def test_a_story_opens_with_the_problem_and_ends_with_its_solution() -> None:
    opening, *_, ending = story(INCIDENT)

    assert (1, 5) == (opening.line.id, ending.line.id)
    assert SegmentKind.PROBLEM in opening.kinds
    assert SegmentKind.SOLUTION in ending.kinds


def test_a_longer_talk_is_worth_a_third_quotation_in_its_place() -> None:
    ids = told(f"{INCIDENT}\n7 09:22 Борис → 6: и тебе, а мы тогда пока ещё тут посидим")

    assert [1, 3, 5] == ids


def test_a_short_talk_is_told_in_two_quotations_at_the_most() -> None:
    shorter = "\n".join(INCIDENT.splitlines()[:6])

    assert len(told(shorter)) <= 2


def test_a_question_does_not_end_a_story() -> None:
    ids = told(
        """
        1 09:00 Аня: сервер отчётов заканчивает место на диске
        2 09:02 Борис → 1: удалил старые копии, сервер дышит свободно
        3 09:03 Вика → 2: а кто у нас следит за сервером по выходным?
        """
    )

    assert [1, 2] == ids


def test_an_answer_along_a_chain_ends_a_story_better_than_a_later_one_beside_it() -> None:
    ids = told(
        """
        1 09:00 Аня: коллеги, доброе утро
        2 09:01 Борис → 1: сервер отчётов упал, ошибки на всех страницах
        3 09:02 Вика → 2: ого
        4 09:03 Вика → 3: старые копии заняли весь диск сервера
        5 09:04 Галя → 1: новый договор сейчас читают юристы сервера
        """
    )

    assert [2, 4] == ids


def test_only_whole_sentences_are_told() -> None:
    first = "Платёжный шлюз отдаёт ошибки по картам."
    second = "Нашла причину, шлюз упирается в таймаут банка."
    found = story(
        f"""
        1 09:00 Борис: Привет. {first} Что делать?
        2 09:02 Аня → 1: {second} Потом напишу.
        """
    )

    assert [first, second] == [quote.text for quote in found]


def test_a_sentence_too_long_to_quote_is_left_and_never_cut() -> None:
    long = "шлюз отдаёт ошибки по картам " * 20
    found = story(
        f"""
        1 09:00 Борис: {long}
        2 09:01 Борис → 1: шлюз лежит, карты не проходят
        3 09:02 Аня → 2: звоню в банк, прошу поднять шлюз
        """
    )

    assert len(long) > LONGEST
    assert [2, 3] == [quote.line.id for quote in found]


def test_asides_are_not_told() -> None:
    ids = told(
        """
        1 09:00 Борис: платёжный шлюз отдаёт ошибки по картам
        2 09:01 Аня → 1: ахаха, шлюз отдаёт ошибки по картам в день зарплаты
        3 09:02 Костя → 2: оффтоп: кто заказал карты с таким шлюзом
        4 09:03 Борис → 1: шлюз банка завис, жду карты от поддержки
        """
    )

    assert [1, 4] == ids


def test_forwarded_words_are_nobody_s_story() -> None:
    assert [2, 3] == told(
        """
        1 09:00 Борис: (fwd) платёжный шлюз отдаёт ошибки по картам на проде
        2 09:01 Аня → 1: шлюз отдаёт ошибки и у нас на стенде
        3 09:02 Костя → 2: перезапустил прокси, шлюз ожил
        """
    )


def test_code_is_not_preferred() -> None:
    scores = scored(
        "docker run -d --name web -p 80:80 nginx && docker logs web",
        "the web container restarts and docker does not say why",
    )

    assert min(scores, key=lambda text: scores[text]).startswith("docker run")


def test_the_second_quotation_says_something_new() -> None:
    assert [1] == told(
        """
        1 09:00 Борис: платёжный шлюз отдаёт ошибки по картам
        2 09:01 Аня → 1: да, платёжный шлюз отдаёт ошибки по картам!
        """
    )


@pytest.mark.parametrize("talk", ["1 09:00 Аня: ок", "1 09:00 Аня: (fwd) шлюз лежит с ночи"])
def test_where_no_sentence_stands_on_its_own_nothing_is_told(talk: str) -> None:
    assert () == story(talk)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("шлюз банка отдаёт ошибки по картам", "шлюз лежит"),
        ("шлюз банка отдаёт ошибки по картам", "это шлюз банка отдаёт ошибки по картам"),
        ("шлюз банка отдаёт ошибки по картам", "шлюз банка отдаёт ошибки по картам:"),
        ("шлюз банка проверил Борис", "шлюз банка, спасибо Борис"),
    ],
)
def test_a_sentence_that_reads_well_alone_is_worth_more(better: str, worse: str) -> None:
    scores = scored(better, worse)

    assert scores[better] > scores[worse]


@pytest.mark.parametrize("sentence", ["это не работает", "Но он так сказал", "So is this"])
def test_a_sentence_leans_on_the_one_before_it(sentence: str) -> None:
    assert leans(sentence)


def test_a_sentence_that_names_its_matter_leans_on_nothing() -> None:
    assert not leans("шлюз отдаёт это с ночи")


def test_the_best_of_nothing_or_of_nothing_wanted_is_none() -> None:
    found = story(INCIDENT)

    assert best([], lambda _: 1.0) is None
    assert best(found, lambda _: 0.0) is None


def test_among_equals_the_first_said_is_the_best() -> None:
    corpus = chat(
        """
        1 09:00 Аня: шлюз банка лежит
        2 09:01 Борис: шлюз банка лежит
        """
    )

    chosen = best(quotes(corpus.talk, centre(corpus.talk)), lambda _: 1.0)

    assert chosen is not None
    assert 1 == chosen.line.id


def test_a_coarse_sentence_is_not_repeated() -> None:
    assert ["шлюз банка отдаёт ошибки"] == list(
        scored("шлюз банка отдаёт ошибки", "шлюз банка отдаёт ошибки, бля")
    )
