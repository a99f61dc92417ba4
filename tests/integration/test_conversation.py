"""People talk with Alfred: real handlers and a real bot, on stores in memory."""

import asyncio
import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel

from pipeline.alfred.condensing.once import LOCK
from pipeline.alfred.models import Role, scope_of
from pipeline.conversation.models import ReceiptKind
from pipeline.groups.models import PersonId
from pipeline.llm.completions import Heard
from pipeline.llm.errors import ModelError, ModelUnavailableError
from pipeline.llm.models import A, Answered, Asking, FreeText, Prompt
from pipeline.llm.ports import LanguageModel
from pipeline.operators.exercises import Exercise
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fixtures.bot_transport import until
from tests.fixtures.butler import fact, parlour
from tests.fixtures.commands import House
from tests.servers.telegram import BotApiServer


def saying(answer: str | ModelError) -> ScriptedLanguageModel:
    def say(_: Prompt[Any]) -> BaseModel | ModelError:
        return FreeText(text=answer) if isinstance(answer, str) else answer

    return ScriptedLanguageModel(say)


def house_with(server: BotApiServer, model: LanguageModel | None = None) -> House:
    return House(server, parlour=parlour(model))


async def test_words_in_private_are_answered_and_remembered(bot_api: BotApiServer) -> None:
    house = house_with(bot_api, saying("К вашим услугам, сударыня."))
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "Привет!")

    assert house.parlour is not None
    events = await house.parlour.memory.all(PersonId(anna))
    assert "К вашим услугам, сударыня." == visit.last(anna)
    assert [Role.USER, Role.ASSISTANT] == [event.role for event in events]
    assert [ReceiptKind.REPLY] == visit.receipts()


async def test_to_whom_the_conversation_is_off_the_bot_is_a_plain_one(
    bot_api: BotApiServer,
) -> None:
    house = house_with(bot_api, saying("К вашим услугам, сударыня."))
    anna = house.person("Анна")
    house.rollout.on = False

    async with house.process() as visit:
        await visit.says(anna, "Привет!")
        switched_off = visit.last(anna)
        await visit.says(anna, "/memory")
        rights = visit.last(anna)
        house.rollout.on = True
        await visit.says(anna, "Привет!")

    assert "понимаю только команды" in switched_off
    assert "Такого поручения" not in rights
    assert "К вашим услугам, сударыня." == visit.last(anna)


async def test_whom_only_the_kill_switch_keeps_from_it_are_told_so_once(
    bot_api: BotApiServer,
) -> None:
    house = house_with(bot_api, saying("К вашим услугам, сударыня."))
    anna = house.person("Анна")
    house.rollout.on, house.rollout.withheld = False, True

    async with house.process() as visit:
        told = []
        for said in ("/help", "Привет!", "Вы здесь?"):
            await visit.says(anna, said)
            told.append(visit.last(anna))
        house.rollout.on = True
        await visit.says(anna, "А теперь?")
        answered = visit.last(anna)

    assert [False, True, False] == ["разговор отключён" in each for each in told]
    assert "понимаю только команды" in told[-1]
    assert "К вашим услугам, сударыня." == answered


async def test_without_a_model_a_newcomer_is_told_who_this_is(bot_api: BotApiServer) -> None:
    house = house_with(bot_api)
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "Привет!")

    assert "Я Альфред, дворецкий" in visit.last(anna)


async def test_an_english_remark_of_an_english_person_is_answered_in_english(
    bot_api: BotApiServer,
) -> None:
    house = house_with(bot_api)
    ann = bot_api.people.person("Ann", language_code="en")

    async with house.process() as visit:
        await visit.says(ann, "Hello")
        english = visit.last(ann)
        await visit.says(ann, "Спасибо, Альфред")

    assert "I am Alfred" in english
    assert re.search("служба|услугам|благодарности", visit.last(ann))


