import pytest

from pipeline.digest.findings import Thread, ThreadState
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.threads import is_closing, thread_window
from pipeline.digest.settings import ContextSettings
from tests.fixtures.chats import chat


def threads(text: str, history: str = "") -> tuple[Thread, ...]:
    corpus = chat(text, history=history)
    return thread_window(corpus, prepare(corpus, ContextSettings(_env_file=None))).threads


def closes(text: str) -> bool:
    [line] = chat(f"1 09:00 Аня: {text}").lines
    return is_closing(line)


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо!",
        "спасибо, теперь всё летает",
        "подтверждаю, оплаты идут",
        "починил, проверяйте",
        "нет, уже заработало",
        "Договорились — готово к вечеру",
        "thanks, that was the cable",
        "thx",
        "it works",
        "вчера не помогло, сегодня помогло",
        "Это был мой промах? Неважно, исправил.",
    ],
)
def test_a_word_that_settles_it_closes(text: str) -> None:
    assert closes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо, но не помогло",
        "спасибо, только у меня всё ещё не работает",
        "Подскажите хорошего врача. Заранее спасибо!",
        "Thanks in advance",
        "thanks, but it still fails",
        "Thanks. Does it work on Debian too?",
        "Спасибо, а кто проверит?",
        "не починил",
        "ещё не готово",
        "not fixed yet",
        "it isn't solved",
        "ищем причину",
    ],
)
def test_a_word_that_leaves_it_open_does_not_close(text: str) -> None:
    assert not closes(text)


def test_a_thread_is_opened_continued_or_closed() -> None:
    found = threads(
        """
        5 09:00 Борис → 1: шлюз ещё лежит, ищем причину
        6 09:01 Вика: релиз планируем на четверг
        7 09:02 Аня → 6: фронт успевает
        8 09:03 Даня: принтер не печатает
        9 09:04 Вика → 8: бумагу положила, починила
        """,
        history="1 08:00 Аня: что со шлюзом?",
    )

    assert {
        1: ThreadState.CONTINUED,
        6: ThreadState.OPENED,
        8: ThreadState.CLOSED,
    } == {thread.id: thread.state for thread in found}


def test_a_message_that_thanks_for_nothing_closes_no_thread() -> None:
    [thread] = threads("1 09:00 Аня: спасибо всем, кто пришёл вчера на встречу")

    assert ThreadState.OPENED is thread.state


def test_what_many_care_about_goes_before_a_monologue() -> None:
    shared, monologue = threads(
        """
        1 09:00 Аня: перечитываю договор с подрядчиком по охране
        2 09:01 Аня → 1: в третьем пункте ошибка в сумме
        3 09:02 Аня → 2: в пятом пункте ошибка в дате
        4 09:03 Борис: шлюз банка отдаёт ошибки по картам
        5 09:04 Вика → 4: вижу то же самое на проде
        6 09:05 Костя → 5: банк уже разбирается
        """
    )

    assert (4, 1) == (shared.id, monologue.id)


def test_votes_make_no_talk_heavier() -> None:
    matter, lunch = threads(
        """
        1 09:00 Аня: обедаем сегодня в столовой?
        2 09:01 Борис → 1: +1
        3 09:01 Вика → 1: +1
        4 09:01 Костя → 1: да
        5 09:01 Даня → 1: +1
        6 09:03 Борис: шлюз банка отдаёт ошибки по картам
        7 09:04 Вика → 6: вижу то же самое на проде
        8 09:05 Костя → 7: банк уже разбирается
        9 09:06 Аня → 8: предупредила поддержку и магазины
        """
    )

    assert (6, 1) == (matter.id, lunch.id)


def test_a_thread_tells_its_messages_its_span_and_why_they_hang_together() -> None:
    [thread] = threads(
        """
        1 09:00 Аня: шлюз банка отдаёт ошибки по картам
        2 09:01 Борис → 1: вижу то же самое на проде
        3 09:02 Вика ⇢ 2: банк уже разбирается
        4 09:03 Аня → 3: ждём
        """
    )

    assert (1, (1, 2, 3, 4), "reply") == (thread.root, thread.message_ids, thread.reason)
    assert (180, 0) == ((thread.end - thread.start).seconds, thread.start.minute)


def test_a_message_alone_is_a_thread_without_a_reason() -> None:
    [thread] = threads("1 09:00 Аня: шлюз банка отдаёт ошибки по картам")

    assert "root" == thread.reason
