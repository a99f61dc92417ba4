"""RunSignals, in memory and on Postgres."""

import asyncio

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.signals import RunProgress, Signal, StopRun
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId
from tests.fixtures.service_stores import ServiceStores

STOP = StopRun(TenantId(1), WindowId(2))


def progress(share: float) -> RunProgress:
    return RunProgress(TenantId(1), WindowId(2), Stage.TOPIC, share)


@pytest.mark.parametrize("signal", [progress(0.1), STOP], ids=["progress", "stop"])
async def test_a_signal_is_heard_as_it_was_sent(live: ServiceStores, signal: Signal) -> None:
    async with live.signals.listen() as heard:
        await live.signals.send(signal)

        assert signal == await anext(heard)


async def test_signals_are_heard_in_order_and_by_everybody(live: ServiceStores) -> None:
    sent: list[Signal] = [progress(0.1), STOP, progress(0.2)]

    async with live.signals.listen() as one, live.signals.listen() as two:
        for signal in sent:
            await live.signals.send(signal)

        assert sent == [await anext(one) for _ in sent]
        assert sent == [await anext(two) for _ in sent]


async def test_what_was_sent_before_is_not_heard(live: ServiceStores) -> None:
    await live.signals.send(progress(0.1))

    async with live.signals.listen() as heard:
        await live.signals.send(STOP)

        assert STOP == await anext(heard)


async def test_who_asks_in_vain_may_ask_again(live: ServiceStores) -> None:
    async with live.signals.listen() as heard:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(heard), 0.01)
        await live.signals.send(STOP)

        assert STOP == await anext(heard)


async def test_who_is_slow_misses_the_oldest(live: ServiceStores) -> None:
    async with live.signals.listen() as slow, live.signals.listen() as last:
        for number in range(1000):
            await live.signals.send(progress(number / 1000))
        await live.signals.send(STOP)
        while await anext(last) != STOP:
            pass
        first = await anext(slow)

    assert isinstance(first, RunProgress)
    assert first.share > 0.5
