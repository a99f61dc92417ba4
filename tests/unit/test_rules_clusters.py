import pytest

from pipeline.digest.findings import Segments
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.segments import segment
from pipeline.digest.rules.threads import thread_window
from pipeline.digest.rules.topics.clusters import Cluster, cluster, importance, lifted
from pipeline.digest.rules.topics.strands import strands
from pipeline.digest.settings import ContextSettings
from tests.fixtures.chats import chat


def clusters(text: str) -> tuple[Cluster, ...]:
    corpus = chat(text)
    prepared = prepare(corpus, ContextSettings(_env_file=None))
    threads = thread_window(corpus, prepared)
    return cluster(strands(threads.threads, corpus, prepared), segment(corpus, threads))


def ids(text: str) -> list[list[int]]:
    return [[line.id for line in found.lines] for found in clusters(text)]


TWO_MATTERS = """
    1 09:00 Аня: шлюз банка отдаёт ошибки по картам
    2 09:01 Борис → 1: вижу ошибки шлюза, звоню в банк
    3 09:10 Вика: поставщик привёз этикетки, часть рулонов мокрая
    4 09:11 Даня → 3: рулоны этикеток заменят
    5 10:00 Костя: шлюз банка снова отдаёт ошибки по картам
    6 10:01 Аня → 5: банк чинит шлюз, ошибки по картам уйдут
"""


def test_strands_of_one_matter_are_gathered_in_the_order_of_time() -> None:
    assert [[1, 2, 5, 6], [3, 4]] == sorted(ids(TWO_MATTERS))


def test_a_cluster_knows_its_threads_and_how_many_speak() -> None:
    gateway, labels = sorted(clusters(TWO_MATTERS), key=lambda found: found.lines[0].id)

    assert {1, 5} == set(gateway.thread_ids)
    assert (3, 2) == (gateway.people, labels.people)


def test_the_heaviest_cluster_comes_first() -> None:
    weights = [found.weight for found in clusters(TWO_MATTERS)]

    assert sorted(weights, reverse=True) == weights


def test_strands_without_content_words_are_not_taken_for_alike() -> None:
    assert [[1], [2], [3]] == sorted(
        ids(
            """
            1 09:00 Аня: да
            2 09:20 Борис: нет
            3 09:40 Вика: 👍
            """
        )
    )


def test_no_talk_makes_no_cluster() -> None:
    assert () == cluster([], Segments(segments=()))


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("решили: релиз в четверг", 1.5, 2.5),
        ("сервер лежит с ночи", 1.2, 2.0),
        ("был вчера на выставке", 0.8, 0.8),
        ("ахаха, вот это выставка", 0.4, 0.79),
    ],
)
def test_what_is_done_in_a_talk_lifts_or_lowers_it(said: str, least: float, most: float) -> None:
    corpus = chat(f"1 09:00 Аня: {said}")
    prepared = prepare(corpus, ContextSettings(_env_file=None))
    segments = segment(corpus, thread_window(corpus, prepared))

    assert least <= importance(segments.segments, corpus.lines) <= most


def test_a_joke_is_lifted_no_higher_than_the_same_talk_without_it() -> None:
    corpus = chat(
        """
        1 09:00 Аня: был вчера на выставке
        2 09:01 Борис → 1: ахаха, и как там картины
        """
    )
    prepared = prepare(corpus, ContextSettings(_env_file=None))
    threads = thread_window(corpus, prepared)
    [strand] = strands(threads.threads, corpus, prepared)
    joke = {2: segment(corpus, threads).segments}

    assert lifted(strand, joke).weight < lifted(strand, {}).weight
