from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.threads import thread_window
from pipeline.digest.rules.topics.strands import Strand, strands
from pipeline.digest.settings import ContextSettings
from tests.fixtures.chats import chat


def found(text: str, history: str = "") -> list[Strand]:
    corpus = chat(text, history=history)
    prepared = prepare(corpus, ContextSettings(_env_file=None))
    return strands(thread_window(corpus, prepared).threads, corpus, prepared)


def pieces(text: str) -> list[list[int]]:
    return sorted([line.id for line in strand.lines] for strand in found(text))


def test_a_reply_never_parts_from_what_it_answers() -> None:
    assert [[1, 2]] == pieces(
        """
        1 09:00 Аня: платёжный шлюз отдаёт ошибки
        2 21:00 Борис → 1: посмотрел, виноват nginx
        """
    )


def test_a_new_subject_in_the_same_thread_is_another_strand() -> None:
    assert [[1, 2], [3, 4]] == pieces(
        """
        1 09:00 Аня: платёжный шлюз отдаёт ошибки
        2 09:02 Борис ⇢ 1: ошибки только на картах?
        3 09:40 Вика ⇢ 2: привезли этикетки от поставщика
        4 09:41 Аня → 3: сколько рулонов?
        """
    )


def test_common_words_hold_however_long_it_took() -> None:
    assert [[1, 2]] == pieces(
        """
        1 09:00 Аня: платёжный шлюз отдаёт ошибки
        2 15:00 Борис ⇢ 1: шлюз снова жив
        """
    )


def test_an_answer_holds_for_ten_minutes() -> None:
    assert [[1, 2]] == pieces(
        """
        1 09:00 Аня: кто был на складе?
        2 09:10 Борис ⇢ 1: Вика
        """
    )
    assert [[1], [2]] == pieces(
        """
        1 09:00 Аня: кто был на складе?
        2 09:11 Борис ⇢ 1: Вика
        """
    )


def test_a_quick_exchange_of_questions_and_answers_holds() -> None:
    assert [[1, 2, 3, 4]] == pieces(
        """
        1 09:00:00 Аня: ты где?
        2 09:00:20 Борис ⇢ 1: в такси
        3 09:00:35 Аня ⇢ 1: скоро?
        4 09:00:50 Борис ⇢ 3: минут пять
        """
    )


def test_a_thought_goes_on_for_ninety_seconds() -> None:
    assert [[1, 2]] == pieces(
        """
        1 09:00:00 Аня: был на складе
        2 09:01:30 Аня ⇢ 1: замёрз
        """
    )
    assert [[1], [2]] == pieces(
        """
        1 09:00:00 Аня: был на складе
        2 09:01:31 Аня ⇢ 1: замёрз
        """
    )


def test_noise_is_in_no_strand() -> None:
    assert [[1]] == pieces(
        """
        1 09:00 Аня: платёжный шлюз отдаёт ошибки
        2 09:01 Гость → 1: (spam) заработок от 5000 в день
        3 09:02 Борис → 1: [sticker]
        """
    )


def test_a_strand_that_takes_up_earlier_talk_is_continued() -> None:
    strand, *others = found(
        "5 09:00 Борис → 1: шлюз починили ещё ночью", history="1 08:00 Аня: что со шлюзом?"
    )

    assert [] == others
    assert strand.continued
    assert (1, 5) == (strand.thread_id, strand.id)


def test_three_messages_of_two_people_are_a_conversation() -> None:
    [talk] = found(
        """
        1 09:00 Аня: платёжный шлюз отдаёт ошибки
        2 09:01 Борис → 1: только на картах
        3 09:02 Аня → 2: позвоню в банк
        """
    )
    [monologue] = found(
        """
        1 09:00 Аня: платёжный шлюз отдаёт ошибки
        2 09:01 Аня → 1: только на картах
        3 09:02 Аня → 2: позвоню в банк
        """
    )

    assert talk.is_conversation
    assert not monologue.is_conversation
    assert talk.weight > monologue.weight


def test_the_heaviest_strand_comes_first() -> None:
    first, second = found(
        """
        1 09:00 Аня: обед в час?
        2 09:01 Борис: платёжный шлюз отдаёт ошибки на картах
        3 09:02 Вика → 2: банк уже знает и чинит
        4 09:03 Аня → 3: спасибо, ждём банк
        """
    )

    assert (2, 1) == (first.id, second.id)


LINKS = st.lists(
    st.tuples(
        st.integers(0, 400), st.sampled_from("АБВ"), st.sampled_from("→⇢ "), st.integers(1, 9)
    ),
    min_size=1,
    max_size=12,
)
SAYINGS = ("шлюз лежит", "кто чинит?", "обед", "да", "завтра релиз")


@given(LINKS)
@settings(max_examples=50, deadline=None)
def test_strands_part_the_talk_and_no_reply_from_its_parent(
    links: list[tuple[int, str, str, int]],
) -> None:
    clock, rows, replies = 0, [], []
    for number, (pause, author, arrow, back) in enumerate(links, start=1):
        clock += pause
        parent = max(1, number - back)
        linked = arrow != " " and parent < number
        rows.append(
            f"{number} {9 + clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02} {author}"
            f"{f' {arrow} {parent}' if linked else ''}: {SAYINGS[(number + back) % 5]}"
        )
        if linked and arrow == "→":
            replies.append((number, parent))

    told = pieces("\n".join(rows))

    home = {message: index for index, piece in enumerate(told) for message in piece}
    assert sorted(home) == sorted(message for piece in told for message in piece)
    assert [] == [pair for pair in replies if home.get(pair[0]) != home.get(pair[1])]


def test_thanks_go_on_with_what_they_are_for_without_a_word_in_common() -> None:
    talk = """
        1 09:00 Аня: платёжный шлюз отдаёт ошибки
        2 09:01 Борис ⇢ 1: перезапусти прокси, ошибки от него
        3 09:04 Аня ⇢ 2: {thanks}
        """

    thanked = pieces(talk.replace("{thanks}", "спасибо, попробую").replace("Аня ⇢ 2", "Вика ⇢ 2"))
    turned = pieces(talk.replace("{thanks}", "кто на обед?").replace("Аня ⇢ 2", "Вика ⇢ 2"))

    assert ([[1, 2, 3]], [[1, 2], [3]]) == (thanked, turned)


def test_thanks_that_come_late_go_on_with_nothing() -> None:
    assert [[1, 2], [3]] == pieces(
        """
        1 09:00 Аня: платёжный шлюз отдаёт ошибки
        2 09:01 Борис ⇢ 1: перезапусти прокси, ошибки от него
        3 09:12 Вика ⇢ 2: спасибо, попробую
        """
    )
