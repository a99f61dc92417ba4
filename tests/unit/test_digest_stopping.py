"""A run that nobody waits for any more is stopped, and can be had anew."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from handlers.events.generate_digest import GenerateDigest
from pipeline.digest.errors import RunStoppedError
from pipeline.digest.ports import LinkedMessage
from pipeline.digest.signals import StopRun
from pipeline.digest.stopping import RunStops, StopListener
from pipeline.events.runs import DigestGenerateRequested, DigestPersisted
from pipeline.health.parts import Life
from pipeline.ingest.models import TenantId
from pipeline.orders.models import Order, OrderState
from pipeline.orders.pursuing import SWITCHED_OFF
from pipeline.windows.models import STOPPED, Window, WindowId, WindowStatus
from tests.fakes.archive import MemoryArchive
from tests.fakes.signals import MemorySignals
from tests.fixtures.ordering import Ordering

TENANT, WINDOW = TenantId(1), WindowId(1)


class Gate(MemoryArchive):
    """A run waits for its messages until the gate opens."""

    opened: asyncio.Event
    reached: asyncio.Event

    async def history(
        self, tenant: TenantId, window: Window, *, windows: int, limit: int
    ) -> Sequence[LinkedMessage]:
        self.reached.set()
        await self.opened.wait()
        return await super().history(tenant, window, windows=windows, limit=limit)


class Workshop(Ordering):
    """Orders whose runs can be held up."""

    def __post_init__(self) -> None:
        super().__post_init__()
        world = self.world
        self.gate = Gate(world.messages, world.groups, world.windows)
        self.gate.opened, self.gate.reached = asyncio.Event(), asyncio.Event()
        self.stops = RunStops()
        runs = replace(world.runs, archive=self.gate, stops=self.stops)
        self.pursuit = replace(self.pursuit, runs=runs)
        self.generating = GenerateDigest(runs, self.pursuit)

    def wanted(self) -> list[DigestGenerateRequested]:
        return self.world.of(DigestGenerateRequested)

    async def window(self, order: Order) -> Window:
        return await self.world.windows.get(order.tenant, order.window_id)

    async def stop(self, order: Order) -> None:
        await self.orders.settle(order.tenant, [order.id], OrderState.STOPPED)


async def test_a_block_ends_when_it_is_stopped() -> None:
    stops, reached = RunStops(), asyncio.Event()

    async def work() -> None:
        async with stops.stoppable(TENANT, WINDOW):
            reached.set()
            await asyncio.Event().wait()

    async def stop() -> bool:
        await reached.wait()
        return stops.stop(TENANT, WINDOW)

    error, stopped = await asyncio.gather(work(), stop(), return_exceptions=True)

    assert isinstance(error, RunStoppedError)
    assert True is stopped
    assert not stops.stop(TENANT, WINDOW)


async def test_a_second_stop_while_the_block_is_ending_changes_nothing() -> None:
    stops, reached, ending = RunStops(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        async with stops.stoppable(TENANT, WINDOW):
            try:
                reached.set()
                await asyncio.Event().wait()
            finally:
                ending.set()
                await asyncio.sleep(0)

    async def stop_twice() -> list[bool]:
        await reached.wait()
        first = stops.stop(TENANT, WINDOW)
        await ending.wait()
        return [first, stops.stop(TENANT, WINDOW)]

    error, stopped = await asyncio.gather(work(), stop_twice(), return_exceptions=True)

    assert isinstance(error, RunStoppedError)
    assert [True, True] == stopped


async def test_a_timeout_within_a_block_is_not_taken_for_a_stop() -> None:
    with pytest.raises(TimeoutError):
        async with RunStops().stoppable(TENANT, WINDOW):
            raise TimeoutError


async def test_a_signal_stops_the_run_of_its_window_and_no_other() -> None:
    signals, stops, alive = MemorySignals(), RunStops(), Life(lambda status: None)
    running, ended = asyncio.Event(), list[WindowId]()

    async def work(window: WindowId) -> None:
        try:
            async with stops.stoppable(TENANT, window):
                running.set()
                await asyncio.Event().wait()
        except RunStoppedError:
            ended.append(window)

    async with asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(StopListener(signals, stops).run(alive))
        one = tasks.create_task(work(WINDOW))
        other = tasks.create_task(work(WindowId(2)))
        await running.wait()
        await signals.send(StopRun(TENANT, WINDOW))
        await one
        other.cancel()
        alive.stopping.set()
        await listening

    assert [WINDOW] == ended


async def test_what_was_stopped_before_its_run_began_is_not_made() -> None:
    shop = Workshop()
    [order] = await shop.order(7)
    await shop.stop(order)

    await shop.generating(shop.wanted())

    window = await shop.window(order)
    assert (WindowStatus.FAILED, STOPPED) == (window.status, window.reason)
    assert [] == shop.world.of(DigestPersisted)


async def test_what_was_switched_off_before_its_run_began_is_not_made_and_ends_clearly() -> None:
    shop = Workshop()
    [order] = await shop.order(7)
    shop.rollout.on = False

    await shop.generating(shop.wanted())

    ended = await shop.orders.get(order.tenant, order.id)
    assert (OrderState.BLOCKED, SWITCHED_OFF) == (ended.state, ended.reason)
    assert [] == shop.world.of(DigestPersisted)


async def test_a_run_stopped_half_way_is_not_made_anew_for_nobody() -> None:
    shop = Workshop()
    [order] = await shop.order(7)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(shop.generating(shop.wanted()))
        await shop.gate.reached.wait()
        await shop.stop(order)
        shop.stops.stop(order.tenant, order.window_id)

    window = await shop.window(order)
    assert (WindowStatus.FAILED, STOPPED) == (window.status, window.reason)
    assert 1 == len(shop.wanted())
    assert [] == shop.world.of(DigestPersisted)


async def test_who_joined_a_run_just_before_it_was_stopped_gets_another() -> None:
    shop = Workshop()
    [order] = await shop.order(7)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(shop.generating(shop.wanted()))
        await shop.gate.reached.wait()
        await shop.stop(order)
        await shop.order(8)
        shop.stops.stop(order.tenant, order.window_id)

    shop.gate.opened.set()
    await shop.generating(shop.wanted()[-1:])

    assert [1, 2] == [wanted.version for wanted in shop.wanted()]
    assert 1 == len(shop.world.of(DigestPersisted))


async def test_who_asks_after_a_stop_gets_a_run_of_their_own() -> None:
    shop = Workshop()
    [order] = await shop.order(7)
    await shop.stop(order)
    await shop.generating(shop.wanted())

    await shop.order(8)
    shop.gate.opened.set()
    await shop.generating(shop.wanted()[-1:])

    assert WindowStatus.COMPLETED is (await shop.window(order)).status
