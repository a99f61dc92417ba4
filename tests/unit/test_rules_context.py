from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.digest.corpus import Corpus
from pipeline.digest.preparation import Mode
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.settings import ContextSettings
from tests.fixtures.chats import chat

SETTINGS = ContextSettings(_env_file=None)

MORNING = chat(
    """
    101 09:02 Аня: Коллеги, релиз 2.4 планируем на четверг, все успевают? {👍2}
    102 09:04 Борис: [photo сбой.png] платёжный шлюз отдаёт 502 на проде с ночи
    103 09:05 Вика → 101: фронт готов, осталось прогнать e2e, отчёт https://ci.example/7
    104 09:40 Вика: [sticker 👍]
    105 10:01 Костя: [file логи.txt]
    107 10:03 Алерт-бот: (bot) 502 rate 12%
    108 10:04 Костя: (command) /digest
    109 10:05 Аня: [service pin_message]
    110 10:06 Гость: (spam) [photo деньги.png] заработок от 5000 в день, пиши в лс
    111 11:30 Костя: [unknown] подарок
    112 11:31 Борис: [voice]
    113 11:59 Даня: +1
    """
)


def talk(count: int, noise: int = 0) -> Corpus:
    lines = [f"{n} 09:00 Аня: сообщение номер {n}" for n in range(1, count + 1)]
    stickers = [f"{count + n} 09:01 Аня: [sticker]" for n in range(1, noise + 1)]
    return chat("\n".join((*lines, *stickers)))


def test_statistics_count_everything_before_anything_is_dropped() -> None:
    counted = prepare(MORNING, SETTINGS).statistics

    assert (10, 11) == (counted.messages, counted.expected)
    assert (1, 1, 2) == (counted.service, counted.unknown, counted.bots_and_commands)
    assert (5, 2, 1) == (counted.media, counted.reactions, counted.links)


def test_participants_are_all_who_wrote_something() -> None:
    counted = prepare(MORNING, SETTINGS).statistics

    assert 7 == counted.participants


def test_who_only_commands_bots_and_alfred_himself_are_no_participants() -> None:
    corpus = chat("""
        1 09:00 Аня: привет
        2 09:01 Борис: (command) /digest 4h
        3 09:02 Альфред: (own) сводка за 4 часа: Аня поздоровалась
    """)

    prepared = prepare(corpus, SETTINGS)

    counted = prepared.statistics
    assert (1, 1, 2) == (counted.messages, counted.participants, counted.bots_and_commands)
    assert (1,) == tuple(each.message_id for each in prepared.kept)


def test_who_only_caused_service_messages_is_no_participant() -> None:
    corpus = chat("""
        1 09:00 Аня: привет
        2 09:01 Борис: [service joined]
    """)

    assert 1 == prepare(corpus, SETTINGS).statistics.participants


def test_hours_are_counted_from_the_windows_start_and_sum_up() -> None:
    counted = prepare(MORNING, SETTINGS).statistics

    assert (4, 3, 3) == counted.per_hour
    assert counted.messages == sum(counted.per_hour)


def test_a_window_that_ends_within_an_hour_has_a_bucket_for_it() -> None:
    corpus = chat("1 09:00 Аня: раз\n2 10:20 Аня: два", hours=1)
    ad_hoc = replace(corpus, end=corpus.start + timedelta(minutes=90))

    assert (1, 1) == prepare(ad_hoc, SETTINGS).statistics.per_hour


def test_only_talk_is_kept_each_with_its_weight() -> None:
    kept = prepare(MORNING, SETTINGS).kept

    assert [101, 102, 103, 111, 113] == [one.message_id for one in kept]
    assert all(0.0 < one.weight <= 1.0 for one in kept)


@pytest.mark.parametrize(
    ("corpus", "mode"),
    [
        (talk(0), Mode.MICRO),
        (talk(20), Mode.MICRO),
        (talk(20, noise=400), Mode.MICRO),
        (talk(21), Mode.NORMAL),
        (talk(21, noise=129), Mode.NORMAL),
        (talk(21, noise=130), Mode.LARGE),
        (talk(151), Mode.LARGE),
    ],
)
def test_the_mode_follows_what_can_be_told_and_how_much_there_is(
    corpus: Corpus, mode: Mode
) -> None:
    assert mode is prepare(corpus, SETTINGS).mode


def test_hard_duplicates_leave_the_context_and_are_named() -> None:
    text = "платёжный шлюз отдаёт ошибку на проде с самой ночи, смотрим логи прокси"
    corpus = chat(f"""
        1 09:00 Борис: {text}
        2 09:10 Костя: {text}
        3 09:20 Борис: {text}, коллеги, подключайтесь
    """)

    prepared = prepare(corpus, SETTINGS)

    assert [1, 3] == [one.message_id for one in prepared.kept]
    assert [(2, 1, True), (3, 1, False)] == [
        (one.message_id, one.of, one.hard) for one in prepared.duplicates
    ]


def test_what_history_told_is_named_and_weighs_less() -> None:
    text = "платёжный шлюз отдаёт ошибку на проде с самой ночи, смотрим логи прокси"
    now = f"11 12:00 Костя: {text}"

    fresh = prepare(chat(now), SETTINGS)
    stale = prepare(chat(now, history=f"1 09:00 Борис: {text}"), SETTINGS)

    assert ((), (11,)) == (fresh.history_matches, stale.history_matches)
    assert stale.kept[0].weight == pytest.approx(fresh.kept[0].weight * SETTINGS.history_factor)


def test_attachments_are_what_people_handed_over_heaviest_first() -> None:
    attached = prepare(MORNING, SETTINGS).attachments

    assert [(112, "voice", None), (105, "file", "логи.txt"), (102, "photo", "сбой.png")] == [
        (one.message_id, one.kind, one.name) for one in attached
    ]


def test_of_many_attachments_twenty_are_kept() -> None:
    corpus = chat("\n".join(f"{n} 09:{n:02} Аня: [photo {n}.png]" for n in range(1, 31)))

    attached = prepare(corpus, SETTINGS).attachments

    assert list(range(30, 10, -1)) == [one.message_id for one in attached]


def test_an_empty_window_is_prepared_too() -> None:
    prepared = prepare(chat("", hours=4), SETTINGS)

    assert (0, 0, (0, 0, 0, 0)) == (
        prepared.statistics.messages,
        prepared.statistics.participants,
        prepared.statistics.per_hour,
    )
    assert () == prepared.kept
