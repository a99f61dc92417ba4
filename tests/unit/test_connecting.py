"""Who may have a group read for them, and through whom."""

from dataclasses import dataclass, field, replace

import pytest

from pipeline.groups.access import Access
from pipeline.groups.addresses import Invitation, Username
from pipeline.groups.connecting import Connecting, Outcome
from pipeline.groups.errors import AccountBusyError
from pipeline.groups.models import ConnectedGroup, Person, PersonId, Reader, Sight, Standing
from pipeline.ingest.models import Chat, ChatKind, TenantId
from tests.fakes.dialogs import MemoryDialogs
from tests.fakes.group_book import MemoryGroupBook
from tests.fakes.groups import MemoryGroups, MemoryTenants
from tests.fakes.people import MemoryMembers, MemoryPeople

ANNA, BORIS = PersonId(2**52), PersonId(7)
TEAM = Chat(-1_001_234_567_890, ChatKind.SUPERGROUP, "Команда", "site_team")
BASIC = Chat(-5, ChatKind.GROUP, "Кружок")
CHANNEL = Chat(-1_002_222_222_222, ChatKind.CHANNEL, "Новости")
INVITATION = Invitation("AbCdEfGh12")


@dataclass
class Telegram:
    """The ports ``Membership``, ``Standings`` and ``BotInChats``."""

    standings: dict[tuple[int, PersonId], Standing] = field(default_factory=dict)
    sights: dict[int, Sight] = field(default_factory=dict)
    public: dict[str, Chat] = field(default_factory=dict)

    async def standing(self, group: ConnectedGroup, person: PersonId) -> Standing:
        return await self.in_chat(group.chat.telegram_id, person)

    def kept(self, group: ConnectedGroup, person: PersonId) -> Standing | None:
        return None

    async def in_chat(self, telegram_id: int, person: PersonId) -> Standing:
        return self.standings.get((telegram_id, person), Standing.OUTSIDER)

    async def sight(self, telegram_id: int) -> Sight:
        return self.sights.get(telegram_id, Sight.ABSENT)

    async def sees_all(self) -> bool:
        return True

    async def members(self, telegram_id: int) -> int | None:
        return None

    async def find(self, username: str) -> Chat | None:
        return self.public.get(username)


class Trial:
    def __init__(self) -> None:
        self.telegram, self.dialogs = Telegram(), MemoryDialogs()
        self.book = MemoryGroupBook(MemoryGroups())
        members = MemoryMembers()
        self.people = MemoryPeople(MemoryTenants(), members)
        self.read_anew: list[TenantId] = []
        self.connecting = Connecting(
            self.people,
            Access(members, self.telegram, self.book),
            self.telegram,
            self.telegram,
            self.dialogs,
            self.dialogs,
            self.read_anew.append,
        )

    async def person(self, number: PersonId, *chats: Chat, account: bool = False) -> Person:
        """Who is met, with an account in these chats if there is one."""
        person = await self.people.meet(number, language="en", time_zone="Asia/Tokyo")
        if not account:
            return person
        tenant = await self.people.tenant_of(number)
        self.dialogs.accounts[tenant] = list(chats)
        return replace(person, tenant=tenant)

    def there(self, chat: Chat, person: PersonId, standing: Standing) -> None:
        """The bot is in the chat, and the person is this in it."""
        self.telegram.sights[chat.telegram_id] = Sight.SEES
        self.telegram.standings[chat.telegram_id, person] = standing


@pytest.fixture
def trial() -> Trial:
    return Trial()


async def test_who_adds_the_bot_owns_the_group_in_their_language_and_zone(trial: Trial) -> None:
    connection = await trial.connecting.added(TEAM, await trial.person(ANNA))

    assert connection.outcome is Outcome.CONNECTED
    group = connection.group
    assert group is not None
    assert (ANNA, "en", "Asia/Tokyo") == (group.owner, group.language, group.time_zone)
    assert frozenset({Reader.BOT}) == group.readers


async def test_a_group_lives_by_the_zone_that_was_chosen_by_who_adds_it(trial: Trial) -> None:
    assumed = await trial.connecting.added(TEAM, await trial.person(ANNA))
    await trial.person(BORIS)
    boris = await trial.people.change(BORIS, time_zone="Asia/Omsk")

    chosen = await trial.connecting.added(BASIC, boris)

    assert [("Asia/Tokyo", False), ("Asia/Omsk", True)] == [
        (each.group.time_zone, each.group.zone_chosen)
        for each in (assumed, chosen)
        if each.group is not None
    ]


async def test_a_group_that_the_bot_reads_is_not_added_once_more(trial: Trial) -> None:
    first = await trial.connecting.added(TEAM, await trial.person(ANNA))

    second = await trial.connecting.added(TEAM, await trial.person(BORIS))

    assert (Outcome.KNOWN, first.group) == (second.outcome, second.group)
    boris = await trial.people.find(BORIS)
    assert boris is not None
    assert boris.tenant is None


