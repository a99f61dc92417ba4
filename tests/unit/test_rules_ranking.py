import pytest

from pipeline.digest.corpus import Corpus
from pipeline.digest.rules.preparation.ranking import rank
from pipeline.digest.settings import ContextSettings
from tests.fixtures.chats import chat

SETTINGS = ContextSettings(_env_file=None)
NOTHING = {f"weight_{sign}": 0.0 for sign in ("recency", "reply", "length", "reactions", "media")}


def only(sign: str) -> ContextSettings:
    """Settings by which one sign alone decides."""
    return ContextSettings(_env_file=None, **(NOTHING | {f"weight_{sign}": 1.0}))  # type: ignore[arg-type]


def weights(corpus: Corpus, settings: ContextSettings) -> dict[int, float]:
    ranked = rank(corpus, corpus.lines, settings)
    return {one.message_id: round(one.weight, 4) for one in ranked}


def test_recency_halves_every_three_hours_before_the_windows_end() -> None:
    corpus = chat(
        """
        1 09:00 Аня: утро
        2 12:00 Аня: полдень
        3 15:00 Аня: вечер
        """,
        hours=6,
    )

    assert {1: 0.25, 2: 0.5, 3: 1.0} == weights(corpus, only("recency"))


def test_an_answered_message_weighs_more_than_its_answer_and_that_more_than_none() -> None:
    corpus = chat("""
        1 09:00 Аня: когда релиз?
        2 09:01 Борис → 1: в четверг
        3 09:02 Вика: всем доброе утро
    """)

    assert {1: 1.0, 2: 0.5, 3: 0.0} == weights(corpus, only("reply"))


def test_going_on_with_ones_own_words_is_no_reply() -> None:
    corpus = chat("""
        1 09:00 Аня: когда релиз?
        2 09:01 Аня → 1: точнее, когда выкатываем
    """)

    assert {1: 0.0, 2: 0.0} == weights(corpus, only("reply"))


def test_a_reply_to_what_was_before_the_window_is_a_reply() -> None:
    corpus = chat("9 10:00 Борис → 1: в четверг", history="1 09:00 Аня: когда релиз?")

    assert {9: 0.5} == weights(corpus, only("reply"))


def test_length_saturates_at_four_hundred_characters() -> None:
    corpus = chat(f"""
        1 09:00 Аня: {"а" * 100}
        2 09:01 Аня: {"а" * 400}
        3 09:02 Аня: {"а" * 4000}
    """)

    assert {1: 0.25, 2: 1.0, 3: 1.0} == weights(corpus, only("length"))


def test_reactions_saturate_at_five_of_whatever_kind() -> None:
    corpus = chat("""
        1 09:00 Аня: раз {👍2}
        2 09:01 Аня: два {👍3 🔥2}
        3 09:02 Аня: три {👍99}
    """)

    assert {1: 0.4, 2: 1.0, 3: 1.0} == weights(corpus, only("reactions"))


def test_the_pictures_of_an_album_count_together() -> None:
    corpus = chat("""
        1 09:00:01 Аня: [photo] макеты
        2 09:00:02 Аня: [photo]
        3 09:01:00 Аня: [photo]
        4 09:01:01 Борис: [photo]
        5 09:01:02 Борис: без картинок
    """)

    assert {1: 0.5, 2: 0.5, 3: 0.25, 4: 0.25, 5: 0.0} == weights(corpus, only("media"))


def test_soft_duplicates_and_told_messages_weigh_less_and_both_add_up() -> None:
    corpus = chat("\n".join(f"{n} 09:00 Аня: одно и то же" for n in range(1, 5)), hours=1)

    ranked = rank(corpus, corpus.lines, only("recency"), soft={2, 4}, told={3, 4})

    plain = ranked[0].weight
    shares = [round(one.weight / plain, 4) for one in ranked]
    assert [1.0, 0.85, 0.7, 0.595] == shares


def test_weights_stay_between_nothing_and_one_with_the_default_shares() -> None:
    corpus = chat(f"""
        1 09:00 Аня: [file отчёт.pdf] {"а" * 500} {{👍9}}
        2 09:59 Борис → 1: спасибо
        3 09:59 Вика: [sticker 👍]
    """)

    ranked = weights(corpus, SETTINGS)

    assert all(0.0 <= weight <= 1.0 for weight in ranked.values())
    assert ranked[1] > ranked[2] > ranked[3]


def test_without_any_shares_every_message_weighs_the_same() -> None:
    corpus = chat("""
        1 09:00 Аня: раз
        2 09:30 Борис → 1: два {👍9}
    """)

    assert {1: 1.0, 2: 1.0} == weights(corpus, ContextSettings(_env_file=None, **NOTHING))  # type: ignore[arg-type]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_weights_come_in_the_order_of_the_lines_that_were_asked_for(
    order: tuple[int, int],
) -> None:
    corpus = chat("""
        1 09:00 Аня: раз
        2 09:30 Борис: два
    """)

    ranked = rank(corpus, [corpus.by_id[id_] for id_ in order], SETTINGS)

    assert list(order) == [one.message_id for one in ranked]
