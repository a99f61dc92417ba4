"""Who is a person in a text, and who is only a word."""

import re
import time

import pytest

from pipeline.ingest.models import AuthorId
from pipeline.privacy.pseudonyms import Roster
from pipeline.privacy.tokens import PERSON, reveal

NAMES = [
    "Костя Иванов", "Вера Смирнова", "Роман", "Надежда Крылова", "Лев", "Слава", "Аня", "Борис",
    "Вика", "Александр Пушкин", "Алёна", "Мария-Луиза", "Юля 🌸", "Фёдор Достоевский", "Света",
    "Кот", "Мастер на час", "Ян", "Пётр", "Бякозяка", "Деплой",
    "Mark", "Will Turner", "May", "Grace", "Alice Example", "Happy Harry", "Forecaster",
    "user", "docker", "alex_", "a", "SQL", "kern", "5080", "Robbie_Crash", "dragon788", "MadMub",
    "Mud|afk", "munish-dhiman",
]  # fmt: skip


@pytest.fixture(scope="module")
def roster() -> Roster:
    authors = [(AuthorId(f"user{number}"), name) for number, name in enumerate(NAMES)]
    return Roster(b"salt", authors, ["@kostya_i", "@munish-dhiman", "Инна Чурикова"])


def _bracketed(roster: Roster, text: str) -> str:
    """The text with each concealed mention as it was written, in angle brackets."""
    concealed = roster.conceal(text)
    people = roster.people()
    return PERSON.sub(lambda match: f"<{people[match[0]]}>", concealed)


MENTIONED = """
<Косте> надо позвонить
<костя> вчера менял nginx
Передай <Косте Иванову> и <Иванову>
спроси у <Кости>
<КОСТЯ>!!!
<Вера>, посмотри
<Вера>: я за
спроси у <Веры>
<Вера Смирнова> сказала
<вера смирнова> сказала
<Роман>, глянь
вчера <Роман> читал роман
<Надежда>, привет
спросите <Льва>
спасибо, <Слава>!
<Аня> и <Борис> договорились
<Ане>, <Борису> и <Вике>
<Саша> написал <Александру Пушкину>
<Алена> и <Алёна>, <алёне> передай
<Марии-Луизе> и <Мария-Луиза>
<Юле> привет, <Юля>!
<Фёдору Достоевскому>, он же <федя>
передай <Свете>, потом <Света> придёт
<Кот>, иди сюда
звали вчера <Кота>
<Мастер на час>, вы где
<Ян>, ты где
<Петру> и <Пётру>
<Бякозяка> спросила
<Деплой>, ты где
ask <Mark> about it
<Mark>, can you?
I think <Will> knows, <Will Turner> does
<May>, please review
Say <Grace>
<Alice>'s code, <alice example> wrote it
<Harry> said, <happy harry> too
<Forecaster> is right
<user>, привет
<docker>, ты тут?
<@docker> помоги
<alex_>: привет
<a>: yes
<a>, yes
<@a> и <@alex_>
<kern>: try it
<robbie_crash> did it
<dragon788>: hi, <Dragon788> did
ask <MadMub>
<Mud|afk>: try
thanks <munish-dhiman>
<@munish-dhiman> and <@munish-dhiman>-like
<@kostya_i> глянь, <@Kostya_I>!
<@unknown_person> глянь
<@Костя> глянь
<@Alice Example> said
<Инна Чурикова> и <Инне> передай
(<@u24b227>)
ок\n<docker>, ты тут?
⟦phone⟧ дал <Костя>
"""
NOT_MENTIONED = """
кости болят, без костей
вера в людей
Вера в людей важна
без веры никак
Читаю роман Толстого
Роман Толстого хорош
Надежда, что всё будет хорошо
Роман, который я читаю
надежда умирает последней
лев рычит
Лев рычит
Слава богу
слава Украине
Вера Полозкова пишет стихи
«Вера» сняли хорошо
Света нет второй час
света нет
кот спит
позови мастера
мастер на все руки
деплой упал, а потом ещё деплой
Mark the date
Will you come? It will
In May we ship, may be
April or may
Grace period is 30 days
Mark Twain wrote it
happy birthday
we forecaster
user: root
the user said
docker: command not found
I use docker daily
alex_ привет
it is a test, I saw a cat
a
SQL is great
RTX 5080 за 5080
kern went away
@все сюда, @here
@pytest.fixture и @types/node
mail kern@docker.io
root@docker:~#
⟦P7f3a⟧ и ⟦phone⟧, ⟦secret⟧
пользователь Иван
"""


