"""Condensing in the background: what it takes up, when it tries again, how it stops."""

import asyncio
from collections.abc import Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from pipeline.alfred.condensing.models import Condensed
from pipeline.alfred.condensing.once import CondenseOnce, Ending
from pipeline.alfred.condensing.part import LONGEST_REST, PAUSES, TAKE_UP_SECONDS, CondensingPart
from pipeline.alfred.models import PRIVATE, ChatScope
from pipeline.errors import AlfredError
from pipeline.groups.models import PersonId
from pipeline.health.parts import Life, PartState, PartStatus
from tests.fakes.memory import MemoryMemory
from tests.fakes.virtual_time import in_virtual_time, now
from tests.fixtures.butler import ANNA, NOON
from tests.fixtures.condensing import GROUP, DiedError, Household, Scripted, chatter

VERA = PersonId(8)
Whose = tuple[PersonId, ChatScope]


class Endings:
    """A ``CondenseOnce`` that ends as it is told to, and notes when."""

    def __init__(self, *endings: Ending | Exception) -> None:
        self._endings = [*endings]
        self.calls: list[tuple[float, Whose]] = []
        self.running = 0
        self.most = 0
        self.takes = 0.0

    async def __call__(self, person: PersonId, scope: ChatScope) -> Ending:
        self.calls.append((now(), (person, scope)))
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(self.takes)
        finally:
            self.running -= 1
        ending = self._endings.pop(0) if self._endings else Ending.NOT_DUE
        if isinstance(ending, Exception):
            raise ending
        return ending

    @property
    def times(self) -> list[float]:
        return [time for time, _ in self.calls]


class Waiting(MemoryMemory):
    """Whose memory waits, after so many failures to tell."""

    def __init__(self, whose: Sequence[Whose], failures: int = 0) -> None:
        super().__init__(lambda: NOON)
        self.whose = whose
        self._failures = failures

    async def waiting(self, *, least: int, limit: int) -> Sequence[Whose]:
        if self._failures:
            self._failures -= 1
            raise DiedError
        return self.whose


def part_of(once: Any, memory: MemoryMemory | None = None) -> CondensingPart:
    return CondensingPart(once, memory or Waiting([]))


@asynccontextmanager
async def running(part: CondensingPart, life: Life | None = None) -> Any:
    life = life or Life(lambda status: None)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(part.run(life))
        await asyncio.sleep(0)
        yield
        life.stopping.set()


@in_virtual_time
async def test_what_a_stopped_process_left_is_taken_up() -> None:
    once = Endings()

    async with running(part_of(once, Waiting([(ANNA, PRIVATE), (VERA, GROUP)]))):
        await asyncio.sleep(1)

    assert [(ANNA, PRIVATE), (VERA, GROUP)] == [whose for _, whose in once.calls]


@in_virtual_time
async def test_a_memory_that_breaks_what_condenses_it_rests_and_others_go_on() -> None:
    once = Endings(ValueError("no such name"), Ending.NOT_DUE)
    states: list[PartStatus] = []
    part = part_of(once, Waiting([(ANNA, PRIVATE), (VERA, GROUP)]))

    async with running(part, Life(states.append)):
        await asyncio.sleep(PAUSES[0] + 1)

    assert [(ANNA, PRIVATE), (VERA, GROUP), (ANNA, PRIVATE)] == [whose for _, whose in once.calls]
    assert [PartState.READY] == [status.state for status in states]


@in_virtual_time
async def test_what_was_left_is_asked_for_until_the_store_answers() -> None:
    once = Endings()

    async with running(part_of(once, Waiting([(ANNA, PRIVATE)], failures=2))):
        await asyncio.sleep(PAUSES[0] + PAUSES[1] + 1)

    assert [PAUSES[0] + PAUSES[1]] == once.times


@in_virtual_time
async def test_what_another_process_leaves_later_is_taken_up_later() -> None:
    once, left = Endings(), Waiting([])

    async with running(part_of(once, left)):
        await asyncio.sleep(1)
        left.whose = [(ANNA, PRIVATE)]
        await asyncio.sleep(2 * TAKE_UP_SECONDS)

    assert [TAKE_UP_SECONDS, 2 * TAKE_UP_SECONDS] == once.times