@pytest.mark.parametrize("standing", [Standing.MEMBER, Standing.OUTSIDER, Standing.UNKNOWN])
async def test_who_is_no_administrator_claims_nothing(trial: Trial, standing: Standing) -> None:
    trial.there(TEAM, ANNA, standing)

    connection = await trial.connecting.claimed(TEAM, await trial.person(ANNA))

    assert connection.outcome is Outcome.NOT_ADMIN
    assert [] == list(await trial.book.of_chat(TEAM.telegram_id))


async def test_an_administrator_claims_a_group(trial: Trial) -> None:
    trial.there(TEAM, ANNA, Standing.ADMIN)

    connection = await trial.connecting.claimed(TEAM, await trial.person(ANNA))

    assert connection.outcome is Outcome.CONNECTED


@pytest.mark.parametrize(
    ("standing", "outcome"),
    [
        (Standing.ADMIN, Outcome.CONNECTED),
        (Standing.MEMBER, Outcome.NOT_ADMIN),
        (Standing.OUTSIDER, Outcome.NOT_ADMIN),
        (Standing.UNKNOWN, Outcome.NOT_ADMIN),
    ],
)
async def test_through_the_bot_only_administrators_connect_what_they_show(
    trial: Trial, standing: Standing, outcome: Outcome
) -> None:
    trial.there(TEAM, ANNA, standing)

    connection = await trial.connecting.shown(TEAM, await trial.person(ANNA))

    assert outcome is connection.outcome


async def test_a_member_is_shown_what_somebody_else_connected(trial: Trial) -> None:
    trial.there(TEAM, BORIS, Standing.MEMBER)
    first = await trial.connecting.added(TEAM, await trial.person(ANNA))

    connection = await trial.connecting.shown(TEAM, await trial.person(BORIS))

    assert (Outcome.KNOWN, first.group) == (connection.outcome, connection.group)
    assert [first.group] == list(await trial.book.of_person(BORIS))


async def test_a_stranger_learns_nothing_of_what_somebody_else_connected(trial: Trial) -> None:
    await trial.connecting.added(TEAM, await trial.person(ANNA))

    connection = await trial.connecting.shown(TEAM, await trial.person(BORIS))

    assert (Outcome.NOBODY_THERE, None) == (connection.outcome, connection.group)


async def test_where_the_bot_is_not_the_account_reads(trial: Trial) -> None:
    anna = await trial.person(ANNA, BASIC, account=True)

    connection = await trial.connecting.shown(BASIC, anna)

    assert connection.group is not None
    assert frozenset({Reader.ACCOUNT}) == connection.group.readers
    assert [anna.tenant] == trial.read_anew


async def test_a_channel_is_no_group_however_it_is_named(trial: Trial) -> None:
    anna = await trial.person(ANNA, CHANNEL, account=True)
    trial.dialogs.open[INVITATION] = CHANNEL

    shown = await trial.connecting.shown(CHANNEL, anna)
    invited = await trial.connecting.addressed(INVITATION, anna)

    assert [Outcome.NOT_A_GROUP] * 2 == [shown.outcome, invited.outcome]
    assert [] == list(await trial.book.of_chat(CHANNEL.telegram_id))


async def test_an_invitation_is_followed_by_the_account_alone(trial: Trial) -> None:
    trial.dialogs.open[INVITATION] = TEAM

    without = await trial.connecting.addressed(INVITATION, await trial.person(BORIS))
    followed = await trial.connecting.addressed(INVITATION, await trial.person(ANNA, account=True))

    assert Outcome.NOBODY_THERE is without.outcome
    assert Outcome.CONNECTED is followed.outcome


async def test_where_a_member_may_not_use_the_bot_their_account_helps(trial: Trial) -> None:
    trial.there(TEAM, ANNA, Standing.MEMBER)
    trial.telegram.public["site_team"] = TEAM
    trial.dialogs.open[Username("site_team")] = TEAM

    alone = await trial.connecting.addressed(Username("site_team"), await trial.person(ANNA))
    helped = await trial.connecting.addressed(
        Username("site_team"), await trial.person(ANNA, account=True)
    )

    assert Outcome.NOT_ADMIN is alone.outcome
    assert helped.group is not None
    assert frozenset({Reader.ACCOUNT}) == helped.group.readers


async def test_what_is_read_already_is_not_connected_again_by_its_address(trial: Trial) -> None:
    anna = await trial.person(ANNA, account=True)
    trial.dialogs.open[INVITATION] = TEAM

    first = await trial.connecting.addressed(INVITATION, anna)
    second = await trial.connecting.addressed(INVITATION, anna)

    assert (Outcome.CONNECTED, Outcome.KNOWN) == (first.outcome, second.outcome)
    assert first.group == second.group


async def test_nowhere_busy_and_unknown_are_told_apart(trial: Trial) -> None:
    anna = await trial.person(ANNA, account=True)

    nowhere = await trial.connecting.shown(TEAM, anna)
    unknown = await trial.connecting.addressed(INVITATION, anna)
    trial.dialogs.failure = AccountBusyError()
    busy = [
        (await trial.connecting.shown(TEAM, anna)).outcome,
        (await trial.connecting.addressed(INVITATION, anna)).outcome,
    ]

    assert (Outcome.NOBODY_THERE, Outcome.NOT_FOUND) == (nowhere.outcome, unknown.outcome)
    assert [Outcome.BUSY] * 2 == busy
