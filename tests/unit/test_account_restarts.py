"""A reader of an account that ends is started again, soon at first and then less often."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.telethon.accounts import Accounts
from bot.telethon.reader import AccountReader
from pipeline.ingest.models import ReadingAccount, TenantId
from tests.fakes.accounts import MemoryAccounts
from tests.fakes.virtual_time import in_virtual_time, now


class LostLocks:
    """The port ``SoleRunner``, whose names are lost after so many seconds each."""

    def __init__(self, *lasting: float) -> None:
        self._lasting = iter(lasting)
        self.ended: list[float] = []
        self.asked: list[float] = []

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[asyncio.Event]:
        self.asked.append(now())
        lasting = next(self._lasting, None)
        if lasting is not None:
            await asyncio.sleep(lasting)
            self.ended.append(now())
            raise ConnectionError
        yield await asyncio.get_running_loop().create_future()

    @property
    def pauses(self) -> list[float]:
        return [again - ended for ended, again in zip(self.ended, self.asked[1:], strict=False)]


def no_reader(account: ReadingAccount) -> AccountReader:
    raise AssertionError


async def restarted(locks: LostLocks) -> None:
    directory = MemoryAccounts()
    await directory.add(TenantId(1), 7)
    accounts = Accounts(directory, locks, no_reader)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(accounts.run())
        await asyncio.sleep(10_000)
        running.cancel()


@in_virtual_time
async def test_the_pauses_between_failures_double() -> None:
    locks = LostLocks(0, 0, 0, 0)

    await restarted(locks)

    assert [1, 2, 4, 8] == locks.pauses


@in_virtual_time
async def test_after_a_time_that_went_well_the_next_pause_is_short_again() -> None:
    locks = LostLocks(0, 0, 0, 3600, 0)

    await restarted(locks)

    assert [1, 2, 4, 1, 2] == locks.pauses
