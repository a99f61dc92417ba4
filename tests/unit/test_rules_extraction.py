import pytest

from pipeline.digest.corpus import Line
from pipeline.digest.rules.topics.extraction import ROOM, room_of, story
from pipeline.digest.rules.topics.quotes import NAMED, TYING, centre, quotes
from pipeline.language.words import words
from tests.fixtures.chats import chat

OUTAGE = """
    1 09:00 Борис: платёжный шлюз отдаёт ошибки по картам на проде
    2 09:02 Аня → 1: шлюз отдаёт ошибки по картам только на проде?
    3 09:04 Вика: заказала на обед пиццу и салат
    4 09:20 Костя → 1: откатил настройки шлюза, ошибок больше нет
"""


def talk(text: str) -> tuple[Line, ...]:
    return chat(text).talk


def told(text: str, most: int) -> list[int]:
    return [quote.line.id for quote in story(talk(text), most)]


def test_a_story_says_what_it_is_about_and_how_things_stand() -> None:
    assert [1, 4] == told(OUTAGE, 2)


def test_sentences_come_in_the_order_of_the_talk() -> None:
    ids = told(OUTAGE, 4)

    assert sorted(ids) == ids


def test_a_message_gives_one_sentence() -> None:
    ids = told(
        """
        1 09:00 Борис: Шлюз отдаёт ошибки по картам. Банк молчит с самого утра. Карты не проходят.
        2 09:05 Аня → 1: звоню в банк, жду ответа оператора
        """,
        3,
    )

    assert [1, 2] == ids


def test_what_many_messages_hold_is_told_rather_than_what_one_does() -> None:
    ids = told(
        """
        1 09:00 Аня: коллеги, доброе утро
        2 09:01 Борис: купил вчера отличный зелёный велосипед
        3 09:02 Вика: договор с подрядчиком лежит у юристов
        4 09:03 Галя: подрядчик ждёт договор до вечера
        5 09:04 Вика: юристы вернут договор к обеду
        """,
        2,
    )

    assert 2 not in ids


def test_another_voice_is_heard_before_more_of_the_same() -> None:
    ids = told(
        """
        1 09:00 Борис: шлюз банка отдаёт ошибки по картам
        2 09:01 Борис: оператор банка обещает перезапуск сервера
        3 09:02 Аня: оператор банка обещает перезапуск сервера
        """,
        2,
    )

    assert [1, 3] == ids


def test_a_third_quotation_has_to_find_room() -> None:
    wide = " ".join(f"слово{number}" for number in range(20))
    lines = talk(
        f"""
        1 09:00 Борис: шлюз {wide}
        2 09:01 Аня: банк {wide.upper().replace("СЛОВО", "дело")}
        3 09:02 Вика: карта {wide.replace("слово", "тема")}
        """
    )

    found = story(lines, 3, room=ROOM)

    assert 2 == len(found)
    assert ROOM >= sum(len(words(quote.text)) for quote in found)
    assert 3 == len(story(lines, 3))


@pytest.mark.parametrize(("messages", "times"), [(4, 2), (9, 3)])
def test_the_room_of_a_story_grows_more_slowly_than_the_talk(messages: int, times: int) -> None:
    said = "1 09:00 Аня: шлюз банка отдаёт ошибки по картам"

    longer = room_of(talk("\n".join([said] * messages)))

    assert times * room_of(talk(said)) == pytest.approx(longer)


def test_no_talk_is_so_long_that_its_story_may_fill_the_page() -> None:
    assert ROOM == room_of(talk(f"1 09:00 Аня: {'шлюз ' * 5000}"))


def test_a_thin_sentence_is_told_after_all_that_say_more() -> None:
    short = """
        1 09:00 Аня: где именно встречаемся в пятницу вечером?
        2 09:01 Борис → 1: да вот прямо там у фонтана
        """
    longer = f"""{short}
        3 09:02 Вика → 1: столик в кафе заказан на восемь
        """

    assert [1, 2] == told(short, 2)
    assert [1, 3] == told(longer, 2)


def test_a_sentence_of_names_and_content_is_worth_more_than_filler() -> None:
    lines = talk("1 09:00 Аня: встречаем Марию\n2 09:01 Аня: встречаем кого-нибудь из гостей")
    about = centre(lines)

    named, filler = quotes(lines, about)

    assert named.content == pytest.approx(about["встреча"] + NAMED + about["мар"])
    assert named.content > 0 < filler.content


@pytest.mark.parametrize(
    ("bare", "tied", "ties"),
    [
        ("привезли стулья, дача, вокзал", "привезли стулья на дачу с вокзала", 2),
        ("brought chairs, station, house", "brought chairs to the house from the station", 3),
    ],
)
def test_words_that_tie_a_sentence_together_are_worth_something(
    bare: str, tied: str, ties: int
) -> None:
    lines = talk(f"1 09:00 Аня: {bare}\n2 09:01 Аня: {tied}")

    first, second = quotes(lines, centre(lines))

    assert first.stems == second.stems
    assert ties * TYING == pytest.approx(second.content - first.content)


@pytest.mark.parametrize("most", [0, 1, 2, 5])
def test_no_more_is_told_than_was_asked_for(most: int) -> None:
    assert len(story(talk(OUTAGE), most)) <= most


def test_of_nothing_nothing_is_told() -> None:
    assert () == story((), 3)
