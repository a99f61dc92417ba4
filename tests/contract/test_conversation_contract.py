"""ConversationLedger, in memory and on Postgres."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.conversation.models import (
    TELEGRAM,
    Dialogue,
    DialogueKey,
    EntryKey,
    Incoming,
    Receipt,
    ReceiptKind,
    Sent,
    Unanswered,
)
from pipeline.conversation.ports import ConversationLedger
from tests.fakes.conversation import MemoryConversationLedger, MemoryDialogues
from tests.fixtures.stores import Stores

REPLY = Receipt(ReceiptKind.REPLY, reply="7")
DIALOGUE = DialogueKey(bot_id=1, chat_id=2, user_id=2, thread_id=0, destiny="default")


def entry(number: int, actor: str = "5", device: str = TELEGRAM) -> Incoming:
    return Incoming(EntryKey(actor, device, number), chat="5", payload=b"%d" % number)


async def numbers(stores: Stores, limit: int = 100) -> list[int]:
    """What has no receipt, in the order of taking up."""
    taken = await stores.conversation.take_up(TELEGRAM, limit=limit)
    return [unanswered.entry.key.client_seq for unanswered in taken]


async def test_an_entry_is_new_once(stores: Stores) -> None:
    first = await stores.conversation.accept([entry(2), entry(1)])
    second = await stores.conversation.accept([entry(1), entry(3), entry(2)])

    assert [entry(2), entry(1)] == list(first)
    assert [entry(3)] == list(second)


async def test_an_entry_that_a_batch_holds_twice_is_new_once(stores: Stores) -> None:
    assert [entry(1)] == list(await stores.conversation.accept([entry(1), entry(1)]))


async def test_nothing_is_new_in_an_empty_batch(stores: Stores) -> None:
    assert [] == list(await stores.conversation.accept([]))


async def test_the_same_number_of_another_actor_or_device_is_another_entry(
    stores: Stores,
) -> None:
    others = [entry(1), entry(1, actor="6"), entry(1, device="telephone")]

    assert others == list(await stores.conversation.accept(others))


async def test_an_entry_stays_known_after_its_receipt(stores: Stores) -> None:
    await stores.conversation.accept([entry(1)])
    await stores.conversation.receipt(entry(1).key, REPLY)

    assert [] == list(await stores.conversation.accept([entry(1)]))


async def test_what_has_no_receipt_is_taken_up_by_number_and_counts_attempts(
    stores: Stores,
) -> None:
    await stores.conversation.accept([entry(3), entry(1, actor="6"), entry(2)])
    await stores.conversation.receipt(entry(2).key, REPLY)

    first = await stores.conversation.take_up(TELEGRAM, limit=10)
    second = await stores.conversation.take_up(TELEGRAM, limit=10)

    assert [Unanswered(entry(1, actor="6"), 1), Unanswered(entry(3), 1)] == list(first)
    assert [Unanswered(entry(1, actor="6"), 2), Unanswered(entry(3), 2)] == list(second)


async def test_only_so_many_are_taken_up_and_of_the_device_only(stores: Stores) -> None:
    await stores.conversation.accept([entry(1, device="other"), entry(3), entry(4), entry(2)])

    assert [2, 3] == await numbers(stores, limit=2)
    assert [2, 3, 4] == await numbers(stores)


async def test_a_payload_that_may_not_be_stored_is_none_when_taken_up(stores: Stores) -> None:
    secret = Incoming(entry(1).key, chat="5", payload=None)
    await stores.conversation.accept([secret])

    [unanswered] = await stores.conversation.take_up(TELEGRAM, limit=1)

    assert secret == unanswered.entry


async def test_what_was_sent_and_what_was_on_its_way_are_told_apart(stores: Stores) -> None:
    await stores.conversation.accept([entry(1), entry(2)])

    await stores.conversation.sending(entry(1).key, 0)
    await stores.conversation.sending(entry(1).key, 1, [Sent(0, b"zero")])
    await stores.conversation.sending(entry(1).key, 2, [Sent(1, b"one")])

    [sent, untouched] = await stores.conversation.take_up(TELEGRAM, limit=2)
    assert (Sent(0, b"zero"), Sent(1, b"one")) == sent.sent
    assert 2 == sent.sending
    assert ((), None) == (untouched.sent, untouched.sending)


async def test_a_message_that_goes_out_again_is_still_one_message(stores: Stores) -> None:
    await stores.conversation.accept([entry(1)])
    await stores.conversation.sending(entry(1).key, 0)

    await stores.conversation.sending(entry(1).key, 0)
    await stores.conversation.sending(entry(1).key, 1, [Sent(0, b"zero")])
    await stores.conversation.sending(entry(1).key, 0)

    [unanswered] = await stores.conversation.take_up(TELEGRAM, limit=1)
    assert ((Sent(0, b"zero"),), 1) == (unanswered.sent, unanswered.sending)


async def test_nothing_is_sent_for_an_entry_that_nobody_accepted_or_that_is_closed(
    stores: Stores,
) -> None:
    await stores.conversation.accept([entry(1)])
    await stores.conversation.receipt(entry(1).key, REPLY)

    with pytest.raises(LookupError):
        await stores.conversation.sending(entry(1).key, 0)
    with pytest.raises(LookupError):
        await stores.conversation.sending(entry(2).key, 0)


async def test_a_receipt_is_given_once(stores: Stores) -> None:
    await stores.conversation.accept([entry(1)])
    await stores.conversation.sending(entry(1).key, 0)

    given = [await stores.conversation.receipt(entry(1).key, REPLY) for _ in range(2)]

    assert [True, False] == given
    assert [] == await numbers(stores)


async def test_a_receipt_of_an_entry_that_nobody_accepted_is_an_error(stores: Stores) -> None:
    with pytest.raises(LookupError):
        await stores.conversation.receipt(entry(1).key, REPLY)


@pytest.mark.parametrize("kind", ReceiptKind)
async def test_a_receipt_of_any_kind_closes_the_entry(stores: Stores, kind: ReceiptKind) -> None:
    await stores.conversation.accept([entry(1)])

    assert await stores.conversation.receipt(entry(1).key, Receipt(kind))
    assert [] == await numbers(stores)


async def test_dialogues_move_on_with_the_receipt(stores: Stores) -> None:
    ended = DIALOGUE._replace(chat_id=3)
    await stores.dialogues.put(ended, Dialogue("old"))
    await stores.conversation.accept([entry(1)])
    step = Dialogue("zone", {"group": 4, "name": "Аня"})

    await stores.conversation.receipt(
        entry(1).key, Receipt(ReceiptKind.REPLY, dialogues={DIALOGUE: step, ended: Dialogue()})
    )

    assert step == await stores.dialogues.get(DIALOGUE)
    assert Dialogue() == await stores.dialogues.get(ended)


async def test_dialogues_stay_if_the_receipt_was_given_before(stores: Stores) -> None:
    await stores.conversation.accept([entry(1)])
    await stores.conversation.receipt(entry(1).key, REPLY)
    late = Receipt(ReceiptKind.ERROR, dialogues={DIALOGUE: Dialogue("lost")})

    assert not await stores.conversation.receipt(entry(1).key, late)
    assert Dialogue() == await stores.dialogues.get(DIALOGUE)


@pytest.mark.parametrize("text", ["\0", "\ud800"], ids=["NUL", "surrogate"])
async def test_a_receipt_whose_dialogue_cannot_be_stored_changes_nothing(
    stores: Stores, text: str
) -> None:
    other = DIALOGUE._replace(chat_id=3)
    await stores.conversation.accept([entry(1)])
    await stores.conversation.sending(entry(1).key, 0)
    moves = {other: Dialogue("moved"), DIALOGUE: Dialogue("step", {"name": text})}

    with pytest.raises(ValueError, match="dialogue"):
        await stores.conversation.receipt(
            entry(1).key, Receipt(ReceiptKind.REPLY, dialogues=moves)
        )

    [unanswered] = await stores.conversation.take_up(TELEGRAM, limit=1)
    assert (entry(1), 0) == (unanswered.entry, unanswered.sending)
    assert Dialogue() == await stores.dialogues.get(other)


async def test_of_many_who_accept_the_same_at_once_one_finds_it_new(stores: Stores) -> None:
    batch = [entry(number, actor=str(number % 3)) for number in range(60)]

    found = await asyncio.gather(
        *(stores.conversation.accept(batch[:: (-1) ** turn]) for turn in range(8))
    )

    assert sorted(each.key for each in batch) == sorted(each.key for new in found for each in new)


async def test_of_many_receipts_at_once_one_is_given(stores: Stores) -> None:
    await stores.conversation.accept([entry(1)])

    given = await asyncio.gather(
        *(
            stores.conversation.receipt(
                entry(1).key,
                Receipt(ReceiptKind.REPLY, dialogues={DIALOGUE: Dialogue(f"turn {turn}")}),
            )
            for turn in range(8)
        )
    )

    assert [True] == [each for each in given if each]
    assert Dialogue(f"turn {given.index(True)}") == await stores.dialogues.get(DIALOGUE)


Step = Callable[[ConversationLedger, str], Awaitable[object]]


def _accept(numbers: list[int]) -> Step:
    return lambda ledger, device: ledger.accept([entry(each, device=device) for each in numbers])


def _sending(number: int, ordinal: int) -> Step:
    arrived = [Sent(before, b"%d" % before) for before in range(ordinal)]
    return lambda ledger, device: ledger.sending(_key(number, device), ordinal, arrived)


def _receipt(number: int) -> Step:
    return lambda ledger, device: ledger.receipt(_key(number, device), REPLY)


def _take_up(limit: int) -> Step:
    return lambda ledger, device: ledger.take_up(device, limit=limit)


def _working(numbers: list[int]) -> Step:
    return lambda ledger, device: ledger.working([_key(number, device) for number in numbers])


def _key(number: int, device: str) -> EntryKey:
    return entry(number, device=device).key


async def _told(ledger: ConversationLedger, device: str, step: Step) -> object:
    try:
        return await step(ledger, device)
    except LookupError:
        return LookupError


NUMBERS = st.integers(0, 3)
STEPS = st.lists(
    st.builds(_accept, st.lists(NUMBERS, max_size=4))
    | st.builds(_sending, NUMBERS, st.integers(0, 2))
    | st.builds(_receipt, NUMBERS)
    | st.builds(_working, st.lists(NUMBERS, max_size=4))
    | st.builds(_take_up, st.integers(1, 4)),
    max_size=20,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
async def test_both_ledgers_tell_the_same_whatever_happens(
    postgres_stores: Stores, steps: list[Step]
) -> None:
    own_device = str(uuid4())  # for the database keeps what the runs before left
    memory = MemoryConversationLedger(MemoryDialogues())

    told = [
        [await _told(ledger, own_device, step) for step in steps]
        for ledger in (memory, postgres_stores.conversation)
    ]

    assert told[0] == told[1]
