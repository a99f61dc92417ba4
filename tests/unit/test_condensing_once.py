"""Condensing one memory: nothing is lost, nothing is learned twice, nothing leaves its place."""

import asyncio
from typing import Any

import pytest

from pipeline.alfred.condensing.extracting import RulesCondenser
from pipeline.alfred.condensing.models import Condensed, Learned
from pipeline.alfred.condensing.once import USELESS, Ending
from pipeline.alfred.models import PRIVATE, EventId, Role
from pipeline.llm.errors import InvalidAnswerError, ModelUnavailableError
from tests.fixtures.butler import ANNA, NOON
from tests.fixtures.condensing import (
    GROUP,
    DiedError,
    Household,
    Scripted,
    Steps,
    chatter,
    said,
    talk,
)

EARLY = ("Меня зовут Аня, я живу в Казани.", "У меня есть кот Барсик.")
FIRST_TIME = [*talk(*EARLY), *chatter(49, first=3)]
"""51 events: one more than a memory grows to."""
STEPS, STEPS_OF_A_MOVE = 15, 14
"""What is asked of the stores: the first time, and when one fact replaces another."""


async def first_time(**parts: Any) -> Household:
    household = Household(**parts)
    await household.remembers(FIRST_TIME)
    return household


async def test_the_message_after_the_fiftieth_condenses_all_but_the_last_twenty() -> None:
    household = await first_time()

    ending = await household.once()(ANNA, PRIVATE)

    assert Ending.OK is ending
    assert 20 == await household.memory.size(ANNA, PRIVATE)
    assert 0 == await household.pending()
    assert 20 == len(await household.memory.all(ANNA))
    assert 1 == household.condensed("ok")


async def test_what_was_said_first_stands_in_the_summary_and_among_the_facts() -> None:
    household = await first_time()

    await household.once()(ANNA, PRIVATE)

    summary = await household.summary()
    assert all(words in summary for words in ("Аня", "Казани", "Барсик"))
    assert {"зовут Аня", "живёт в Казани", "есть кот Барсик"} <= set(await household.known())


async def test_nothing_is_condensed_before_the_memory_has_grown() -> None:
    household = Household()
    await household.remembers(FIRST_TIME[:50])

    ending = await household.once()(ANNA, PRIVATE)

    assert Ending.NOT_DUE is ending
    assert 50 == await household.memory.size(ANNA, PRIVATE)
    assert "" == await household.summary()


async def test_after_the_first_time_each_turn_moves_on_and_thirty_are_condensed() -> None:
    household = await first_time()
    once = household.once()
    await once(ANNA, PRIVATE)

    endings = []
    for turn in range(15):
        await household.memory.add(chatter(2, first=101 + 2 * turn))
        assert 22 >= await household.memory.size(ANNA, PRIVATE)
        endings.append(await once(ANNA, PRIVATE))

    assert [Ending.NOT_DUE] * 14 + [Ending.OK] == endings
    assert 20 == await household.memory.size(ANNA, PRIVATE)


async def test_somebody_without_a_profile_has_nothing_to_condense() -> None:
    household = Household()

    assert Ending.NOT_DUE is await household.once()(ANNA, PRIVATE)


@pytest.fixture(scope="module")
async def undisturbed() -> Household:
    household = await first_time()
    await household.once()(ANNA, PRIVATE)
    return household


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(1, STEPS + 1))
async def test_a_process_that_dies_at_any_step_loses_nothing_and_learns_nothing_twice(
    step: int, after: bool, undisturbed: Household
) -> None:
    household = await first_time(steps=Steps(dies_at=step, after=after))

    with pytest.raises(DiedError):
        await household.once()(ANNA, PRIVATE)
    told = f"{await household.summary()} {await household.memory.all(ANNA)}"
    assert all(words in told for words in ("Аня", "Казани", "Барсик"))
    await household.once()(ANNA, PRIVATE)

    assert await undisturbed.summary() == await household.summary()
    assert await undisturbed.known() == await household.known()
    assert len(await undisturbed.facts.all(ANNA)) == len(await household.facts.all(ANNA))
    assert (20, 0) == (await household.memory.size(ANNA, PRIVATE), await household.pending())


def moving() -> list[Any]:
    return [*talk("Я переехала в Москву.", first=201), *chatter(31, first=202)]


