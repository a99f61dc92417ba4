"""What the Mongo layer refuses before, or without, a server."""

import traceback
from datetime import timedelta
from typing import Any

import pytest
from pymongo.errors import BulkWriteError, OperationFailure

from storage.errors import (
    DocumentIndexError,
    DocumentStoreError,
    DocumentStoreUnavailableError,
)
from storage.mongo import mongo_database
from storage.mongo_documents import MongoDocuments
from storage.mongo_errors import Line, duplicates, translated
from storage.mongo_filters import Order
from storage.mongo_indexes import Index, missing


@pytest.fixture
def documents() -> MongoDocuments:
    return MongoDocuments(None, Line(1.0))


@pytest.mark.parametrize("where", [{"$or": [{"a": 1}]}, {"a": {"$not": {"$gt": 1}}}])
async def test_an_operator_without_contract_is_refused(
    documents: MongoDocuments, where: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"no contract test covers the operator \$(or|not)"):
        await documents.find_one(where)


@pytest.mark.parametrize(("order", "limit"), [((("_id", Order.ASCENDING),), 0), ((), 1)])
async def test_finding_many_needs_an_order_and_a_limit(
    documents: MongoDocuments, order: tuple[tuple[str, Order], ...], limit: int
) -> None:
    with pytest.raises(ValueError, match="order and a limit"):
        await documents.find_many({}, order=order, limit=limit)


async def test_a_number_is_refused_as_an_id(documents: MongoDocuments) -> None:
    with pytest.raises(TypeError, match="must be text"):
        await documents.insert_one({"_id": 1})
    with pytest.raises(TypeError, match="must be text"):
        await documents.update_one({"_id": 1}, {"name": "a"}, upsert=True)
    with pytest.raises(TypeError, match="must be text"):
        await documents.insert_many([{"_id": "1"}, {"_id": 1}])


async def test_each_document_of_many_needs_an_id(documents: MongoDocuments) -> None:
    with pytest.raises(TypeError, match="must be text"):
        await documents.insert_many([{"name": "a"}])


async def test_a_server_that_is_not_there_is_reported_without_its_password() -> None:
    absent = "mongodb://user:secret@127.0.0.1:1/"

    with pytest.raises(DocumentStoreUnavailableError, match="check MONGODB_URL") as caught:
        async with mongo_database(absent, patience=timedelta(milliseconds=100)):
            pytest.fail("opened a server that does not exist")

    assert "secret" not in str(caught.value)


async def test_a_wrong_url_is_told_from_an_absent_server() -> None:
    with pytest.raises(DocumentStoreError, match="check MONGODB_URL") as caught:
        async with mongo_database("mongodb://"):
            pytest.fail("opened a server without an address")

    assert not isinstance(caught.value, DocumentStoreUnavailableError)


async def test_a_refused_bulk_is_told_without_its_documents() -> None:
    refusal = {"index": 0, "code": 14, "errmsg": "secret", "op": {"content": "secret"}}

    with pytest.raises(DocumentStoreError, match="refuses") as caught, translated():
        duplicates(BulkWriteError({"writeErrors": [{"index": 1, "code": 11000}, refusal]}))

    shown = "".join(traceback.format_exception(caught.value))
    assert "secret" not in shown


@pytest.mark.parametrize("code", [85, 86])
async def test_a_server_that_has_another_index_is_told_from_one_that_refuses_us(code: int) -> None:
    with pytest.raises(DocumentIndexError, match="drop it, then run"), translated():
        raise OperationFailure("Index with name: user_id_1 already exists", code)


@pytest.mark.parametrize("option", ["sparse", "partialFilterExpression", "collation", "hidden"])
def test_an_index_that_does_less_than_ours_does_not_stand_in_for_it(option: str) -> None:
    told = {"user_id_1": {"key": [("user_id", 1)], option: {"locale": "ru"}}}

    with pytest.raises(DocumentIndexError, match=r'db\.profiles\.dropIndex\("user_id_1"\)'):
        missing([Index(("user_id",))], told, "profiles")


def test_another_index_beside_ours_is_no_obstacle() -> None:
    key = [("user_id", 1)]
    told = {"theirs": {"key": key, "sparse": True}, "ours": {"key": key, "v": 2}}

    assert [] == missing([Index(("user_id",))], told, "profiles")
