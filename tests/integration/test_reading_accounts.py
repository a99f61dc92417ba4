import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.telethon.accounts import Accounts
from bot.telethon.client import AccountClient
from bot.telethon.dialogs import groups_of
from bot.telethon.membership import AccountMembership
from pipeline.groups.models import PersonId, Standing
from pipeline.ingest.models import Chat, ChatKind
from tests.fixtures.mtproto import Team
from tests.fixtures.reading import TENANT, World, until
from tests.servers.mtproto import Fault, MtprotoServer


class OneRunner:
    """The port ``SoleRunner``, among the tasks of one process."""

    def __init__(self) -> None:
        self.locks: dict[str, asyncio.Lock] = {}
        self.taken: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[asyncio.Event]:
        async with self.locks.setdefault(name, asyncio.Lock()):
            self.taken[name] = asyncio.Event()
            yield self.taken[name]


@pytest.fixture
def world(mtproto: MtprotoServer, tmp_path: Path) -> World:
    return World(mtproto, tmp_path)


@pytest.fixture
def runner() -> OneRunner:
    return OneRunner()


@asynccontextmanager
async def supervised(world: World, runner: OneRunner) -> AsyncIterator[Accounts]:
    accounts = Accounts(world.accounts, runner, world.reader, interval=0.05)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(accounts.run())
        yield accounts
        running.cancel()


def client(accounts: Accounts) -> AccountClient | None:
    reader = accounts.reader(TENANT)
    return reader.client if reader else None


class TestSupervision:
    async def test_an_account_is_read_from_when_it_is_added_until_it_is_removed(
        self, world: World, team: Team, runner: OneRunner
    ) -> None:
        async with supervised(world, runner) as accounts:
            await world.log_in(team.me)
            await until(lambda: client(accounts))

            await world.accounts.remove(TENANT)
            await until(lambda: accounts.reader(TENANT) is None)
            assert not runner.locks[f"alfred:account:{TENANT}"].locked()

    async def test_a_group_that_is_connected_meanwhile_is_read(
        self, world: World, team: Team, runner: OneRunner
    ) -> None:
        await world.log_in(team.me)
        async with supervised(world, runner) as accounts:
            await until(lambda: client(accounts))
            group = await world.connect(team.supergroup)

            accounts.refresh(TENANT)
            await until(lambda: world.stored(group))

    async def test_a_lost_account_is_left_alone(
        self, world: World, team: Team, runner: OneRunner
    ) -> None:
        account = await world.log_in(team.me)
        async with supervised(world, runner) as accounts:
            await until(lambda: client(accounts))
            world.server.revoke(team.me)
            world.server.drop_connections()
            await until(lambda: accounts.reader(TENANT) is None)

        found = await world.accounts.of_tenant(account.tenant)
        assert found is not None
        assert "AUTH_KEY_UNREGISTERED" == found.lost

    async def test_a_reader_that_loses_its_lock_stops_and_waits_for_it(
        self, world: World, team: Team, runner: OneRunner
    ) -> None:
        await world.log_in(team.me)
        name = f"alfred:account:{TENANT}"
        async with supervised(world, runner) as accounts:
            await until(lambda: client(accounts))
            first = accounts.reader(TENANT)

            runner.taken[name].set()
            await until(lambda: accounts.reader(TENANT) not in (None, first))
            await until(lambda: client(accounts))


class TestAsking:
    async def test_the_groups_to_choose_from_are_those_with_talk(
        self, world: World, team: Team, runner: OneRunner
    ) -> None:
        world.server.people.group("News", [team.ann, team.me], kind="channel")
        await world.log_in(team.me)
        async with supervised(world, runner) as accounts:
            await until(lambda: client(accounts))
            connected = client(accounts)
            assert connected is not None

            chats = await groups_of(connected)

        expected = {
            Chat(team.supergroup, ChatKind.SUPERGROUP, "Supergroup"),
            Chat(team.basic, ChatKind.GROUP, "Basic group"),
        }
        assert expected == set(chats)

    @pytest.mark.parametrize("place", ["supergroup", "basic"])
    async def test_telegram_tells_who_is_in_a_group(
        self, world: World, team: Team, runner: OneRunner, place: str
    ) -> None:
        people = world.server.people
        group = await world.connect(getattr(team, place))
        stranger = people.person("Stranger")
        people.group("Elsewhere", [stranger, team.me])
        await world.log_in(team.me)
        async with supervised(world, runner) as accounts:
            await until(lambda: world.stored(group))
            connected = client(accounts)
            assert connected is not None
            await connected.get_dialogs()
            membership = AccountMembership(lambda tenant: client(accounts))

            found = [
                await membership.standing(group, PersonId(person))
                for person in (team.ann, team.bob, stranger)
            ]

        assert [Standing.ADMIN, Standing.MEMBER, Standing.OUTSIDER] == found

    async def test_who_cannot_be_asked_about_is_unknown(
        self, world: World, team: Team, runner: OneRunner
    ) -> None:
        group = await world.connect(team.supergroup)
        await world.log_in(team.me)
        async with supervised(world, runner) as accounts:
            await until(lambda: world.stored(group))
            membership = AccountMembership(lambda tenant: client(accounts))
            world.server.fail("channels.getParticipant", Fault.flood_wait(30))

            flooded = await membership.standing(group, PersonId(team.bob))
            nameless = await membership.standing(group, PersonId(404))
            unconnected = await AccountMembership(lambda tenant: None).standing(
                group, PersonId(team.bob)
            )

        assert [Standing.UNKNOWN] * 3 == [flooded, nameless, unconnected]

    async def test_what_telegram_said_holds_for_five_minutes(
        self, world: World, team: Team, runner: OneRunner
    ) -> None:
        group = await world.connect(team.basic)
        await world.log_in(team.me)
        now = 1_000.0
        async with supervised(world, runner) as accounts:
            await until(lambda: world.stored(group))
            membership = AccountMembership(lambda tenant: client(accounts), clock=lambda: now)
            person = PersonId(team.bob)
            before = await membership.standing(group, person)
            world.server.people.leave(team.basic, team.bob)

            now += 299
            kept = await membership.standing(group, person)
            now += 1
            asked = await membership.standing(group, person)

        assert [Standing.MEMBER, Standing.MEMBER, Standing.OUTSIDER] == [before, kept, asked]