async def test_a_failing_model_is_a_sentence_of_alfreds_and_no_incident(
    bot_api: BotApiServer,
) -> None:
    house = house_with(bot_api, saying(ModelUnavailableError("away")))
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "Расскажи сказку")

    assert "мысль не далась" in visit.last(anna)
    assert [ReceiptKind.REPLY] == visit.receipts()


class Dictating(ScriptedLanguageModel):
    """Says what it is given piece by piece, and ends when it is let."""

    def __init__(self) -> None:
        super().__init__(lambda _: FreeText(text="Жил-был дворецкий, и служил он верно."))
        self.end = asyncio.Event()

    async def answer(
        self, prompt: Prompt[A], asking: Asking, heard: Heard | None = None
    ) -> Answered[A]:
        assert heard is not None
        heard("Жил-был дворецкий")
        await self.end.wait()
        return await super().answer(prompt, asking, heard)


async def test_a_reply_is_seen_as_a_draft_while_it_grows(bot_api: BotApiServer) -> None:
    model = Dictating()
    house = house_with(bot_api, model)
    anna = house.person("Анна")

    async with house.process() as visit:
        bot_api.people.says(anna, anna, "Расскажи сказку")
        await until(lambda: "Жил-был дворецкий" in visit.shown(anna))
        before = bot_api.journal.delivered(anna)
        model.end.set()
        await visit.settled()

    assert [] == before
    assert ["Жил-был дворецкий, и служил он верно."] == bot_api.journal.delivered(anna)


async def test_the_button_under_a_draft_ends_the_reply_with_what_was_said(
    bot_api: BotApiServer,
) -> None:
    house = house_with(bot_api, Dictating())
    anna = house.person("Анна")

    async with house.process() as visit:
        bot_api.people.says(anna, anna, "Расскажи сказку")
        await until(lambda: "Жил-был дворецкий" in visit.shown(anna))
        bot_api.people.stops_draft(anna)
        await visit.settled()

    assert ["Жил-был дворецкий"] == bot_api.journal.delivered(anna)


async def test_in_a_group_alfred_answers_who_addresses_him_and_nobody_else(
    bot_api: BotApiServer,
) -> None:
    house = house_with(bot_api, saying("Слушаю вас."))
    anna, boris = house.person("Анна"), house.person("Борис")
    chat = bot_api.people.supergroup("Команда", [anna, boris], bot=None)
    bot_api.people.adds_bot(anna, chat)

    async with house.process() as visit:
        await visit.settled()
        silent = len(bot_api.journal.delivered(chat))
        await visit.says(boris, "Кто завтра дежурит?", chat)
        still = len(bot_api.journal.delivered(chat))
        await visit.says(boris, "@alfred_test_bot, подскажи рецепт чая", chat)

    assert house.parlour is not None
    events = await house.parlour.memory.all(PersonId(boris))
    assert silent == still
    assert "Слушаю вас." == visit.last(chat)
    assert {scope_of(chat)} == {event.scope for event in events}
    assert "подскажи рецепт чая" == events[0].content


async def test_different_people_do_not_wait_for_each_other(bot_api: BotApiServer) -> None:
    model = Dictating()
    house = house_with(bot_api, model)
    anna, boris = house.person("Анна"), house.person("Борис")

    async with house.process() as visit:
        bot_api.people.says(anna, anna, "Расскажи сказку")
        await until(lambda: "Жил-был" in visit.shown(anna))
        bot_api.people.says(boris, boris, "/help")
        await until(lambda: bool(bot_api.journal.delivered(boris)))
        unanswered = bot_api.journal.delivered(anna)
        model.end.set()
        await visit.settled()

    assert [] == unanswered


async def test_memory_shows_what_is_known_and_forgets_a_fact(bot_api: BotApiServer) -> None:
    house = house_with(bot_api)
    anna = house.person("Анна")
    assert house.parlour is not None
    known = replace(fact("живёт в Казани"), person=PersonId(anna))
    await house.parlour.facts.add([known])

    async with house.process() as visit:
        await visit.says(anna, "/memory")
        shown = visit.last(anna)
        await visit.presses(anna, "Забыть 1")

    assert "живёт в Казани" in shown
    assert [] == await house.parlour.facts.all(PersonId(anna))
    assert "живёт в Казани" not in visit.shown(anna)


