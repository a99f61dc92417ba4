"""/dlq: operators look at what could not be handled, of all tenants, and deal with it."""

import asyncio
from datetime import timedelta

import pytest

from bot.buttons.dead_letters import (
    Deed,
    LetterDeedButton,
    ReplayAllButton,
    seconds_of,
    version_of,
)
from handlers.commands.dlq import Asked, Wish, read_wish
from pipeline.delivery.models import DeadLetter
from tests.fixtures.office import NOW, Office
from tests.servers.telegram import BotApiServer

LATER = seconds_of(NOW + timedelta(minutes=10))
GONE = "в списке нет: его уже повторили или убрали"


@pytest.fixture
def office(bot_api: BotApiServer) -> Office:
    return Office(bot_api)


def sure(letter: DeadLetter, deed: Deed = Deed.REPLAY, until: int = LATER) -> str:
    button = LetterDeedButton(deed=deed, letter=letter.id, version=version_of(letter), until=until)
    return button.pack()


class TestList:
    async def test_it_shows_letters_of_all_tenants_by_the_operators_clock(
        self, office: Office
    ) -> None:
        office.buried(tenant="telegram:77")
        office.buried(tenant="default")

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq", office.chat)

        shown = office.shown()
        assert shown.startswith("Неисполненные поручения: 2")
        assert "№ 2 · доставка сводки" in shown
        assert "18 февраля, ср, 23:30 · попыток: 5 · default" in shown
        assert "NotSentError: telegram:77" in shown

    async def test_an_empty_one_says_so(self, office: Office) -> None:
        async with office.process() as visit:
            await visit.says(office.anna, "/dlq list", office.chat)

        assert office.shown().startswith("Неисполненных поручений нет")

    async def test_a_long_one_is_turned_over(self, office: Office) -> None:
        office.buried(20)

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq", office.chat)
            first = office.shown()
            await visit.presses(office.anna, "Дальше ›", office.chat)
            await visit.presses(office.anna, "Дальше ›", office.chat)

        last = office.shown()
        assert "№ 20 ·" in first
        assert "№ 12 ·" not in first
        assert "№ 4 ·" in last
        assert "№ 1 ·" in last
        assert "№ 5 ·" not in last

    async def test_in_english_for_who_reads_english(self, office: Office) -> None:
        john = office.telegram.people.person("John", language_code="en")
        office.telegram.people.joins(john, office.chat)
        office.telegram.people.promotes(office.anna, john, office.chat)
        office.buried()

        async with office.process() as visit:
            await visit.says(john, "/dlq", office.chat)

        assert office.shown().startswith("Errands left undone: 1")

    async def test_what_cannot_be_understood_is_told_how_to_say(self, office: Office) -> None:
        async with office.process() as visit:
            await visit.says(office.anna, "/dlq выбросить всё", office.chat)

        assert "/dlq replay 17" in office.shown()


class TestOne:
    async def test_a_letter_is_shown_by_its_number_with_what_replaying_does(
        self, office: Office
    ) -> None:
        office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq show 1", office.chat)

        shown = office.shown()
        assert "Событие: digest.delivery.due.v1, ключ 0" in shown
        assert "Если повторить: заказ снова станет ждать" in shown

    async def test_from_the_list_to_a_letter_to_its_replay(self, office: Office) -> None:
        office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq", office.chat)
            await visit.presses(office.anna, "№ 1", office.chat)
            await visit.presses(office.anna, "Повторить", office.chat)
            before = office.replayed()
            await visit.presses(office.anna, "Да, повторить", office.chat)
            done = office.shown()
            await visit.presses(office.anna, "К списку", office.chat)

        assert (0, 1) == (before, office.replayed())
        assert "Берусь снова" in done
        assert office.shown().startswith("Неисполненных поручений нет")
        assert 1 == len(office.telegram.journal.delivered(office.chat))

    async def test_a_replay_that_is_typed_happens_at_once(self, office: Office) -> None:
        office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq replay 1", office.chat)

        assert 1 == office.replayed()
        assert "Берусь снова" in office.shown()

    async def test_a_drop_is_asked_about_first_also_if_it_is_typed(self, office: Office) -> None:
        office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq drop 1", office.chat)
            before = await office.letters.count()
            await visit.presses(office.anna, "Да, убрать", office.chat)

        assert (1, 0) == (before, await office.letters.count())
        assert 0 == office.replayed()
        assert "Убрано" in office.shown()

    async def test_who_thinks_better_of_it_is_shown_the_letter_again(self, office: Office) -> None:
        office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq drop 1", office.chat)
            await visit.presses(office.anna, "Нет, оставить", office.chat)

        assert "Если повторить:" in office.shown()
        assert 1 == await office.letters.count()

    @pytest.mark.parametrize("wish", ["show", "replay", "drop"])
    async def test_a_letter_that_is_not_there_is_told_so(self, office: Office, wish: str) -> None:
        async with office.process() as visit:
            await visit.says(office.anna, f"/dlq {wish} 999999999999999999", office.chat)

        assert GONE in office.shown()


