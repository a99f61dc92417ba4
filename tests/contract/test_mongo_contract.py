"""What we rely on in MongoDB, on the embedded server and on MONGODB_URL where it is set."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from storage.errors import DocumentIndexError, DocumentStoreError
from storage.mongo import MongoDatabase, mongo_database
from storage.mongo_documents import MongoDocuments, Outcome
from storage.mongo_filters import FILTER_OPERATORS, Document, Order
from storage.mongo_indexes import Index
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


@pytest.mark.parametrize(("size", "batches"), [(2, [2, 2, 1]), (5, [5]), (9, [5])])
async def test_all_documents_come_in_batches(
    documents: MongoDocuments, size: int, batches: list[int]
) -> None:
    await documents.insert_many([{"_id": str(number)} for number in range(5)])

    found = [batch async for batch in documents.batches(size)]

    assert batches == [len(batch) for batch in found]
    assert "01234" == "".join(sorted(ids(document for batch in found for document in batch)))


async def test_no_documents_come_in_no_batches(documents: MongoDocuments) -> None:
    assert [] == [batch async for batch in documents.batches(2)]


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

    made = [await documents.ensure_indexes(indexes) for _ in range(2)]
    first = await documents.insert_one({"user": 1})
    second = await documents.insert_one({"user": 1})

    assert [2, 0] == made
    assert [Outcome.ADDED, Outcome.DUPLICATE] == [first, second]


async def test_indexes_that_are_missing_are_named(documents: MongoDocuments) -> None:
    unique = Index(("user",), unique=True)
    plain = Index(("user", "scope", "at"))
    expiring = Index(("at",), expires_after=timedelta(days=90))
    before = await documents.missing_indexes([unique, plain, expiring])

    await documents.ensure_indexes([unique, expiring])

    assert [unique, plain, expiring] == before
    assert [plain] == await documents.missing_indexes([unique, plain, expiring])


@pytest.mark.parametrize(
    ("standing", "wanted"),
    [
        (Index(("at",)), Index(("at",), expires_after=timedelta(days=90))),
        (
            Index(("at",), expires_after=timedelta(days=1)),
            Index(("at",), expires_after=timedelta(days=90)),
        ),
        (Index(("user",)), Index(("user",), unique=True)),
        (Index(("user",), unique=True), Index(("user",))),
    ],
    ids=["expires not", "expires sooner", "is not unique", "is unique"],
)
async def test_an_index_with_other_options_is_named_with_the_remedy_and_stays(
    documents: MongoDocuments, standing: Index, wanted: Index
) -> None:
    await documents.ensure_indexes([standing])
    more = Index(("more",))

    with pytest.raises(DocumentIndexError, match=r"drop it .*dropIndex.* main.py migrate"):
        await documents.ensure_indexes([more, wanted])

    assert [more] == await documents.missing_indexes([standing, more])


async def test_an_index_on_the_same_fields_in_another_order_is_another(
    documents: MongoDocuments,
) -> None:
    await documents.ensure_indexes([Index(("user", "at"))])

    missing = await documents.missing_indexes([Index(("user", "at")), Index(("at", "user"))])

    assert [Index(("at", "user"))] == missing


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


async def test_an_update_keeps_what_kind_of_thing_a_value_is(documents: MongoDocuments) -> None:
    values = {
        "at": NOON + timedelta(milliseconds=5),
        "yes": True,
        "no": False,
        "none": None,
        "number": 2**53,
        "half": 0.5,
        "text": "\x00'\"ё\U0001f600",
        "list": [NOON, True, {"a": NOON}],
        "deep": {"at": NOON},
        "nested.at": NOON,
    }
    await documents.insert_many([{"_id": "1", "nested": {}}, {"_id": "2", "nested": {}}])

    one = await documents.update_one({"_id": "1"}, values)
    many = await documents.update_many({"_id": {"$in": ["2"]}}, values)
    added = await documents.update_one({"_id": "3", "nested": {}}, values, upsert=True)

    found = await documents.find_many({}, order=BY_ID, limit=None)
    written = {**values, "nested": {"at": NOON}}
    del written["nested.at"]
    assert (Outcome.CHANGED, 1, Outcome.ADDED) == (one, many, added)
    assert [{"_id": key, **written} for key in "123"] == found
    assert [(True, False)] * 3 == [(each["yes"], each["no"]) for each in found]
    assert [bool] * 3 == [type(each["yes"]) for each in found]


async def test_many_are_updated_and_the_others_left_alone(documents: MongoDocuments) -> None:
    await documents.insert_many([{"_id": key, "user": 7, "name": key} for key in "1234"])

    matched = await documents.update_many({"_id": {"$in": ["2", "4", "9"]}}, {"done": True})

    found = await documents.find_many({"done": True}, order=BY_ID, limit=None)
    assert 2 == matched
    assert [{"_id": key, "user": 7, "name": key, "done": True} for key in "24"] == found
    assert "13" == ids(await documents.find_many({"done": None}, order=BY_ID, limit=None))


async def test_an_upsert_that_demands_a_bound_adds_or_changes_or_is_a_duplicate(
    documents: MongoDocuments,
) -> None:
    """What a lease is taken by."""
    outcomes = [
        await documents.update_one({"_id": "1", "ends": {"$lte": now}}, {"ends": end}, upsert=True)
        for now, end in [(100, 110), (109, 119), (110, 120), (500, 510)]
    ]

    assert [Outcome.ADDED, Outcome.DUPLICATE, Outcome.CHANGED, Outcome.CHANGED] == outcomes
    assert {"_id": "1", "ends": 510} == await documents.find_one({"_id": "1"})


async def test_leases_that_are_wanted_at_the_same_moment_are_given_once(
    documents: MongoDocuments,
) -> None:
    outcomes = [
        await asyncio.gather(
            *(
                documents.update_one(
                    {"_id": "1", "ends": {"$lte": now}},
                    {"ends": now + 10, "owner": f"{now} {turn}"},
                    upsert=True,
                )
                for turn in range(10)
            )
        )
        for now in (100, 110)
    ]

    first, second = outcomes
    assert (1, 9) == (first.count(Outcome.ADDED), first.count(Outcome.DUPLICATE))
    assert (1, 9) == (second.count(Outcome.CHANGED), second.count(Outcome.DUPLICATE))


async def test_of_many_that_are_inserted_the_new_ones_are_told(documents: MongoDocuments) -> None:
    first = await documents.insert_many([{"_id": "2", "turn": 1}, {"_id": "4", "turn": 1}])
    second = await documents.insert_many([{"_id": key, "turn": 2} for key in "123453"])

    found = await documents.find_many({"turn": 1}, order=BY_ID, limit=None)
    assert ["2", "4"] == first
    assert ["1", "3", "5"] == second
    assert "24" == ids(found)


async def test_nothing_is_inserted_of_nothing(documents: MongoDocuments) -> None:
    assert [] == await documents.insert_many([])


async def test_many_that_break_a_unique_index_are_no_obstacle_to_the_others(
    documents: MongoDocuments,
) -> None:
    await documents.ensure_indexes([Index(("user",), unique=True)])

    added = await documents.insert_many(
        [{"_id": "1", "user": 7}, {"_id": "2", "user": 7}, {"_id": "3", "user": 8}]
    )

    assert ["1", "3"] == added


async def test_many_and_large_documents_are_inserted_at_once(documents: MongoDocuments) -> None:
    large = [{"_id": f"{key:02}", "text": "ё" * 100_000} for key in range(60)]

    added = await documents.insert_many(large)

    assert [document["_id"] for document in large] == added
    assert large == await documents.find_many({}, order=BY_ID, limit=None)


async def test_a_document_that_is_too_large_is_refused_and_not_quoted(
    documents: MongoDocuments,
) -> None:
    too_large = {"_id": "1", "text": "secret" * 4_000_000}

    with pytest.raises(DocumentStoreError, match="too large") as caught:
        await documents.insert_one(too_large)

    assert "secret" not in str(caught.value)


async def test_only_the_fields_that_are_asked_for_come(documents: MongoDocuments) -> None:
    await documents.insert_one({"_id": "1", "at": NOON, "done": True, "text": "long"})

    found = await documents.find_many({}, order=BY_ID, limit=None, only=["at", "done", "absent"])

    assert [{"_id": "1", "at": NOON, "done": True}] == found


async def test_values_are_counted_and_the_most_frequent_come_first(
    documents: MongoDocuments,
) -> None:
    talks = ["5:private", "5:-100", "7:a%2Eb", "5:-100", "7:a%2Eb", "5:-100", "9:ё"]
    await documents.insert_many(
        [{"_id": str(n), "talk": t, "on": True, "ends": n} for n, t in enumerate(talks)]
    )
    await documents.insert_many([{"_id": "x", "talk": "9:ё", "on": False, "ends": 9}])

    two = await documents.tally({"on": True}, "talk", least=2, limit=9)
    one = await documents.tally({"on": True, "ends": {"$gt": 1}}, "talk", least=1, limit=3)

    assert [("5:-100", 3), ("7:a%2Eb", 2)] == two
    assert [("5:-100", 2), ("7:a%2Eb", 2), ("9:ё", 1)] == one
    assert [] == await documents.tally({"on": None}, "talk", least=1, limit=9)


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


async def test_without_a_limit_all_are_found(documents: MongoDocuments) -> None:
    await documents.insert_many([{"_id": f"{key:03}"} for key in range(260)])

    found = await documents.find_many({}, order=BY_ID, limit=None)

    assert 260 == len(found)


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
async def test_a_filter_selects_changes_and_deletes_the_same_documents(
    documents: MongoDocuments, name: str
) -> None:
    where, selected = FILTERS[name]
    rows = [("anna", {"open": True}), ("anna", {"open": False}), ("boris", {}), ("vera", {})]
    for key, (user, fields) in enumerate(rows):
        at = NOON + timedelta(hours=key - 1)
        await documents.insert_one({"_id": str(key), "user": {"name": user}, "at": at, **fields})

    found = await documents.find_many(where, order=BY_ID, limit=10)
    changed = await documents.update_many(where, {"mark": 1})
    deleted = await documents.delete_many(where)
    left = await documents.find_many({}, order=BY_ID, limit=10)

    assert selected == ids(found)
    assert len(selected) == changed == deleted
    assert sorted(set("0123") - set(selected)) == list(ids(left))


async def test_databases_of_one_server_do_not_share_their_collections(
    url: str, database: MongoDatabase
) -> None:
    name = f"contract_{uuid4().hex}"
    await database.documents(name).insert_one({"_id": "1"})

    async with mongo_database(url, default="alfred_other") as other:
        found = await other.documents(name).find_one({"_id": "1"})

    assert found is None
