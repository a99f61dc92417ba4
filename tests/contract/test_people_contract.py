"""People and Members, in memory and on Postgres."""

import asyncio
from dataclasses import replace

import pytest

from pipeline.groups.models import Person, PersonId, Scope
from tests.fixtures.stores import Stores

ANYA = PersonId(6_000_000_001)
BORIS = PersonId(2)


async def meet(stores: Stores, person: PersonId = ANYA) -> Person:
    return await stores.people.meet(person, language="ru", time_zone="Asia/Tokyo")


async def test_who_was_never_met_is_not_there(stores: Stores) -> None:
    assert await stores.people.find(ANYA) is None


async def test_people_are_written_down_as_they_first_came(stores: Stores) -> None:
    first = await meet(stores)

    again = await stores.people.meet(ANYA, language="en", time_zone="UTC")

    assert Person(ANYA, "ru", "Asia/Tokyo", rich=True, tenant=None) == first
    assert first == again
    assert first == await stores.people.find(ANYA)


async def test_each_setting_is_changed_on_its_own(stores: Stores) -> None:
    person = await meet(stores)

    spoken = await stores.people.change(ANYA, language="en")
    placed = await stores.people.change(ANYA, time_zone="UTC")
    plain = await stores.people.change(ANYA, rich=False)

    assert replace(person, language="en") == spoken
    assert replace(person, language="en", time_zone="UTC", zone_chosen=True) == placed
    assert replace(placed, rich=False) == plain
    assert plain == await stores.people.find(ANYA)


async def test_a_zone_counts_as_chosen_once_it_was_chosen_whichever_it_is(stores: Stores) -> None:
    person = await meet(stores)

    chosen = await stores.people.change(ANYA, time_zone=person.time_zone)
    later = await stores.people.change(ANYA, language="en")

    assert [False, True, True] == [each.zone_chosen for each in (person, chosen, later)]


async def test_the_settings_and_the_tenant_of_who_was_never_met_are_an_error(
    stores: Stores,
) -> None:
    with pytest.raises(LookupError):
        await stores.people.change(ANYA, language="en")
    with pytest.raises(LookupError):
        await stores.people.tenant_of(ANYA)


async def test_a_person_has_a_tenant_of_their_own_with_all_scopes(stores: Stores) -> None:
    await meet(stores)
    await meet(stores, BORIS)

    hers, his = await stores.people.tenant_of(ANYA), await stores.people.tenant_of(BORIS)

    assert hers == await stores.people.tenant_of(ANYA) != his
    assert hers == await stores.tenants.ensure(f"telegram:{ANYA}")
    assert frozenset(Scope) == await stores.members.scopes(hers, ANYA)
    assert frozenset() == await stores.members.scopes(hers, BORIS)
    found = await stores.people.find(ANYA)
    assert found is not None
    assert hers == found.tenant


async def test_scopes_that_a_person_lost_in_their_tenant_do_not_come_back(
    stores: Stores,
) -> None:
    await meet(stores)
    tenant = await stores.people.tenant_of(ANYA)
    await stores.members.grant(tenant, ANYA, frozenset({Scope.READ}))

    await stores.people.tenant_of(ANYA)

    assert {Scope.READ} == await stores.members.scopes(tenant, ANYA)


async def test_scopes_are_what_was_granted_last_and_of_one_tenant(stores: Stores) -> None:
    one, two = [await stores.tenants.ensure(name) for name in ("one", "two")]

    seen = [await stores.members.scopes(one, ANYA)]
    for scopes in (frozenset(Scope), frozenset({Scope.ADMIN}), frozenset[Scope]()):
        await stores.members.grant(one, ANYA, scopes)
        seen.append(await stores.members.scopes(one, ANYA))

    assert [set(), {Scope.READ, Scope.ADMIN}, {Scope.ADMIN}, set()] == seen
    assert frozenset() == await stores.members.scopes(two, ANYA)


async def test_a_person_who_is_met_many_times_at_once_is_one_person(stores: Stores) -> None:
    met = await asyncio.gather(*(meet(stores) for _ in range(8)))

    assert {await stores.people.find(ANYA)} == set(met)


async def test_a_person_who_connects_twice_at_once_has_one_tenant(stores: Stores) -> None:
    await meet(stores)

    tenants = await asyncio.gather(*(stores.people.tenant_of(ANYA) for _ in range(8)))

    assert 1 == len(set(tenants))
