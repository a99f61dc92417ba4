"""What becomes of people whose documents somebody has damaged, and of all others."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.alfred.models import PRIVATE, EventId, Evidence, Fact, FactId
from pipeline.alfred.rights import Rights
from pipeline.groups.models import PersonId
from storage.documents.facts import MOST_HOLDING, StoredFacts
from storage.documents.locks import PersonLeases
from storage.documents.memory import StoredMemory
from storage.documents.profiles import StoredProfiles
from storage.documents.reading import DamagedDocumentError
from storage.documents.schema import FACTS, MEMORY, PROFILES
from tests.fixtures.documents import HandClock, OwnCollections, said

ANNA, BORIS, VERA = PersonId(5), PersonId(6), PersonId(7)


def fact(person: PersonId, number: int, clock: HandClock) -> Fact:
    return Fact(
        id=FactId(f"f{number:04}"),
        person=person,
        text=f"fact {number}",
        scope=PRIVATE,
        evidence=(Evidence(EventId(f"e{number}"), "words"),),
        confidence=0.9,
        created_at=clock.now,
    )


async def damage(
    documents: OwnCollections, collection: str, person: PersonId, **fields: object
) -> None:
    await documents.documents(collection).update_many({"user_id": person}, fields)


def kinds(found: Sequence[object]) -> list[type]:
    return [type(each) if isinstance(each, Exception) else object for each in found]


async def test_a_damaged_profile_is_nobody_elses_loss_and_the_log_tells_whose_it_is(
    butler_documents: OwnCollections, hand_clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    profiles = StoredProfiles(butler_documents)
    for person in (ANNA, BORIS, VERA):
        await profiles.meet(person, "ru", hand_clock.now)
    await damage(butler_documents, PROFILES, BORIS, tone="my secret mood")

    found = await asyncio.gather(
        *(profiles.find(person) for person in (ANNA, BORIS, VERA)), return_exceptions=True
    )

    assert [object, DamagedDocumentError, object] == kinds(found)
    assert f"person {BORIS} in {PROFILES}" in caplog.text
    assert "secret" not in f"{caplog.text}{found[1]}"


async def test_a_damaged_fact_is_nobody_elses_loss(
    butler_documents: OwnCollections, hand_clock: HandClock
) -> None:
    facts = StoredFacts(butler_documents)
    await facts.add([fact(person, 1, hand_clock) for person in (ANNA, BORIS, VERA)])
    await damage(butler_documents, FACTS, BORIS, evidence="none")

    found = await asyncio.gather(
        *(facts.known(person, PRIVATE) for person in (ANNA, BORIS, VERA)), return_exceptions=True
    )

    assert [object, DamagedDocumentError, object] == kinds(found)


@pytest.mark.parametrize("fields", [{"role": "god"}, {"created_at": "noon"}], ids=str)
async def test_a_damaged_remark_is_told_as_such(
    butler_documents: OwnCollections, hand_clock: HandClock, fields: dict[str, object]
) -> None:
    memory = StoredMemory(butler_documents, clock=hand_clock)
    await memory.add([said(ANNA, 1, hand_clock), said(BORIS, 1, hand_clock)])
    await damage(butler_documents, MEMORY, BORIS, **fields)

    with pytest.raises(DamagedDocumentError, match="correct or delete it"):
        await memory.recent(BORIS, PRIVATE, limit=20)
    assert 1 == len(await memory.recent(ANNA, PRIVATE, limit=20))


async def test_who_cannot_be_met_since_another_document_has_their_number_is_told_so(
    butler_documents: OwnCollections, hand_clock: HandClock
) -> None:
    profiles = StoredProfiles(butler_documents)
    await butler_documents.documents(PROFILES).insert_one({"_id": "other", "user_id": ANNA})

    async with asyncio.timeout(10):
        with pytest.raises(DamagedDocumentError, match="another document has the user_id"):
            await profiles.meet(ANNA, "ru", hand_clock.now)


async def test_what_is_damaged_can_be_forgotten(
    butler_documents: OwnCollections, hand_clock: HandClock
) -> None:
    rights = Rights(
        StoredProfiles(butler_documents),
        StoredMemory(butler_documents, clock=hand_clock),
        StoredFacts(butler_documents),
        PersonLeases(butler_documents),
        hand_clock,
    )
    await rights.meet(ANNA, "ru")
    await rights.memory.add([said(ANNA, 1, hand_clock)])
    await rights.facts.add([fact(ANNA, 1, hand_clock)])
    await damage(butler_documents, PROFILES, ANNA, tone="none")
    await damage(butler_documents, MEMORY, ANNA, role="none")

    known = await rights.forget_everything(ANNA)

    assert 1 == len(known.facts)
    assert (await rights.known(ANNA)).nothing


async def test_of_very_many_facts_the_newest_are_told_whoever_else_asks(
    butler_documents: OwnCollections, hand_clock: HandClock
) -> None:
    facts, much = StoredFacts(butler_documents), MOST_HOLDING * 3
    await facts.add([fact(ANNA, number, hand_clock) for number in range(much)])
    older = replace(fact(BORIS, 1, hand_clock), created_at=hand_clock.now.replace(year=2025))
    await facts.add([older])

    # The first request is for one of them alone, and the second for all who wait meanwhile.
    _, annas, boris, vera = await asyncio.gather(
        *(facts.known(person, PRIVATE) for person in (VERA, ANNA, BORIS, VERA))
    )

    newest = range(much - 1, much - 1 - MOST_HOLDING, -1)
    assert [f"f{number:04}" for number in newest] == [each.id for each in annas]
    assert [older] == list(boris)
    assert [] == list(vera)