async def test_forget_asks_and_then_nothing_is_left(bot_api: BotApiServer) -> None:
    house = house_with(bot_api)
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "Привет!")
        await visit.says(anna, "/forget")
        asked = visit.last(anna)
        await visit.presses(anna, "Забыть всё")

    assert house.parlour is not None
    assert "Вернуть этого я не смогу" in asked
    assert "Забыл. Удалены 2 реплики и 0 сведений о вас." in visit.shown(anna)
    assert {Exercise.FORGET} == (await house.exercises.last()).keys()
    assert [] == await house.parlour.memory.all(PersonId(anna))
    assert await house.parlour.profiles.find(PersonId(anna)) is None


async def test_while_the_memory_is_condensed_nothing_is_forgotten_and_that_is_said(
    bot_api: BotApiServer,
) -> None:
    house = house_with(bot_api)
    anna = house.person("Анна")
    known = replace(fact("живёт в Казани"), person=PersonId(anna))
    assert house.parlour is not None
    house.parlour.pause = lambda _: asyncio.sleep(0)
    await house.parlour.facts.add([known])

    async with house.process() as visit:
        await visit.says(anna, "/memory")
        async with house.parlour.locks.held(PersonId(anna), LOCK):
            of_fact = await visit.presses(anna, "Забыть 1")
            await visit.says(anna, "/forget")
            of_everything = await visit.presses(anna, "Забыть всё")

    assert "записываю нашу беседу" in of_fact
    assert "записываю нашу беседу" in of_everything
    assert {} == await house.exercises.last()
    assert [known] == await house.parlour.facts.all(PersonId(anna))


async def test_the_export_is_a_zip_with_everything(bot_api: BotApiServer) -> None:
    house = house_with(bot_api)
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "Привет!")
        await visit.says(anna, "/export_me")

    [sent] = [
        stored.json["document"]
        for stored in bot_api.world.chat(anna).messages.values()
        if "document" in stored.json
    ]
    file = bot_api.world.files.get(sent["file_id"])
    assert file is not None
    content = file.content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names, memory = archive.namelist(), archive.read("memory.csv").decode()
    assert ["README.txt", "profile.json", "memory.csv", "facts.csv", "metadata.json"] == names
    assert "Привет!" in memory
    assert {Exercise.EXPORT} == (await house.exercises.last()).keys()


async def test_the_tone_is_chosen_by_a_button(bot_api: BotApiServer) -> None:
    house = house_with(bot_api)
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/persona")
        await visit.presses(anna, "строго")

    assert "Говорю с вами так: строго." in visit.shown(anna)


@pytest.mark.parametrize("command", ["/memory", "/forget", "/export_me", "/persona"])
async def test_what_is_known_of_a_person_is_told_in_private_only(
    bot_api: BotApiServer, command: str
) -> None:
    house = house_with(bot_api)
    anna = house.person("Анна")
    chat = bot_api.people.supergroup("Команда", [anna], bot=None)
    bot_api.people.adds_bot(anna, chat)

    async with house.process() as visit:
        await visit.settled()
        await visit.says(anna, command, chat)

    assert "наедине" in visit.last(chat)


async def test_a_plain_bot_knows_commands_only(bot_api: BotApiServer) -> None:
    house = House(bot_api)
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "Привет!")
        words = visit.last(anna)
        await visit.says(anna, "/memory")

    assert "понимаю только команды" in words
    assert "Такого поручения я не знаю" in visit.last(anna)


async def test_a_voice_message_where_nothing_hears_is_refused_kindly(
    bot_api: BotApiServer,
) -> None:
    house = house_with(bot_api)
    anna = house.person("Анна")

    async with house.process() as visit:
        bot_api.people.sends_voice(anna, anna)
        await visit.settled()

    assert "распознавание речи не подключено" in visit.last(anna)
    assert [ReceiptKind.REFUSAL] == visit.receipts()
