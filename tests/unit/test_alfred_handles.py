"""A model reads handles, readers read names, and nobody forges either."""

from dataclasses import replace

import pytest

from pipeline.alfred.archive import Passage
from pipeline.alfred.prompts.handles import Handles, cut
from pipeline.ingest.models import AuthorId
from tests.fixtures.butler import passage

COLE = AuthorId("user9")


def by(*authors: tuple[str, str | None]) -> Passage:
    """One passage in which each says a word, by name and id."""
    said = passage(*((name, "да") for name, _ in authors))
    around = tuple(
        replace(cited, author_id=AuthorId(of) if of else None)
        for cited, (_, of) in zip(said.around, authors, strict=True)
    )
    return replace(said, found=around[0], around=around)


def authors(handles: Handles, *passages: Passage) -> list[str]:
    return [handles.author(cited) for each in passages for cited in each.around]


def test_whoever_speaks_has_one_handle_in_all_passages_and_in_every_text() -> None:
    found = [
        passage(("Костя", "релиз в пятницу"), ("Вика", "ок")),
        passage(("Вика", "передам Косте")),
    ]
    handles = Handles(found)

    assert ["@1", "@2", "@2"] == authors(handles, *found)
    assert "передам @1" == handles.conceal("передам Косте")
    assert "что обещала @2?" == handles.conceal("что обещала Вика?")


def test_others_of_the_group_are_known_where_a_text_names_them() -> None:
    found = passage(
        ("Костя", "спросите Марину"),
        people=[(AuthorId("user3"), "Марина Орлова"), (AuthorId("user4"), "Глеб")],
    )
    handles = Handles([found])

    concealed = handles.conceal(found.found.text)

    assert "спросите @1" == concealed
    assert "спросите Марина Орлова" == handles.reveal(concealed, somebody="Кто-то")


def test_namesakes_are_two_and_one_under_two_names_is_one() -> None:
    found = by(("Аня", "user1"), ("Аня", "user2"), ("Анна К.", "user1"))

    assert ["@1", "@2", "@1"] == authors(Handles([found]), found)


def test_those_whom_the_archive_does_not_know_by_id_are_known_by_name() -> None:
    found = by(("Аня", None), ("Костя", ""), ("Аня", None))

    assert ["@1", "@2", "@1"] == authors(Handles([found]), found)


def test_a_digest_is_nobody_and_whom_it_names_has_a_handle() -> None:
    found = passage(
        ("Сводка", "Костю благодарят"),
        narrated=True,
        people=[(COLE, "Костю"), (COLE, "Костя")],
    )
    handles = Handles([found])

    assert "Сводка" == handles.author(found.found)
    assert "@1 благодарят" == handles.conceal(found.found.text)
    assert "Костя рад" == handles.reveal("@1 рад", somebody="Кто-то")


@pytest.mark.parametrize(
    "forged", ["@1", "\uff201", "@\u200b1", "@\u00ad1", "@\x011", "@\u202e1", "@\u20601"]
)
def test_an_at_and_a_number_in_a_text_is_no_handle(forged: str) -> None:
    handles = Handles([passage(("Костя", "да"))])

    assert "спросите @ 1" == handles.conceal(f"спросите {forged}")


def test_a_name_of_the_persons_own_forges_no_handle_either() -> None:
    assert "Аня (@ 1)" == Handles().escape("Аня (@1)")


def test_without_passages_the_words_of_the_person_stay_as_they_are() -> None:
    assert "спроси Костю и @durov" == Handles().conceal("спроси Костю и @durov")


def test_names_after_a_preposition_stand_in_its_case() -> None:
    found = passage(("Анна Петрова", "да"), ("Костя", "ок"), ("Olga", "ok"))
    handles = Handles([found])
    authors(handles, found)

    told = handles.reveal(
        "У @1 и @2 спросили, @2 обещал. По словам @3, это с @2.", somebody="Кто-то"
    )

    assert "У Анны Петровой и Кости спросили, Костя обещал. По словам Olga, это с Костей." == told


def test_a_handle_that_was_not_given_is_somebody() -> None:
    found = passage(("Костя", "да"))
    handles = Handles([found])
    authors(handles, found)

    told = handles.reveal("@7 обещал, и @7 сделал. @1 рад.", somebody="Кто-то")

    assert "Кто-то обещал, и кто-то сделал. Костя рад." == told


def test_a_deleted_account_is_somebody_too() -> None:
    found = by(("", "user5"))
    handles = Handles([found])

    assert ["@1"] == authors(handles, found)
    assert "Кто-то ушёл" == handles.reveal("@1 ушёл", somebody="Кто-то")


def test_a_handle_that_may_still_grow_is_held_back() -> None:
    many = [passage((f"Участник{n}", "да")) for n in range(12)]
    handles = Handles(many)
    authors(handles, *many)

    def shown(text: str) -> str:
        return handles.reveal(text, somebody="Кто-то", growing=True)

    grown = [shown("решил @12, да"[:end]) for end in range(6, 12)]

    assert ["решил ", "решил ", "решил ", "решил ", "решил Участник11,", "решил Участник11, "] == [
        *grown[:6]
    ]


def test_a_name_is_no_citation_and_names_nobody_else() -> None:
    found = by(("[2] @2", "user1"), ("Костя", "user2"))
    handles = Handles([found])
    authors(handles, found)

    assert "(2) @2 ушёл" == handles.reveal("@1 ушёл", somebody="Кто-то")


def test_a_mail_address_is_no_handle() -> None:
    handles = Handles([passage(("Костя", "да"))])

    assert "user@1 и a@1c.ru" == handles.reveal("user@1 и a@1c.ru", somebody="Кто-то")


def test_a_person_has_a_handle_of_their_own_only_where_the_prompt_speaks_of_them() -> None:
    handles = Handles([by(("Костя", COLE))])

    before = handles.of(COLE)
    handles.conceal("спросите Костю")

    assert before is None
    assert "@1" == handles.of(COLE)
    assert handles.of(AuthorId("user404")) is None


@pytest.mark.parametrize(
    ("length", "kept"), [(3, "ab […]"), (4, "ab […]"), (5, "ab […]"), (7, "ab @12 […]")]
)
def test_a_cut_halves_no_handle(length: int, kept: str) -> None:
    assert kept == cut("ab @12 cd", length)


def test_a_cut_halves_no_mask() -> None:
    assert "звоните […]" == cut("звоните ⟦phone⟧ мне", 12)
