"""IngestCursors, FloodWaits and ReadingAccounts, in memory and on Postgres."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.ingest.models import MessageId
from tests.fixtures.service_stores import ServiceStores

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_a_source_that_has_read_nothing_has_no_cursor(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()

    assert await live.cursors.get(tenant, group, "bot") is None


async def test_a_cursor_moves_on_and_never_back(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()

    moved = [
        await live.cursors.advance(tenant, group, "bot", MessageId(number))
        for number in (5, 9, 9, 7)
    ]

    cursor = await live.cursors.get(tenant, group, "bot")
    assert cursor is not None
    assert ([True, True, True, False], 9) == (moved, cursor.message_id)
    assert cursor.read_at.tzinfo is not None


async def test_each_source_has_a_cursor_of_its_own(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    await live.cursors.advance(tenant, group, "bot", MessageId(5))

    assert await live.cursors.advance(tenant, group, "account", MessageId(1))
    assert await live.cursors.get(tenant, group, "export") is None


@pytest.mark.parametrize("known", [True, False], ids=["has a cursor", "has none"])
async def test_a_cursor_of_another_tenant_is_neither_seen_nor_moved(
    live: ServiceStores, known: bool
) -> None:
    tenant, group = await live.stores.group("owner")
    if known:
        await live.cursors.advance(tenant, group, "bot", MessageId(5))
    stranger = await live.stores.tenants.ensure("stranger")

    with pytest.raises(LookupError):
        await live.cursors.advance(stranger, group, "bot", MessageId(6))

    assert await live.cursors.get(stranger, group, "bot") is None


async def test_of_two_waits_the_one_that_ends_later_counts(live: ServiceStores) -> None:
    later, sooner = NOW + timedelta(hours=1), NOW + timedelta(minutes=1)

    await live.floods.note("account:1", "messages.getHistory", later)
    await live.floods.note("account:1", "messages.getHistory", sooner)
    await live.floods.note("account:1", "channels.getMessages", sooner)
    await live.floods.note("account:1", "channels.getMessages", later)

    assert later == await live.floods.until("account:1", "messages.getHistory")
    assert later == await live.floods.until("account:1", "channels.getMessages")


async def test_a_wait_is_of_one_account_and_one_method(live: ServiceStores) -> None:
    await live.floods.note("account:1", "messages.getHistory", NOW)

    assert await live.floods.until("account:2", "messages.getHistory") is None
    assert await live.floods.until("account:1", "messages.search") is None


async def test_an_account_takes_the_place_of_the_one_before(live: ServiceStores) -> None:
    tenant = await live.stores.tenants.ensure("one")
    await live.accounts.add(tenant, 1)
    await live.accounts.lose(tenant, "revoked")

    account = await live.accounts.add(tenant, 2)

    assert (tenant, 2, None) == (account.tenant, account.telegram_user_id, account.lost)
    assert [account] == list(await live.accounts.all())
    assert account == await live.accounts.of_tenant(tenant)


async def test_a_lost_session_is_told_with_its_reason(live: ServiceStores) -> None:
    tenant = await live.stores.tenants.ensure("one")
    await live.accounts.add(tenant, 1)

    await live.accounts.lose(tenant, "revoked")

    [account] = await live.accounts.all()
    assert (1, "revoked") == (account.telegram_user_id, account.lost)


async def test_losing_an_account_that_was_removed_changes_nothing(live: ServiceStores) -> None:
    tenant = await live.stores.tenants.ensure("one")
    await live.accounts.add(tenant, 1)

    removed = [await live.accounts.remove(tenant) for _ in range(2)]
    await live.accounts.lose(tenant, "revoked")

    assert [True, False] == removed
    assert await live.accounts.of_tenant(tenant) is None


async def test_accounts_of_all_tenants_are_told_and_each_is_of_its_own(
    live: ServiceStores,
) -> None:
    one, two, none = [await live.stores.tenants.ensure(name) for name in ("a", "b", "c")]
    await live.accounts.add(two, 22)
    await live.accounts.add(one, 11)

    assert [(one, 11), (two, 22)] == [
        (account.tenant, account.telegram_user_id) for account in await live.accounts.all()
    ]
    assert await live.accounts.of_tenant(none) is None
    assert not await live.accounts.remove(none)
