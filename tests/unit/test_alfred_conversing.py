"""A turn of the conversation, from what was said to what is remembered."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import BaseModel

from pipeline.alfred.models import PRIVATE, MemoryEvent, Role, Source, scope_of
from pipeline.alfred.stages.recall import PATIENCE
from pipeline.alfred.talk import Manner, Reply
from pipeline.groups.models import PersonId
from pipeline.llm.completions import Heard
from pipeline.llm.errors import ModelError, ModelTimeoutError, ModelUnavailableError
from pipeline.llm.models import A, Answered, Asking, FreeText, Prompt, Speaker
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fakes.memory import MemoryMemory
from tests.fakes.virtual_time import in_virtual_time, now
from tests.fixtures.butler import (
    ANNA,
    NOON,
    MemoryAwayError,
    NotedChannel,
    Parlour,
    group,
    parlour,
    passage,
)

BORIS = PersonId(8)


def saying(*texts: str | ModelError) -> ScriptedLanguageModel:
    left = list(texts)

    def answer(_: Prompt[Any]) -> BaseModel | ModelError:
        said = left.pop(0) if len(left) > 1 else left[0]
        return FreeText(text=said) if isinstance(said, str) else said

    return ScriptedLanguageModel(answer)


async def remembered(at: Parlour, person: PersonId = ANNA) -> list[tuple[Role, str]]:
    return [(event.role, event.content) for event in await at.memory.all(person)]


async def test_the_first_words_make_a_profile_and_are_answered() -> None:
    at = parlour(saying("Добрый день. Я Альфред."))

    reply = await at.hears("Привет!")

    profile = await at.profiles.find(ANNA)
    assert ("Добрый день. Я Альфред.", Manner.OK) == (reply.text, reply.manner)
    assert profile is not None
    assert "ru" == profile.language


async def test_who_comes_first_is_introduced_to_alfred_only_once() -> None:
    model = saying("Здравствуйте.")
    at = parlour(model)

    await at.hears("Привет!")
    await at.hears("Как дела?")

    assert ["впервые" in prompt.turns[0].text for prompt in model.asked] == [True, False]


async def test_the_second_prompt_holds_the_first_turn() -> None:
    model = saying("Python — язык.", "requests и numpy.")
    at = parlour(model)

    await at.hears("Расскажи про Python")
    await at.hears("А какие библиотеки популярны?")

    assert [
        (Speaker.USER, "Расскажи про Python"),
        (Speaker.ASSISTANT, "Python — язык."),
        (Speaker.USER, "А какие библиотеки популярны?"),
    ] == [(turn.speaker, turn.text) for turn in model.asked[1].turns[1:]]


async def test_a_question_is_given_what_was_said_before_the_last_twenty_remarks() -> None:
    model = saying(*["Понимаю."] * 22)
    at = parlour(model)
    await at.hears("Меня зовут Аня, я живу в Казани")
    for number in range(20):
        await at.hears(f"Сегодня я видела {number} облаков")

    await at.hears("Где я живу?")

    told = [turn.text for turn in model.asked[-1].turns[1:]]
    assert "Меня зовут Аня, я живу в Казани" == told[0]
    assert "Сегодня я видела 0 облаков" not in told
    assert "Где я живу?" == told[-1]


async def test_both_sides_are_remembered_with_their_source() -> None:
    at = parlour(saying("Слушаю вас."))

    await at.hears("Доброе утро", source=Source.VOICE)

    events = await at.memory.all(ANNA)
    assert [(Role.USER, "Доброе утро"), (Role.ASSISTANT, "Слушаю вас.")] == await remembered(at)
    assert {Source.VOICE} == {event.source for event in events}
    assert [(ANNA, PRIVATE)] == at.condensing.due_of


async def test_a_second_try_of_the_same_words_is_remembered_once() -> None:
    at = parlour(saying("Слушаю вас."))

    await at.hears("Доброе утро", turn=5)
    await at.hears("Доброе утро", turn=5)

    assert 2 == len(await remembered(at))


async def test_secrets_reach_neither_the_model_nor_the_memory() -> None:
    model = saying("Благодарю.")
    at = parlour(model)

    await at.hears("мой номер карты 4111 1111 1111 1111, запомни")

    told = "".join(turn.text for prompt in model.asked for turn in prompt.turns)
    assert "4111" not in told
    assert all("4111" not in text for _, text in await remembered(at))


@pytest.mark.parametrize(
    "failure", [ModelUnavailableError("away"), ModelTimeoutError("slow")], ids=["away", "slow"]
)
async def test_a_model_that_fails_costs_no_word_of_the_person(failure: ModelError) -> None:
    at = parlour(saying(failure))

    reply = await at.hears("Расскажи сказку")

    assert Manner.ERROR is reply.manner
    assert "Прошу прощения" in reply.text
    assert [(Role.USER, "Расскажи сказку")] == await remembered(at)
    assert 1 == at.counted("personalized_requests_total", source="text", status="error")


async def test_questions_about_groups_are_answered_by_quotation_where_the_model_fails() -> None:
    of = group()
    found = passage(("Костя", "релиз переносим на пятницу"), of=of)
    at = parlour(saying(ModelUnavailableError("away")), groups=[of], passages=[found])

    reply = await at.hears("что решили про релиз?")

    assert "релиз переносим на пятницу" in reply.text
    assert (found,) == reply.passages


async def test_without_a_model_alfred_greets_and_quotes_and_admits() -> None:
    of = group()
    found = passage(("Костя", "релиз переносим на пятницу"), of=of)
    at = parlour(groups=[of], passages=[found])

    first = await at.hears("Привет!")
    quoted = await at.hears("что решили про релиз?")
    lost = await at.hears("Расскажи про Python")

    assert "Альфред" in first.text
    assert "Костя (сегодня в 12:00): «релиз переносим на пятницу» [1]" in quoted.text
    assert quoted.sourced
    assert "модел" in lost.text
    assert {Manner.OFFLINE} == {first.manner, quoted.manner, lost.manner}


async def test_small_talk_is_not_the_same_twice_running() -> None:
    at = parlour()
    await at.hears("Привет!")

    said = [(await at.hears("спасибо")).text for _ in range(3)]

    assert 3 == len(set(said))


async def test_each_failure_of_the_model_is_told_in_other_words() -> None:
    at = parlour(saying(ModelUnavailableError("away")))

    said = [(await at.hears("Расскажи сказку")).text for _ in range(3)]

    assert 3 == len(set(said))


async def test_where_the_model_fails_rules_answer_what_they_know() -> None:
    at = parlour(saying(ModelUnavailableError("away")))
    await at.hears("Я живу в Казани")

    recalled = await at.hears("Где я живу?")
    thanked = await at.hears("спасибо")

    assert "«Я живу в Казани»" in recalled.text
    assert "служба" in thanked.text
    assert {Manner.ERROR} == {recalled.manner, thanked.manner}


async def test_a_question_that_names_no_group_is_answered_from_groups_where_they_know() -> None:
    of = group()
    found = passage(("Костя", "релиз в пятницу"), of=of)
    at = parlour(groups=[of], passages=[found])
    await at.hears("Привет!")

    known = await at.hears("когда релиз?")
    unknown = await at.hears("Почему небо голубое?")

    assert (found,) == known.passages
    assert () == unknown.passages
    assert "модел" in unknown.text


async def test_with_a_model_such_a_find_is_only_perhaps_the_answer() -> None:
    of = group()
    model = saying("В пятницу [1].")
    found = passage(("Костя", "релиз в пятницу"), of=of)
    at = parlour(model, groups=[of], passages=[found])

    reply = await at.hears("когда релиз?")

    assert "Быть может" in model.asked[0].turns[0].text
    assert (found,) == reply.passages


async def test_what_is_asked_of_alfred_is_not_looked_up_though_it_speaks_of_groups() -> None:
    at = parlour(groups=[group()])

    reply = await at.hears("Как добавить тебя в группу?")

    assert [] == at.archive.asked
    assert "/groups" in reply.text


async def test_a_bare_mention_is_answered_without_a_model() -> None:
    model = saying("Слушаю.")
    at = parlour(model)
    await at.hears("Привет!")

    reply = await at.hears("")
    await at.hears("Что умеешь?")

    assert "Я здесь. Чем могу быть полезен?" == reply.text
    assert all(turn.text for turn in model.asked[-1].turns)


async def test_nothing_found_is_said_plainly() -> None:
    at = parlour(groups=[group()])

    reply = await at.hears("кто обещал написать постмортем?")

    assert "не нашёл" in reply.text


async def test_words_that_ask_for_nothing_are_not_looked_up() -> None:
    at = parlour(saying("Ясно."), groups=[group()])

    await at.hears("Расскажи про Python")

    assert [] == at.archive.asked


async def test_in_a_group_only_that_group_is_looked_into() -> None:
    here, other = group(1, "Команда"), group(2, "Семья")
    at = parlour(saying("Нашёл [1]."), groups=[here, other])

    await at.hears("что решили про отпуск?", scope=scope_of(here.chat.telegram_id))
    await at.hears("что решили про отпуск?")

    assert [[here], [here, other]] == [list(groups) for _, groups in at.archive.asked]


async def test_what_was_said_in_private_is_not_recalled_in_a_group() -> None:
    model = saying("Понял.")
    at = parlour(model)

    await at.hears("Мой сын болен, никому не говорите")
    await at.hears("О чём мы беседовали?", scope=scope_of(-100200))

    assert "сын" not in "".join(turn.text for turn in model.asked[1].turns)


async def test_people_do_not_hear_each_other() -> None:
    model = saying("Понял.")
    at = parlour(model)

    await at.hears("Я уволюсь в понедельник")
    await at.hears("Что говорят?", person=BORIS)

    assert "уволюсь" not in "".join(turn.text for turn in model.asked[1].turns)


async def test_a_reply_is_shown_as_it_grows_and_without_foreign_links() -> None:
    channel = NotedChannel()
    at = parlour(saying("Загляните на https://evil.example, сэр."))

    reply = await at.hears("Посоветуйте сайт", channel=channel)

    assert "evil" not in reply.text
    assert all("evil" not in draft for draft in channel.drafts)
    assert [reply] == channel.replies


class Endless(ScriptedLanguageModel):
    """Says one word after the other until it is stopped."""

    def __init__(self, channel: NotedChannel) -> None:
        super().__init__(lambda _: FreeText(text="never"))
        self._channel = channel

    async def answer(
        self, prompt: Prompt[A], asking: Asking, heard: Heard | None = None
    ) -> Answered[A]:
        assert heard is not None
        heard("Было так: ")
        heard("Было так: жил-был дворецкий")
        self._channel.stop.set()
        await asyncio.get_running_loop().create_future()
        raise AssertionError("a future of nobody is never done")


async def test_who_stops_a_reply_keeps_what_was_said_of_it() -> None:
    channel = NotedChannel()
    at = parlour(Endless(channel))

    reply = await at.hears("Расскажи длинную историю", channel=channel)

    assert ("Было так: жил-был дворецкий", Manner.STOPPED) == (reply.text, reply.manner)
    assert (Role.ASSISTANT, reply.text) == (await remembered(at))[-1]


class AwayMemory(MemoryMemory):
    async def recent(self, *_: Any, **__: Any) -> Sequence[MemoryEvent]:
        raise MemoryAwayError("MongoDB does not answer — start it")

    async def add(self, events: Sequence[MemoryEvent]) -> int:
        raise MemoryAwayError("MongoDB does not answer — start it")


async def test_alfred_answers_while_his_memory_is_away() -> None:
    at = parlour(saying("К вашим услугам."), memory=AwayMemory())

    reply = await at.hears("Добрый день")

    assert "К вашим услугам." == reply.text


class DeafChannel(NotedChannel):
    async def send(self, reply: Reply) -> None:
        await super().send(reply)
        raise MemoryAwayError("the chat cannot be written to — it has to let the bot in again")


async def test_of_a_reply_that_could_not_be_sent_the_words_are_remembered_and_it_is_not() -> None:
    at = parlour(saying("К вашим услугам."))

    with pytest.raises(MemoryAwayError):
        await at.hears("Добрый день", channel=DeafChannel())

    assert [(Role.USER, "Добрый день")] == await remembered(at)


async def test_who_is_killed_over_sending_has_remembered_what_was_said() -> None:
    """The turn is not handled again, for the reply may have arrived."""
    at = parlour(saying("К вашим услугам."))
    seen: list[tuple[Role, str]] = []

    class Dying(NotedChannel):
        async def send(self, reply: Reply) -> None:
            seen.extend(await remembered(at))

    await at.hears("Я живу в Казани", channel=Dying())

    assert [(Role.USER, "Я живу в Казани")] == seen


async def test_a_second_try_does_not_recall_the_message_that_it_answers() -> None:
    model = saying("К вашим услугам.")
    at = parlour(model)
    with pytest.raises(MemoryAwayError):
        await at.hears("Добрый день", turn=1, channel=DeafChannel())

    await at.hears("Добрый день", turn=1)

    assert [["Добрый день"]] * 2 == [
        [turn.text for turn in prompt.turns if turn.speaker is Speaker.USER]
        for prompt in model.asked
    ]
    assert [(Role.USER, "Добрый день"), (Role.ASSISTANT, "К вашим услугам.")] == await remembered(
        at
    )


async def test_a_second_try_sends_the_reply_that_was_made_and_pays_no_model() -> None:
    model = saying("К вашим услугам.", "Слушаю вас.")
    at, deaf = parlour(model), DeafChannel()
    with pytest.raises(MemoryAwayError):
        await at.hears("Добрый день", turn=1, channel=deaf)

    again = await at.hears("Добрый день", turn=1, channel=NotedChannel(deaf))

    assert "К вашим услугам." == again.text
    assert 1 == len(model.asked)
    assert (Role.ASSISTANT, "К вашим услугам.") in await remembered(at)


async def test_what_was_sent_is_not_sent_for_another_remark() -> None:
    at = parlour(saying("К вашим услугам.", "Слушаю вас."))
    await at.hears("Добрый день", turn=1)

    other = await at.hears("Добрый день", turn=2)

    assert "Слушаю вас." == other.text


async def test_a_newcomer_with_a_group_in_common_is_not_asked_to_invite_alfred() -> None:
    alone, at = parlour(), parlour(groups=[group()])

    greeted, in_group = await alone.hears("Привет!"), await at.hears("Привет!")

    assert "/groups" in greeted.text
    assert "/groups" not in in_group.text


class SlowMemory(MemoryMemory):
    async def recent(self, *given: Any, **named: Any) -> Sequence[MemoryEvent]:
        await asyncio.sleep(3_600)
        return await super().recent(*given, **named)


@in_virtual_time
async def test_a_memory_that_hangs_is_not_waited_for() -> None:
    at = parlour(saying("К вашим услугам."), memory=SlowMemory(lambda: NOON))

    reply = await at.hears("Добрый день")

    assert "К вашим услугам." == reply.text
    assert PATIENCE == now()


async def test_a_failed_turn_says_how_it_was_answered_in_the_metrics() -> None:
    at = parlour(saying("Да."))

    await at.hears("Вопрос", source=Source.VOICE)

    assert 1 == at.counted("personalized_requests_total", source="voice", status="ok")
    assert 1 == at.counted("user_memory_events_total", role="user")
    assert 1 == at.counted("user_memory_events_total", role="assistant")
    assert 0 < at.counted("personalized_prompt_tokens_total")
