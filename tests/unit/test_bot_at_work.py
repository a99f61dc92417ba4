from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.at_work import SECONDS, AtWork
from pipeline.conversation.models import EntryKey, Incoming, Receipt, ReceiptKind
from storage.postgres.errors import DatabaseUnavailableError
from tests.fakes.conversation import MemoryConversationLedger, MemoryDialogues

ONE, TWO = (EntryKey("1", "telegram", number) for number in (1, 2))


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class Ledger(MemoryConversationLedger):
    away = False

    async def working(self, keys: Sequence[EntryKey]) -> None:
        if self.away:
            raise DatabaseUnavailableError("the connection was lost")
        await super().working(keys)


async def opened() -> tuple[Ledger, Clock, AtWork]:
    ledger, clock = Ledger(MemoryDialogues()), Clock()
    await ledger.accept([Incoming(key, "1", b"{}") for key in (ONE, TWO)])
    return ledger, clock, AtWork(ledger, clock)


async def test_only_what_lasts_is_told_of() -> None:
    ledger, clock, at_work = await opened()
    at_work.begin(ONE)
    clock.now += SECONDS
    at_work.begin(TWO)

    await at_work.say_once()

    assert (1, 0) == (ledger.worked_on(ONE), ledger.worked_on(TWO))


async def test_what_ended_is_told_of_no_more() -> None:
    ledger, clock, at_work = await opened()
    at_work.begin(ONE)
    clock.now += SECONDS
    await at_work.say_once()
    at_work.end(ONE)
    at_work.end(ONE)

    await at_work.say_once()

    assert 1 == ledger.worked_on(ONE)


async def test_a_database_that_is_away_costs_a_word_and_no_more() -> None:
    ledger, clock, at_work = await opened()
    at_work.begin(ONE)
    clock.now += SECONDS
    ledger.away = True
    await at_work.say_once()
    ledger.away = False

    await at_work.say_once()

    assert 1 == ledger.worked_on(ONE)


async def test_an_entry_with_its_receipt_is_left_alone() -> None:
    ledger, clock, at_work = await opened()
    at_work.begin(ONE)
    clock.now += SECONDS
    await ledger.receipt(ONE, Receipt(ReceiptKind.REPLY))

    await at_work.say_once()

    assert 0 == ledger.worked_on(ONE)
