"""The port ``Profiles``, in memory and in MongoDB."""

import asyncio
from datetime import timedelta

import pytest

from pipeline.alfred.models import PRIVATE, ChatScope, Profile, Tone
from pipeline.groups.models import PersonId
from storage.documents.profiles import StoredProfiles
from storage.mongo import MongoDatabase
from tests.fixtures.documents import ButlerStores, HandClock

ANNA, BORIS = PersonId(5), PersonId(2**52)
GROUP, OTHER_GROUP = ChatScope("-1001234567890"), ChatScope("-100123456789")
HOSTILE_SCOPES = ["a.b", "$set", "a$b.c", "%2E", "%", "", "\0", "\ud800", "\udfff", "0", "ё", '"']


async def test_a_person_who_is_met_first_gets_a_profile(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    met = await butler.profiles.meet(ANNA, "ru", hand_clock.now)

    assert Profile(ANNA, "ru", Tone.WITTY, hand_clock.now, hand_clock.now) == met
    assert met == await butler.profiles.find(ANNA)


async def test_a_person_who_is_known_keeps_their_profile(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    first = await butler.profiles.meet(ANNA, "ru", hand_clock.now)
    later = hand_clock.now + timedelta(days=1)

    assert first == await butler.profiles.meet(ANNA, "en", later)


async def test_many_who_meet_somebody_at_once_make_one_profile(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    met = await asyncio.gather(
        *(
            butler.profiles.meet(ANNA, "ru", hand_clock.now + timedelta(seconds=turn))
            for turn in range(8)
        )
    )

    assert [await butler.profiles.find(ANNA)] * 8 == met


async def test_nobody_is_found_who_was_never_met(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.profiles.meet(ANNA, "ru", hand_clock.now)

    assert await butler.profiles.find(BORIS) is None


async def test_a_change_leaves_alone_what_is_not_given(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    met = await butler.profiles.meet(ANNA, "ru", hand_clock.now)
    later = hand_clock.now + timedelta(hours=1)

    changed = await butler.profiles.change(ANNA, later, tone=Tone.FORMAL)

    assert Profile(ANNA, "ru", Tone.FORMAL, met.created_at, later) == changed
    assert changed == await butler.profiles.find(ANNA)


async def test_everything_that_is_given_is_changed(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.profiles.meet(ANNA, "ru", hand_clock.now)

    changed = await butler.profiles.change(
        ANNA, hand_clock.now, language="en", tone=Tone.CASUAL, preferred_topics=["шахматы", "go"]
    )

    assert changed
    assert ("en", Tone.CASUAL) == (changed.language, changed.tone)
    assert ("шахматы", "go") == changed.preferred_topics


async def test_seven_topics_are_kept_and_none_takes_them_away(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.profiles.meet(ANNA, "ru", hand_clock.now)
    topics = [str(number) for number in range(9)]

    many = await butler.profiles.change(ANNA, hand_clock.now, preferred_topics=topics)
    none = await butler.profiles.change(ANNA, hand_clock.now, preferred_topics=())

    assert many
    assert none
    assert (tuple(topics[:7]), ()) == (many.preferred_topics, none.preferred_topics)


async def test_who_has_no_profile_is_not_changed_and_gets_none(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    changed = await butler.profiles.change(ANNA, hand_clock.now, language="en")
    await butler.profiles.summarize(ANNA, PRIVATE, "любит чай", hand_clock.now)
    await butler.profiles.summarize(ANNA, GROUP, "любит чай", hand_clock.now)

    assert changed is None
    assert await butler.profiles.find(ANNA) is None


async def test_each_scope_has_a_summary_of_its_own(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.profiles.meet(ANNA, "ru", hand_clock.now)
    later = hand_clock.now + timedelta(hours=1)

    await butler.profiles.summarize(ANNA, PRIVATE, "любит чай", hand_clock.now)
    await butler.profiles.summarize(ANNA, GROUP, "ведёт релиз", hand_clock.now)
    await butler.profiles.summarize(ANNA, GROUP, "сдала релиз", later)

    found = await butler.profiles.find(ANNA)
    assert found
    assert later == found.updated_at
    told = [found.summary(scope) for scope in (PRIVATE, GROUP, OTHER_GROUP)]
    assert ["любит чай", "сдала релиз", ""] == told


async def test_summaries_of_many_scopes_at_once_are_all_kept(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.profiles.meet(ANNA, "ru", hand_clock.now)
    scopes = [ChatScope(f"-100{number}") for number in range(8)]

    await asyncio.gather(
        *(butler.profiles.summarize(ANNA, scope, scope, hand_clock.now) for scope in scopes)
    )

    found = await butler.profiles.find(ANNA)
    assert found
    assert {scope: scope for scope in scopes} == found.group_summaries


async def test_a_scope_may_be_any_text_and_is_no_other(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.profiles.meet(ANNA, "ru", hand_clock.now)
    scopes = [ChatScope(scope) for scope in HOSTILE_SCOPES]

    for number, scope in enumerate(scopes):
        await butler.profiles.summarize(ANNA, scope, f"summary {number}", hand_clock.now)

    found = await butler.profiles.find(ANNA)
    assert found
    told = [found.summary(scope) for scope in scopes]
    assert [f"summary {number}" for number in range(len(scopes))] == told


@pytest.mark.parametrize(
    ("given", "kept"),
    [("\0", "\0"), ("a\ud800b", "a\ufffdb"), ("ё" * 100_000, "ё" * 100_000), ("$a.b", "$a.b")],
    ids=["NUL", "surrogate", "long", "dollar"],
)
async def test_any_text_can_be_kept(
    butler: ButlerStores, hand_clock: HandClock, given: str, kept: str
) -> None:
    await butler.profiles.meet(ANNA, "ru", hand_clock.now)

    await butler.profiles.summarize(ANNA, PRIVATE, given, hand_clock.now)
    await butler.profiles.summarize(ANNA, GROUP, given, hand_clock.now)
    await butler.profiles.change(ANNA, hand_clock.now, preferred_topics=[given])

    found = await butler.profiles.find(ANNA)
    assert found
    assert (kept, kept, (kept,)) == (
        found.memory_summary,
        found.summary(GROUP),
        found.preferred_topics,
    )


async def test_times_are_cut_to_milliseconds_from_the_first_answer_on(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    odd = hand_clock.now + timedelta(microseconds=1_999)

    met = await butler.profiles.meet(ANNA, "ru", odd)
    changed = await butler.profiles.change(ANNA, odd, language="en")

    assert changed
    cut = hand_clock.now + timedelta(milliseconds=1)
    assert [cut] * 3 == [met.created_at, met.updated_at, changed.updated_at]
    assert timedelta(0) == met.created_at.utcoffset()


async def test_a_forgotten_person_is_met_anew_and_others_stay(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.profiles.meet(ANNA, "ru", hand_clock.now)
    boris = await butler.profiles.meet(BORIS, "en", hand_clock.now)
    await butler.profiles.summarize(ANNA, GROUP, "ведёт релиз", hand_clock.now)

    forgotten = [await butler.profiles.forget(ANNA) for _ in range(2)]
    later = hand_clock.now + timedelta(hours=1)

    assert [True, False] == forgotten
    assert Profile(ANNA, "en", Tone.WITTY, later, later) == await butler.profiles.meet(
        ANNA, "en", later
    )
    assert boris == await butler.profiles.find(BORIS)


async def test_changes_of_one_person_do_not_reach_another(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    boris = await butler.profiles.meet(BORIS, "en", hand_clock.now)
    await butler.profiles.meet(ANNA, "ru", hand_clock.now)

    await butler.profiles.change(ANNA, hand_clock.now, tone=Tone.FORMAL)
    await butler.profiles.summarize(ANNA, PRIVATE, "любит чай", hand_clock.now)

    assert boris == await butler.profiles.find(BORIS)


async def test_a_document_holds_what_the_design_names(
    butler_documents: MongoDatabase, hand_clock: HandClock
) -> None:
    profiles = StoredProfiles(butler_documents)
    await profiles.meet(ANNA, "ru", hand_clock.now)
    await profiles.summarize(ANNA, GROUP, "ведёт релиз", hand_clock.now)

    [document] = [await butler_documents.documents("user_profiles").find_one({"user_id": ANNA})]

    assert {
        "_id": "5",
        "user_id": 5,
        "language": "ru",
        "persona": "Alfred-style дворецкий",
        "tone": "witty",
        "preferred_topics": [],
        "memory_summary": "",
        "group_summaries": {"-1001234567890": "ведёт релиз"},
        "created_at": hand_clock.now,
        "updated_at": hand_clock.now,
        "schema_version": 1,
    } == document
