"""Who may read which groups: what is asked for that, of whom, and how often."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.groups.access import KNOWN_SECONDS, SIDE_BY_SIDE, Access, Sightings
from pipeline.groups.models import ConnectedGroup, PersonId, Reader, Scope, Standing
from pipeline.ingest.models import Chat, ChatKind, GroupId, TenantId

ANNA = PersonId(1)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


class World:
    """Rights, standings and the book in one, which counts what it is told."""

    def __init__(self) -> None:
        self.standing_of = Standing.MEMBER
        self.told: list[GroupId] = []
        self.now = 100.0
        self.fails = False
        self.known: list[ConnectedGroup] = []
        self.is_kept = False
        self.holds: frozenset[TenantId] = frozenset()
        self.tenants_asked: list[TenantId] = []
        self.chats_asked: list[int] = []
        self.asking = self.most_asking = 0

    async def of_person(self, person: PersonId) -> Sequence[ConnectedGroup]:
        return self.known

    async def scopes(self, tenant: TenantId, person: PersonId) -> frozenset[Scope]:
        self.tenants_asked.append(tenant)
        return frozenset({Scope.READ}) if tenant in self.holds else frozenset()

    def kept(self, group: ConnectedGroup, person: PersonId) -> Standing | None:
        return self.standing_of if self.is_kept else None

    async def standing(self, group: ConnectedGroup, person: PersonId) -> Standing:
        self.chats_asked.append(group.chat.telegram_id)
        self.asking += 1
        self.most_asking = max(self.most_asking, self.asking)
        await asyncio.sleep(0)
        self.asking -= 1
        return self.standing_of

    async def know(self, tenant: TenantId, group: GroupId, person: PersonId) -> None:
        if self.fails:
            raise OSError
        self.told.append(group)


def access_of(world: World) -> Access:
    ports: Any = world
    return Access(ports, ports, ports, Sightings(lambda: world.now))


def group(number: int, tenant: int = 1) -> ConnectedGroup:
    return ConnectedGroup(
        id=GroupId(number),
        tenant=TenantId(tenant),
        chat=Chat(-number, ChatKind.SUPERGROUP, "Team"),
        time_zone="UTC",
        language="en",
        readers=frozenset({Reader.BOT}),
        owner=ANNA,
        created_at=NOW,
    )


async def test_the_book_hears_once_an_hour_who_belongs_to_a_group() -> None:
    world = World()
    access = access_of(world)

    for number in (1, 1, 2, 1):
        assert await access.may_read(group(number), ANNA)
    world.now += KNOWN_SECONDS
    assert await access.may_read(group(1), ANNA)

    assert [GroupId(1), GroupId(2), GroupId(1)] == world.told


async def test_who_has_left_may_not_read_though_they_were_known_a_moment_ago() -> None:
    world = World()
    access = access_of(world)
    before = await access.may_read(group(1), ANNA)

    world.standing_of = Standing.OUTSIDER

    assert before
    assert not await access.may_read(group(1), ANNA)


async def test_what_the_book_did_not_hear_it_is_told_again() -> None:
    world = World()
    access = access_of(world)
    world.fails = True
    with pytest.raises(OSError):  # noqa: PT011 - any will do
        await access.may_read(group(1), ANNA)

    world.fails = False
    await access.may_read(group(1), ANNA)

    assert [GroupId(1)] == world.told


async def test_where_telegram_has_said_so_a_moment_ago_nobody_is_asked() -> None:
    world = World()
    world.known, world.is_kept = [group(number) for number in range(1, 4)], True

    readable = await access_of(world).readable(ANNA)

    assert world.known == readable
    assert ([], []) == (world.tenants_asked, world.chats_asked)


async def test_telegram_is_asked_about_many_groups_side_by_side_and_not_all_at_once() -> None:
    world = World()
    world.known = [group(number) for number in range(1, 51)]

    readable = await access_of(world).readable(ANNA)

    assert world.known == readable
    assert 50 == len(world.chats_asked)
    assert SIDE_BY_SIDE == world.most_asking
    assert [TenantId(1)] == world.tenants_asked


async def test_who_holds_a_scope_reads_the_tenants_groups_whatever_telegram_says() -> None:
    world = World()
    world.known = [group(1), group(2, tenant=2), group(3)]
    world.holds = frozenset({TenantId(1)})
    world.standing_of = Standing.OUTSIDER
    access = access_of(world)

    asked = await access.readable(ANNA)
    world.is_kept = True
    kept = await access.readable(ANNA)

    assert [group(1), group(3)] == asked == kept
    assert [group(2, tenant=2).chat.telegram_id] == world.chats_asked


async def test_of_one_chat_only_its_groups_are_looked_at() -> None:
    world = World()
    world.known = [group(1), group(2), group(2, tenant=2)]

    readable = await access_of(world).readable(ANNA, group(2).chat.telegram_id)

    assert world.known[1:] == readable
    assert [-2, -2] == world.chats_asked


@pytest.mark.parametrize("standing", [Standing.OUTSIDER, Standing.UNKNOWN])
async def test_nobody_else_reads_anything_and_the_book_hears_nothing(standing: Standing) -> None:
    world = World()
    world.known = [group(1), group(2, tenant=2)]
    world.standing_of = standing
    access = access_of(world)

    found = [await access.readable(ANNA)]
    world.is_kept = True
    found.append(await access.readable(ANNA))

    assert [[], []] == found
    assert [] == world.told
