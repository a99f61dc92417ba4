"""Small chats, one sign at a time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipeline.ingest.models import AuthorId, MessageId
from pipeline.threads.features import PairFeatures
from pipeline.threads.memory import Memory
from pipeline.threads.models import Link, LinkReason, ThreadId, Utterance
from pipeline.threads.rules import ThreadBuilder
from pipeline.threads.scenes import SceneFeatures, scene, scene_features
from pipeline.threads.settings import ThreadSettings
from pipeline.threads.turns import name_stems, read
from tests.fixtures.threads import link_all, parents, talk, threads

SETTINGS = ThreadSettings()

SMALL_TALK = """
    1 08:00 Олег: вчера смотрел футбол, скука
    2 08:01 Маша: зато погода наладилась
    3 08:02 Олег: дождь обещают к выходным
    4 08:03 Маша: возьму зонт на дачу
"""


def test_a_reply_outweighs_every_other_sign() -> None:
    chat = """
        1 09:00 Аня: когда выкатываем биллинг?
        2 09:01 Борис: кто взял ключи от переговорки?
        3 09:02 Вика → 1: Борис, ключи у меня
    """

    links = link_all(talk(chat), SETTINGS)

    assert (1, LinkReason.REPLY, 1.0) == (links[2].parent_id, links[2].reason, links[2].score)
    assert links[0].thread_id == links[2].thread_id


def test_a_reply_to_an_unknown_message_invents_no_parent() -> None:
    links = link_all(talk("7 09:00 Аня → 3: согласна"), SETTINGS)

    assert (None, LinkReason.ROOT) == (links[0].parent_id, links[0].reason)
    assert 7 == links[0].thread_id


def test_a_reply_to_an_unknown_message_still_follows_other_signs() -> None:
    chat = """
        8 09:00 Борис: Аня, тебе прислали договор?
        9 09:01 Аня → 3: да, читаю
    """

    assert 8 == parents(chat)[9]


def test_a_reply_to_itself_or_to_a_later_message_invents_no_parent() -> None:
    chat = """
        1 09:00 Аня → 1: сама себе
        2 12:00 Борис → 3: из будущего
        3 18:00 Вика: вечер
    """

    assert {1: None, 2: None, 3: None} == parents(chat)


def test_a_name_before_a_colon_finds_that_persons_last_turn() -> None:
    chat = """
        1 09:00 kleedrac: my printer prints only blank pages
        2 09:01 intinig: is there a gnome client for subversion
        3 09:02 will: the new wallpaper looks great
        4 09:03 crimsun: kleedrac: update the driver
        5 09:04 usual: intinig: try rapidsvn
    """

    found = parents(chat)

    assert {4: 1, 5: 2} == {message: found[message] for message in (4, 5)}


def test_a_russian_name_is_found_in_any_case() -> None:
    chat = """
        1 09:00 Костя: выкатил прокси на тестовый стенд
        2 09:01 Олег: в субботу едем на рыбалку
        3 09:02 Маша: беру удочки и палатку
        4 09:03 Олег: с меня лодка
        5 09:04 Аня: спросите у Кости логи
    """

    links = link_all(talk(chat), SETTINGS)

    assert (1, LinkReason.MENTION) == (links[4].parent_id, links[4].reason)


def test_a_mention_by_the_texts_entities_finds_the_person() -> None:
    chat = talk(f"""
        {SMALL_TALK}
        5 08:04 Костя: сервер обновлён
        6 08:05 Олег: куплю билеты
        7 08:06 Аня: спасибо, проверю
    """)
    chat[-1] = replace(chat[-1], mentions=("Костя",))

    links = link_all(chat, SETTINGS)

    assert (5, LinkReason.MENTION) == (links[-1].parent_id, links[-1].reason)


def test_whoever_is_asked_by_name_answers_that_question() -> None:
    chat = """
        1 09:00 Аня: Костя, прокси перезапустил?
        2 09:01 Олег: в субботу едем на рыбалку
        3 09:02 Костя: да, пять минут назад
    """

    links = link_all(talk(chat), SETTINGS)

    assert (1, LinkReason.ANSWER) == (links[2].parent_id, links[2].reason)


def test_a_person_goes_on_with_the_turn_before() -> None:
    chat = """
        1 09:00 Аня: разобрала почту
        2 09:00 Аня: там три договора
        3 09:01 Аня: подпишу после обеда
    """

    links = link_all(talk(chat), SETTINGS)

    assert [None, 1, 2] == [link.parent_id for link in links]
    assert LinkReason.OWN_TURN == links[2].reason


def test_after_a_long_silence_a_person_opens_a_new_thread() -> None:
    chat = """
        1 09:00 Аня: разобрала почту
        2 09:00 Аня: там три договора
        3 21:00 Аня: завтра выходной
    """

    assert parents(chat)[3] is None


def test_rare_words_reach_over_a_long_silence() -> None:
    chat = """
        1 08:00 Аня: миграция postgres кластера упала на шардировании
        2 08:01 Борис: посмотрю
        3 19:00 Вика: миграция postgres кластера с шардированием прошла
    """

    links = link_all(talk(chat), SETTINGS)

    assert (1, LinkReason.SIMILARITY) == (links[2].parent_id, links[2].reason)


def test_an_answer_follows_the_open_question_of_another_person() -> None:
    chat = f"""
        {SMALL_TALK}
        5 08:10 Аня: где лежит шаблон договора?
        6 08:11 Борис: в общей папке
    """

    links = link_all(talk(chat), SETTINGS)

    assert (5, LinkReason.ANSWER) == (links[-1].parent_id, links[-1].reason)


def test_votes_go_to_the_question_and_nobody_answers_a_vote() -> None:
    chat = """
        1 12:00 Даня: кто-нибудь на обед в 13?
        2 12:01 Вика: +1
        3 12:01 Борис: +1
        4 12:02 Костя: 👍
        5 12:03 Даня: тогда встречаемся внизу
    """

    assert {1: None, 2: 1, 3: 1, 4: 1, 5: 1} == parents(chat)


def test_a_plus_with_words_or_a_phone_number_is_no_vote() -> None:
    chat = """
        1 12:00 Даня: какой номер у Ивана?
        2 12:01 Вика: +7 900 000-00-00
        3 12:02 Даня: Вика, спасибо
    """

    assert {1: None, 2: 1, 3: 2} == parents(chat)


def test_a_common_word_that_somebody_bears_as_a_name_is_no_name() -> None:
    said = "\n".join(f"{10 + n} 09:{10 + n} u{n}: привет, linux завис номер{n}" for n in range(8))
    chat = f"""
        1 09:00 Linux: поставил обои на рабочий стол
        {said}
        50 09:30 Аня: на linux перешли все
    """

    assert 1 != parents(chat)[50]


def test_the_message_before_is_no_reason_to_be_a_parent() -> None:
    chat = """
        1 09:00 dave: hello all, how do I mount an iso image?
        2 09:01 erin: hi, anyone here using wireless with a broadcom card?
        3 09:02 fred: hey guys, where can I find the flash plugin?
        4 09:03 gina: hello, can someone help me with my sound?
    """

    assert {1: None, 2: None, 3: None, 4: None} == parents(chat)


def test_parallel_talks_of_four_people_come_apart() -> None:
    chat = """
        1 09:00 dave: hello all, how do I mount an iso image?
        2 09:01 erin: hi, anyone here using wireless with a broadcom card?
        3 09:02 fred: dave: use mount with the loop option
        4 09:03 gina: erin: broadcom needs the firmware cutter
        5 09:04 dave: fred: it says permission denied
        6 09:05 erin: gina: where do I find the firmware cutter?
        7 09:06 fred: dave: prefix it with sudo
        8 09:07 gina: erin: it is in the restricted section
        9 09:08 dave: thanks fred
    """

    expected = {1: None, 2: None, 3: 1, 4: 2, 5: 3, 6: 4, 7: 5, 8: 6, 9: 7}

    assert expected == parents(chat)


def test_a_service_message_stands_alone_and_is_never_a_parent() -> None:
    chat = """
        1 09:00 Аня: новый пароль от принтера в почте
        2 09:01 *: pin_message
        3 09:02 Борис → 2: что закрепили?
    """

    links = link_all(talk(chat), SETTINGS)

    assert (None, 2) == (links[1].parent_id, links[1].thread_id)
    assert 2 not in {link.parent_id for link in links}


def test_no_link_crosses_forum_topics() -> None:
    chat = """
        #10 11 09:00 Аня: релиз биллинга сегодня?
        #20 21 09:01 Борис: Аня, обед в час?
        #20 22 09:02 Аня → 11: релиз биллинга переносим
        #10 12 09:03 Борис: релиз биллинга ждёт тестов
    """

    links = link_all(talk(chat), SETTINGS)

    assert [10, 20, 20, 10] == [link.thread_id for link in links]
    assert 11 not in {link.parent_id for link in links[1:3]}
    assert 11 == links[3].parent_id


def test_a_forum_topic_holds_its_messages_together_without_inventing_parents() -> None:
    chat = """
        10 09:00 *: topic_created
        #10 11 09:00 Аня: привет всем, собираю пожелания к офису
        #10 12 19:00 Гена: добрый вечер, у меня сломался стул
    """

    links = link_all(talk(chat), SETTINGS)

    assert [10, 10, 10] == [link.thread_id for link in links]
    assert (None, LinkReason.TOPIC) == (links[2].parent_id, links[2].reason)


@pytest.mark.parametrize("times", [1, 3, 20, 60])
def test_a_chat_is_parted_alike_by_quick_and_by_slow_clocks(times: int) -> None:
    busy = talk("".join(_round(hour, hour * 100) for hour in range(8, 20)))
    chat = [replace(each, sent_at=_slowed(each, times=times)) for each in busy]

    links = link_all(chat, SETTINGS)[-40:]

    right = [link for link in links if _true_parent(link.message_id) == link.parent_id]
    assert len(right) >= 34


def _round(hour: int, number: int) -> str:
    """An hour with two talks of five messages, a minute apart."""
    return f"""
        {number + 1} {hour:02}:00 Аня: привет, как собрать сервис{number}?
        {number + 2} {hour:02}:01 Борис: Аня, через makefile{number}
        {number + 3} {hour:02}:02 Аня: спасибо, makefile{number} нашла
        {number + 4} {hour:02}:03 Вика: всем привет, кто на обед{number}?
        {number + 5} {hour:02}:04 Гена: я, если в столовую{number}
        {number + 6} {hour:02}:05 Вика: Гена, идём в столовую{number}
    """


def _true_parent(message: int) -> int | None:
    return None if message % 100 in {1, 4} else message - 1


def _slowed(each: Utterance, *, times: int) -> datetime:
    start = each.sent_at.replace(hour=0, minute=0)
    return start + (each.sent_at - start) * times


def test_unknown_authors_are_not_one_person() -> None:
    chat = [
        replace(each, author_id=AuthorId(""), author_name="")
        for each in talk("""
            1 09:00 x: привет всем, продаю гараж
            2 09:01 x: привет всем, ищу бухгалтера
        """)
    ]

    assert [None, None] == [link.parent_id for link in link_all(chat, SETTINGS)]


def test_a_message_that_comes_late_answers_nothing_that_was_said_after_it() -> None:
    chat = talk("""
        5 12:00 Аня: где лежит шаблон договора?
        6 12:01 Аня: нужен шаблон договора поставки
    """)
    late = replace(chat[1], id=MessageId(1), sent_at=chat[0].sent_at - timedelta(hours=3))

    links = link_all([*chat, late], SETTINGS)

    assert links[-1].parent_id is None


def test_a_message_is_remembered_for_as_many_messages_as_the_settings_say() -> None:
    filler = "\n".join(f"{10 + n} 09:{10 + n} u{n}: привет всем" for n in range(5))
    chat = f"""
        1 09:00 Аня: начало
        {filler}
        50 09:50 Борис → 1: помню
    """

    assert 1 == parents(chat, ThreadSettings(memory=6))[50]
    assert parents(chat, ThreadSettings(memory=5))[50] is None


def test_a_name_after_an_at_sign_is_a_call_and_a_mail_address_is_none() -> None:
    [called, mail] = talk("""
        1 09:00 Борис: согласен, @Аня права
        2 09:01 Вика: пишите на boris@example.org
    """)

    assert name_stems("Аня") == read(called).calls
    assert frozenset() == read(mail).calls


def test_a_full_name_between_stars_is_a_call() -> None:
    [called] = talk("1 09:00 Борис: Спасибо, @**Анна Керн|17**, и @_**Пётр**")

    assert name_stems("Анна Керн") | name_stems("Пётр") == read(called).calls


def test_what_a_bot_says_again_joins_the_talk_of_whom_it_names() -> None:
    chat = """
        1 09:00 Аня: привет всем, почему не собирается проект на новой версии?
        2 09:01 Борис: очисти кэш и собери снова
        3 09:02 Аня: собралось, спасибо
        4 09:03 Бот: @Аня закрыла заявку, спасибо за участие
        5 13:00 Вика: добрый день, кто знает, где настройки почты?
        6 13:02 Гена: в профиле, внизу страницы
        7 13:03 Вика: нашла, спасибо
        8 13:04 Бот: @Вика закрыла заявку, спасибо за участие
    """

    found = threads(link_all(talk(chat), SETTINGS))

    assert [[1, 2, 3, 4], [5, 6, 7, 8]] == found


class Fixed:
    """Knows the chances of the last message's candidates, in their order, and of none."""

    def __init__(self, *chances: float) -> None:
        self._chances = chances

    def chances(self, signs: Sequence[PairFeatures], scene: SceneFeatures) -> Sequence[float]:
        return self._chances if len(signs) + 1 == len(self._chances) else [0.0] * len(signs) + [1]


