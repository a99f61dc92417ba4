"""The made-up hour of the team chat that the product's digest is described by."""

from dataclasses import replace

from pipeline.threads.settings import ThreadSettings
from tests.fixtures.threads import link_all, talk, threads

HOUR = talk("""
    101 09:02 Аня: Коллеги, релиз 2.4 планируем на четверг, все успевают?
    102 09:04 Борис: у меня блокер: платёжный шлюз отдаёт 502 на проде с ночи
    103 09:05 Вика → 101: фронт готов, осталось прогнать e2e
    104 09:07 Аня → 102: это Сбер или наш прокси?
    105 09:09 Борис → 104: наш прокси, в логах таймаут 30 c. Костя вчера менял nginx
    106 09:10 Даня: кто-нибудь на обед в 13?
    107 09:12 Костя → 105: да, это я, откатываю. 10 минут
    108 09:13 Вика → 106: +1
    109 09:13 Борис → 106: +1
    110 09:25 Костя → 105: откатил, 502 пропали, смотрю графики
    111 09:31 Борис → 110: подтверждаю, оплаты идут. Спасибо!
    112 09:33 Аня: Костя, напиши постмортем до завтра, пожалуйста
    113 09:34 Костя → 112: ок, сделаю до 12:00
    114 09:40 Вика: e2e: 3 теста красные в корзине, похоже флаки
    115 09:44 Аня → 114: если не флаки — двигаем релиз на пятницу. Решаем в 16:00
    116 09:46 Даня → 115: а кто тогда предупредит поддержку?
    117 09:58 Гость: заработок от 5000 в день, пиши в лс
""")
UNMARKED = [replace(each, reply_to=None) for each in HOUR]

INCIDENT = {102, 104, 105, 107, 110, 111, 112, 113}
RELEASE = {101, 103, 114, 115, 116}
LUNCH = {106, 108, 109}
SPAM = {117}


def test_with_its_reply_marks_the_hour_falls_into_its_stories() -> None:
    found = threads(link_all(HOUR, ThreadSettings()))

    expected = [
        [101, 103],
        [102, 104, 105, 107, 110, 111, 112, 113],
        [106, 108, 109],
        [114, 115, 116],
        [117],
    ]
    assert expected == found


def test_without_reply_marks_no_thread_mixes_two_stories() -> None:
    found = threads(link_all(UNMARKED, ThreadSettings()))

    mixed = [
        thread
        for thread in found
        if sum(bool(story & set(thread)) for story in (INCIDENT, RELEASE, LUNCH, SPAM)) > 1
    ]
    assert [] == mixed


def test_without_reply_marks_the_heart_of_each_story_stays_together() -> None:
    found = [set(thread) for thread in threads(link_all(UNMARKED, ThreadSettings()))]

    together = [max((story & thread for thread in found), key=len) for story in (INCIDENT, LUNCH)]

    assert [{104, 105, 107, 110, 112, 113}, LUNCH] == together