@pytest.mark.parametrize("line", MENTIONED.strip().splitlines())
def test_a_participant_is_recognised_however_the_name_is_written(
    roster: Roster, line: str
) -> None:
    expected = line.replace("\\n", "\n")
    text = re.sub(r"[<>]", "", expected)

    found = _bracketed(roster, text)

    assert expected == found


@pytest.mark.parametrize("line", NOT_MENTIONED.strip().splitlines())
def test_an_ordinary_word_does_not_become_a_person(roster: Roster, line: str) -> None:
    concealed = roster.conceal(line)

    assert line == concealed


def test_rendering_restores_exactly_what_was_written(roster: Roster) -> None:
    text = "Костя, @Kostya_I и костя: Косте Иванову\nпривет от Ани и @stranger42"

    concealed = roster.conceal(text)

    assert 0 == len(re.findall("кост|ани|stranger", concealed, re.IGNORECASE))
    assert text == reveal(concealed, roster.people())


def test_a_name_as_its_bearer_writes_it_is_the_plain_token(roster: Roster) -> None:
    concealed = roster.conceal("Роман, Борис пришёл")

    assert f"{roster.token(AuthorId('user2'))}, {roster.token(AuthorId('user7'))} пришёл" == (
        concealed
    )


def test_each_form_of_a_name_has_a_token_of_its_own_under_the_same_code(roster: Roster) -> None:
    concealed = roster.conceal("Борису и Борисом")

    first, second = PERSON.finditer(concealed)
    assert first["code"] == second["code"]
    assert first["form"] != second["form"]


def _only(salt: bytes, *names: str) -> Roster:
    return Roster(salt, [(AuthorId(f"user{place}"), name) for place, name in enumerate(names)])


def test_tokens_are_the_same_in_every_window_of_a_group() -> None:
    one = _only(b"group", "Аня", "Борис")
    other = _only(b"group", "Аня", "Борис", "Вика")

    assert one.token(AuthorId("user1")) == other.token(AuthorId("user1"))
    assert one.conceal("Борису и Ане") == other.conceal("Борису и Ане")


def test_the_order_of_texts_does_not_change_the_tokens() -> None:
    one = _only(b"group", "Аня")
    other = _only(b"group", "Аня")

    forwards = [one.conceal("Ане"), one.conceal("Аню")]
    backwards = [other.conceal("Аню"), other.conceal("Ане")]

    assert forwards == backwards[::-1]


def test_tokens_differ_between_groups() -> None:
    assert _only(b"one", "Аня").token(AuthorId("user0")) != (
        _only(b"two", "Аня").token(AuthorId("user0"))
    )


def test_colliding_codes_grow_until_they_differ_whatever_the_order() -> None:
    seen: dict[str, AuthorId] = {}
    lonely = Roster(b"salt", [])
    for number in range(50_000):
        author = AuthorId(f"user{number}")
        token = lonely.token(author)
        if len(token) > len("⟦P123456⟧"):
            break
        seen[token] = author
    twin = seen[f"{token[:8]}⟧"]

    one = Roster(b"salt", [(author, "Аня"), (twin, "Борис")])
    other = Roster(b"salt", [(twin, "Борис"), (author, "Аня")])

    assert one.token(author) != one.token(twin)
    assert [one.token(author), one.token(twin)] == [other.token(author), other.token(twin)]
    assert f"{token[:8]}⟧" not in one.people()