@pytest.mark.parametrize("step", range(1, STEPS_OF_A_MOVE + 1))
async def test_a_fact_that_replaces_another_does_so_wherever_the_process_dies(step: int) -> None:
    household = await first_time()
    await household.once()(ANNA, PRIVATE)
    await household.memory.add(moving())
    household.steps = Steps(dies_at=step)

    with pytest.raises(DiedError):
        await household.once()(ANNA, PRIVATE)
    household.steps = Steps()
    await household.once()(ANNA, PRIVATE)

    known = await household.known()
    assert "переехала в Москву" in known
    assert "живёт в Казани" not in known


async def test_the_steps_that_are_died_at_are_all_there_are(undisturbed: Household) -> None:
    household = await first_time()
    await household.once()(ANNA, PRIVATE)
    await household.memory.add(moving())
    household.steps = Steps()

    await household.once()(ANNA, PRIVATE)

    assert (STEPS, STEPS_OF_A_MOVE) == (undisturbed.steps.taken, household.steps.taken)


async def test_who_moves_back_lives_there_again() -> None:
    household = await first_time()
    once = household.once()
    await once(ANNA, PRIVATE)
    await household.memory.add(moving())
    await once(ANNA, PRIVATE)

    back = [*talk("Теперь снова живу в Казани.", "Я живу в Казани.", first=301)]
    await household.memory.add([*back, *chatter(30, first=303)])
    await once(ANNA, PRIVATE)

    known = await household.known()
    assert "живёт в Казани" in known
    assert "переехала в Москву" not in known


async def test_two_at_once_condense_once() -> None:
    condenser = Scripted(meanwhile=lambda: asyncio.sleep(0))
    household = await first_time(condenser=condenser)

    endings = await asyncio.gather(*(household.once()(ANNA, PRIVATE) for _ in range(2)))

    assert {Ending.OK, Ending.HELD} == set(endings)
    assert 1 == len(condenser.asked)
    assert 1 == household.condensed("ok")


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (Condensed("", ()), Ending.EMPTY),
        (Condensed(" \n", ()), Ending.EMPTY),
        (ModelUnavailableError("away"), Ending.ERROR),
    ],
    ids=["empty", "blank", "failed"],
)
async def test_without_a_summary_the_events_stay_and_an_error_is_counted(
    answer: Condensed | ModelUnavailableError, ending: Ending
) -> None:
    household = await first_time(condenser=Scripted([answer]))

    first = await household.once()(ANNA, PRIVATE)

    assert ending is first
    assert 51 == len(await household.memory.all(ANNA))
    assert ([], "") == (await household.known(), await household.summary())
    assert (1, 0) == (household.condensed("error"), household.condensed("ok"))

    assert Ending.OK is await household.once()(ANNA, PRIVATE)
    assert "Казани" in await household.summary()


def useless(count: int) -> Any:
    """Answers of which nothing can be kept: half of them no answers, half of them unfounded."""
    made = (Condensed("", ()), InvalidAnswerError("no JSON — ask again"))
    return [made[number % 2] for number in range(count)]


async def test_after_three_useless_answers_rules_condense_and_no_fourth_is_paid() -> None:
    model = Scripted(useless(9))
    household = await first_time(condenser=model)
    once = household.once()

    endings = [await once(ANNA, PRIVATE) for _ in range(4)]

    assert [Ending.EMPTY, Ending.ERROR, Ending.EMPTY, Ending.RULES] == endings
    assert USELESS == len(model.asked)
    assert "Казани" in await household.summary()
    assert 0 == await household.pending()
    assert (3, 1) == (household.condensed("error"), household.condensed("rules"))


async def test_the_next_time_the_model_is_asked_again() -> None:
    model = Scripted(useless(USELESS))
    household = await first_time(condenser=model)
    once = household.once()
    for _ in range(USELESS + 1):
        await once(ANNA, PRIVATE)

    await household.memory.add(chatter(60, first=200))

    assert Ending.OK is await once(ANNA, PRIVATE)
    assert USELESS + 1 == len(model.asked)


async def test_a_model_that_is_away_is_waited_for_however_long() -> None:
    away = [ModelUnavailableError("away — wait") for _ in range(9)]
    household = await first_time(condenser=Scripted([*away]))
    once = household.once()

    endings = {await once(ANNA, PRIVATE) for _ in away}

    assert {Ending.ERROR} == endings
    assert "" == await household.summary()


async def test_a_useless_answer_about_one_talk_is_none_about_another() -> None:
    model = Scripted(useless(USELESS + 2))
    household = await first_time(condenser=model)
    there = [*talk("Люблю джаз.", scope=GROUP), *chatter(50, first=3, scope=GROUP)]
    await household.memory.add(there)
    once = household.once()
    for _ in range(USELESS):
        await once(ANNA, PRIVATE)

    ending = await once(ANNA, GROUP)

    assert Ending.ERROR is ending
    assert USELESS + 1 == len(model.asked)


