"""Who asks for the digest of a group that is not read at the moment is told so."""

from datetime import UTC, datetime

import pytest

from pipeline.groups.models import PersonId, Reader, Scope
from pipeline.ingest.pauses import KnownPauses, Pause, Target
from tests.fixtures.parlour import Parlour
from tests.servers.telegram import BotApiServer

SINCE = datetime(2026, 2, 18, 9, 30, tzinfo=UTC)
STOPPED = "чтение этой группы остановлено операторами (18 февраля, ср, 09:30)"


@pytest.mark.parametrize(
    ("reader", "told"),
    [(Reader.ACCOUNT, True), (Reader.BOT, False)],
    ids=["an account reads", "the bot reads"],
)
async def test_it_is_said_with_the_first_answer_where_an_account_would_read(
    bot_api: BotApiServer, reader: Reader, told: bool
) -> None:
    parlour = Parlour(bot_api)
    parlour.pauses = KnownPauses([Pause(Target(), SINCE, None, "telegram:1")])
    group = await parlour.talk(reader=reader)
    await parlour.members.grant(group.tenant, PersonId(parlour.anna), frozenset(Scope))

    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")

    assert told is (STOPPED in parlour.shown(parlour.anna).replace("\xa0", " "))
    assert "Принимаюсь за дело." in parlour.shown(parlour.anna)
