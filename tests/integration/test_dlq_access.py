"""/dlq is for operators, in the admin chat, and elsewhere nobody learns of it."""

from datetime import timedelta

import pytest

from bot.buttons.dead_letters import (
    AllLettersButton,
    Deed,
    LetterButton,
    LetterDeedButton,
    LettersButton,
    OnLetter,
    OpenLettersButton,
    ReplayAllButton,
    seconds_of,
    version_of,
)
from pipeline.conversation.models import ReceiptKind
from pipeline.delivery.models import ChatState, ChatStatus, DeadLetter
from pipeline.groups.models import PersonId, Scope
from tests.fixtures.office import NOW, Office
from tests.servers.telegram import BotApiServer

LATER = seconds_of(NOW + timedelta(minutes=10))
UNKNOWN = "Такого поручения я не знаю"
STALE = "Эта кнопка больше ни к чему не ведёт"


@pytest.fixture
def office(bot_api: BotApiServer) -> Office:
    return Office(bot_api)


def sure(letter: DeadLetter) -> str:
    button = LetterDeedButton(
        deed=Deed.DROP, letter=letter.id, version=version_of(letter), until=LATER
    )
    return button.pack()


BUTTONS = (
    OpenLettersButton().pack(),
    LettersButton().pack(),
    *(LetterButton(action=action, letter=1).pack() for action in OnLetter),
    AllLettersButton().pack(),
    ReplayAllButton(upto=1, until=LATER).pack(),
)


class TestAccess:
    async def test_a_member_who_is_no_administrator_is_refused(self, office: Office) -> None:
        office.buried()

        async with office.process() as visit:
            await visit.says(office.boris, "/dlq", office.chat)

        assert "только от администраторов этого чата" in office.shown()
        assert [ReceiptKind.REFUSAL] == visit.receipts()

    async def test_a_scope_in_ones_own_tenant_makes_nobody_an_operator(
        self, office: Office
    ) -> None:
        office.buried()
        boris = PersonId(office.boris)
        await office.people.meet(boris, language="ru", time_zone="UTC")
        tenant = await office.people.tenant_of(boris)

        async with office.process() as visit:
            await visit.says(office.boris, "/dlq", office.chat)

        assert Scope.ADMIN in await office.members.scopes(tenant, boris)
        assert "только от администраторов этого чата" in office.shown()

    async def test_who_lost_the_right_meanwhile_presses_in_vain(self, office: Office) -> None:
        office.buried()
        office.telegram.people.promotes(office.anna, office.boris, office.chat)

        async with office.process() as visit:
            await visit.says(office.boris, "/dlq drop 1", office.chat)
            office.telegram.people.demotes(office.anna, office.boris, office.chat)
            await visit.settled()
            told = await visit.presses(office.boris, "Да, убрать", office.chat)

        assert "только от администраторов" in told
        assert 1 == await office.letters.count()

    @pytest.mark.parametrize("data", BUTTONS)
    async def test_every_button_looks_at_whoever_presses(self, office: Office, data: str) -> None:
        office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq", office.chat)
            before = visit.shown(office.chat)
            told = await visit.forges(office.boris, data, office.chat)

        assert "только от администраторов" in told
        assert before == visit.shown(office.chat)
        assert (1, 0) == (await office.letters.count(), office.replayed())

    async def test_the_confirming_button_too(self, office: Office) -> None:
        [letter] = office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq", office.chat)
            told = await visit.forges(office.boris, sure(letter), office.chat)

        assert "только от администраторов" in told
        assert 1 == await office.letters.count()

    async def test_an_order_in_the_chats_own_name_is_nobodys(self, office: Office) -> None:
        office.buried()
        office.telegram.people.promotes(office.anna, office.boris, office.chat, anonymous=True)

        async with office.process() as visit:
            await visit.says(office.boris, "/dlq replay 1", office.chat)

        assert 0 == office.replayed()
        assert "not see whose it is" in office.shown()

    async def test_in_private_the_command_is_as_unknown_as_any_other(self, office: Office) -> None:
        office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq")
            said = visit.last(office.anna)
            await visit.says(office.anna, "/nonsense")

        assert UNKNOWN in said
        assert said == visit.last(office.anna)

    async def test_in_another_group_too_even_for_its_administrator(self, office: Office) -> None:
        office.buried()
        other = office.telegram.people.supergroup("Команда", [office.anna])

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq@alfred_test_bot", other)
            await visit.says(office.anna, "/nonsense@alfred_test_bot", other)
            sent = office.telegram.journal.delivered(other)

        assert 1 == len({*sent})
        assert all("№" not in text for text in sent)

    @pytest.mark.parametrize("data", BUTTONS)
    async def test_a_button_that_somebody_made_up_elsewhere_leads_nowhere(
        self, office: Office, data: str
    ) -> None:
        office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/start")
            told = await visit.forges(office.anna, data)

        assert STALE in told
        assert (1, 0) == (await office.letters.count(), office.replayed())

    async def test_without_an_admin_chat_nobody_is_an_operator(self, office: Office) -> None:
        office.buried()
        office.admin_chat = None

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq@alfred_test_bot", office.chat)

        assert all("№" not in text for text in office.telegram.journal.delivered(office.chat))

    async def test_a_private_admin_chat_is_its_persons_own(self, office: Office) -> None:
        office.buried()
        office.admin_chat = office.anna

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq")
            await visit.says(office.vera, "/dlq")

        assert visit.last(office.anna).startswith("Неисполненные поручения: 1")
        assert UNKNOWN in visit.last(office.vera)

    async def test_an_admin_chat_that_became_a_supergroup_stays_it(self, office: Office) -> None:
        office.buried()
        office.admin_chat = -55
        await office.statuses.note(-55, ChatStatus(ChatState.MIGRATED, office.chat))

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq", office.chat)

        assert office.shown().startswith("Неисполненные поручения: 1")


class TestHelp:
    async def test_in_the_admin_chat_it_names_the_command(self, office: Office) -> None:
        async with office.process() as visit:
            await visit.says(office.anna, "/help", office.chat)
            await visit.says(office.anna, "/help")

        assert "/dlq — Неисполненные поручения" in office.shown()
        assert "/schedule" in office.shown()
        assert "/dlq" not in visit.last(office.anna)
