from pipeline.digest.findings import Segments, Topics
from pipeline.digest.rules.segments import segment
from pipeline.digest.rules.statements.agreements import TOLD, tell_agreements
from pipeline.digest.statements import Section, Statement
from tests.fixtures.chats import chat, threads
from tests.fixtures.rules import tell, wording


def agreed(text: str) -> list[Statement]:
    """The agreements of a talk that has no topics."""
    corpus = chat(text)
    found = segment(corpus, threads(corpus))
    return list(tell_agreements(Topics(topics=()), found, corpus, wording("ru")))


def ids(text: str) -> list[tuple[int, ...]]:
    return [statement.message_ids for statement in agreed(text)]


def test_a_decision_is_told_in_the_words_of_who_said_it() -> None:
    [statement] = agreed("1 09:00 Аня: Привет. Решили: релиз выкатываем в четверг в 11:00.")

    assert Section.DECISIONS is statement.section
    assert "Аня: «Решили: релиз выкатываем в четверг в 11:00.»" == statement.text


def test_a_task_that_was_taken_is_told_with_its_answer_and_its_times() -> None:
    [statement] = agreed(
        """
        1 09:33 Аня: Костя, напиши постмортем до завтра
        2 09:34 Костя → 1: ок, сделаю до 12:00
        """
    )

    told = "Аня: «Костя, напиши постмортем до завтра» → Костя: «ок, сделаю до 12:00»"
    assert f"{told} — до завтра, до 12:00" == statement.text.replace("\xa0", " ")
    assert (1, 2) == statement.message_ids


def test_agreements_stand_in_the_order_of_the_talk_whatever_they_are_worth() -> None:
    assert [(1,), (2, 3), (4,)] == ids(
        """
        1 09:00 Вика: пришлю макеты до пятницы
        2 09:10 Аня: Костя, напиши постмортем до завтра
        3 09:11 Костя → 2: ок, сделаю
        4 09:20 Борис: решили: едем поездом
        """
    )


def test_of_one_second_the_earlier_message_comes_first() -> None:
    assert [(1,), (2,)] == ids(
        """
        1 09:00:00 Вика: наверное, переносим релиз на среду
        2 09:00:00 Борис: решили: едем поездом
        """
    )


def test_a_message_is_told_in_one_agreement_only() -> None:
    assert [(1,)] == ids("1 09:00 Вика: решили: едем поездом. Билеты куплю завтра.")


def test_no_more_than_six_are_told_and_they_are_the_worthiest() -> None:
    unsure = [f"{n} 09:0{n} Вика: наверное, переносим встречу номер {n}" for n in range(1, 4)]
    sure = [f"{n} 09:{n} Борис: решили: покупаем стол номер {n}" for n in range(10, 16)]

    told = ids("\n".join((*unsure, *sure)))

    assert TOLD == len(told)
    assert [(n,) for n in range(10, 16)] == told


def test_a_faint_decision_is_not_told() -> None:
    corpus = chat("1 09:00 Вика: решили: едем поездом")
    [decision] = segment(corpus, threads(corpus)).segments
    faint = Segments(segments=(decision.model_copy(update={"confidence": 0.5}),))

    assert [] == list(tell_agreements(Topics(topics=()), faint, corpus, wording("ru")))


def test_a_promise_counts_by_its_time_and_by_the_topic_it_belongs_to() -> None:
    talk = """
        1 09:00 Аня: макеты карточки товара для каталога лежат в корзине, их кто-то удалил
        2 09:01 Борис → 1: корзина с макетами каталога пустая, карточки товара пропали
        3 09:02 Вика → 2: верну макеты карточек из копии
        4 09:03 Аня → 3: каталог без макетов сегодня не напечатают
        """

    assert [] == ids(talk)
    assert {3} & tell(chat(talk)).cited(Section.DECISIONS)


def test_noise_and_forwarded_words_agree_to_nothing() -> None:
    assert [] == ids(
        """
        1 09:00 Бот: (bot) решили: едем поездом
        2 09:01 Аня: (fwd) решили: едем поездом
        """
    )
