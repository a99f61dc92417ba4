import asyncio

import pytest

from bot.telegram.lanes import Lanes
from tests.fakes.virtual_time import in_virtual_time


class Workshop:
    """Work of one second an item, which notes what is done and how much was under way at once."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.under_way = 0
        self.most = 0

    async def work(self, item: str) -> None:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(1)
        self.under_way -= 1
        self.done.append(item)


def lanes(workshop: Workshop, side_by_side: int = 64, drain_seconds: float = 20) -> Lanes[str]:
    return Lanes(workshop.work, side_by_side=side_by_side, drain_seconds=drain_seconds)


@in_virtual_time
async def test_items_of_a_lane_follow_each_other_and_lanes_go_side_by_side() -> None:
    workshop = Workshop()
    work = lanes(workshop)
    for item in ("a1", "a2", "a3", "b1", "c1"):
        work.put(item[0], item)

    async with asyncio.TaskGroup() as group:
        running = group.create_task(work.run())
        await work.below(1)
        running.cancel()

    assert ["a1", "b1", "c1", "a2", "a3"] == workshop.done
    assert 3 == workshop.most
    assert 3 == asyncio.get_running_loop().time()


@in_virtual_time
async def test_no_more_lanes_are_served_at_once_than_allowed_and_each_gets_its_turn() -> None:
    workshop = Workshop()
    work = lanes(workshop, side_by_side=2)
    for number in range(3):
        for lane in "abc":
            work.put(lane, f"{lane}{number}")

    async with asyncio.TaskGroup() as group:
        running = group.create_task(work.run())
        await work.below(1)
        running.cancel()

    assert 2 == workshop.most
    assert ["a0", "b0", "c0"] == workshop.done[:3]


@pytest.mark.parametrize(("drain_seconds", "done"), [(20, 3), (1.5, 1)])
def test_what_waits_is_finished_within_the_given_time(drain_seconds: float, done: int) -> None:
    @in_virtual_time
    async def run() -> None:
        workshop = Workshop()
        work = lanes(workshop, drain_seconds=drain_seconds)
        for number in range(3):
            work.put("a", str(number))

        async with asyncio.TaskGroup() as group:
            running = group.create_task(work.run())
            await asyncio.sleep(0.1)
            running.cancel()

        assert done == len(workshop.done)

    run()


@in_virtual_time
async def test_who_brings_more_waits_until_there_is_room() -> None:
    work = lanes(Workshop())
    for number in range(5):
        work.put("a", str(number))

    async with asyncio.TaskGroup() as group:
        running = group.create_task(work.run())
        await work.below(3)
        running.cancel()
        assert 3 == asyncio.get_running_loop().time()
        assert 2 == work.backlog
