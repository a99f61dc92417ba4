"""What Alfred says without a model."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.translator import Translators
from pipeline.alfred.grounding import Grounding
from pipeline.alfred.models import PRIVATE, ChatScope, Source
from pipeline.alfred.rules.acts import Act, heard
from pipeline.alfred.rules.answers import Answers, Scene
from pipeline.alfred.rules.recollecting import Recalled
from pipeline.alfred.rules.variants import Varied
from pipeline.alfred.talk import Said
from pipeline.digest.request import Language
from pipeline.ingest.models import TenantId
from tests.fixtures.butler import ANNA, NOON, event, group, passage

WORDINGS = Translators(strict=True)
RU = WORDINGS.into("ru")
HERE = ChatScope("-100200")
MOSCOW = ZoneInfo("Europe/Moscow")
NEEDS_MORE = {Act.NEWS, Act.OPEN_QUESTIONS}
"""Digests are looked for first."""


def scene(text: str, language: Language = "ru", at: datetime = NOON) -> Scene:
    said = Said(
        entry="telegram:1",
        seq=1,
        person=ANNA,
        name="Аня",
        language=language,
        own_language=language,
        tenant=TenantId(1),
        scope=PRIVATE,
        text=text,
        source=Source.TEXT,
        at=at,
        zone_chosen=True,
    )
    return Scene(
        said=said,
        heard=heard(text),
        newcomer=False,
        known=Recalled(),
        replies=(),
        unheard=0,
        forgetful=False,
        silent=False,
        grounding=Grounding.NONE,
        in_groups=True,
        passages=(),
    )


def answer(given: Scene) -> str:
    return Answers(given, WORDINGS.into(given.said.language)).text()


def in_turn(text: str, turns: int, language: Language = "ru") -> Sequence[str]:
    """What is answered to the same remark again and again."""
    replies: list[str] = []
    for _ in range(turns):
        replies.append(answer(replace(scene(text, language), replies=tuple(replies))))
    return replies


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("act", sorted(set(Act) - NEEDS_MORE))
def test_no_act_is_answered_with_the_same_words_twice_running(
    language: Language, act: Act
) -> None:
    given = replace(scene("…", language), heard=heard("…")._replace(act=act))
    first = answer(given)

    assert first != answer(replace(given, replies=(first,)))


def test_what_was_said_longest_ago_is_said_again() -> None:
    said = in_turn("спасибо", 8)

    assert said[:4] == said[4:]
    assert 4 == len(set(said))


def test_what_is_not_remembered_is_counted() -> None:
    """What is said of a failure is not: each further one is in other words all the same."""
    varied = [Varied(RU, (), unheard=count).say("alfred-model-silent") for count in range(3)]

    assert 3 == len(set(varied))


def test_who_says_hello_ten_times_is_greeted_once_and_never_the_same_way_twice_running() -> None:
    said = in_turn("hi", 10, "en")

    assert said[0].startswith("Good afternoon. ")
    assert not any(text.startswith("Good") for text in said[1:4])
    assert all(one != other for one, other in pairwise(said))


@pytest.mark.parametrize(
    ("hour", "salutation"),
    [
        (4, "Добрый вечер"),
        (5, "Доброе утро"),
        (12, "Добрый день"),
        (17, "Добрый день"),
        (18, "Добрый вечер"),
    ],
)
def test_the_hour_of_the_person_greets(hour: int, salutation: str) -> None:
    at = datetime(2026, 11, 20, hour, tzinfo=MOSCOW)

    assert answer(scene("Привет", at=at)).startswith(f"{salutation}. ")


def test_an_hour_that_is_only_assumed_greets_nobody() -> None:
    given = scene("Привет")

    given = replace(given, said=replace(given.said, zone_chosen=False))

    assert answer(given).startswith("Здравствуйте. ")


def test_a_greeting_in_a_quotation_greets_nobody() -> None:
    quoted = "Вот что об этом сказано:\n• Борис: «Добрый день! Когда выпуск?» [1]"

    assert answer(replace(scene("Привет"), replies=(quoted,))).startswith("Добрый день. ")


def test_who_says_good_morning_has_morning() -> None:
    at = datetime(2026, 11, 20, 23, tzinfo=MOSCOW)

    assert answer(scene("Доброе утро!", at=at)).startswith("Доброе утро. ")


def test_a_greeting_before_a_question_is_returned() -> None:
    assert answer(scene("Привет! Как дела?")).startswith("Добрый день. Благодарю")


def test_a_newcomer_who_asks_for_something_gets_it_after_a_short_introduction() -> None:
    first, *rest = answer(replace(scene("сколько времени?"), newcomer=True)).split("\n")

    assert "Добрый день. Я Альфред, дворецкий." == first
    assert ["Сейчас 12:00."] == rest


@pytest.mark.parametrize("text", ["Привет!", "кто ты?", "что ты умеешь?", "да", "🙂"])
def test_a_newcomer_who_asks_for_nothing_else_hears_how_to_begin(text: str) -> None:
    told = answer(replace(scene(text), newcomer=True, in_groups=False))

    assert "Я Альфред" in told
    assert "/groups" in told


def test_a_newcomer_with_a_group_is_not_asked_to_invite_alfred() -> None:
    told = answer(replace(scene("Привет!"), newcomer=True, in_groups=True))

    assert "/groups" not in told
    assert "/digest" in told


def test_in_a_group_a_newcomer_is_told_of_the_group() -> None:
    given = replace(scene("Привет!"), newcomer=True)

    told = answer(replace(given, said=replace(given.said, scope=HERE)))

    assert "дворецкий этой группы" in told
    assert "/groups" not in told


@pytest.mark.parametrize("text", ["что ты обо мне знаешь?", "забудь всё", "смени язык"])
def test_personal_matters_are_not_settled_in_front_of_a_group(text: str) -> None:
    told = RU.say("alfred-at-home", variant=0)
    given = scene(text)

    given = replace(given, said=replace(given.said, scope=HERE))

    assert told == answer(given)


def test_what_a_person_said_is_recalled_in_their_own_words() -> None:
    known = Recalled(events=[event(1, "Меня зовут Аня, я живу в Казани")])

    told = answer(replace(scene("где я живу?"), known=known))

    assert "• «Меня зовут Аня, я живу в Казани» (сегодня в 12:01)" in told


def test_what_was_never_told_is_not_made_up() -> None:
    assert "не говорили" in answer(scene("где я живу?"))


def test_while_the_memory_is_away_it_is_not_said_that_nothing_was_told() -> None:
    told = answer(replace(scene("где я живу?"), forgetful=True))

    assert "не говорили" not in told
    assert "Память мне сейчас изменяет" in told


def test_to_whom_no_group_is_known_it_is_not_said_that_nothing_was_found() -> None:
    asked = replace(scene("что решили про релиз?"), grounding=Grounding.ASKED)

    assert "не нашёл" in answer(asked)
    assert "общей с вами группы" in answer(replace(asked, in_groups=False))


def test_the_last_digest_is_told_with_its_time_and_the_way_to_the_whole_of_it() -> None:
    told = (passage(("Сводка", "Релиз переносим на понедельник")),)

    said = answer(replace(scene("что нового?"), grounding=Grounding.NEWS, passages=told))

    assert [
        "«Команда сайта», главное из сводки (сегодня в 12:00):",
        "• Релиз переносим на понедельник [1]",
    ] == said.split("\n")[:-1]
    assert "/last" in said


def test_without_a_digest_one_is_offered() -> None:
    assert "/digest" in answer(replace(scene("что нового?"), grounding=Grounding.NEWS))


def test_quotations_of_several_groups_name_them() -> None:
    found = (
        passage(("Костя", "релиз в пятницу"), of=group(1, "Команда")),
        passage(("Вика", "релиз в субботу"), of=group(2, "Поддержка")),
    )

    told = answer(replace(scene("когда релиз?"), grounding=Grounding.ASKED, passages=found))

    assert "• Костя («Команда», сегодня в 12:00): «релиз в пятницу» [1]" in told
    assert "• Вика («Поддержка», сегодня в 12:00): «релиз в субботу» [2]" in told


def test_a_question_that_was_found_is_quoted_with_what_followed_it() -> None:
    found = (passage(("Аня", "Кто дежурит?"), ("Вика", "Дежурю я")),)

    told = answer(replace(scene("кто дежурит?"), grounding=Grounding.PERHAPS, passages=found))

    assert "Аня (сегодня в 12:00): «Кто дежурит?» → Вика (сегодня в 12:01): «Дежурю я»" in told


def test_an_unknown_zone_is_said_along_with_the_time() -> None:
    given = scene("который час?")

    given = replace(given, said=replace(given.said, zone_chosen=False))

    assert "/settings" in answer(given)
