"""Requests of many that become one."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from storage.documents.together import Together
from storage.errors import DocumentStoreUnavailableError


class Store:
    """Answers when it is let, and notes what it was asked; the odd ones it does not have."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.may_answer = asyncio.Event()
        self.error: DocumentStoreUnavailableError | None = None

    async def ask(self, keys: Sequence[int]) -> Mapping[int, str]:
        self.asked.append(sorted(keys))
        await asyncio.sleep(0)
        await self.may_answer.wait()
        if self.error is not None:
            raise self.error
        return {key: f"value {key}" for key in keys if key % 2 == 0}


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_waits_while_a_request_is_under_way_is_one_request() -> None:
    store = Store()
    together = Together(store.ask)

    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(together(1))
        await settle()
        others = [tasks.create_task(together(number % 4)) for number in range(8)]
        await settle()
        store.may_answer.set()

    assert [[1], [0, 1, 2, 3]] == store.asked
    assert None is first.result()
    assert ["value 0", None, "value 2", None] * 2 == [each.result() for each in others]


async def test_each_request_begins_after_it_was_asked_for() -> None:
    """Whoever has written something reads it."""
    written: list[int] = []
    seen: list[list[int]] = []

    async def ask(keys: Sequence[int]) -> Mapping[int, str]:
        seen.append(list(written))
        await asyncio.sleep(0)
        return {}

    together = Together(ask)

    async def write_and_read(number: int) -> None:
        written.append(number)
        await together(number)
        assert any(number in each for each in seen[-1:])

    await asyncio.gather(*(write_and_read(number) for number in range(20)))

    assert 2 == len(seen)


async def test_a_failure_is_everybodys_and_the_next_request_is_made_anew() -> None:
    store = Store()
    together = Together(store.ask)
    store.error = DocumentStoreUnavailableError("away — wait")
    store.may_answer.set()

    failed = await asyncio.gather(
        *(together(number) for number in range(5)), return_exceptions=True
    )
    store.error = None
    found = await together(4)

    assert [DocumentStoreUnavailableError] * 5 == [type(each) for each in failed]
    assert [[0], [1, 2, 3, 4], [4]] == store.asked
    assert "value 4" == found


async def test_whoever_gives_up_leaves_the_others_their_answer() -> None:
    store = Store()
    together = Together(store.ask)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(together(0))
        await settle()
        impatient = tasks.create_task(together(2))
        await settle()
        other = tasks.create_task(together(4))
        await settle()
        impatient.cancel()
        store.may_answer.set()

    assert impatient.cancelled()
    assert "value 4" == other.result()


async def test_if_the_one_who_asks_for_all_gives_up_another_asks() -> None:
    store = Store()
    together = Together(store.ask)

    async with asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(together(0))
        await settle()
        other = tasks.create_task(together(2))
        await settle()
        asking.cancel()
        await settle()
        store.may_answer.set()

    assert "value 2" == other.result()


async def test_a_defect_is_not_kept_from_anybody() -> None:
    async def ask(_: Sequence[int]) -> Mapping[int, str]:
        raise ZeroDivisionError

    together = Together(ask)

    with pytest.raises(ZeroDivisionError):
        await together(1)
