"""Alfred's conversation on the whole service: its own process, its databases, a model's server."""

import asyncio

import pytest

from tests.fixtures.live_guests import Guest, until, with_model
from tests.fixtures.live_service import Service
from tests.servers.gigachat import Endpoint, Fault, GigaChatServer, Reply
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(240)

SLOW = 8.0
"""Seconds that a model takes for an answer to a person for whom nobody else should wait."""


def prompts(gigachat: GigaChatServer) -> list[list[str]]:
    """The turns of each request for an answer, in order of arrival."""
    return [
        [message["content"] for message in each.body["messages"]]
        for each in gigachat.requests
        if each.endpoint is Endpoint.CHAT
    ]


async def test_a_first_conversation_with_a_model(
    service: Service, gigachat: GigaChatServer, anna: Guest
) -> None:
    with_model(service, gigachat)
    gigachat.script(
        Reply("Добрый день. Я Альфред, к вашим услугам."),
        Reply("Python — язык программирования, сударыня."),
        Reply("Requests и NumPy в большой чести."),
    )
    await service.start()
    await service.ready()

    replies = [
        await anna.says("Привет!"),
        await anna.says("Расскажи про Python"),
        await anna.says("А какие библиотеки популярны?"),
    ]

    last = prompts(gigachat)[-1]
    export = await anna.export()
    assert "Requests и NumPy в большой чести." == replies[-1]
    assert [
        "Привет!",
        "Добрый день. Я Альфред, к вашим услугам.",
        "Расскажи про Python",
        "Python — язык программирования, сударыня.",
        "А какие библиотеки популярны?",
    ] == last[1:]
    assert [*last[1:], replies[-1]] == export.contents
    assert 3 == await service.metric('personalized_requests_total{source="text",status="ok"}')
    assert 1 == await service.metric("user_profile_writes_total")
    assert 0 == await service.stop()


async def test_the_first_word_makes_a_profile_and_gets_an_answer_without_a_model(
    service: Service, anna: Guest
) -> None:
    await service.start()
    await service.ready()
    before = await anna.says("/memory")

    reply = await anna.says("Привет!")

    export = await anna.export()
    assert "ничего не помню" in before
    assert "Альфред" in reply
    assert [("user", "Привет!"), ("assistant", reply)] == [
        (event["role"], event["content"]) for event in export.memory
    ]
    assert 1 == await service.metric("user_profile_writes_total")


async def test_a_model_that_breaks_or_hangs_costs_a_sentence_and_no_memory(
    service: Service, gigachat: GigaChatServer, anna: Guest
) -> None:
    with_model(service, gigachat)
    gigachat.always(Fault.status(500), when=lambda asked: "репке" in asked.last)
    gigachat.always(Fault.hang(), when=lambda asked: "колобке" in asked.last)
    gigachat.always(Reply("Жили-были дед да баба."))
    await service.start()
    await service.ready()

    broken = await anna.says("Расскажи сказку о репке")
    slow = await anna.says("Расскажи сказку о колобке")
    again = await anna.says("Расскажи сказку о теремке")

    export = await anna.export()
    assert "мысль не далась" in broken
    assert "мысль не далась" in slow
    assert "Жили-были дед да баба." == again
    assert [
        "Расскажи сказку о репке",
        "Расскажи сказку о колобке",
        "Расскажи сказку о теремке",
        "Жили-были дед да баба.",
    ] == export.contents
    assert export.contents[:3] == prompts(gigachat)[-1][1:]  # the model is told of them too
    assert 2 == await service.metric('personalized_requests_total{source="text",status="error"}')
    assert 1 == await service.metric('personalized_requests_total{source="text",status="ok"}')
    assert "Traceback" not in service.told()