def test_a_name_of_two_participants_is_concealed_and_given_to_neither() -> None:
    roster = _only(b"salt", "Иван Петров", "Иван Сидоров")

    concealed = roster.conceal("Иван Петров спорит, а Иван молчит")

    full, alone = PERSON.finditer(concealed)
    assert full[0] == roster.token(AuthorId("user0"))
    assert f"⟦P{alone['code']}⟧" not in {
        roster.token(AuthorId("user0")),
        roster.token(AuthorId("user1")),
    }
    assert "Иван Петров спорит, а Иван молчит" == reveal(concealed, roster.people())


def test_a_flood_of_namesakes_costs_no_more_than_as_many_names() -> None:
    def cost(names: list[str], text: str) -> tuple[float, str]:
        start = time.process_time()
        concealed = _only(b"salt", *names).conceal(text)
        return time.process_time() - start, concealed

    of_names, _ = cost([f"Иван{n} Петров{n}" for n in range(5_000)], "Иван7 " * 1_000)
    flood, concealed = cost(
        [f"Иван Петров{'' if n % 2 else n}" for n in range(5_000)], "Иван " * 1_000
    )

    assert flood < 10 * of_names
    assert "Иван" not in concealed


def test_a_diminutive_is_the_one_who_uses_it_not_everybody_who_could() -> None:
    roster = _only(b"salt", "Александр", "Саша")

    concealed = roster.conceal("Саша")

    assert roster.token(AuthorId("user1")) == concealed


def test_a_username_that_equals_a_display_name_is_the_author() -> None:
    roster = Roster(b"salt", [(AuthorId("user1"), "galvesribeiro")], ["@GalvesRibeiro"])

    concealed = roster.conceal("thanks @galvesribeiro")

    assert concealed.startswith(f"thanks {roster.token(AuthorId('user1'))[:-1]}")


def test_an_author_keeps_the_last_name_and_is_recognised_by_earlier_ones() -> None:
    author = AuthorId("user1")
    roster = Roster(b"salt", [(author, "Борис"), (author, "Борис"), (author, "Аркадий")])

    concealed = roster.conceal("Борис")

    assert "Аркадий" == roster.people()[roster.token(author)]
    assert concealed.startswith(roster.token(author)[:-1])


def test_a_deleted_account_has_a_token_and_no_name() -> None:
    roster = Roster(b"salt", [(AuthorId("user1"), ""), (AuthorId(""), "")])

    people = roster.people()

    assert "" == people[roster.token(AuthorId("user1"))]
    assert "" == people[roster.token(AuthorId(""))]


def test_an_author_whom_nobody_announced_gets_a_token_too() -> None:
    roster = Roster(b"salt", [])

    token = roster.token(AuthorId("user9"))

    assert {token: ""} == roster.people()


@pytest.mark.parametrize(
    "name",
    [
        "Иван\nПетров", "\u202eнавИ", "<b>Иван</b>", "⟦P7f3a⟧", "И" * 1_000_000, "\ud800", ".",
        "\x1b[31mИ", "🌸🌸🌸", "|", "İİİİİ", "\u200b", "𝓘𝓿𝓪𝓷", "@ivan", "https://t.me/ivan", " ",
    ],
)  # fmt: skip
def test_a_hostile_name_becomes_one_short_line_and_breaks_no_text(name: str) -> None:
    roster = _only(b"salt", name, "Борис")
    text = f"{name[:200].replace('⟦', '[').replace('⟧', ']')} и Борис, {name[:9].lower()}: да"

    concealed = roster.conceal(text)

    shown = roster.people()[roster.token(AuthorId("user0"))]
    assert len(shown) <= 64
    assert shown.isprintable()
    assert PERSON.search(shown) is None
    if "⟦" not in text:
        assert text == reveal(concealed, roster.people())
