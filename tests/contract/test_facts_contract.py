"""The port ``Facts``, in memory and in MongoDB."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipeline.alfred.models import PRIVATE, ChatScope, EventId, Evidence, Fact, FactId
from pipeline.groups.models import PersonId
from storage.documents.facts import StoredFacts
from storage.mongo import MongoDatabase
from tests.fixtures.documents import ButlerStores, HandClock

ANNA, BORIS = PersonId(5), PersonId(2**52)
GROUP, OTHER_GROUP = ChatScope("-1001234567890"), ChatScope("-100123456789")
SCOPES = (PRIVATE, GROUP, OTHER_GROUP)
HOSTILE = ["a.b", "$set", "%2E", "%", "", "\0", "\ud800", "\udfff", "5:x", "ё", "f" * 24, "123"]


def fact(person: PersonId, number: int, now: datetime, scope: ChatScope = PRIVATE) -> Fact:
    """The fact ``f<number>``, of the second of that number."""
    return Fact(
        id=FactId(f"f{number}"),
        person=person,
        text=f"fact {number}",
        scope=scope,
        evidence=(Evidence(EventId(f"e{number}"), f"quotation {number}"),),
        confidence=0.75,
        created_at=now + timedelta(seconds=number),
    )


def ids(facts: Iterable[Fact]) -> list[str]:
    return [fact.id for fact in facts]


async def test_a_fact_comes_back_as_it_was_with_all_its_evidence(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    evidence = (Evidence(EventId("e1"), "пью чай"), Evidence(EventId("e2"), "без сахара"))
    tea = replace(fact(ANNA, 1, hand_clock.now, GROUP), text="Любит чай", evidence=evidence)

    added = await butler.facts.add([tea])

    assert 1 == added
    assert [tea] == await butler.facts.known(ANNA, GROUP)
    assert [tea] == await butler.facts.all(ANNA)


async def test_a_fact_is_added_once(butler: ButlerStores, hand_clock: HandClock) -> None:
    first = fact(ANNA, 1, hand_clock.now)

    added = [
        await butler.facts.add([first, fact(ANNA, 2, hand_clock.now)]),
        await butler.facts.add([replace(first, text="other"), fact(ANNA, 3, hand_clock.now)]),
        await butler.facts.add([fact(ANNA, 4, hand_clock.now)] * 2),
        await butler.facts.add([]),
    ]

    assert [2, 1, 1, 0] == added
    assert first == (await butler.facts.all(ANNA))[0]


async def test_known_facts_come_newest_first_and_all_of_them_oldest_first(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.facts.add([fact(ANNA, number, hand_clock.now) for number in (2, 3, 1)])

    assert ["f3", "f2", "f1"] == ids(await butler.facts.known(ANNA, PRIVATE))
    assert ["f1", "f2", "f3"] == ids(await butler.facts.all(ANNA))


async def test_a_fact_is_told_where_it_was_said_and_in_private(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    for number, scope in enumerate(SCOPES):
        await butler.facts.add([fact(ANNA, number, hand_clock.now, scope)])

    told = {scope: ids(await butler.facts.known(ANNA, scope)) for scope in SCOPES}

    assert {PRIVATE: ["f2", "f1", "f0"], GROUP: ["f1"], OTHER_GROUP: ["f2"]} == told


async def test_a_superseded_fact_is_told_nowhere_and_is_still_there(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    old, new = fact(ANNA, 1, hand_clock.now, GROUP), fact(ANNA, 2, hand_clock.now, GROUP)
    await butler.facts.add([old, new])

    superseded = [await butler.facts.supersede(ANNA, old.id, new.id) for _ in range(2)]

    assert [True, False] == superseded
    assert [new] == await butler.facts.known(ANNA, GROUP)
    assert [new] == await butler.facts.known(ANNA, PRIVATE)
    assert [replace(old, superseded_by=new.id), new] == await butler.facts.all(ANNA)


async def test_only_a_fact_of_this_person_can_be_superseded(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.facts.add([fact(BORIS, 1, hand_clock.now)])

    assert not await butler.facts.supersede(ANNA, FactId("f1"), FactId("f2"))
    assert not await butler.facts.supersede(BORIS, FactId("f7"), FactId("f2"))
    assert ["f1"] == ids(await butler.facts.known(BORIS, PRIVATE))


async def test_of_many_who_supersede_a_fact_at_once_one_does(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.facts.add([fact(ANNA, 0, hand_clock.now)])

    done = await asyncio.gather(
        *(butler.facts.supersede(ANNA, FactId("f0"), FactId(f"by {turn}")) for turn in range(8))
    )

    [superseded] = await butler.facts.all(ANNA)
    assert [True] == [each for each in done if each]
    assert f"by {done.index(True)}" == superseded.superseded_by


async def test_one_fact_is_forgotten_once(butler: ButlerStores, hand_clock: HandClock) -> None:
    await butler.facts.add([fact(ANNA, number, hand_clock.now) for number in range(3)])

    forgotten = [await butler.facts.forget(ANNA, FactId("f1")) for _ in range(2)]

    assert [1, 0] == forgotten
    assert ["f0", "f2"] == ids(await butler.facts.all(ANNA))


async def test_what_was_superseded_by_a_forgotten_fact_stays_untold(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.facts.add([fact(ANNA, number, hand_clock.now) for number in (1, 2)])
    await butler.facts.supersede(ANNA, FactId("f1"), FactId("f2"))

    await butler.facts.forget(ANNA, FactId("f2"))

    assert [] == await butler.facts.known(ANNA, PRIVATE)


async def test_all_facts_of_a_person_are_forgotten_in_every_scope(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    for number, scope in enumerate(SCOPES):
        await butler.facts.add([fact(ANNA, number, hand_clock.now, scope)])
    await butler.facts.supersede(ANNA, FactId("f0"), FactId("f1"))

    forgotten = [await butler.facts.forget(ANNA) for _ in range(2)]

    assert [3, 0] == forgotten
    assert [] == await butler.facts.all(ANNA)


async def test_people_are_kept_apart_even_where_ids_are_the_same(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    for person in (ANNA, BORIS):
        added = await butler.facts.add([fact(person, n, hand_clock.now, GROUP) for n in range(3)])
        assert 3 == added
    before = await butler.facts.all(BORIS)

    await butler.facts.supersede(ANNA, FactId("f0"), FactId("f1"))
    await butler.facts.forget(ANNA, FactId("f1"))
    await butler.facts.forget(ANNA)

    assert {BORIS} == {each.person for each in before}
    assert before == await butler.facts.all(BORIS)
    assert ["f2", "f1", "f0"] == ids(await butler.facts.known(BORIS, GROUP))
    assert [] == await butler.facts.known(ANNA, PRIVATE)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("\0", "\0"), ("a\ud800b", "a\ufffdb"), ("ё" * 100_000, "ё" * 100_000), ("$a.b", "$a.b")],
    ids=["NUL", "surrogate", "long", "dollar"],
)
async def test_any_text_can_be_kept(
    butler: ButlerStores, hand_clock: HandClock, given: str, kept: str
) -> None:
    plain = fact(ANNA, 1, hand_clock.now)
    event = plain.evidence[0].event

    await butler.facts.add([replace(plain, text=given, evidence=(Evidence(event, given),))])

    expected = replace(plain, text=kept, evidence=(Evidence(event, kept),))
    assert [expected] == await butler.facts.known(ANNA, PRIVATE)


async def test_ids_and_scopes_may_be_any_text_and_are_no_other(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    facts = [
        replace(
            fact(ANNA, number, hand_clock.now, ChatScope(name)),
            id=FactId(name),
            evidence=(Evidence(EventId(name), "quotation"),),
        )
        for number, name in enumerate(HOSTILE)
    ]

    added = await butler.facts.add(facts)
    superseded = [await butler.facts.supersede(ANNA, each.id, each.id) for each in facts[::2]]
    forgotten = [await butler.facts.forget(ANNA, each.id) for each in facts[::3]]

    assert len(HOSTILE) == added
    assert all(superseded)
    assert [1] * len(forgotten) == forgotten
    left = [
        replace(each, superseded_by=None if number % 2 else each.id)
        for number, each in enumerate(facts)
        if number % 3
    ]
    assert left == await butler.facts.all(ANNA)
    for each in left:
        told = [each] if each.superseded_by is None else []
        assert told == await butler.facts.known(ANNA, each.scope)


async def test_times_are_cut_to_milliseconds(butler: ButlerStores, hand_clock: HandClock) -> None:
    odd = fact(ANNA, 1, hand_clock.now + timedelta(microseconds=1_999))

    await butler.facts.add([odd])

    [found] = await butler.facts.all(ANNA)
    assert hand_clock.now + timedelta(seconds=1, milliseconds=1) == found.created_at


async def test_a_document_holds_what_the_design_names(
    butler_documents: MongoDatabase, hand_clock: HandClock
) -> None:
    await StoredFacts(butler_documents).add([fact(ANNA, 1, hand_clock.now, GROUP)])

    document = await butler_documents.documents("user_facts").find_one({"user_id": ANNA})

    assert {
        "_id": "5:f1",
        "user_id": 5,
        "fact": "fact 1",
        "scope": "-1001234567890",
        "evidence": [{"event": "e1", "quotation": "quotation 1"}],
        "confidence": 0.75,
        "created_at": hand_clock.now + timedelta(seconds=1),
        "superseded_by": None,
    } == document
