"""What is remembered of a long talk on the whole service, whatever happens to it on the way."""

from itertools import count

import pytest

from tests.fixtures.live_guests import Export, Guest, in_haste, until, with_model
from tests.fixtures.live_service import Service
from tests.servers.answers import answer
from tests.servers.gigachat import Endpoint, Fault, GigaChatServer
from tests.servers.gigachat.steps import system_begins

pytestmark = pytest.mark.timeout(300)

EARLY = "Меня зовут Аня, я живу в Казани и работаю ветеринаром"
FULL = 25
"""Turns after which a memory holds fifty events; the next one has it condensed."""
CONDENSE, COMPOSE = "prompt condense-", "prompt compose-"


class Chatter:
    """Says who she is, and then what nobody needs to remember."""

    def __init__(self, guest: Guest) -> None:
        self._guest = guest
        self._numbers = count()

    async def says(self, turns: int) -> None:
        for _ in range(turns):
            number = next(self._numbers)
            await self._guest.says(
                f"Сегодня я видела {number} облаков и прошла {number + 2} километра"
                if number
                else EARLY
            )


@pytest.fixture
def chatter(anna: Guest) -> Chatter:
    return Chatter(anna)


def asked(gigachat: GigaChatServer, prompt: str) -> list[str]:
    """The system turns of a prompt, in order of arrival."""
    return [
        str(each.system)
        for each in gigachat.requests
        if each.endpoint is Endpoint.CHAT and str(each.system).startswith(prompt)
    ]


def is_home(export: Export) -> bool:
    return any("Казан" in fact["fact"] for fact in export.standing)


async def test_after_fifty_one_messages_the_early_facts_are_still_answered(
    service: Service, anna: Guest, chatter: Chatter
) -> None:
    """Fifty-one that are remembered: Alfred's answers are messages too."""
    in_haste(service)
    await service.start()
    await service.ready()
    await chatter.says(FULL)
    before = await anna.export()
    await chatter.says(1)

    first = await anna.condensed(most=22)
    home = await anna.says("Где я живу?")
    await chatter.says(FULL)
    later = await anna.condensed(most=22 + 30)
    memory = await anna.says("/memory")

    assert (2 * FULL, "", []) == (len(before.memory), before.summary, before.facts)
    assert EARLY not in first.contents
    assert all("Казан" in export.summary and is_home(export) for export in (first, later))
    assert "Казан" in home
    assert "живёт в Казани" in memory
    assert 2 <= await service.metric('user_memory_compressions_total{status="ok"}')
    assert 0 == await service.metric('user_memory_compressions_total{status="error"}')


async def test_a_model_condenses_and_is_told_the_early_facts_when_they_are_asked_for(
    service: Service, gigachat: GigaChatServer, anna: Guest, chatter: Chatter
) -> None:
    in_haste(service)
    with_model(service, gigachat)
    gigachat.answerer = answer
    await service.start()
    await service.ready()
    await chatter.says(FULL + 1)
    export = await anna.condensed(most=22)

    home = await anna.says("Где я живу?")

    assert asked(gigachat, CONDENSE)
    assert EARLY not in export.contents
    assert is_home(export)
    assert "живёт в Казани" in asked(gigachat, COMPOSE)[-1]
    assert "Казан" in home


async def test_what_was_said_early_is_answered_before_it_is_condensed_too(
    service: Service, gigachat: GigaChatServer, anna: Guest, chatter: Chatter
) -> None:
    """Forty events: the last twenty go into a prompt as they are, and it is none of them."""
    in_haste(service)
    with_model(service, gigachat)
    gigachat.answerer = answer
    await service.start()
    await service.ready()
    await chatter.says(20)

    home = await anna.says("Где я живу?")

    assert [] == asked(gigachat, CONDENSE)
    assert "Казан" in home


async def test_killed_over_condensing_it_loses_nothing(
    service: Service, anna: Guest, chatter: Chatter
) -> None:
    in_haste(service)
    await service.start()
    await service.ready()
    await chatter.says(FULL + 1)

    await service.kill()
    await service.start()
    await service.ready()
    await anna.says("спасибо")

    export = await anna.condensed(most=24)
    assert "Казан" in export.summary
    assert is_home(export)
    assert any("25 облаков" in content for content in export.contents)


async def test_killed_while_a_model_condenses_it_loses_nothing(
    service: Service, gigachat: GigaChatServer, anna: Guest, chatter: Chatter
) -> None:
    in_haste(service)
    with_model(service, gigachat)
    gigachat.answerer = answer
    gigachat.always(Fault.hang(), when=system_begins(CONDENSE))
    service.variables["GIGACHAT_MAX_STREAMS"] = "4"
    await service.start()
    await service.ready()
    await chatter.says(FULL + 1)
    await until(lambda: bool(asked(gigachat, CONDENSE)))
    meanwhile = await anna.export()

    await service.kill()
    gigachat.recover()
    await service.start()
    await service.ready()
    home = await anna.says("Где я живу?")

    export = await anna.condensed(most=24)
    assert (2 * (FULL + 1), "") == (len(meanwhile.memory), meanwhile.summary)
    assert EARLY in meanwhile.contents
    assert "Казан" in home
    assert "Казан" in export.summary
    assert is_home(export)
    assert any("25 облаков" in content for content in export.contents)


async def test_a_model_that_cannot_condense_is_counted_and_costs_nothing(
    service: Service, gigachat: GigaChatServer, anna: Guest, chatter: Chatter
) -> None:
    in_haste(service)
    with_model(service, gigachat)
    gigachat.answerer = answer
    gigachat.always(Fault.status(500), when=system_begins(CONDENSE))
    await service.start()
    await service.ready()

    await chatter.says(FULL + 2)
    await until(lambda: bool(asked(gigachat, CONDENSE)))
    home = await anna.says("Где я живу?")

    export = await anna.export()
    assert 1 == await service.metric('user_memory_compressions_total{status="error"}')
    assert (2 * (FULL + 3), "", []) == (len(export.memory), export.summary, export.facts)
    assert "Казан" in home
    assert "Traceback" not in service.told()