@pytest.mark.parametrize(
    ("chances", "parent"),
    [
        ((0.3, 0.3, 0.4, 0.0), 2),
        ((0.3, 0.3, 0.1, 0.3), 2),
        ((0.1, 0.1, 0.5, 0.3), 3),
        ((0.2, 0.2, 0.2, 0.4), None),
    ],
)
def test_a_thread_of_several_likely_messages_weighs_more_but_less_than_their_sum(
    chances: tuple[float, ...], parent: int | None
) -> None:
    history = talk("1 09:00 Аня: раз\n2 09:01 Борис → 1: два\n3 09:02 Вика: три")
    builder = ThreadBuilder(SETTINGS, Fixed(*chances))
    for each in history:
        builder.link(each)

    [new] = talk("4 09:03 Гена: четыре")

    assert parent == builder.link(new).parent_id


def test_a_matter_before_a_colon_is_no_unknown_name() -> None:
    [said, matter, name] = talk("""
        1 09:00 Вика: фронт готов, осталось прогнать e2e
        2 09:20 Вика: e2e: три красных
        3 09:30 Борис: eve: привет
    """)
    memory = Memory(SETTINGS)
    memory.add(read(said), Link(said.id, ThreadId(1), None, LinkReason.ROOT, 1.0))

    found = [scene_features(scene(read(each), memory)) for each in (matter, name)]

    assert [False, True] == [each.calls_unknown for each in found]
