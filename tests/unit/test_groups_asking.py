from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from pipeline.groups.asking import AskReaders
from pipeline.groups.models import ConnectedGroup, PersonId, Reader, Standing
from pipeline.ingest.models import Chat, ChatKind, GroupId, TenantId

BOT, ACCOUNT = Reader.BOT, Reader.ACCOUNT


@dataclass
class Told:
    """The port ``Membership`` with one answer."""

    answer: Standing
    asked: int = 0

    async def standing(self, group: ConnectedGroup, person: PersonId) -> Standing:
        self.asked += 1
        return self.answer

    def kept(self, group: ConnectedGroup, person: PersonId) -> Standing | None:
        return self.answer if self.asked else None


def read_by(*readers: Reader) -> ConnectedGroup:
    return ConnectedGroup(
        id=GroupId(1),
        tenant=TenantId(1),
        chat=Chat(-1001, ChatKind.SUPERGROUP, "Команда"),
        time_zone="UTC",
        language="ru",
        readers=frozenset(readers),
        owner=None,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("readers", "bot", "account", "expected"),
    [
        ([BOT], Standing.MEMBER, Standing.ADMIN, Standing.MEMBER),
        ([ACCOUNT], Standing.MEMBER, Standing.OUTSIDER, Standing.OUTSIDER),
        ([BOT, ACCOUNT], Standing.UNKNOWN, Standing.ADMIN, Standing.ADMIN),
        ([BOT, ACCOUNT], Standing.OUTSIDER, Standing.ADMIN, Standing.OUTSIDER),
        ([BOT], Standing.UNKNOWN, Standing.ADMIN, Standing.UNKNOWN),
        ([], Standing.ADMIN, Standing.ADMIN, Standing.UNKNOWN),
    ],
)
async def test_only_who_reads_the_group_is_asked_and_the_first_who_can_tell_is_believed(
    readers: list[Reader], bot: Standing, account: Standing, expected: Standing
) -> None:
    membership = AskReaders({BOT: Told(bot), ACCOUNT: Told(account)})

    assert expected is await membership.standing(read_by(*readers), PersonId(7))


async def test_nobody_is_asked_once_it_is_known() -> None:
    account = Told(Standing.ADMIN)
    membership = AskReaders({BOT: Told(Standing.MEMBER), ACCOUNT: account})

    await membership.standing(read_by(BOT, ACCOUNT), PersonId(7))

    assert 0 == account.asked
