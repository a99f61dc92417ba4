"""Questions that lean on the one before them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.alfred.models import GROUNDED, MemoryEvent, Role
from pipeline.alfred.rules.follow_ups import PAUSE, TURNS, completed, quoted_for
from pipeline.groups.models import PersonId
from pipeline.llm.models import FreeText
from pipeline.llm.ports import LanguageModel
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fixtures.butler import NOON, event, group, parlour, passage

RELEASE = "что решили про релиз?"
LATER = NOON + timedelta(minutes=20)


def talk(*said: str, grounded: bool = False) -> list[MemoryEvent]:
    """Somebody and Alfred, in turn, a minute apart."""
    tags = (GROUNDED,) if grounded else ()
    return [
        replace(
            event(number, words, Role.ASSISTANT if number % 2 else Role.USER),
            tags=tags if number % 2 else (),
        )
        for number, words in enumerate(said)
    ]


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        (RELEASE, "а кто это сделает?", "а кто это сделает? релиз"),
        (RELEASE, "а когда?", "а когда? релиз"),
        (RELEASE, "почему?", "почему? релиз"),
        (RELEASE, "кто за это отвечает?", "кто за это отвечает? релиз"),
        (RELEASE, "А к какому числу?", "А к какому числу? релиз"),
        (RELEASE, "А про дизайн?", "А про дизайн? что решили про"),
        ("кто что обещал вчера?", "а сегодня?", "а сегодня? кто что обещал  ?"),
        ("what did they decide about the release?", "who will do it?", "who will do it? release"),
        (
            "what was decided about the release?",
            "what about the design?",
            "what about the design? what was decided about the",
        ),
    ],
)
def test_what_is_left_out_comes_from_the_question_before(
    before: str, question: str, whole: str
) -> None:
    assert whole == completed(question, LATER, talk(before, "Вот что нашлось."))


@pytest.mark.parametrize(
    "question",
    [
        "а что решили про дизайн?",
        "Почему небо голубое?",
        "А ты как думаешь?",
        "где я живу?",
        "Как меня зовут?",
        "Посоветуй, как не бояться зубных?",
        "Как не бояться зубных?",
        "Спасибо",
        "а напомни мне, кто вчера обещал принести в переговорку проектор и экран?",
    ],
)
def test_a_question_that_says_what_it_means_is_left_as_it_is(question: str) -> None:
    assert completed(question, LATER, talk(RELEASE, "Вот что нашлось.")) is None


def test_talk_about_no_group_lends_nothing() -> None:
    assert completed("а кто его придумал?", LATER, talk("Расскажи про Python", "Язык.")) is None


def test_a_question_that_groups_answered_lends_its_subject_whatever_its_words() -> None:
    found = completed(
        "а кто его готовит?", LATER, talk("когда ужин?", "В семь [1].", grounded=True)
    )

    assert "а кто его готовит? ужин" == found


def test_a_chain_of_such_questions_leads_to_the_first() -> None:
    said = (RELEASE, "Перенесли.", "а кто это сделает?", "Рита.", "спасибо", "К услугам.")

    assert "а когда? релиз" == completed("а когда?", LATER, talk(*said))


def test_the_way_back_is_bounded() -> None:
    said = (RELEASE, "Перенесли.", *(("а кто это?", "Рита.") * TURNS))

    assert completed("а когда?", LATER, talk(*said)) is None


def test_a_long_silence_ends_the_talk() -> None:
    before = talk(RELEASE, "Перенесли.")

    assert (
        completed("а когда?", before[-1].created_at + PAUSE + timedelta(minutes=1), before) is None
    )


def test_without_a_talk_there_is_nothing_to_lean_on() -> None:
    assert completed("а когда?", LATER, []) is None


@pytest.mark.parametrize(
    "model",
    [None, ScriptedLanguageModel(lambda _: FreeText(text="Рита [1]."))],
    ids=["rules", "model"],
)
async def test_the_archive_is_asked_the_whole_question(model: LanguageModel | None) -> None:
    at = parlour(model, groups=[group()], passages=[passage(("Рита", "релиз катим в четверг"))])
    await at.hears(RELEASE)

    reply = await at.hears("а кто это сделает?")

    assert [RELEASE, "а кто это сделает? релиз"] == [asked.words for asked, _ in at.archive.asked]
    assert reply.passages


async def test_what_one_person_asked_is_no_subject_of_another() -> None:
    at = parlour(groups=[group()], passages=[passage(("Рита", "релиз катим в четверг"))])
    await at.hears(RELEASE)

    await at.hears("а кто это сделает?", person=PersonId(8))

    assert [RELEASE, "а кто это сделает?"] == [asked.words for asked, _ in at.archive.asked]


def test_the_last_reply_that_quoted_is_known_by_its_question() -> None:
    alone = talk(RELEASE, "В четверг [1].", grounded=True)
    leaning = talk(RELEASE, "В четверг [1].", "а кто это сделает?", "Рита [1].", grounded=True)

    assert RELEASE == quoted_for(LATER, alone)
    assert "а кто это сделает? релиз" == quoted_for(LATER, leaning)


def test_a_reply_that_quotes_nothing_or_is_long_ago_is_not() -> None:
    quoting = talk(RELEASE, "В четверг [1].", grounded=True)
    late = quoting[-1].created_at + PAUSE + timedelta(minutes=1)

    assert quoted_for(late, quoting) is None
    assert quoted_for(LATER, talk(RELEASE, "Не нашёл.")) is None
    assert quoted_for(LATER, [*quoting, event(5, "спасибо")]) is None
    assert quoted_for(LATER, []) is None