async def test_a_summary_that_cannot_be_stored_as_it_is_is_stored_as_it_can_be() -> None:
    household = await first_time(condenser=Scripted([Condensed("Аня \ud83d из Казани", ())]))

    ending = await household.once()(ANNA, PRIVATE)

    assert Ending.OK is ending
    assert "Аня ? из Казани" == await household.summary()


async def test_what_is_forgotten_while_a_model_thinks_is_not_written_again() -> None:
    household = Household()

    async def forget_everything() -> None:
        await household.memory.forget(ANNA)
        await household.facts.forget(ANNA)
        await household.profiles.forget(ANNA)

    household.condenser = Scripted(meanwhile=forget_everything)
    await household.remembers(FIRST_TIME)

    ending = await household.once()(ANNA, PRIVATE)

    assert Ending.FORGOTTEN is ending
    assert [] == await household.facts.all(ANNA)
    assert None is await household.profiles.find(ANNA)


async def test_who_starts_anew_at_once_does_not_get_the_old_summary() -> None:
    household = Household()

    async def start_anew() -> None:
        await household.memory.forget(ANNA)
        await household.profiles.forget(ANNA)
        await household.profiles.meet(ANNA, "ru", NOON)

    household.condenser = Scripted(meanwhile=start_anew)
    await household.remembers(FIRST_TIME)

    await household.once()(ANNA, PRIVATE)

    assert "" == await household.summary()
    assert [] == await household.facts.all(ANNA)


async def test_a_group_and_a_private_chat_are_condensed_apart() -> None:
    household = await first_time()
    secret = talk("Я живу в Москве.", "Люблю джаз.", scope=GROUP)
    await household.memory.add([*secret, *chatter(49, first=3, scope=GROUP)])

    for scope in (PRIVATE, GROUP):
        assert Ending.OK is await household.once()(ANNA, scope)

    private, group = await household.summary(), await household.summary(GROUP)
    assert not [word for word in ("Москве", "джаз") if word in private]
    assert not [word for word in ("Аня", "Казани", "Барсик") if word in group]
    assert ["живёт в Москве", "любит джаз"] == await household.known(GROUP)


async def test_a_condenser_hears_nothing_of_another_place() -> None:
    condenser = Scripted()
    household = await first_time(condenser=condenser)
    await household.memory.add(
        [*talk("Люблю джаз.", scope=GROUP), *chatter(50, first=3, scope=GROUP)]
    )
    await household.once()(ANNA, PRIVATE)

    await household.once()(ANNA, GROUP)

    private, group = condenser.asked
    assert {PRIVATE} == {event.scope for event in private.events}
    assert {GROUP} == {event.scope for event in group.events}
    assert "" == group.summary
    assert [] == [*group.known]


async def test_what_was_said_in_private_replaces_no_fact_of_a_group() -> None:
    household = Household()
    await household.remembers(
        [*talk("Я живу в Казани.", scope=GROUP), *chatter(50, first=3, scope=GROUP)]
    )
    await household.once()(ANNA, GROUP)
    await household.memory.add(
        [*talk("Я переехала в Москву.", first=300), *chatter(50, first=301)]
    )

    await household.once()(ANNA, PRIVATE)

    assert ["живёт в Казани"] == await household.known(GROUP)
    assert ["живёт в Казани", "переехала в Москву"] == await household.known(PRIVATE)


@pytest.mark.parametrize("role", [Role.ASSISTANT, None], ids=["Alfred", "nobody"])
async def test_a_fact_that_rests_on_nothing_the_person_said_is_not_kept(role: Role | None) -> None:
    reply = said(1, "Вы живёте в Казани.", role=Role.ASSISTANT)
    event = EventId("never said") if role is None else reply.id
    learned = Learned("живёт в Казани", [(event, "Вы живёте в Казани.")], 0.9)
    household = Household(condenser=Scripted([Condensed("Разговор.", [learned])]))
    await household.remembers([reply, *chatter(50, first=2)])

    ending = await household.once()(ANNA, PRIVATE)

    assert Ending.OK is ending
    assert [] == await household.facts.all(ANNA)


async def test_a_talk_of_nothing_but_courtesies_gets_a_summary_too() -> None:
    household = Household(condenser=RulesCondenser())
    await household.remembers(talk(*["Привет!", "Спасибо!", "Как дела?"] * 17))

    ending = await household.once()(ANNA, PRIVATE)

    assert Ending.OK is ending
    assert "Обмен любезностями." == await household.summary()
    assert 0 == await household.pending()