@pytest.mark.parametrize("ending", [Ending.ERROR, Ending.EMPTY, DiedError()], ids=str)
def test_what_fails_is_tried_again_after_pauses_that_grow(ending: Ending | AlfredError) -> None:
    @in_virtual_time
    async def trial() -> None:
        once = Endings(*[ending] * 5)
        part = part_of(once)

        async with running(part):
            part.due(ANNA, PRIVATE)
            await asyncio.sleep(10_000)

        first, second, last = PAUSES
        assert [
            0,
            first,
            first + second,
            *(first + second + n * last for n in (1, 2, 3)),
        ] == once.times

    trial()


@in_virtual_time
async def test_messages_do_not_hasten_what_rests() -> None:
    once = Endings(Ending.ERROR)
    part = part_of(once)

    async with running(part):
        for _ in range(50):
            part.due(ANNA, PRIVATE)
            await asyncio.sleep(1)
        await asyncio.sleep(100)

    assert [0, PAUSES[0]] == once.times


@in_virtual_time
async def test_one_that_rests_keeps_nobody_waiting() -> None:
    once = Endings(Ending.ERROR)
    part = part_of(once)

    async with running(part):
        part.due(ANNA, PRIVATE)
        await asyncio.sleep(1)
        part.due(VERA, PRIVATE)
        await asyncio.sleep(1)

    assert [(0, (ANNA, PRIVATE)), (1, (VERA, PRIVATE))] == once.calls


@in_virtual_time
async def test_what_another_process_holds_is_looked_at_again() -> None:
    once = Endings(Ending.HELD, Ending.HELD)
    part = part_of(once)

    async with running(part):
        part.due(ANNA, PRIVATE)
        await asyncio.sleep(1_000)

    assert [0, PAUSES[0], 2 * PAUSES[0]] == once.times


@in_virtual_time
async def test_a_batch_that_was_condensed_may_leave_another() -> None:
    once = Endings(Ending.OK, Ending.RULES)
    part = part_of(once)

    async with running(part):
        part.due(ANNA, PRIVATE)
        await asyncio.sleep(1)

    assert [0, 0, 0] == once.times


@in_virtual_time
async def test_many_people_are_condensed_two_at_a_time_each_once() -> None:
    once, people = Endings(), [PersonId(number) for number in range(20)]
    once.takes = 1.0
    part = part_of(once)

    async with running(part):
        for person in people * 2:
            part.due(person, PRIVATE)
        await asyncio.sleep(30)

    assert people == [person for _, (person, _) in once.calls]
    assert 2 == once.most
    assert 9 * (once.takes + LONGEST_REST) == once.times[-1]


@in_virtual_time
async def test_it_stops_at_once_in_the_middle_of_condensing_and_of_pauses() -> None:
    once = Endings(Ending.ERROR)
    part = part_of(once)

    async with running(part):
        part.due(ANNA, PRIVATE)
        await asyncio.sleep(1)
        once.takes = 3_600.0
        part.due(VERA, PRIVATE)
        await asyncio.sleep(1)

    assert 2 == now()
    assert 0 == once.running


@in_virtual_time
async def test_it_stops_at_once_while_the_store_does_not_answer() -> None:
    class Silent(Waiting):
        async def waiting(self, *, least: int, limit: int) -> Sequence[Whose]:
            await asyncio.sleep(3_600)
            return ()

    said: list[PartStatus] = []

    async with running(part_of(Endings(), Silent([])), Life(said.append)):
        await asyncio.sleep(1)

    assert 1 == now()
    assert [PartState.READY] == [status.state for status in said]


@in_virtual_time
async def test_a_defect_of_the_part_ends_the_run_and_the_next_run_takes_up_what_is_left() -> None:
    class Defective(Waiting):
        defects = 1

        async def waiting(self, *, least: int, limit: int) -> Sequence[Whose]:
            if self.defects:
                self.defects -= 1
                raise ZeroDivisionError
            return await super().waiting(least=least, limit=limit)

    once = Endings()
    part = part_of(once, Defective([(ANNA, PRIVATE)]))

    with pytest.raises(ExceptionGroup):
        async with running(part):
            await asyncio.sleep(1)
    async with running(part):
        await asyncio.sleep(1)

    assert [(ANNA, PRIVATE)] == [whose for _, whose in once.calls]


@in_virtual_time
async def test_a_memory_that_has_grown_is_condensed_in_the_background() -> None:
    household = Household(condenser=Scripted([Condensed("Читает про звёзды.", ())]))
    await household.remembers(chatter(51))
    once: CondenseOnce = household.once()
    part = CondensingPart(once, household.memory)

    async with running(part):
        part.due(ANNA, PRIVATE)
        await asyncio.sleep(1)

    assert 20 == await household.memory.size(ANNA, PRIVATE)
    assert "Читает про звёзды." == await household.summary()