class TestAll:
    async def test_all_are_replayed_after_a_confirmation(self, office: Office) -> None:
        office.buried(20)

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq replay all", office.chat)
            asked, before = office.shown(), office.replayed()
            await visit.presses(office.anna, "Да, повторить все", office.chat)

        assert "Взяться ещё раз за 20 поручений?" in asked
        assert (0, 20) == (before, office.replayed())
        assert "Берусь снова за 20 поручений." in office.shown()

    async def test_what_dies_after_the_question_is_not_replayed_with_them(
        self, office: Office
    ) -> None:
        office.buried(2)

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq", office.chat)
            await visit.presses(office.anna, "Повторить все (2)", office.chat)
            office.buried()
            await visit.presses(office.anna, "Да, повторить все", office.chat)

        assert 2 == office.replayed()
        assert "В списке остаётся: 1." in office.shown()

    async def test_with_nothing_to_replay_nothing_is_asked(self, office: Office) -> None:
        async with office.process() as visit:
            await visit.says(office.anna, "/dlq replay all", office.chat)

        assert office.shown().startswith("Неисполненных поручений нет")


class TestSomebodyElse:
    async def test_a_letter_that_another_operator_replayed_is_told_of(
        self, office: Office
    ) -> None:
        [letter] = office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq drop 1", office.chat)
            await office.letters.replay(letter.tenant, letter.id)
            await visit.presses(office.anna, "Да, убрать", office.chat)

        assert f"Поручения № 1 {GONE}" in office.shown()
        assert 1 == office.replayed()

    async def test_a_letter_that_died_again_is_shown_before_it_is_decided_upon(
        self, office: Office
    ) -> None:
        [letter] = office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq drop 1", office.chat)
            office.time += timedelta(minutes=1)
            office.letters.bury(letter.tenant, letter.event, letter.key, b"{}", "other", 5)
            told = await visit.presses(office.anna, "Да, убрать", office.chat)

        assert "С тех пор поручение сорвалось ещё раз" in told
        assert "Ошибка: other" in office.shown()
        assert 1 == await office.letters.count()

    @pytest.mark.parametrize("deed", [*Deed])
    async def test_a_button_that_is_pressed_too_late_does_nothing(
        self, office: Office, deed: Deed
    ) -> None:
        [letter] = office.buried()
        office.time += timedelta(minutes=10, seconds=1)

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq", office.chat)
            one = await visit.forges(office.anna, sure(letter, deed), office.chat)
            every = ReplayAllButton(upto=letter.id, until=LATER).pack()
            both = one, await visit.forges(office.anna, every, office.chat)

        assert ["Срок этой кнопки истёк. Откройте список заново: /dlq"] * 2 == [*both]
        assert (1, 0) == (await office.letters.count(), office.replayed())

    async def test_a_person_who_presses_twice_replays_once(self, office: Office) -> None:
        [letter] = office.buried()

        async with office.process() as visit:
            await visit.says(office.anna, "/dlq", office.chat)
            await asyncio.gather(
                *(visit.forges(office.anna, sure(letter), office.chat) for _ in range(2))
            )

        assert 1 == office.replayed()


@pytest.mark.parametrize(
    ("written", "wish"),
    [
        (None, Asked(Wish.LIST)),
        ("  LIST ", Asked(Wish.LIST)),
        ("show 17", Asked(Wish.SHOW, 17)),
        ("Show  №17", Asked(Wish.SHOW, 17)),
        ("drop # 17", Asked(Wish.DROP, 17)),
        ("replay no. 0", Asked(Wish.REPLAY, 0)),
        ("replay all", Asked(Wish.REPLAY_ALL)),
        ("drop all", None),
        ("show", None),
        ("show -1", None),
        ("show ١٧", None),
        ("show 17 18", None),
        ("show " + "9" * 19, None),
        ("list 1", None),
    ],
)
def test_what_is_written_after_the_command(written: str | None, wish: Asked | None) -> None:
    assert wish == read_wish(written)
