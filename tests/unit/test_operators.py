"""Who may run the installation."""

from dataclasses import dataclass, field

import pytest

from pipeline.delivery.models import ChatState, ChatStatus
from pipeline.groups.models import PersonId, Scope, Standing
from pipeline.operators.access import Operators
from tests.fakes.chat_statuses import MemoryChatStatuses

ANNA, BORIS = PersonId(1), PersonId(2)
CHAT, MOVED = -100, -1009
ALL = frozenset(Scope)


@dataclass
class KnownStandings:
    """The port ``Standings``."""

    known: dict[tuple[int, PersonId], Standing] = field(default_factory=dict)

    async def in_chat(self, telegram_id: int, person: PersonId) -> Standing:
        return self.known.get((telegram_id, person), Standing.UNKNOWN)


def operators(chat: int | None, **standings: Standing) -> Operators:
    known = {(chat or 0, ANNA): standings.get("anna", Standing.UNKNOWN)}
    return Operators(chat, KnownStandings(known), MemoryChatStatuses())


async def test_an_administrator_of_the_admin_chat_may_do_everything() -> None:
    assert ALL == await operators(CHAT, anna=Standing.ADMIN).scopes(ANNA)


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.ADMIN])
async def test_nobody_else_may_do_anything(standing: Standing) -> None:
    assert frozenset() == await operators(CHAT, anna=standing).scopes(ANNA)


async def test_without_an_admin_chat_there_are_no_operators() -> None:
    nobody = operators(None, anna=Standing.ADMIN)

    assert frozenset() == await nobody.scopes(ANNA)
    assert not await nobody.here(0)
    assert not await nobody.here(CHAT)


async def test_a_private_chat_has_one_operator() -> None:
    private = operators(ANNA)

    assert ALL == await private.scopes(ANNA)
    assert frozenset() == await private.scopes(BORIS)
    assert [True, False] == [await private.here(chat) for chat in (ANNA, BORIS)]


async def test_an_admin_chat_that_became_a_supergroup_is_followed() -> None:
    statuses = MemoryChatStatuses()
    await statuses.note(CHAT, ChatStatus(ChatState.MIGRATED, MOVED))
    standings = KnownStandings({(CHAT, BORIS): Standing.ADMIN, (MOVED, ANNA): Standing.ADMIN})
    moved = Operators(CHAT, standings, statuses)

    assert [False, True] == [await moved.here(chat) for chat in (CHAT, MOVED)]
    assert [ALL, frozenset()] == [await moved.scopes(each) for each in (ANNA, BORIS)]
