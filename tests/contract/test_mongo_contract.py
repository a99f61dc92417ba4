"""What we rely on in MongoDB, on the embedded server and on MONGODB_URL where it is set."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from storage.mongo import (
    FILTER_OPERATORS,
    Document,
    Index,
    MongoDatabase,
    MongoDocuments,
    Order,
    Outcome,
    mongo_database,
)
from tests.fixtures.embedded import TestServers

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BY_ID = (("_id", Order.ASCENDING),)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "given_url" in metafunc.fixturenames:
        urls = {"embedded": None, "given": TestServers().mongodb_url or None}
        names = [name for name in urls if name == "embedded" or urls[name]]
        metafunc.parametrize(
            "given_url", [urls[name] for name in names], ids=names, scope="session"
        )


@pytest.fixture(scope="session")
def url(given_url: str | None, mongo_server: str) -> str:
    return given_url or mongo_server


@pytest.fixture(scope="session")
async def database(url: str) -> AsyncIterator[MongoDatabase]:
    async with mongo_database(url, default="alfred_contract") as opened:
        yield opened


@pytest.fixture
async def documents(database: MongoDatabase) -> AsyncIterator[MongoDocuments]:
    fresh = database.documents(f"contract_{uuid4().hex}")
    yield fresh
    await fresh.delete_many({})


def ids(documents: Iterable[Document]) -> str:
    return "".join(document["_id"] for document in documents)


async def test_a_document_comes_back_as_it_was_inserted(documents: MongoDocuments) -> None:
    document = {
        "_id": "письмо",
        "text": "ё\x00\U0001f600" + "x" * 1_000_000,
        "nested": {"list": [1, 2.5, None, True, {"deep": "yes"}]},
        "big": 2**53,
        "at": datetime(2026, 11, 20, 12, 0, 0, 123_000, tzinfo=UTC),
    }

    outcome = await documents.insert_one(document)
    found = await documents.find_one({"_id": "письмо"})

    assert Outcome.ADDED is outcome
    assert document == found


async def test_inserting_leaves_the_callers_document_alone(documents: MongoDocuments) -> None:
    document = {"name": "Alfred"}

    await documents.insert_one(document)

    assert {"name": "Alfred"} == document


async def test_a_time_is_cut_to_milliseconds_and_comes_back_in_utc(
    documents: MongoDocuments,
) -> None:
    await documents.insert_one({"_id": "1", "at": NOON + timedelta(microseconds=1_999)})

    found = await documents.find_one({"_id": "1"})

    assert {"_id": "1", "at": NOON + timedelta(milliseconds=1)} == found
    assert timedelta(0) == found["at"].utcoffset()


async def test_what_does_not_exist_is_not_found(documents: MongoDocuments) -> None:
    found = await documents.find_one({"_id": "1"})

    assert found is None


async def test_a_second_document_of_the_same_id_is_a_duplicate(documents: MongoDocuments) -> None:
    await documents.insert_one({"_id": "1", "name": "first"})

    outcome = await documents.insert_one({"_id": "1", "name": "second"})

    assert Outcome.DUPLICATE is outcome
    assert {"_id": "1", "name": "first"} == await documents.find_one({"_id": "1"})


async def test_a_unique_index_refuses_inserts_and_updates_and_loses_nothing(
    documents: MongoDocuments,
) -> None:
    await documents.ensure_indexes([Index(("user", "key"), unique=True)])
    first, second = {"_id": "1", "user": 7, "key": "a"}, {"_id": "2", "user": 7, "key": "b"}
    await documents.insert_one(first)
    await documents.insert_one(second)

    inserted = await documents.insert_one({"_id": "3", "user": 7, "key": "a"})
    updated = await documents.update_one({"_id": "2"}, {"key": "a"})

    assert Outcome.DUPLICATE is inserted
    assert Outcome.DUPLICATE is updated
    assert [first, second] == await documents.find_many({}, order=BY_ID, limit=10)


async def test_indexes_can_be_ensured_again(documents: MongoDocuments) -> None:
    indexes = [Index(("user",), unique=True), Index(("at",), expires_after=timedelta(days=1))]

    await documents.ensure_indexes(indexes)
    await documents.ensure_indexes(indexes)
    first = await documents.insert_one({"user": 1})
    second = await documents.insert_one({"user": 1})

    assert [Outcome.ADDED, Outcome.DUPLICATE] == [first, second]


@pytest.mark.timeout(150)
async def test_a_document_vanishes_when_its_time_is_over(documents: MongoDocuments) -> None:
    await documents.ensure_indexes([Index(("at",), expires_after=timedelta(hours=1))])
    now = datetime.now(UTC)
    await documents.insert_one({"_id": "new", "at": now})
    await documents.insert_one({"_id": "old", "at": now - timedelta(hours=2)})

    async with asyncio.timeout(120):  # MongoDB looks for expired documents once a minute
        while await documents.find_one({"_id": "old"}):  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(1)

    assert "new" == ids(await documents.find_many({}, order=BY_ID, limit=10))


async def test_an_update_sets_its_fields_and_keeps_the_others(documents: MongoDocuments) -> None:
    await documents.insert_one({"_id": "1", "name": "a", "mood": {"joy": 1, "awe": 2}})

    outcome = await documents.update_one({"_id": "1"}, {"name": "b", "mood.joy": 3, "new": []})
    found = await documents.find_one({"_id": "1"})

    assert Outcome.CHANGED is outcome
    assert {"_id": "1", "name": "b", "mood": {"joy": 3, "awe": 2}, "new": []} == found


async def test_an_update_that_changes_nothing_says_so(documents: MongoDocuments) -> None:
    await documents.insert_one({"_id": "1", "name": "a"})

    outcome = await documents.update_one({"_id": "1"}, {"name": "a"})

    assert Outcome.UNCHANGED is outcome


async def test_an_update_of_nothing_adds_nothing(documents: MongoDocuments) -> None:
    outcome = await documents.update_one({"_id": "1"}, {"name": "a"})

    assert Outcome.MISSING is outcome
    assert await documents.find_one({"_id": "1"}) is None


async def test_an_upsert_adds_once_and_then_changes(documents: MongoDocuments) -> None:
    first = await documents.update_one({"_id": "1", "user": 7}, {"name": "a"}, upsert=True)
    second = await documents.update_one({"_id": "1", "user": 7}, {"name": "b"}, upsert=True)

    assert [Outcome.ADDED, Outcome.CHANGED] == [first, second]
    assert {"_id": "1", "user": 7, "name": "b"} == await documents.find_one({"_id": "1"})


async def test_upserts_at_the_same_moment_leave_one_document(documents: MongoDocuments) -> None:
    await documents.ensure_indexes([Index(("user",), unique=True)])

    outcomes = await asyncio.gather(
        *(documents.update_one({"user": 7}, {"turn": n}, upsert=True) for n in range(20))
    )
    found = await documents.find_many({}, order=BY_ID, limit=10)

    assert 1 == outcomes.count(Outcome.ADDED)
    assert [7] == [document["user"] for document in found]


async def test_many_are_found_in_the_order_asked_for(documents: MongoDocuments) -> None:
    for key, (user, hour) in enumerate([(1, 3), (2, 1), (1, 1), (2, 3), (1, 2)]):
        at = NOON + timedelta(hours=hour)
        await documents.insert_one({"_id": str(key), "user": user, "at": at})

    found = await documents.find_many(
        {}, order=[("user", Order.DESCENDING), ("at", Order.ASCENDING)], limit=4
    )

    assert "1324" == ids(found)


async def test_a_limit_above_one_batch_of_the_protocol_is_kept(documents: MongoDocuments) -> None:
    for key in range(260):
        await documents.insert_one({"_id": f"{key:03}"})

    found = await documents.find_many({}, order=BY_ID, limit=250)

    assert [f"{key:03}" for key in range(250)] == [document["_id"] for document in found]


FILTERS: dict[str, tuple[dict[str, Any], str]] = {
    "$gt": ({"at": {"$gt": NOON}}, "23"),
    "$gte": ({"at": {"$gte": NOON}}, "123"),
    "$lt": ({"at": {"$lt": NOON + timedelta(hours=1)}}, "01"),
    "$lte": ({"at": {"$lte": NOON + timedelta(hours=1)}}, "012"),
    "$in": ({"user.name": {"$in": ["anna", "boris"]}}, "012"),
    "both bounds": ({"at": {"$gte": NOON, "$lt": NOON + timedelta(hours=2)}}, "12"),
    "equality": ({"user.name": "anna", "open": True}, "0"),
    "null or absent": ({"open": None}, "23"),
}


def test_each_operator_that_is_allowed_is_in_the_contract() -> None:
    assert {name for name in FILTERS if name.startswith("$")} == FILTER_OPERATORS


@pytest.mark.parametrize("name", FILTERS)
async def test_a_filter_selects_and_deletes_the_same_documents(
    documents: MongoDocuments, name: str
) -> None:
    where, selected = FILTERS[name]
    rows = [("anna", {"open": True}), ("anna", {"open": False}), ("boris", {}), ("vera", {})]
    for key, (user, fields) in enumerate(rows):
        at = NOON + timedelta(hours=key - 1)
        await documents.insert_one({"_id": str(key), "user": {"name": user}, "at": at, **fields})

    found = await documents.find_many(where, order=BY_ID, limit=10)
    deleted = await documents.delete_many(where)
    left = await documents.find_many({}, order=BY_ID, limit=10)

    assert selected == ids(found)
    assert len(selected) == deleted
    assert sorted(set("0123") - set(selected)) == list(ids(left))


async def test_databases_of_one_server_do_not_share_their_collections(
    url: str, database: MongoDatabase
) -> None:
    name = f"contract_{uuid4().hex}"
    await database.documents(name).insert_one({"_id": "1"})

    async with mongo_database(url, default="alfred_other") as other:
        found = await other.documents(name).find_one({"_id": "1"})

    assert found is None
