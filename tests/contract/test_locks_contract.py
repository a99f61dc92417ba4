"""WindowLock, in memory and on Postgres."""

import pytest

from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId
from tests.fixtures.stores import Stores

TENANT, ONE, TWO = TenantId(1), WindowId(1), WindowId(2)


async def test_a_window_is_held_by_one(stores: Stores) -> None:
    async with stores.locks.hold(TENANT, ONE) as first, stores.locks.hold(TENANT, ONE) as second:
        assert first
        assert not second


async def test_windows_do_not_hinder_each_other(stores: Stores) -> None:
    async with stores.locks.hold(TENANT, ONE) as first, stores.locks.hold(TENANT, TWO) as second:
        assert first
        assert second


async def test_a_window_is_free_again_however_its_run_ended(stores: Stores) -> None:
    with pytest.raises(RuntimeError):
        async with stores.locks.hold(TENANT, ONE):
            raise RuntimeError

    async with stores.locks.hold(TENANT, ONE) as held:
        assert held


async def test_who_did_not_get_a_window_does_not_free_it(stores: Stores) -> None:
    async with stores.locks.hold(TENANT, ONE):
        async with stores.locks.hold(TENANT, ONE) as second:
            assert not second
        async with stores.locks.hold(TENANT, ONE) as third:
            assert not third