async def test_beyond_its_quota_a_conversation_goes_on_with_the_lower_tier_and_then_by_rules(
    service: Service, gigachat: GigaChatServer, anna: Guest
) -> None:
    """What digests may use is not touched, and is not for the conversation."""
    with_model(service, gigachat)
    service.variables |= {"BUTLER_PRO_QUOTA_CALLS": "1", "BUTLER_BASE_QUOTA_CALLS": "1"}
    gigachat.always(Reply("Жили-были дед да баба."))
    await service.start()
    await service.ready()

    told = [await anna.says("Расскажи сказку") for _ in range(3)]

    assert ["GigaChat-2-Pro", "GigaChat-2"] == [each.model for each in gigachat.chats]
    assert ["Жили-были дед да баба."] * 2 == told[:2]
    assert "мысль не далась" in told[2]
    spent = 'gigachat_requests_total{model="GigaChat-2-Pro",status="quota_spent"}'
    assert 2 == await service.metric(spent)


async def test_two_messages_at_one_instant_are_answered_in_their_order(
    service: Service, gigachat: GigaChatServer, anna: Guest
) -> None:
    with_model(service, gigachat, seconds=30)
    gigachat.script(Reply("Первый ответ.", latency=1.0), Reply("Второй ответ."))
    await service.start()
    await service.ready()

    for text in ("Первый вопрос: сколько ног у паука?", "Второй вопрос: а у краба?"):
        anna.bot_api.people.says(anna.id, anna.id, text)
    await until(lambda: len(anna.told) == 2)

    assert ["Первый ответ.", "Второй ответ."] == anna.told
    assert [
        "Первый вопрос: сколько ног у паука?",
        "Первый ответ.",
        "Второй вопрос: а у краба?",
        "Второй ответ.",
    ] == (await anna.export()).contents


@pytest.mark.parametrize("together", [False, True], ids=["in private", "in one group"])
async def test_whoever_speaks_at_the_same_instant_waits_for_nobody_else(
    service: Service, gigachat: GigaChatServer, bot_api: BotApiServer, *, together: bool
) -> None:
    with_model(service, gigachat, seconds=30)
    service.variables["GIGACHAT_MAX_STREAMS"] = "4"
    people = bot_api.people
    slow, quick = people.person("Анна"), people.person("Борис")
    group = people.supergroup("Команда", [slow, quick], bot=None)
    gigachat.always(
        Reply("Долгий ответ.", latency=SLOW), when=lambda asked: "сказку" in asked.last
    )
    gigachat.always(Reply("Быстрый ответ."))
    await service.start()
    await service.ready()
    if together:
        people.adds_bot(slow, group, administrator=True)
        await until(lambda: bool(bot_api.journal.delivered(group)))
    rooms = (group, group) if together else (slow, quick)
    called = "@alfred_test_bot " if together else ""

    people.says(slow, rooms[0], f"{called}Сочини длинную сказку")
    await until(lambda: len(gigachat.chats) == 1)
    people.says(quick, rooms[1], f"{called}Как настроение?")
    async with asyncio.timeout(SLOW - 2):
        await bot_api.journal.reached(2 if together else 1)
    answered_first = bot_api.journal.delivered(rooms[1])[-1]

    await until(lambda: "Долгий ответ." in bot_api.journal.delivered(rooms[0]))
    assert "Быстрый ответ." == answered_first


async def test_without_personalization_the_bot_is_a_plain_one(
    service: Service, anna: Guest
) -> None:
    service.variables["PERSONALIZATION_ENABLED"] = "false"
    await service.start()
    await service.ready()

    words = await anna.says("Привет!")
    [voice] = await anna.sends(b"OggS", 2, answers=1)
    commands = [await anna.says(command) for command in ("/memory", "/export_me", "/forget")]

    assert "понимаю только команды" in words
    assert "понимаю только команды" in voice
    assert all("Такого поручения я не знаю" in told for told in commands)
    assert 0 == await service.metric("personalized_requests_total")
    assert not (service.home / ".alfred" / "mongo").exists()
